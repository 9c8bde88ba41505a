"""A client that keeps its calls in memory: what would be sent, and the responses to give."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pytest

from flask_wechat_corp.api.engine.call import Auth, Call
from flask_wechat_corp.api.engine.family import Family
from flask_wechat_corp.errors import ConfigError

from .support import AGENT_ID, CORP_ID

OK = {"errcode": 0, "errmsg": "ok"}

T = TypeVar("T")


@dataclass(frozen=True)
class RecordedCall:
    """A call with its path as the family gave it and its body decoded."""

    method: str
    path: str
    query: dict[str, object]
    body: dict[str, object] | None
    idempotent: bool
    auth: Auth | None


class Recording(Family):
    """Mixed in before the families under test; answers in the order given, then plain success."""

    corpid = CORP_ID
    authorize_url = "https://open.weixin.qq.com/connect/oauth2/authorize"
    login_url = "https://login.work.weixin.qq.com/wwlogin/sso/login"

    def __init__(self, *answers: dict[str, Any], agentid: int | None = AGENT_ID) -> None:
        self.agentid = agentid
        self.answers = list(answers)
        self.calls: list[RecordedCall] = []

    def _missing_setting(self, key: str, argument: str, value: str) -> ConfigError:
        return ConfigError(f"{key} is missing")

    def _send(self, call: Call[T]) -> T:
        asked = {key: value for key, value in call.query.items() if value is not None}
        body = json.loads(call.body) if isinstance(call.body, bytes) else None
        path = call.path.removeprefix("/cgi-bin/")
        self.calls.append(RecordedCall(call.method, path, asked, body, call.idempotent, call.auth))
        answer: Mapping[str, Any] = self.answers.pop(0) if self.answers else dict(OK)
        return cast("T", answer)


def assert_refused(
    api: Recording, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], words: str
) -> None:
    """Check that a method raises a ``ValueError`` that matches ``words``, and sends nothing."""
    with pytest.raises(ValueError, match=words):
        getattr(api, name)(*args, **kwargs)
    assert api.calls == []
