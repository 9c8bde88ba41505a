"""The fixtures that users' tests get: an app and a WeCom that talk to each other."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.simulator import Simulator


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


def test_without_options_it_is_as_lenient_as_wecom(wecom: Simulator) -> None:
    assert wecom.strict is False


class TestOptions:
    @pytest.fixture
    def wecom_options(self) -> dict[str, Any]:
        return {"strict": True}

    def test_they_arrive(self, wecom: Simulator) -> None:
        assert wecom.strict is True
