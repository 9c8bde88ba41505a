"""What :class:`~flask_wechat_corp.WeChatCorp` and ``WeChatRobot`` have in common."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, ClassVar, Generic, TypeVar

from flask import Blueprint, Flask, Request, Response, current_app
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App

from ..callback.handler import Handler, HandlerEntry
from ..callback.steps import StepEntry
from ..callback.table import Registered
from ..config import EXTENSION_KEY, Config
from .background import BoundedPool, InProcessQueue
from .flask_session import warn_about_sessions
from .state import AppState, DeferredQueue, Resolver

__all__ = ["ExtensionObject"]

R = TypeVar("R", bound=Callable[[Request], Any])
S = TypeVar("S", bound=AppState)


class ExtensionObject(Handler, Generic[S]):
    """A registry of handlers with the route of a callback, and with a state in each of its apps.

    :param name: the name of the blueprint and of the state in ``app.extensions["wechat_corp"]``
    :param config_prefix: the prefix of this object's settings
    :param url: callback path, used instead of the setting ``URL``
    :param executor: runs deferred handlers; by default a bounded pool of threads
    """

    _state_type: type[S]
    _not_initialized: ClassVar[str]
    """The error for an app without this object; ``{name!r}`` is its name."""

    def __init__(
        self,
        name: str,
        config_prefix: str,
        url: str | None,
        executor: Executor | DeferredQueue | None,
    ) -> None:
        super().__init__()
        self.label = f"{type(self).__name__} {name!r}"
        if executor is None or isinstance(executor, Executor):
            executor = InProcessQueue(executor or BoundedPool())
        self._queue: DeferredQueue = executor
        self.name = name
        self._resolver: Resolver | None = None
        self._config_prefix = config_prefix
        self._url = url
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        self.blueprint = Blueprint(name, __name__)
        """For ``csrf.exempt(wx.blueprint)``."""
        self.blueprint.record(self._add_url_rule)

    def _view(self, state: S) -> Callable[..., Response]:
        """Return the view function of the callback in one app."""
        raise NotImplementedError

    def _register_given(self, handler: Handler | Callable[..., Any] | None) -> None:
        """Register what the constructor was given."""
        if isinstance(handler, Handler):
            self.register(handler)
        elif handler is not None:
            self.default(handler)

    def _queue_for(self, config: Config) -> DeferredQueue:
        if config.simulated and not isinstance(self._queue, InProcessQueue):
            # Real workers must not get made-up messages: they would answer real members.
            return InProcessQueue(BoundedPool())
        return self._queue

    def _attach(self, app: Flask, state: S) -> None:
        """Store our state in an app, and register the callback's route."""
        app.extensions[EXTENSION_KEY][self.name] = state
        warn_about_sessions(state, app)
        state.queue.bind(app, self.name)
        self._apps.add(app)
        self._add_route(app)

    def _add_route(self, app: Flask) -> None:
        if self.name in app.blueprints:
            return
        if self._state_of(app).config.credentials is not None or self._resolver is not None:
            app.register_blueprint(self.blueprint)

    def _add_url_rule(self, setup: BlueprintSetupState) -> None:
        state = self._state_of(setup.app)
        setup.add_url_rule(
            state.config.url,
            endpoint="callback",
            view_func=self._view(state),
            methods=["GET", "POST"],
            strict_slashes=False,
        )

    @property
    def _state(self) -> S:
        """Our state in the current app."""
        return self._state_of(current_app)

    def _state_of(self, app: App) -> S:
        found = app.extensions.get(EXTENSION_KEY, {}).get(self.name)
        if not isinstance(found, self._state_type):
            raise RuntimeError(self._not_initialized.format(name=self.name))
        return found

    def _register(self, one: Registered, *, own: bool = True) -> None:
        entry = one.handler if isinstance(one, StepEntry) else one
        if isinstance(entry, HandlerEntry) and entry.in_background:
            self._queue.register(entry)
        super()._register(one, own=own)

    def register(self, handler: Handler) -> None:
        """Add what a registry has, also what is registered there later.

        :raises TypeError: when it has a step with the name of another one
        """
        self.include(handler)

    def credentials(self, resolver: R) -> R:
        """Decorate a function that returns the credentials of a callback.

        It is given the request and returns one :class:`~flask_wechat_corp.Credentials` or a list
        of them. They are used instead of the configured pair: for key rotation, or for many corps
        behind one URL.
        """
        self._resolver = resolver
        for app in self._apps:
            self._state_of(app).resolver = resolver
            self._add_route(app)
        return resolver
