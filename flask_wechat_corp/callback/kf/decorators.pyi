"""What a type checker knows about the decorators of ``wx.kf``.

At run time they are those of :class:`.handler.KfHandler`. A handler that cannot take a
:class:`.message.KfMessage`, or with a return value that customer service cannot send, is an error.
A decorated function keeps its own type.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import (
    Any,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypedDict,
    TypeVar,
    overload,
)

from typing_extensions import Unpack

from ..entries import TextFilter
from ..session import Session
from .message import KfMessage
from .reply import KfReturn

E = TypeVar("E", bound=Exception)
E_contra = TypeVar("E_contra", contravariant=True)
P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

Answer: TypeAlias = KfReturn | Awaitable[KfReturn]

class Options(TypedDict, total=False):
    origin: Literal["customer", "servicer", "system"]
    while_human: bool

# A function fits when it fits both lines: it takes such a message, and it is what it is.
class Handles(Protocol[P, R_co]):
    @overload
    def __call__(
        self, message: KfMessage, /, *args: Any, **kwargs: Any
    ) -> Answer | Iterator[str] | AsyncIterator[str]: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

class Sees(Protocol[P, R_co]):
    @overload
    def __call__(self, message: KfMessage, /) -> Answer: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

class Changes(Protocol[P, R_co]):
    @overload
    def __call__(self, message: KfMessage, reply: Any, /) -> Answer: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

class Recovers(Protocol[E_contra, P, R_co]):
    @overload
    def __call__(self, error: E_contra, message: KfMessage, /) -> Answer: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

class For:
    def __call__(self, function: Handles[P, R], /) -> Callable[P, R]: ...

class ForError(Generic[E]):
    def __call__(self, function: Recovers[E, P, R], /) -> Callable[P, R]: ...

class KfDecorators:
    @property
    def message(self) -> KfMessage: ...
    @property
    def session(self) -> Session: ...
    def before_message(self, function: Sees[P, R], /) -> Callable[P, R]: ...
    def after_message(self, function: Changes[P, R], /) -> Callable[P, R]: ...
    @overload
    def errorhandler(self, error: type[E], /) -> ForError[E]: ...
    @overload
    def errorhandler(self, function: Recovers[Exception, P, R], /) -> Callable[P, R]: ...
    @overload
    def text(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def text(self, match: TextFilter | None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def image(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def image(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def voice(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def voice(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def video(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def video(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def file(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def file(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def location(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def location(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def link(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def link(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def default(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def default(self, function: None = None, /, **options: Unpack[Options]) -> For: ...
    @overload
    def step(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def step(self, function: None = None, /) -> For: ...
    @overload
    def event(self, function: Handles[P, R], /) -> Callable[P, R]: ...
    @overload
    def event(self, name: str | None = None, /) -> For: ...
    def on(self, msg_type: str, **options: Unpack[Options]) -> For: ...
