"""A smart robot on the chat page in a real browser: an answer that grows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import (
    RobotMessage,
    StreamReply,
    TemplateCard,
    Thinking,
    UpdateTemplateCardReply,
    WeChatRobot,
)
from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, TOKEN, serve

from .conftest import OpenPage
from .test_chat_page import say, theirs

pytestmark = pytest.mark.browser

CARD = {
    "card_type": "button_interaction", "task_id": "t1", "main_title": {"title": "请假一天？"},
    "button_list": [{"text": "同意", "style": 1, "key": "agree"}],
}  # fmt: skip
DONE = {"card_type": "text_notice", "main_title": {"title": "已同意"}}


class Running:
    def __init__(self) -> None:
        self.go = threading.Event()
        self.feedback: list[Any] = []
        self.seen: list[str | None] = []


@pytest.fixture
def robot(sim: Simulator) -> Iterator[Running]:
    app, running = Flask(__name__), Running()
    app.secret_key = "test-only"
    app.config.update(
        WECHAT_ROBOT_TOKEN=TOKEN, WECHAT_ROBOT_ENCODING_AES_KEY=AES_KEY,
        WECHAT_ROBOT_API_URL=sim.url, WECHAT_ROBOT_STORE="memory://",
        WECHAT_ROBOT_BOT_NAME="小助手",
    )  # fmt: skip
    bot = WeChatRobot(app)

    @bot.text("card")
    def card(message: RobotMessage) -> TemplateCard:
        return TemplateCard(CARD)

    @bot.text("list")
    def listed(message: RobotMessage) -> str:
        return "- one\n- two"

    @bot.text("rate")
    def rate(message: RobotMessage) -> StreamReply:
        return StreamReply("How was it?", feedback="f1")

    @bot.text
    def answer(message: RobotMessage) -> Iterator[object]:
        running.seen.append(message.chat_id)
        yield Thinking("看看日历")
        yield "**明天** "
        running.go.wait(20)
        yield "晴"

    @bot.event("template_card_event", key="agree")
    def agree(message: RobotMessage) -> UpdateTemplateCardReply:
        return UpdateTemplateCardReply(DONE)

    @bot.event("feedback_event")
    def feedback(message: RobotMessage) -> None:
        running.feedback.append(message.event_data)

    sim.robot_chats.interval = 0.05
    with serve(app) as base:
        sim.world.robots.add(
            "helper", url=f"{base}/robot", token=TOKEN, aes_key=AES_KEY, title="小助手"
        )
        yield running
        running.go.set()


def choose(page: Any) -> None:
    page.locator("[data-user=zhangsan]").click()
    page.locator(".chat-head select").select_option("robot:helper")


def test_a_bubble_grows_and_its_thinking_is_folded(open_page: OpenPage, robot: Running) -> None:
    page = open_page()
    choose(page)
    say(page, "天气")
    theirs(page, "明天").wait_for()
    page.locator(".cursor").wait_for()
    page.locator(".message.theirs .foot", has_text="正在回答").wait_for()
    assert page.locator(".robot-answer strong", has_text="明天").count() == 1
    assert page.locator(".thinking").get_attribute("open") is None
    robot.go.set()
    theirs(page, "明天 晴").wait_for()
    page.locator(".cursor").wait_for(state="detached")
    assert page.locator(".message.theirs .foot", has_text="正在回答").count() == 0
    page.locator(".thinking summary").click()
    page.locator(".thinking", has_text="看看日历").wait_for()
    assert page.locator(".message.theirs").count() == 1


def test_a_mention_in_a_group(open_page: OpenPage, robot: Running) -> None:
    page = open_page()
    choose(page)
    page.locator(".robot-group input").check()
    robot.go.set()
    say(page, "天气")
    theirs(page, "明天 晴").wait_for()
    page.locator(".message.mine", has_text="@小助手 天气").wait_for()
    assert robot.seen == ["wrSimulatedGroup"]


def test_a_card_and_thumbs(open_page: OpenPage, robot: Running) -> None:
    page = open_page()
    choose(page)
    say(page, "card")
    page.locator(".card-button", has_text="同意").click()
    theirs(page, "已同意").wait_for()
    say(page, "rate")
    theirs(page, "How was it?").locator(".thumbs button").first.click()
    page.locator(".note", has_text="评价").wait_for()
    page.wait_for_timeout(0)
    for _ in range(100):
        if robot.feedback:
            break
        page.wait_for_timeout(50)
    assert robot.feedback == [{"id": "f1", "type": 1}]


def test_the_log_shows_a_message_and_its_polls(open_page: OpenPage, robot: Running) -> None:
    page = open_page()
    choose(page)
    say(page, "天气")
    page.locator(".cursor").wait_for()
    row = page.locator(".log-row[data-kind=callback]")
    assert row.count() == 1
    robot.go.set()
    theirs(page, "明天 晴").wait_for()
    row.locator(".chip", has_text="↻").wait_for()
    page.locator(".message.mine .foot-button").click()
    body = row.locator(".log-body")
    assert '"response_url": "…"' in (body.locator("pre").first.text_content() or "")
    assert '"finish": true' in (body.locator("pre").nth(1).text_content() or "")
    assert body.locator("h3").count() >= 2  # the message, and the change that a poll has brought
    assert "POST http" in (body.locator("pre").nth(2).text_content() or "")
    assert "POST POST" not in (body.text_content() or "")


def test_lists_of_an_answer_are_lists(open_page: OpenPage, robot: Running, sim: Simulator) -> None:
    page = open_page()
    choose(page)
    say(page, "list")
    page.locator(".robot-answer li", has_text="two").wait_for()
