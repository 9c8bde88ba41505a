"""A message that comes as JSON: of a smart robot, or of customer service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias, TypeVar

from .message import Message

__all__ = ["JsonMessage", "XmlNames", "mapping_of", "text_of", "whole_of"]

J = TypeVar("J", bound="JsonMessage")

XmlNames: TypeAlias = Mapping[str, Callable[[Any], Any]]
"""The name of a value in an agent's XML → reads what means the same in a message."""


class JsonMessage(Message):
    """A read-only mapping of the JSON, with the attributes of an agent's message.

    The attributes have the names of :class:`~flask_wechat_corp.Message` where they mean the same,
    and :meth:`get` knows the names of an agent's XML too (``Content``, ``FromUserName``), so that
    one :class:`~flask_wechat_corp.Handler` can serve all kinds.

    :param fields: the JSON object
    :param receive_id: the receive id that was verified with it
    """

    __slots__ = ()

    _xml_names: ClassVar[XmlNames] = {
        "Content": lambda message: message.content,
        "CreateTime": lambda message: message.create_time,
        "Event": lambda message: message.event_name or None,
        "FromUserName": lambda message: message.from_user_name,
        "MsgId": lambda message: message.id or None,
        "MsgType": lambda message: message.type,
    }

    def __init__(self, fields: dict[str, Any], receive_id: str = "") -> None:
        self._fields = fields
        self._receive_id = receive_id

    @classmethod
    def from_dict(cls: type[J], fields: Mapping[str, Any], receive_id: str = "") -> J:
        """Build a message for a test."""
        return cls(dict(fields), receive_id)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it came, or ``default``; names of the XML are understood too."""
        if name in self._fields:
            return self._fields[name]
        read = self._xml_names.get(name)
        value = None if read is None else read(self)
        return default if value is None else value

    def _attribute_sources(self) -> tuple[Mapping[str, Any], ...]:
        """Return the objects whose items are attributes of the message."""
        return (self._fields,)

    def __getattr__(self, attribute: str) -> Any:
        if attribute[0] != "_":
            for found in self._attribute_sources():
                if attribute in found:
                    return found[attribute]
        hint = " The message came as JSON: use message.json." if attribute == "xml" else ""
        raise AttributeError(f"{type(self).__name__} has no field {attribute!r}.{hint}")

    @property
    def json(self) -> dict[str, Any]:
        """The message as it came."""
        return self._fields

    @property
    def type(self) -> str | None:
        """The ``msgtype``: ``text``, ``image``, ``event`` …"""
        return text_of(self._fields.get("msgtype")) or None

    @property
    def id(self) -> str:  # type: ignore[override]  # a text here, a number for agents
        """The ``msgid``; empty when there is none."""
        return text_of(self._fields.get("msgid"))


def text_of(value: Any) -> str:
    """Return a text, or ``""`` for anything else."""
    return value if isinstance(value, str) else ""


def whole_of(value: Any) -> int | None:
    """Return a whole number, or ``None`` for anything else."""
    return value if type(value) is int else None


def mapping_of(value: Any) -> Mapping[str, Any]:
    """Return a mapping, or an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}
