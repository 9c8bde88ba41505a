"""Replies of deferred handlers on Celery: in parts, after an ack, and from steps."""

from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import NEXT, Message, WeChatCorp, split_text
from flask_wechat_corp.celery import CeleryExecutor
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.sent import Sent

LONG = "一段很长的文字。\n\n" * 300


def long_answer(message: Message) -> str:
    return LONG


def declines(message: Message) -> Any:
    return NEXT


def pieces(message: Message) -> Any:
    yield "a"
    yield "b"


def step(message: Message) -> str:
    return f"step {message.content}"


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    celery_app = Celery("bot", broker="memory://", set_as_current=False)
    celery_app.conf.task_always_eager = True
    return WeChatCorp(app, executor=CeleryExecutor(celery_app))


@pytest.fixture
def sent(app: Flask, wx: WeChatCorp) -> Sent:
    return Sent(app)


def test_a_long_text_is_sent_in_parts_by_the_task(app: Flask, wx: WeChatCorp, sent: Sent) -> None:
    wx.text(deferred=True)(long_answer)
    assert CallbackClient(app).text("a").body == b""
    assert sent.texts == split_text(LONG)
    assert len(sent.texts) == 4


def test_without_deferred_the_parts_leave_on_the_pool_of_the_process(
    app: Flask, wx: WeChatCorp, sent: Sent
) -> None:
    wx.text(long_answer)
    assert CallbackClient(app).text("a").text == split_text(LONG)[0]
    sent.wait(3)
    assert sent.texts == split_text(LONG)[1:]


def test_the_next_handler_runs_in_the_task(app: Flask, wx: WeChatCorp, sent: Sent) -> None:
    wx.text("a", deferred=True)(declines)
    wx.text(lambda message: "from the task")
    assert CallbackClient(app).text("a").body == b""
    assert sent.texts == ["from the task"]


def test_a_generator_is_a_task(app: Flask, wx: WeChatCorp, sent: Sent) -> None:
    wx.text(pieces)
    assert CallbackClient(app).text("a").body == b""
    assert sent.texts == ["ab"]


def test_a_deferred_step_is_a_task(app: Flask, wx: WeChatCorp, sent: Sent) -> None:
    wx.step(deferred=True)(step)
    wx.text("go")(lambda message: wx.ask("?", then=step))
    wx.default(lambda message: "usual")
    client = CallbackClient(app)
    client.text("go")
    assert client.text("a").body == b""
    assert sent.texts == ["step a"]
    assert client.text("b").text == "usual"


@pytest.mark.parametrize(("ack", "countdown"), [("稍等", 1), (None, None)])
def test_with_an_ack_the_task_starts_a_second_later(
    app: Flask, wx: WeChatCorp, monkeypatch: pytest.MonkeyPatch, ack: str | None, countdown: object
) -> None:
    calls: list[dict[str, Any]] = []

    def published(self: object, *args: Any, **options: Any) -> None:
        calls.append(options)

    monkeypatch.setattr("celery.app.task.Task.apply_async", published)
    wx.text(deferred=True, ack=ack)(long_answer)
    assert CallbackClient(app).text("a").text == (ack or "")
    assert [one["countdown"] for one in calls] == [countdown]
