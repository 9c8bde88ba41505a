"""Apps that are slow, broken or babbling, as the simulated platform sees them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import ScriptedApp, running, simulator
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN

HELLO = {"type": "text", "from": "zhangsan", "content": "hi"}
Answering = Callable[[ScriptedApp, dict[str, Any]], bytes]


def asleep(seconds: float) -> ScriptedApp:
    """An app that answers every callback after so long."""

    def answer(fields: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(seconds)
        return 200, app.text(fields, "late")

    app = ScriptedApp(answer)
    return app


def assert_three_deliveries(sim: Simulator, app: ScriptedApp, limit: float) -> None:
    sim.callback_url = app.url
    result = sim.push(HELLO)
    assert (result["ok"], result["attempts"], result["status"]) == (False, 3, None)
    assert result["reason"] == f"no response within {limit:g} s"
    assert len(app.got) == 3
    assert len({fields["MsgId"] for fields in app.got}) == 1
    assert len({fields["CreateTime"] for fields in app.got}) == 1
    [row] = sim.world.deliveries.rows()
    sealed = [attempt["request"] for attempt in row["attempts"]]
    assert len(set(sealed)) == 3  # the same message, sealed anew each time


def test_an_app_slower_than_the_limit_gets_three_deliveries() -> None:
    with running(asleep(0.3)) as app, simulator(time_limit=0.15) as sim:
        assert_three_deliveries(sim, app, 0.15)


@pytest.mark.slow
def test_an_app_that_sleeps_six_seconds_gets_three_deliveries() -> None:
    with running(asleep(6)) as app, simulator() as sim:
        started = time.monotonic()
        assert_three_deliveries(sim, app, 5)
        assert 15 <= time.monotonic() - started < 18


@pytest.mark.slow
def test_our_extension_turns_six_seconds_into_one_run_and_one_reply() -> None:
    ran: list[int] = []
    app = Flask(__name__)
    app.config.update(
        WECHAT_CORP_ID=CORP_ID,
        WECHAT_CORP_TOKEN=TOKEN,
        WECHAT_CORP_ENCODING_AES_KEY=AES_KEY,
        WECHAT_CORP_STORE="memory://",
    )
    wx = WeChatCorp(app)

    @wx.text
    def slow(message: Any) -> str:
        ran.append(message.id)
        time.sleep(6)
        return "有点慢"

    server = make_server("127.0.0.1", 0, app, threaded=True)
    with simulator(f"http://127.0.0.1:{server.server_port}/wechat") as sim:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            result = sim.push(HELLO)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    assert len(ran) == 1
    assert (result["ok"], result["attempts"]) == (True, 2)
    assert result["reply"]["Content"] == "有点慢"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda app, fields: b"hello", "not well-formed XML"),
        (lambda app, fields: b"<!doctype html><html></html>", "not well-formed XML"),
        (lambda app, fields: b"<xml><Encrypt>x</Encrypt></xml>", "no MsgSignature"),
        (lambda app, fields: app.seal({"MsgType": "text"}, MsgSignature="0" * 40), "MsgSignature"),
        (lambda app, fields: app.seal({"MsgType": "text"}, TimeStamp="now"), "TimeStamp"),
        (lambda app, fields: app.text(fields, "x", ToUserName="lisi"), "ToUserName"),
        (lambda app, fields: app.text(fields, "x", FromUserName="app"), "FromUserName"),
        (lambda app, fields: app.text(fields, "x", CreateTime="soon"), "CreateTime"),
        (lambda app, fields: app.text(fields, "x", CreateTime=1), "more than a day away"),
        (lambda app, fields: app.text(fields, ""), "Content is missing"),
        (lambda app, fields: app.text(fields, "好" * 683), "2049 bytes"),
        (lambda app, fields: app.text(fields, "x", MsgType="poem"), "unknown MsgType"),
        (lambda app, fields: app.text(fields, "x", MsgType="image"), "Image/MediaId is missing"),
        (lambda app, fields: app.text(fields, "x", MsgType="news"), "Articles must contain 1 to 8"),
    ],
)
def test_an_app_that_answers_garbage_is_told_why(answer: Answering, reason: str) -> None:
    app = ScriptedApp(lambda fields: (200, answer(app, fields)))
    with running(app), simulator(app.url) as sim:
        result = sim.push(HELLO)
        assert (result["ok"], result["status"], result["attempts"]) == (False, 200, 1)
        assert reason in result["reason"]
        assert result["reply"] is None
        [said] = sim.world.messages.rows()
        assert (said["status"], said["reason"]) == ("failed", result["reason"])


def test_a_reply_for_another_receive_id_is_refused() -> None:
    app = ScriptedApp(lambda fields: (200, app.text(fields, "x")))
    with running(app), simulator(app.url) as sim:
        sim.push(HELLO)
        app.crypt = type(app.crypt)(TOKEN, AES_KEY, "ww0000000000000000")
        app.serve = lambda method, target, body: (200, app.text({**app.got[0]}, "x"))  # type: ignore[method-assign]
        result = sim.push(HELLO)
    assert (result["ok"], result["reason"]) == (
        False, "the reply is encrypted for another receive id",
    )  # fmt: skip


@pytest.mark.parametrize(("repeat", "deliveries"), [(False, 1), (True, 3)])
def test_a_500_is_repeated_only_on_demand(repeat: bool, deliveries: int) -> None:
    app = ScriptedApp(lambda fields: (500, b""))
    with running(app), simulator(app.url, repeat_on_5xx=repeat) as sim:
        result = sim.push(HELLO)
    assert (result["ok"], result["status"], result["attempts"]) == (False, 500, deliveries)
    assert len(app.got) == deliveries
    assert len({fields["MsgId"] for fields in app.got}) == 1


def test_an_app_that_is_not_there_is_tried_three_times() -> None:
    with running(ScriptedApp()) as app:
        url = app.url
    with simulator(url) as sim:
        result = sim.push(HELLO)
    assert (result["ok"], result["status"], result["attempts"]) == (False, None, 3)
    assert result["reason"] == "connection refused: is the app running?"


@pytest.mark.parametrize("body", [b"", b"success", b" SUCCESS\n"])
def test_an_empty_answer_and_success_are_no_reply(body: bytes) -> None:
    app = ScriptedApp(lambda fields: (200, body))
    with running(app), simulator(app.url) as sim:
        result = sim.push(HELLO)
    assert (result["ok"], result["reply"], result["attempts"]) == (True, None, 1)
