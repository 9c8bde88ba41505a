"""WeCom's side of customer service for tests without a network, and what customers write."""

from __future__ import annotations

import itertools
from typing import Any

from flask_wechat_corp import WeChatAPI

numbers = itertools.count()
NOW = 1_700_000_000


class Now:
    """An executor that runs at once."""

    def submit(self, function: Any, *arguments: Any) -> None:
        function(*arguments)


class WeCom:
    """The calls of customer service; ``rows`` is what the next page has."""

    def __init__(self, api: WeChatAPI) -> None:
        self.rows: list[Any] = []
        self.read = 0
        self.sent: list[tuple[Any, ...]] = []
        self.ids: list[str] = []
        self.states: list[tuple[Any, ...]] = []
        self.state = 0
        self.answers: list[Exception | None] = []
        self.pages: list[Exception] = []
        self.asked = 0
        vars(api).update(
            kf_sync_msg=self.sync, kf_send_msg=self.send, kf_send_msg_on_event=self.on_event,
            get_kf_service_state=self.get_state, trans_kf_service_state=self.trans,
        )  # fmt: skip

    def sync(self, token: str, *, cursor: str | None, open_kfid: str) -> dict[str, Any]:
        self.read += 1
        if self.pages:
            raise self.pages.pop(0)
        start = int(cursor or 0)
        return {"msg_list": self.rows[start:], "next_cursor": str(len(self.rows)), "has_more": 0}

    def _answer(self, msgid: str | None) -> dict[str, Any]:
        self.ids.append(msgid or "")
        error = self.answers.pop(0) if self.answers else None
        if error is not None:
            raise error
        return {"msgid": msgid}

    def send(self, account: str, customer: str, part: Any, *, msgid: str) -> dict[str, Any]:
        answer = self._answer(msgid)
        self.sent.append((account, customer, part))
        return answer

    def on_event(self, code: str, part: Any, *, msgid: str | None = None) -> dict[str, Any]:
        answer = self._answer(msgid)
        self.sent.append((code, part))
        return answer

    def get_state(self, account: str, customer: str) -> dict[str, Any]:
        self.asked += 1
        return {"service_state": self.state}

    def trans(
        self, account: str, customer: str, state: int, *, servicer_userid: str | None
    ) -> dict[str, Any]:
        self.states.append((account, customer, state, servicer_userid))
        return {"msg_code": "trans code"}

    @property
    def texts(self) -> list[str]:
        return [one[-1]["text"]["content"] for one in self.sent]


def text(content: str = "hi", customer: str = "wmA", **fields: Any) -> dict[str, Any]:
    return {
        "msgid": f"m{next(numbers)}", "open_kfid": "kfA", "external_userid": customer, "origin": 3,
        "send_time": NOW, "msgtype": "text", "text": {"content": content}, **fields,
    }  # fmt: skip


def event(name: str, **fields: Any) -> dict[str, Any]:
    inner = {"event_type": name, "open_kfid": "kfA", "external_userid": "wmA", **fields}
    return {
        "msgid": f"m{next(numbers)}", "origin": 4, "send_time": NOW, "msgtype": "event",
        "event": inner,
    }  # fmt: skip
