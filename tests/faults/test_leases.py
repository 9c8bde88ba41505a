"""Many slow handlers at once with a slow Redis: every claim and lock is renewed in time."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.faults.slow import SlowProxy
from tests.helpers.support import make_app


def app_with(url: str, seconds: float, everybody_is_here: threading.Barrier) -> Flask:
    app = make_app(STORE=url)
    wx = WeChatCorp(app)

    @wx.text
    def slow(message: Message) -> str:
        wx.session["n"] = wx.session.get("n", 0) + 1
        everybody_is_here.wait(60)
        time.sleep(seconds)
        return "done"

    @wx.event("click")
    def count(message: Message) -> str:
        return str(wx.session.get("n", 0))

    return app


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.parametrize(("handlers", "delay"), [(16, 0.15), (64, 0.04)])
def test_slow_handlers_keep_their_sessions(
    redis_url: str, handlers: int, delay: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    port = int(redis_url.split(":")[2].split("/")[0])
    users = [f"user{number}" for number in range(handlers)]
    with SlowProxy(port, delay) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}/0"
        app = app_with(url, 7, threading.Barrier(handlers))
        client = CallbackClient(app)
        with ThreadPoolExecutor(handlers) as pool:
            answers = list(pool.map(lambda user: client.text("x", user=user).status, users))
        assert Counter(answers) == {200: handlers}
        saved = [client.event("click", user=user).text for user in users]
    print(f"{handlers} handlers of 7 s, Redis {delay * 1000:.0f} ms away:", Counter(saved))
    print("\n".join(sorted({record.getMessage() for record in caplog.records})))
    assert saved == ["1"] * handlers
    assert caplog.messages == []
