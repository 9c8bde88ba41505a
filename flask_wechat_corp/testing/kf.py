"""A customer of customer service (微信客服) for your own tests: see ``CallbackClient.kf``."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from ..config import EXTENSION_KEY

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

    :ivar service_state: the state of the conversation, which ``transfer`` changes (page 94669)
    :ivar servicer_userid: the servicer in state 3
    """

    def __init__(
        self,
        app: Flask,
        name: str,
        ring: Callable[[str, str], int],
        customer: str,
        account: str,
    ) -> None:
        self._app = app
        self._state = app.extensions[EXTENSION_KEY][name]
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
        with self._answered():
            status = self._ring(account, secrets.token_hex(8))
            if status != 200:
                raise AssertionError(f"The callback was answered with {status}, not 200.")
            with self._app.app_context():
                self._state.kf.fetcher().fetch(account)  # waits for the thread of the doorbell
        return KfReplies(self._sent)

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Answer the app's calls of customer service meanwhile."""
        api = self._state.api
        ours = {
            "kf_sync_msg": self._sync,
            "kf_send_msg": self._send_msg,
            "kf_send_msg_on_event": self._send_on_event,
            "get_kf_service_state": self._get_state,
            "trans_kf_service_state": self._trans,
        }
        before = {name: vars(api).get(name) for name in ours}
        vars(api).update(ours)
        try:
            yield
        finally:
            for name, method in before.items():
                if method is None:
                    vars(api).pop(name, None)
                else:
                    vars(api)[name] = method

    def _sync(self, token: Any = None, *, cursor: Any = None, **_: Any) -> dict[str, Any]:
        known, _dash, place = (cursor or "").partition("-")
        start = int(place) if known == self._cursor else 0
        after = f"{self._cursor}-{len(self._rows)}"
        return {"msg_list": self._rows[start:], "next_cursor": after, "has_more": 0}

    def _send_msg(self, account: str, customer: str, content: Any, **_: Any) -> dict[str, Any]:
        self._sent.append(_message(content))
        return {"errcode": 0, "errmsg": "ok", "msgid": secrets.token_hex(12)}

    def _send_on_event(self, code: str, content: Any, **_: Any) -> dict[str, Any]:
        return self._send_msg("", "", content)

    def _get_state(self, *_: Any) -> dict[str, Any]:
        return {"service_state": self.service_state, "servicer_userid": self.servicer_userid}

    def _trans(
        self, account: str, customer: str, state: int, *, servicer_userid: str | None = None
    ) -> dict[str, Any]:
        self.service_state, self.servicer_userid = state, servicer_userid or ""
        return {"errcode": 0, "errmsg": "ok", "msg_code": secrets.token_hex(8)}


def _message(content: Any) -> dict[str, Any]:
    if isinstance(content, str):
        return {"msgtype": "text", "text": {"content": content}}
    return dict(content) if isinstance(content, Mapping) else dict(content.to_message())
