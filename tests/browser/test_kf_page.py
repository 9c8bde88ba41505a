"""A customer on the page: writes, is answered by the app, and a servicer takes over."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import KfMessage, WeChatCorp
from tests.browser.conftest import serving
from tests.helpers.simulated import simulator

pytestmark = [pytest.mark.slow]


def make(settings: dict[str, Any]) -> Flask:
    app = Flask(__name__)
    app.secret_key = "test-only"
    app.config.update(settings)
    wx = WeChatCorp(app)

    @wx.kf.event("enter_session")
    def welcome(message: KfMessage) -> str:
        return "欢迎光临"

    @wx.kf.text("人工")
    def human(message: KfMessage) -> None:
        message.transfer("human", text="正在转接")

    @wx.kf.text
    def echo(message: KfMessage) -> str:
        return f"收到：{message.content}"

    return app


def line(page: Any, who: str, text: str) -> Any:
    return page.locator(f".kf-line.{who}", has_text=text)


def write(page: Any, who: str, text: str) -> None:
    page.locator(f"form[data-kf={who}] input").fill(text)
    page.keyboard.press("Enter")


def test_a_customer_is_answered_and_a_servicer_takes_over(chromium: Any) -> None:
    with simulator() as sim, serving(make(sim.settings())) as port:
        sim.callback_url = f"http://127.0.0.1:{port}/wechat"
        context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN")
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(sim.url)
        page.locator("#tab-kf").click()
        page.locator("[data-kf=enter]").click()
        line(page, "app", "欢迎光临").wait_for()
        write(page, "customer", "你好")
        line(page, "app", "收到：你好").wait_for()
        write(page, "customer", "人工")
        line(page, "app", "正在转接").wait_for()
        page.locator("[data-kf=state]", has_text="待接入池排队中").wait_for()
        page.locator("[data-kf=take]").click()
        page.locator("[data-kf=state]", has_text="由人工接待").wait_for()
        page.locator(".kf-event", has_text="张三 接入会话").wait_for()
        write(page, "servicer", "我是张三")
        line(page, "servicer", "我是张三").wait_for()
        write(page, "customer", "还在吗")
        line(page, "customer", "还在吗").wait_for()
        assert sim.settle()
        assert line(page, "app", "还在吗").count() == 0
        page.locator("[data-kf=end]").click()
        page.locator("[data-kf=state]", has_text="已结束").wait_for()
        write(page, "customer", "再见")
        line(page, "app", "收到：再见").wait_for()
        order = page.locator(".kf-line").all_inner_texts()
        assert [one.split("\n")[-1] for one in order] == [
            "欢迎光临", "你好", "收到：你好", "人工", "正在转接", "我是张三", "还在吗",
            "再见", "收到：再见",
        ]  # fmt: skip
        assert "客户进入会话" in page.locator(".kf-event").first.inner_text()
        assert page.locator("#member-list .badge").count() == 0  # it is not for the members
        assert page.locator("#messages").inner_text() == ""
        assert problems == []
        context.close()


def test_a_phone_shows_the_customers_alone(chromium: Any) -> None:
    with simulator() as sim, serving(make(sim.settings())) as port:
        sim.callback_url = f"http://127.0.0.1:{port}/wechat"
        context = chromium.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
        page = context.new_page()
        page.goto(sim.url)
        page.locator("#bottom [data-tab=kf]").click()
        assert page.locator(".panel:visible").count() == 1
        write(page, "customer", "https://example.com/" + "a" * 300)
        line(page, "app", "收到：").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("form[data-kf=servicer] button").is_visible()
        context.close()
