"""One member's conversation with the application, in the order in which the member sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from .api_calls import SentCall
from .received import Received

__all__ = ["Conversation"]


class _Client(Protocol):
    """The methods of the test client that are used here."""

    @property
    def sent(self) -> list[SentCall]:
        """The API calls of the application so far."""

    def send(self, fields: Mapping[str, object]) -> Received:
        """Send any message."""

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait for the background work."""


class Conversation:
    """Say something, press something, and expect what the member gets.

    Each method returns the conversation, so that a dialogue reads like one. Get it from
    :meth:`CallbackClient.conversation`. What the application has sent to the member before, as far
    as ``client.sent`` has it, is still to be expected.
    """

    def __init__(self, client: _Client, user: str) -> None:
        self._client = client
        self._user = user
        self._next_call = 0
        self._unread: list[str] = []
        self._cards: list[Mapping[str, Any]] = []
        self.received: Received | None = None
        """What the endpoint answered last."""

    def say(self, content: str, **fields: object) -> Conversation:
        """Send a text; pass more fields by their vendor names.

        :raises AssertionError: when the application rejects it
        """
        return self.send("text", Content=content, **fields)

    def send(self, msgtype: str, **fields: object) -> Conversation:
        """Send another kind of message: ``send("image", MediaId="m1", PicUrl="…")``.

        :raises AssertionError: when the application rejects it
        """
        message = {"MsgType": msgtype, "FromUserName": self._user, **fields}
        return self._took(self._client.send(message))

    def press(self, key: str, **fields: object) -> Conversation:
        """Press a button: of the newest card that has this key, else of the menu.

        :raises AssertionError: when the application rejects it
        """
        self._read_calls()
        card = next((one for one in reversed(self._cards) if _has_key(one, key)), None)
        if card is None:
            return self.send("event", Event="click", EventKey=key, **fields)
        pressed = {
            "TaskId": card.get("task_id"),
            "CardType": card.get("card_type"),
            "ResponseCode": "test-response-code",
            **fields,
        }
        return self.send("event", Event="template_card_event", EventKey=key, **pressed)

    def expect(self, text: str | re.Pattern[str] | None) -> Conversation:
        """Check the next message that the member gets, after the background work has ended.

        :param text: the whole text, or a pattern that is searched in it; ``None``: there is no
            further message
        :raises AssertionError: when the message is another one, or there is none
        """
        if not self._client.settle():
            raise AssertionError("Background work did not end within 30 seconds.")
        self._read_calls()
        if text is None:
            if self._unread:
                raise AssertionError(f"Expected no message, but got {self._unread[0]!r}.")
            return self
        if not self._unread:
            raise AssertionError(f"Expected {_shown(text)}, but there is no further message.")
        got = self._unread.pop(0)
        fits = text.search(got) if isinstance(text, re.Pattern) else text == got
        if not fits:
            raise AssertionError(f"Expected {_shown(text)}, but got {got!r}.")
        return self

    def _took(self, received: Received) -> Conversation:
        self.received = received
        if received.status != 200:
            raise AssertionError(
                f"The callback was answered with HTTP status {received.status}: {received.text}"
            )
        reply = received.reply
        self._read_calls(None if reply is None else received.text or str(reply.type))
        return self

    def _read_calls(self, reply: str | None = None) -> None:
        """Take over what was sent since: that of the request, its reply, that of other threads."""
        calls = self._client.sent
        if len(calls) < self._next_call:  # the test has cleared the list
            self._next_call = 0
        new, self._next_call = calls[self._next_call :], len(calls)
        ours = [call for call in new if call.path == "message/send" and self._is_to_us(call)]
        for call in ours:
            card = (call.body or {}).get("template_card")
            if isinstance(card, Mapping):
                self._cards.append(card)
        self._unread += [_told(call) for call in ours if not call.in_background]
        self._unread += [] if reply is None else [reply]
        self._unread += [_told(call) for call in ours if call.in_background]

    def _is_to_us(self, call: SentCall) -> bool:
        receivers = str((call.body or {}).get("touser", "")).split("|")
        return self._user in receivers or "@all" in receivers


def _has_key(card: Mapping[str, Any], key: str) -> bool:
    buttons = [*card.get("button_list", ()), card.get("submit_button") or {}]
    return any(one.get("key") == key for one in buttons)


def _told(call: SentCall) -> str:
    """Return the text of a message, the title of a card, or the type of another message."""
    body = call.body or {}
    if call.text:
        return call.text
    kind = str(body.get("msgtype"))
    part = body.get(kind)
    if not isinstance(part, Mapping):
        return kind
    title = part.get("title") or (part.get("main_title") or {}).get("title")
    return str(title or kind)


def _shown(text: str | re.Pattern[str]) -> str:
    return f"a text that contains {text.pattern!r}" if isinstance(text, re.Pattern) else repr(text)
