"""A smart robot's message: the JSON as it came, with attributes beside the items.

Source: developer.work.weixin.qq.com/document/path/100719 (messages), path/101027 (events).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..message import Message
from .body import Body, Quote, RobotMedia, Services, mapping_of, served, text_of

__all__ = ["Quote", "RobotMedia", "RobotMessage", "Services"]


class RobotMessage(Body, Message):
    """What a smart robot received: a read-only mapping of the JSON with attributes.

    The attributes have the names of :class:`~flask_wechat_corp.Message` where they mean the same,
    and :meth:`get` knows the names of an agent's XML too (``Content``, ``FromUserName``), so that
    one :class:`~flask_wechat_corp.Handler` can serve an agent and a robot.

    :param fields: the decrypted JSON object
    :param receive_id: the receive id that was verified with it
    :param names: the robot's names, taken off after ``@`` at the start of a text in a group
    :param services: what downloads media and answers later
    :param arrived: when it came, in seconds since the epoch
    """

    __slots__ = ("_names", "_services", "address", "arrived")

    _names: Sequence[str]

    def __init__(
        self,
        fields: dict[str, Any],
        receive_id: str = "",
        names: Sequence[str] = (),
        services: Services | None = None,
        arrived: float = 0.0,
    ) -> None:
        self._fields = fields
        self._receive_id = receive_id
        self._names = names
        self._services = services
        self.arrived = arrived
        self.address: str | None = None
        """Where a late answer goes in place of ``response_url``; set by the long connection."""
        self._event = text_of(mapping_of(fields.get("event")).get("eventtype")).lower()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._fields, self._receive_id, tuple(self._names))

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any], receive_id: str = "") -> RobotMessage:
        """Build a message for a test."""
        return cls(dict(fields), receive_id)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it came, or ``default``; names of the XML are understood too."""
        if name in self._fields:
            return self._fields[name]
        read = _XML_NAMES.get(name)
        value = None if read is None else read(self)
        return default if value is None else value

    def __getattr__(self, attribute: str) -> Any:
        if attribute[0] != "_" and attribute in self._fields:
            return self._fields[attribute]
        hint = " A robot's message is JSON: use message.json." if attribute == "xml" else ""
        raise AttributeError(f"RobotMessage has no field {attribute!r}.{hint}")

    @property
    def json(self) -> dict[str, Any]:
        """The decrypted message as it came."""
        return self._fields

    @property
    def type(self) -> str | None:
        """The ``msgtype``: ``text``, ``image``, ``mixed``, ``voice``, ``file``, ``video``, …"""
        return text_of(self._fields.get("msgtype")) or None

    @property
    def id(self) -> str:  # type: ignore[override]  # a text here, a number for agents
        """The ``msgid``; empty when there is none."""
        return text_of(self._fields.get("msgid"))

    @property
    def content(self) -> str | None:
        """The text without the mention of the robot; of a voice message, its transcript."""
        content = self._raw_content()
        return _without_mention(content, self._names) if content and self.is_group else content

    @property
    def from_user_name(self) -> str | None:  # type: ignore[override]  # not a field of its own
        """The user's id; it may be an encrypted one."""
        sender = mapping_of(self._fields.get("from"))
        found = (text_of(sender.get(name)) for name in ("userid", "userid_encrypted", "user_id"))
        return next(filter(None, found), None)

    @property
    def create_time(self) -> int | None:  # type: ignore[override]  # not a field of its own
        """When an event happened, in seconds; messages have none."""
        value = self._fields.get("create_time")
        return value if type(value) is int else None

    @property
    def chat_id(self) -> str | None:
        """The group's id; ``None`` in a single chat."""
        return text_of(self._fields.get("chatid")) or None

    @property
    def is_group(self) -> bool:
        """Whether it was written in a group."""
        return self._fields.get("chattype") == "group"

    @property
    def bot_id(self) -> str | None:
        """The robot's id (``aibotid``)."""
        return text_of(self._fields.get("aibotid")) or None

    @property
    def quote(self) -> Quote | None:
        """The message that this one quotes, or ``None``."""
        found = self._fields.get("quote")
        return Quote(found, self._services) if isinstance(found, dict) else None

    @property
    def event_data(self) -> dict[str, Any]:
        """What belongs to the event: of a card its ``task_id`` and ``event_key``, for example."""
        event = mapping_of(self._fields.get("event"))
        found = event.get(text_of(event.get("eventtype")))
        return found if isinstance(found, dict) else {}

    @property
    def event_key(self) -> str | None:
        """The key of the button that was pressed on a card."""
        data = self.event_data
        return text_of(data.get("event_key")) or text_of(data.get("eventkey")) or None

    @property
    def selected(self) -> dict[str, list[str]]:
        """What was chosen on a card: question key → option ids."""
        items = mapping_of(self.event_data.get("selected_items")).get("selected_item")
        chosen: dict[str, list[str]] = {}
        for item in items if isinstance(items, list) else ():
            options = mapping_of(
                mapping_of(item).get("option_ids", mapping_of(item).get("optionids"))
            )
            ids = options.get("option_id", options.get("optionid"))
            key = text_of(item.get("question_key"))
            chosen[key] = (
                [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
            )
        return chosen

    def reply_later(self) -> Any:
        """Claim the right to send one message within an hour.

        :returns: a :class:`~flask_wechat_corp.web.robot_later.ReplyLater`
        :raises ReplyError: when the address was used or claimed before, or when there is none
        """
        return served(self._services).reply_later(self)


_XML_NAMES: dict[str, Any] = {
    "Content": lambda message: message.content,
    "CreateTime": lambda message: message.create_time,
    "Event": lambda message: message.event_name or None,
    "EventKey": lambda message: message.event_key,
    "FromUserName": lambda message: message.from_user_name,
    "MsgId": lambda message: message.id or None,
    "MsgType": lambda message: message.type,
}


def _without_mention(content: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        head, rest = content[: len(name) + 1], content[len(name) + 1 :]
        if head == f"@{name}" and (not rest or rest[0].isspace()):
            return rest.lstrip()
    return content
