"""A callback's message: read-only, as it came, with typed attributes beside the items.

Which class a message gets is decided here; the classes are in :mod:`flask_wechat_corp.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

from ..errors import BadMessage
from ..protocol.xmlio import Value, build, parse_message
from .fields import KNOWN, Text, Whole, whole
from .part import Part, fields_of, load_classes_with, need_classes

__all__ = ["Message", "Part", "Source", "fields_of", "load_classes_with", "message_classes"]

M = TypeVar("M", bound="Message")


class Source(NamedTuple):
    """What a class of messages stands for, and where it is documented."""

    msg_type: str = ""
    event: str = ""
    """The ``Event`` or ``InfoType``, in the vendor's spelling."""
    change_types: tuple[str, ...] = ()
    """The ``ChangeType``; the manual spells some in two ways."""
    page: int | None = None
    """The manual's page, ``developer.work.weixin.qq.com/document/path/<page>``."""


class Message(Part):
    """What WeCom pushed: a read-only mapping of the XML with typed attributes.

    A handler receives an instance of the class that fits, ``TextMessage`` for a text: see
    :mod:`flask_wechat_corp.messages`. Build one for a test with :meth:`from_dict`.

    :param fields: the children of ``<xml>`` by their vendor names
    :param xml: the decrypted text; bytes are UTF-8
    :param receive_id: the receive id that was verified with the message
    :param corp_key: see :attr:`corp_key`
    """

    __slots__ = ("_corp_key", "_event", "_receive_id", "_xml")

    _xml: str | bytes
    _event: str
    _receive_id: str
    _corp_key: str

    _source: ClassVar[Source] = Source()

    to_user_name = Text("ToUserName")
    from_user_name = Text("FromUserName")
    create_time = Whole("CreateTime")
    agent_id = Whole("AgentID")

    def __init_subclass__(
        cls,
        *,
        msg_type: str = "",
        event: str = "",
        change_type: str | tuple[str, ...] = (),
        page: int | None = None,
        **options: Any,
    ) -> None:
        super().__init_subclass__(**options)
        changes = (change_type,) if isinstance(change_type, str) else change_type
        cls._source = Source(msg_type, event or cls._source.event, changes, page)
        if msg_type:
            _TYPES[msg_type] = cls
        if event:
            _EVENTS[event.lower()] = cls
        _CHANGES.update({(cls._source.event.lower(), one): cls for one in changes})

    def __init__(
        self,
        fields: dict[str, Any],
        xml: str | bytes = "",
        receive_id: str = "",
        corp_key: str = "",
    ) -> None:
        Part.__init__(self, fields)
        self._xml = xml
        self._event = _event_of(fields)
        self._receive_id = receive_id
        self._corp_key = corp_key or receive_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.type} {self._event}>".replace(" >", ">")

    @property
    def xml(self) -> str:
        """The decrypted text as it came, whatever is wrong with it.

        What is not UTF-8 is shown as U+FFFD.
        """
        return self._xml if isinstance(self._xml, str) else self._xml.decode("utf-8", "replace")

    @property
    def receive_id(self) -> str:
        """The receive id that was verified with the message: the corp id, for an agent.

        Empty in a message that was built with :meth:`from_dict`, and where WeCom uses none.
        """
        return self._receive_id

    @property
    def corp_key(self) -> str:
        """What stands for the corp in the keys of sessions and deliveries.

        It is :attr:`receive_id`, or a hash of the callback token where that is empty; never
        ``ToUserName``, because the sender writes it.
        """
        return self._corp_key

    @property
    def sender(self) -> str:
        """The member, robot's user or customer who sent it.

        Empty when there is none: ``sys``, a missing or a nested name.
        """
        value = self.get("FromUserName")
        return value if isinstance(value, str) and value.strip() not in ("", "sys") else ""

    @classmethod
    def from_xml(cls: type[M], xml: str | bytes, receive_id: str = "", *, corp_key: str = "") -> M:
        """Read a decrypted message; the result is an instance of the class that fits.

        XML that is not well-formed because of what a member typed is read all the same.

        :param xml: the text; bytes are UTF-8
        :param receive_id: the receive id that was verified with it
        :param corp_key: see :attr:`corp_key`; the receive id by default
        :raises BadMessage: when it is not XML, has a document type, can be read in two ways, or
            repeats a field that WeCom sends once
        :raises ValueError: when it does not fit the class this is called on
        """
        fields = parse_message(xml)
        kind: Any = _kind_of(fields)
        _refuse_repeated(kind, fields)
        if cls is not Message and not issubclass(kind, cls):
            raise ValueError(
                f"This is a {kind.__name__}, not a {cls.__name__}: {_type_of(fields)}."
            )
        message: M = kind(fields, xml, receive_id, corp_key)
        return message

    @classmethod
    def from_dict(cls: type[M], fields: Mapping[str, object], receive_id: str = "") -> M:
        """Build a message from vendor names and values, for tests: numbers may be numbers.

        :raises ValueError: when the fields do not fit the class this is called on
        """
        return cls.from_xml(build(fields), receive_id)

    @property
    def type(self) -> str | None:
        """The ``MsgType``, in the vendor's spelling; ``None`` for suite notices (InfoType)."""
        value = self._fields.get("MsgType")
        return value if isinstance(value, str) else None

    @property
    def id(self) -> int | None:
        """The ``MsgId``; events have none."""
        value: Value | None = self._fields.get("MsgId")
        return whole(value) if isinstance(value, str) else None

    @property
    def event_name(self) -> str:
        """The event in lower case, from ``Event`` or ``InfoType``; empty for other messages."""
        return self._event


