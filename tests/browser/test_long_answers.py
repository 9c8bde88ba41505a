"""A long answer and a deferred step on the chat page."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.cli.watching import tell_the_simulator
from flask_wechat_corp.simulator import Simulator
from tests.scenarios.long_bot import ANSWER, create_app

from .conftest import OpenPage, serving

pytestmark = pytest.mark.browser


def say(page: Any, text: str) -> None:
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")


def test_the_parts_of_a_long_answer_are_numbered(open_page: OpenPage, sim: Simulator) -> None:
    app = create_app(sim.settings())
    tell_the_simulator(app)
    with serving(app) as port:
        sim.callback_url = f"http://127.0.0.1:{port}/wechat"
        page = open_page()
        say(page, "文本")
        page.locator(".message.theirs .part", has_text="4/4").wait_for()
        numbers = page.locator(".message.theirs .part")
        assert numbers.all_inner_texts() == ["1/4", "2/4", "3/4", "4/4"]
        assert numbers.first.get_attribute("title") == "长回复的第几条"
        read = "".join(page.locator(".message.theirs .bubble").all_inner_texts())
        assert "".join(read.split()) == "".join(ANSWER.split())
        page.reload()
        numbers.nth(3).wait_for()
        assert numbers.count() == 4
    english = open_page(locale="en-US").locator(".message.theirs .part").first
    assert english.get_attribute("title") == "Part of a long reply"


def test_a_deferred_step_shows_when_it_has_ended(open_page: OpenPage, sim: Simulator) -> None:
    app, may_end = Flask(__name__), threading.Event()
    app.config.update(sim.settings())
    wx = WeChatCorp(app)
    tell_the_simulator(app)

    @wx.step(deferred=True)
    def look_it_up(message: Any) -> Any:
        assert may_end.wait(20)
        return wx.ask("哪一层？", then=floor)

    @wx.step
    def floor(message: Any) -> str:
        return "好的"

    @wx.text("报修")
    def start(message: Any) -> Any:
        return wx.ask("哪里坏了？", then=look_it_up)

    with serving(app) as port:
        sim.callback_url = f"http://127.0.0.1:{port}/wechat"
        page = open_page()
        say(page, "报修")
        page.locator(".dialogue", has_text="look_it_up").wait_for()
        say(page, "卡纸")
        page.locator(".message.mine", has_text="卡纸").locator(".ok").wait_for()
        assert page.locator(".dialogue", has_text="look_it_up").count() == 1
        may_end.set()
        page.locator(".dialogue", has_text="floor").wait_for()
        say(page, "三")
        page.locator(".dialogue").wait_for(state="detached")
