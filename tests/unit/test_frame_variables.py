"""Tools that print local variables see no Secret, no token and no plaintext in our frames."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest
import requests

import flask_wechat_corp
from flask_wechat_corp import Message, StoreError, WeChatAPI, WeChatCorp
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.support import AES_KEY, CORP_ID, SECRET, TOKEN, make_app

PACKAGE = Path(flask_wechat_corp.__file__).parent
FILES = {str(path) for path in PACKAGE.rglob("*.py") if "testing" not in path.parts}
PLAINTEXT = "the takeover is on Friday"


def our_variables(error: BaseException) -> str:
    """The ``repr`` of the variables of our frames, below an error and the errors before it."""
    found: list[str] = []
    one: BaseException | None = error
    while one is not None:
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(one.__traceback__), capture_locals=True
        )
        ours = [frame for frame in frames if frame.filename in FILES]
        found += [f"{frame.name}.{name} = {v}" for frame in ours for name, v in _of(frame)]
        one = one.__cause__ or one.__context__
    return "\n".join(found)


def _of(frame: traceback.FrameSummary) -> list[tuple[str, str]]:
    return list((frame.locals or {}).items())


class FailingStore(MemoryStore):
    """Cannot keep a token."""

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        raise StoreError("full")


def test_the_attributes_of_a_client() -> None:
    """As debuggers and some reporters list them."""
    api = WeChatAPI(CORP_ID, SECRET, proxy="http://user:password@127.0.0.1:1")
    shown = repr(vars(api))
    assert SECRET not in shown
    assert "password" not in shown


def test_a_token_that_cannot_be_kept(server: ApiServer) -> None:
    api = WeChatAPI(CORP_ID, SECRET, api_url=server.url, store=FailingStore())
    with pytest.raises(StoreError) as caught:
        api.get("user/get")
    shown = our_variables(caught.value)
    assert "_fetch_and_save.token = CachedToken(value='***'" in shown
    assert server.token not in shown
    assert SECRET not in shown


def test_a_refused_token(server: ApiServer) -> None:
    server.on("user/get", OK)
    api = WeChatAPI(CORP_ID, SECRET, api_url=server.url, sleep=lambda _: None)
    api.get("user/get")
    refused = server.token
    server.kill_token()
    server.fetch_answer = {"errcode": 40001, "errmsg": "invalid"}
    with pytest.raises(flask_wechat_corp.AccessTokenError) as caught:
        api.get("user/get")
    shown = our_variables(caught.value)
    assert "_fetch_once.refused = '***'" in shown
    assert refused not in shown


@pytest.mark.parametrize("lifetime", ["soon", float("inf")])
def test_a_token_with_a_bad_lifetime(server: ApiServer, lifetime: object) -> None:
    answer = {"errcode": 0, "access_token": server.token, "expires_in": str(lifetime)}
    server.fetch_answer = answer
    with pytest.raises(flask_wechat_corp.WeChatTransportError) as caught:
        WeChatAPI(CORP_ID, SECRET, api_url=server.url).get("user/get")
    shown = our_variables(caught.value)
    assert "token_in.value = '***'" in shown
    assert server.token not in shown


def test_a_signal_while_a_token_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        WeChatAPI(CORP_ID, SECRET, api_url="http://127.0.0.1:1").get("user/get")
    shown = our_variables(caught.value)
    assert "send.url = '***'" in shown
    assert SECRET not in shown


def test_a_progress_callback_that_raises(server: ApiServer) -> None:
    def stop(done: int, total: int | None) -> None:
        raise ZeroDivisionError

    server.on("media/upload", OK)
    api = WeChatAPI(CORP_ID, SECRET, api_url=server.url)
    with pytest.raises(ZeroDivisionError) as caught:
        api.upload("media/upload", b"x" * 100, filename="a", progress=stop)
    shown = our_variables(caught.value)
    assert "send.url = '***'" in shown
    assert server.token not in shown


@pytest.mark.parametrize("pattern", [None, re.compile("(?P<what>.*)")])
def test_a_handler_that_raises(pattern: re.Pattern[str] | None) -> None:
    app = make_app()
    app.testing = True
    wx = WeChatCorp(app)

    @wx.text(pattern)
    def on_text(message: Message, what: str = "") -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        CallbackClient(app).text(PLAINTEXT)
    shown = our_variables(caught.value)
    assert "callback.message = <TextMessage text>" in shown
    for secret in (PLAINTEXT, TOKEN, AES_KEY, SECRET):
        assert secret not in shown