KNOWN.add([("msg_id", Whole("MsgId")), ("msg_type", Text("MsgType"))])

_TYPES: dict[str, type[Message]] = {}
_EVENTS: dict[str, type[Message]] = {}
_CHANGES: dict[tuple[str, str], type[Message]] = {}


def _event_of(fields: Mapping[str, Any]) -> str:
    event = fields.get("Event") or fields.get("InfoType")
    return event.lower() if isinstance(event, str) else ""


def _kind_of(fields: Mapping[str, Any]) -> type[Message]:
    """Return the most special class that was registered for such a message."""
    need_classes()
    msg_type = fields.get("MsgType", "event")
    if msg_type != "event" and "InfoType" not in fields:  # a suite's notice
        return _TYPES.get(msg_type, Message) if isinstance(msg_type, str) else Message
    event, change = _event_of(fields), fields.get("ChangeType")
    if isinstance(change, str):
        kind = _CHANGES.get((event, change))
        if kind is not None:
            return kind
    if event or "MsgType" in fields:
        return _EVENTS.get(event) or _TYPES.get("event", Message)
    return Message


def _refuse_repeated(kind: type[Message], fields: Mapping[str, Any]) -> None:
    """Refuse a message that has a field twice which is documented to come once.

    Two values for one field are a forgery, or a text of a user that was read as elements.

    :raises BadMessage: when there is such a field
    """
    if list not in map(type, fields.values()):
        return  # nearly always
    for name, value in fields.items():
        if type(value) is not list:
            continue
        field: Any = kind._shapes.get(name) or KNOWN.meaning(name)
        if field is not None and not field.may_repeat:
            # Only documented spellings reach the log: the sender may have invented others.
            shown = name if KNOWN.has(name) else "field of a documented name"
            raise BadMessage(f"The message has more than one {shown}.")


def _type_of(fields: Mapping[str, Any]) -> str:
    names = ("MsgType", "Event", "InfoType", "ChangeType")
    return ", ".join(f"{n} is {fields[n]!r}" for n in names if isinstance(fields.get(n), str)) or (
        "there is no MsgType"
    )


def message_classes() -> dict[type[Message], Source]:
    """Return every class that is registered for a type, an event or a change."""
    need_classes()
    return {
        kind: kind._source for kind in (*_TYPES.values(), *_EVENTS.values(), *_CHANGES.values())
    }
