"""What the classes of messages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..callback.fields import Text, Whole
from ..callback.message import Message, Part

__all__ = [
    "EventMessage",
    "ProviderNotice",
    "SuiteFields",
    "SuiteNotice",
    "TypedEvent",
    "TypedMessage",
    "TypedPart",
]

# ``__getattr__: None`` tells a type checker that such a class has only the fields that it lists.
# At run time other documented fields are None: __getattr__ is Part's.


class TypedPart(Part):
    """An element whose fields are documented."""

    __slots__ = ()

    if TYPE_CHECKING:
        __getattr__: None  # type: ignore[assignment, misc]  # see above


class TypedMessage(Message):
    """A message whose fields are documented."""

    __slots__ = ()

    if TYPE_CHECKING:
        __getattr__: None  # type: ignore[assignment, misc]  # see above


class EventMessage(Message, msg_type="event"):
    """An event; those that WeCom documents have classes of their own."""

    __slots__ = ()

    event = Text("Event")


class TypedEvent(EventMessage):
    """An event whose fields are documented."""

    __slots__ = ()

    if TYPE_CHECKING:
        __getattr__: None  # type: ignore[assignment, misc]  # see above


class SuiteFields:
    """The further fields of an event that third-party apps get as a notice (``InfoType``)."""

    __slots__ = ()

    info_type = Text("InfoType")
    suite_id = Text("SuiteId")
    auth_corp_id = Text("AuthCorpId")
    time_stamp = Whole("TimeStamp")


class SuiteNotice(SuiteFields, TypedEvent):
    """A notice to a third-party app."""

    __slots__ = ()


class ProviderNotice(TypedEvent):
    """A notice to a service provider."""

    __slots__ = ()

    info_type = Text("InfoType")
    service_corp_id = Text("ServiceCorpId")
    auth_corp_id = Text("AuthCorpId")
    time_stamp = Whole("TimeStamp")
