"""A callback's message: read-only, as it came, with typed attributes beside the items.

Which class a message gets is decided here; the classes are in :mod:`flask_wechat_corp.messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

from ..errors import BadMessage
from ..protocol.xmlio import Value, build, parse_message
from .fields import KNOWN, Field, Text, Whole, whole

__all__ = ["Message", "Part", "Source", "fields_of", "load_classes_with", "message_classes"]

P = TypeVar("P", bound="Part")
M = TypeVar("M", bound="Message")


class Part(Mapping[str, Any]):
    """The fields of a message or of an element inside it.

    ``part["ScanResult"]`` is the value as it came and raises :class:`KeyError` when it is missing;
    ``part.scan_result`` has the documented type, or is ``None`` when a documented field is missing
    or malformed. Where Python or this class already uses the name, append an underscore:
    ``part.items_``, ``message.id_``.
    """

    __slots__ = ("_fields",)

    _fields: dict[str, Any]
    _documented: ClassVar[dict[str, Field[Any]]] = {}
    _shapes: ClassVar[dict[str, Field[Any]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        declared: dict[str, Field[Any]] = {}
        for base in reversed(cls.__bases__):
            declared |= base._documented if issubclass(base, Part) else _declared_in(base)
        cls._documented = declared = declared | _declared_in(cls)
        cls._shapes = {n: one for one in declared.values() for n in (one.name, *one.also)}
        KNOWN.add(declared.items())
        _REPEATED.clear()

    def __init__(self, fields: dict[str, Any]) -> None:
        _listify(type(self), fields)
        self._fields = fields

    @classmethod
    def _over(cls: type[P], fields: dict[str, Any]) -> P:
        """Look at fields whose repeated elements are lists already."""
        part = cls.__new__(cls)
        part._fields = fields
        return part

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it came, or ``default``."""
        return self._fields.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Part):
            return self._fields == other._fields
        return isinstance(other, Mapping) and self._fields == dict(other)

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content may hold lists

    def __getattr__(self, attribute: str) -> Any:
        # Only for what the class does not declare: fields of other types, and unknown ones.
        if attribute[0] == "_":
            raise AttributeError(attribute)
        plain = attribute.rstrip("_")
        declared = self._documented.get(plain) or self._documented.get(f"{plain}_")
        if declared is not None:
            return declared.__get__(self)
        squashed = plain.replace("_", "")
        for name, value in self._fields.items():
            if name.replace("_", "").lower() == squashed:
                return _read(name, value)
        if plain in KNOWN.attributes:
            return None
        raise AttributeError(f"{type(self).__name__} has no field {attribute!r}.")


def _declared_in(cls: type) -> dict[str, Field[Any]]:
    return {name: one for name, one in vars(cls).items() if isinstance(one, Field)}


def fields_of(part: type[Part]) -> dict[str, Field[Any]]:
    """Return the documented fields of a class by attribute, inherited ones first."""
    return dict(part._documented)


def _read(name: str, value: Any) -> Any:
    """Read a field that the class does not declare, by what other classes say about its name."""
    if isinstance(value, list):
        return [_read(name, one) for one in value]
    meaning = KNOWN.meaning(name)
    if isinstance(value, dict) or (meaning and meaning.part and not value.strip()):
        part: type[Part] = (meaning and meaning.part) or Part
        return part._over(value or {})
    return value if meaning is None or meaning.reader is None else meaning.reader(value)


_REPEATED: dict[type[Part], frozenset[str]] = {}


def _repeated(part: type[Part]) -> frozenset[str]:
    """Return the names that are lists in this class: its own word counts before the others'."""
    _need_classes()
    names = KNOWN.repeated().difference(part._shapes)
    names |= {name for name, field in part._shapes.items() if field.repeated}
    _REPEATED[part] = frozenset(names)
    return _REPEATED[part]


def _listify(part: type[Part], fields: dict[str, Any]) -> None:
    """Make every repeatable element a list, also when it came once."""
    repeated = _REPEATED.get(part) or _repeated(part)
    for name, value in fields.items():
        if type(value) is str and name not in repeated:
            continue  # nearly always
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                _listify(_class_of(part, name), one)
        if name in repeated and not isinstance(value, list):
            fields[name] = [value]


def _class_of(part: type[Part], name: str) -> type[Part]:
    field: Any = part._shapes.get(name) or KNOWN.meaning(name)
    return (field and field.part) or Part


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
        super().__init__(fields)
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
        """The member who sent it; empty when there is none: ``sys``, a missing or a nested name."""
        value = self._fields.get("FromUserName")
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


_load_classes: Callable[[], object] | None = None


def load_classes_with(load: Callable[[], object]) -> None:
    """Have ``load`` import the classes of messages when the first message needs them.

    They cost half of the package's import time, and a process that only calls the API needs none.
    """
    global _load_classes
    _load_classes = load


def _need_classes() -> None:
    global _load_classes
    if _load_classes is not None:
        _load_classes()  # the import system lets other threads wait here
        _load_classes = None


def _kind_of(fields: Mapping[str, Any]) -> type[Message]:
    """Return the most special class that was registered for such a message."""
    _need_classes()
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
    _need_classes()
    return {
        kind: kind._source for kind in (*_TYPES.values(), *_EVENTS.values(), *_CHANGES.values())
    }
