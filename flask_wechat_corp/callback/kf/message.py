"""A message of customer service: the JSON of ``kf/sync_msg`` with attributes beside the items.

Source: developer.work.weixin.qq.com/document/path/94670.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol

from ..json_message import JsonMessage, XmlNames, mapping_of, text_of, whole_of

__all__ = ["CUSTOMER", "FAIL_TYPES", "SERVICER", "SYSTEM", "KfMessage", "Services"]

CUSTOMER, SYSTEM, SERVICER = 3, 4, 5
"""The values of ``origin``."""

#: ``fail_type`` of ``msg_send_fail`` → the cause and what to do (page 94670)
FAIL_TYPES = {
    0: "WeCom does not know the cause. Send the message again.",
    1: "The account was deleted. Use an account that exists.",
    2: "The application is switched off. Switch it on in the admin console.",
    4: "The conversation is older than 48 hours. The customer has to write first.",
    5: "The conversation is over. The customer has to write first.",
    6: "There are 5 messages already since the customer's last one. The customer has to write"
    " first.",
    8: "The corp is not verified. Verify it in the admin console.",
    10: "The customer rejects messages of this account.",
    11: "No member of the corp has logged in to the WeCom app. Let one member log in with a mobile"
    " number or with WeChat.",
    12: "The customer service component forbids this message type. Send another type.",
    13: "A security restriction. Look at the account in the admin console.",
}


class Services(Protocol):
    """What a message needs of the agent that fetched it."""

    def transfer(self, message: KfMessage, state: int, servicer: str | None) -> str:
        """Change the state of the conversation; return the code of the answer, or ``""``."""

    def send_on_event(self, code: str, text: str) -> None:
        """Send a text with a code."""


class KfMessage(JsonMessage):
    """What a customer wrote to an account (客服帐号): a read-only mapping of the JSON.

    The attributes have the names of :class:`~flask_wechat_corp.Message` where they mean the same,
    and :meth:`get` knows the names of an agent's XML too (``Content``, ``FromUserName``), so that
    one :class:`~flask_wechat_corp.Handler` can serve members and customers.

    :param fields: one item of ``msg_list``
    :param receive_id: the receive id that was verified with the doorbell
    :param services: what changes the state of the conversation
    :param corp_key: see :attr:`~flask_wechat_corp.Message.corp_key`
    """

    __slots__ = ("_code", "_services")

    _xml_names: ClassVar[XmlNames] = {
        **JsonMessage._xml_names,
        "EventKey": lambda message: message.menu_id,
        "MediaId": lambda message: message.media_id,
        "ToUserName": lambda message: message.open_kfid,
    }

    def __init__(
        self,
        fields: dict[str, Any],
        receive_id: str = "",
        services: Services | None = None,
        corp_key: str = "",
    ) -> None:
        super().__init__(fields, receive_id)
        self._corp_key = corp_key or receive_id
        self._services = services
        self._event = text_of(mapping_of(fields.get("event")).get("event_type")).lower()
        self._code = text_of(self._event_data.get("welcome_code"))
        self._code = self._code or text_of(self._event_data.get("msg_code"))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._fields, self._receive_id, None, self._corp_key)

    @property
    def _event_data(self) -> Mapping[str, Any]:
        return mapping_of(self._fields.get("event"))

    @property
    def _body(self) -> Mapping[str, Any]:
        return mapping_of(self._fields.get(self.type or ""))

    def _attribute_sources(self) -> tuple[Mapping[str, Any], ...]:
        return (self._fields, self._event_data, self._body)

    @property
    def xml(self) -> str:
        """The message as JSON: customer service has no XML."""
        return json.dumps(self._fields, ensure_ascii=False, separators=(",", ":"))

    @property
    def content(self) -> str | None:
        """The text of a text, else ``None``."""
        content = self._body.get("content")
        return content if isinstance(content, str) else None

    @property
    def media_id(self) -> str | None:
        """The id of an image, a voice recording, a video or a file, else ``None``."""
        return text_of(self._body.get("media_id")) or None

    @property
    def menu_id(self) -> str | None:
        """The id of the item of a menu that the customer pressed, else ``None``."""
        return text_of(mapping_of(self._fields.get("text")).get("menu_id")) or None

    @property
    def external_userid(self) -> str | None:
        """The customer; also of an event."""
        return self._named("external_userid")

    @property
    def from_user_name(self) -> str | None:  # type: ignore[override]  # not a field of its own
        """The customer: the same as :attr:`external_userid`."""
        return self.external_userid

    @property
    def open_kfid(self) -> str | None:
        """The account; also of an event."""
        return self._named("open_kfid")

    def _named(self, name: str) -> str | None:
        return text_of(self._fields.get(name)) or text_of(self._event_data.get(name)) or None

    @property
    def origin(self) -> int | None:
        """Where it comes from: 3 the customer, 4 the system, 5 a servicer (接待人员)."""
        return whole_of(self._fields.get("origin"))

    @property
    def send_time(self) -> int | None:
        """When it was sent, in seconds since the epoch."""
        return whole_of(self._fields.get("send_time"))

    @property
    def create_time(self) -> int | None:  # type: ignore[override]  # not a field of its own
        """When it was sent: the same as :attr:`send_time`."""
        return self.send_time

    @property
    def agent_id(self) -> None:  # type: ignore[override]  # accounts do not belong to one agent
        """``None``: the message belongs to an account, not to an agent."""

    @property
    def to_user_name(self) -> str | None:  # type: ignore[override]  # not a field of its own
        """The account: the same as :attr:`open_kfid`."""
        return self.open_kfid

    def transfer(
        self,
        to: Literal["human", "end"],
        *,
        servicer_userid: str | None = None,
        text: str | None = None,
    ) -> None:
        """Hand the customer over to a human, or end the conversation.

        :param to: ``"human"`` for the waiting pool (state 2), with ``servicer_userid`` that
            servicer (state 3); ``"end"`` for the end (state 4)
        :param servicer_userid: a servicer who is accepting conversations
        :param text: what the customer is told, at most 2,048 bytes. Without it, a text that the
            handler returns is sent in its place
        :raises ValueError: when ``to`` is neither, or when ``text`` is too long
        :raises WeChatAPIError: when WeCom does not allow the change, see page 94669
        """
        if to not in ("human", "end"):
            raise ValueError('to must be "human" or "end".')
        if to == "end" and servicer_userid is not None:
            raise ValueError('servicer_userid= needs to="human".')
        if text is not None and len(text.encode("utf-8", "replace")) > 2048:
            raise ValueError("text= must have at most 2,048 bytes.")
        if self._services is None:
            raise RuntimeError("This message was built by hand: no agent has fetched it.")
        state = 4 if to == "end" else 2 if servicer_userid is None else 3
        code = self._services.transfer(self, state, servicer_userid)
        if text and code:
            self._services.send_on_event(code, text)
            code = ""
        self._code = code

    def take_code(self) -> str:
        """Return the code for the reply, once; ``""`` when there is none."""
        code, self._code = self._code, ""
        return code
