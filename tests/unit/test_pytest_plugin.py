"""The fixtures that users' tests get: an app and a WeCom that talk to each other."""

from __future__ import annotations

import contextlib
import os
import threading
from datetime import datetime, timezone
from typing import Any

import pytest
from flask import Flask
from freezegun import freeze_time

from flask_wechat_corp import WeChatAPI, WeChatCorp
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient, settle
from tests.helpers.simulated import simulator
from tests.helpers.support import free_port


def test_an_app_answers_and_calls(wecom: Simulator) -> None:
    app = Flask(__name__)
    app.config.update(wecom.settings())
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Any) -> str:
        return f"{wx.api.get_user(message.from_user_name)['name']}: {message.content}"

    with wecom.serving(app):
        result = wecom.push({"type": "text", "from": "lisi", "content": "hi"})
    assert result["reply"]["Content"] == "李四: hi"
    assert wecom.callback_url is None
    assert [row["path"] for row in wecom.world.calls.rows()] == [
        "/cgi-bin/gettoken", "/cgi-bin/user/get",
    ]  # fmt: skip


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
@pytest.mark.parametrize("bypass", [None, "example.com"])
def test_a_proxy_of_the_developers_machine_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    variable: str,
    bypass: str | None,
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{free_port()}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        if bypass is not None:
            monkeypatch.setenv(name, bypass)
    wecom: Simulator = request.getfixturevalue("wecom")
    settings = wecom.settings("")
    api = WeChatAPI(settings["ID"], settings["SECRET"], api_url=wecom.url)
    assert api.get_user("lisi")["name"] == "李四"
    api.http.close()
    if bypass is not None:
        assert os.environ["no_proxy"].endswith(",example.com")


def test_settings_keep_an_app_from_using_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also without the fixture."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with simulator() as sim:
        app = Flask(__name__)
        app.config.update(sim.settings())
        wx = WeChatCorp(app)
        with app.app_context():
            assert wx.api.get_user("lisi")["name"] == "李四"
            wx.api.http.close()


def test_without_options_it_is_as_lenient_as_wecom(wecom: Simulator) -> None:
    assert wecom.strict is False


class TestOptions:
    @pytest.fixture
    def wecom_options(self) -> dict[str, Any]:
        return {"strict": True}

    def test_they_arrive(self, wecom: Simulator) -> None:
        assert wecom.strict is True


def test_settle_waits_for_deferred_handlers_and_what_they_cause(wecom: Simulator) -> None:
    app = Flask(__name__)
    app.config.update(wecom.settings())
    wx = WeChatCorp(app)
    may_go = threading.Event()
    created: list[str] = []

    @wx.text(deferred=True)
    def on_text(message: Any) -> str:
        assert may_go.wait(10)
        # WeCom tells the app about the new member with a callback.
        wx.api.create_user(
            {"userid": "qiqige", "name": "其其格", "mobile": "13900000099", "department": [1]}
        )
        return "好了"

    @wx.event("change_contact")
    def on_change(message: Any) -> None:
        created.append(message.user_id)

    with wecom.serving(app):
        wecom.push({"type": "text", "from": "lisi", "content": "hi"})
        assert wecom.settle(0) is False
        may_go.set()
        assert wecom.settle() is True
        assert created == ["qiqige"]
    assert wecom.world.messages.rows()[-1]["content"]["content"] == "好了"


def test_freezegun_works_beside_it(wecom: Simulator) -> None:
    app = Flask(__name__)
    app.config.update(wecom.settings())
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Any) -> str:
        return datetime.now(timezone.utc).strftime("%Y-%m-%d")

    with wecom.serving(app), freeze_time("2030-01-01", tick=True):
        result = wecom.push({"type": "text", "from": "lisi", "content": "hi"})
        assert result["ok"], result["reason"]
        assert result["reply"]["Content"] == "2030-01-01"
        assert CallbackClient(app).text("hi").text == "2030-01-01"


@pytest.fixture
def slow(wecom: Simulator) -> tuple[Flask, threading.Event]:
    """An app whose deferred handler sends what it returns once it may."""
    app, may_go = Flask(__name__), threading.Event()
    app.config.update(wecom.settings())
    wx = WeChatCorp(app)

    @wx.text(deferred=True)
    def answer(message: Any) -> str:
        assert may_go.wait(20)
        return "好了"

    return app, may_go


def newest(wecom: Simulator) -> Any:
    return wecom.world.messages.rows()[-1]["content"].get("content")


@pytest.mark.parametrize("error", [None, ZeroDivisionError])
def test_the_end_of_serving_waits_for_deferred_handlers(
    wecom: Simulator,
    slow: tuple[Flask, threading.Event],
    error: type[Exception] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, may_go = slow
    really_settle = wecom.settle

    def release_and_settle(timeout: float = 30.0) -> bool:
        may_go.set()
        return really_settle(timeout)

    monkeypatch.setattr(wecom, "settle", release_and_settle)
    with pytest.raises(error) if error else contextlib.nullcontext(), wecom.serving(app):
        wecom.push({"type": "text", "from": "lisi", "content": "hi"})
        if error:
            raise error
    assert newest(wecom) == "好了"


def test_the_end_of_serving_waits_for_a_limited_time(
    wecom: Simulator,
    slow: tuple[Flask, threading.Event],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("flask_wechat_corp.simulator.simulator.FINISH_SECONDS", 0)
    app, may_go = slow
    with wecom.serving(app):
        wecom.push({"type": "text", "from": "lisi", "content": "hi"})
    assert "still runs 0 seconds after the end of serving()" in caplog.text
    may_go.set()
    assert settle(app)
    assert newest(wecom) == "好了"


def test_settle_waits_for_what_begins_when_a_response_is_closed(wecom: Simulator) -> None:
    may_close = threading.Event()

    class Body(list[bytes]):
        def close(self) -> None:
            assert may_close.wait(20)

    def app(environ: Any, start_response: Any) -> Body:
        start_response("200 OK", [("Content-Length", "0")])
        return Body()

    with wecom.serving(app):
        wecom.push({"type": "text", "from": "lisi", "content": "hi"})
        assert wecom.settle(0) is False
        may_close.set()
        assert wecom.settle() is True
