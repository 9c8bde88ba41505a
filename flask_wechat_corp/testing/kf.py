"""A customer of customer service (微信客服) for your own tests: see ``CallbackClient.kf``."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from ..web.state import AppState
from .api_calls import ApiCalls

__all__ = ["KfConversation", "KfReplies"]


@dataclass(frozen=True)
class KfReplies:
    """What the customer was sent."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    """The messages as ``kf/send_msg`` takes them, those with a code too."""

    @property
    def texts(self) -> list[str]:
        """The contents of the texts."""
        return [one["text"]["content"] for one in self.sent if one["msgtype"] == "text"]

    @property
    def text(self) -> str:
        """All texts, joined; ``""`` when there is none."""
        return "".join(self.texts)


class KfConversation:
    """A customer who writes to an account; get it from ``CallbackClient.kf``.

    The calls of customer service are answered here, also where ``API_URL`` is a simulator, and
    listed in ``CallbackClient.sent``. With an error in ``CallbackClient.answers``, such as
    ``client.answers["kf/send_msg"] = {"errcode": 95018}``, a call fails.

    :ivar service_state: the state of the conversation, which ``transfer`` changes (page 94669)
    :ivar servicer_userid: the servicer in state 3
    """

    def __init__(
        self,
        app: Flask,
        state: AppState,
        calls: ApiCalls,
        ring: Callable[[str, str], int],
        customer: str,
        account: str,
    ) -> None:
        self._app = app
        self._state = state
        self._calls = calls
        self._ring = ring
        self._ids = {"open_kfid": account, "external_userid": customer}
        self._rows: list[dict[str, Any]] = []
        self._cursor = secrets.token_hex(8)
        self._sent: list[dict[str, Any]] = []
        self.service_state = 0
        self.servicer_userid = ""

    def text(self, content: str, *, menu_id: str | None = None) -> KfReplies:
        """Write a text; with ``menu_id``, press an item of a menu."""
        menu = {} if menu_id is None else {"menu_id": menu_id}
        return self.send({"msgtype": "text", "text": {"content": content, **menu}})

    def image(self, media_id: str = "media-id") -> KfReplies:
        """Send an image."""
        return self.send({"msgtype": "image", "image": {"media_id": media_id}})

    def enter(self, *, welcome_code: str | None = "welcome", **fields: Any) -> KfReplies:
        """Open the conversation by a link.

        :param welcome_code: ``None`` as for a customer who was welcomed before
        :param fields: more fields of the event, such as ``scene``
        """
        code = {} if welcome_code is None else {"welcome_code": welcome_code}
        return self.event("enter_session", **code, **fields)

    def event(self, name: str, **fields: Any) -> KfReplies:
        """Let an event of this conversation happen."""
        inner = {"event_type": name, **self._ids, **fields}
        return self._deliver({"msgtype": "event", "origin": 4, "event": inner})

    def send(self, fields: Mapping[str, Any]) -> KfReplies:
        """Send any message by its fields in ``msg_list``; a customer writes it unless told."""
        return self._deliver({**self._ids, "origin": 3, **fields})

    def _deliver(self, row: dict[str, Any]) -> KfReplies:
        """Ring the doorbell and wait until all was handled.

        :raises AssertionError: when the callback is not answered with an empty 200
        """
        now = int(self._state.clock())
        self._rows.append({"msgid": secrets.token_hex(12), "send_time": now, **row})
        self._sent = []
        account = self._ids["open_kfid"]
        service: Any = self._state.kf
        with self._answered():
            status = self._ring(account, secrets.token_hex(8))
            if status != 200:
                raise AssertionError(f"The callback was answered with {status}, not 200.")
            with self._app.app_context():
                service.fetcher().fetch(account)  # waits for the thread of the doorbell
        return KfReplies(self._sent)

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Answer the app's calls of customer service meanwhile."""
        before = dict(self._calls.responders)
        self._calls.responders.update(
            {
                "kf/sync_msg": self._sync,
                "kf/send_msg": self._send_msg,
                "kf/send_msg_on_event": self._send_msg,
                "kf/service_state/get": self._get_state,
                "kf/service_state/trans": self._trans,
            }
        )
        try:
            with self._calls.listening(self._state):
                yield
        finally:
            self._calls.responders = before

    def _sync(self, body: Mapping[str, Any]) -> dict[str, Any]:
        known, _dash, place = (body.get("cursor") or "").partition("-")
        start = int(place) if known == self._cursor else 0
        after = f"{self._cursor}-{len(self._rows)}"
        return {"msg_list": self._rows[start:], "next_cursor": after, "has_more": 0}

    def _send_msg(self, body: Mapping[str, Any]) -> dict[str, Any]:
        kind = body["msgtype"]
        self._sent.append({"msgtype": kind, kind: body[kind]})
        return {"msgid": secrets.token_hex(12)}

    def _get_state(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"service_state": self.service_state, "servicer_userid": self.servicer_userid}

    def _trans(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self.service_state = body["service_state"]
        self.servicer_userid = body.get("servicer_userid") or ""
        return {"msg_code": secrets.token_hex(8)}
