"""A family's way out, kept in memory: what would be sent, and the answers to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_wechat_corp.api.engine.family import Family

from .support import AGENT_ID, CORP_ID

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: dict[str, object]
    body: dict[str, object] | None
    repeatable: bool
    token: str | None
    token_name: str


class Recording(Family):
    """Mixed in before the families under test; answers in the order given, then plain success."""

    corpid = CORP_ID
    authorize_url = "https://open.weixin.qq.com/connect/oauth2/authorize"

    def __init__(self, *answers: dict[str, Any], agentid: int | None = AGENT_ID) -> None:
        self.agentid = agentid
        self.answers = list(answers)
        self.calls: list[Call] = []

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        *,
        repeatable: bool,
        token: str | None = None,
        token_name: str = "access_token",
    ) -> dict[str, Any]:
        asked = {key: value for key, value in (query or {}).items() if value is not None}
        sent = None if body is None else dict(body)
        self.calls.append(Call(method, path, asked, sent, repeatable, token, token_name))
        return self.answers.pop(0) if self.answers else dict(OK)
