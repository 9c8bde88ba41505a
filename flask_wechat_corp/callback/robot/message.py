"""A smart robot's message: the JSON as it came, with attributes beside the items.

Source: developer.work.weixin.qq.com/document/path/100719 (messages), path/101027 (events).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from ..json_message import JsonMessage, XmlNames, mapping_of, text_of, whole_of
from .body import Body, Quote, RobotMedia, Services, served

__all__ = ["Quote", "RobotMedia", "RobotMessage", "Services"]


class RobotMessage(Body, JsonMessage):
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

    _xml_names: ClassVar[XmlNames] = {
        **JsonMessage._xml_names,
        "EventKey": lambda message: message.event_key,
    }

    _names: Sequence[str]

    def __init__(
        self,
        fields: dict[str, Any],
        receive_id: str = "",
        names: Sequence[str] = (),
        services: Services | None = None,
        arrived: float = 0.0,
    ) -> None:
        super().__init__(fields, receive_id)
        self._names = names
        self._services = services
        self.arrived = arrived
        self.address: str | None = None
        """Where a late answer goes in place of ``response_url``; set by the long connection."""
        self._event = text_of(mapping_of(fields.get("event")).get("eventtype")).lower()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._fields, self._receive_id, tuple(self._names))

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
        return whole_of(self._fields.get("create_time"))

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


def _without_mention(content: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        head, rest = content[: len(name) + 1], content[len(name) + 1 :]
        if head == f"@{name}" and (not rest or rest[0].isspace()):
            return rest.lstrip()
    return content
