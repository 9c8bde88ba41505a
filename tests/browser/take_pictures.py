"""Takes the pictures of the chat page that the documentation shows.

``python -m tests.browser.take_pictures`` writes them to ``docs/_static``; look at them afterwards.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from flask_wechat_corp.cli.watching import tell_the_simulator
from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, program

from .conftest import ARGUMENTS, RawClient, serving

FOLDER = Path(__file__).parents[2] / "docs" / "_static"

CARD: dict[str, Any] = {
    "card_type": "button_interaction",
    "source": {"desc": "请假审批", "desc_color": 3},
    "main_title": {"title": "王芳申请年假两天", "desc": "12 月 1 日至 2 日"},
    "horizontal_content_list": [
        {"keyname": "剩余年假", "value": "6 天"},
        {"keyname": "代理人", "value": "赵六", "type": 3, "userid": "zhaoliu"},
    ],
    "task_id": "leave-1",
    "button_list": [
        {"text": "批准", "style": 1, "key": "APPROVE"},
        {"text": "驳回", "style": 3, "key": "REJECT"},
    ],
}


def converse(sim: Simulator) -> None:
    """Have something to show: a conversation, a card, a call that fails."""
    place = {"Location_X": "39.90872", "Location_Y": "116.39748", "Scale": 16}
    sim.push({"type": "location", "from": "zhangsan", **place, "Label": "北京天安门"})
    caller = RawClient(sim.url)
    sim.faults.add(path="message/send", errcode=45009, times=1)
    body = {"touser": "zhangsan", "agentid": AGENT_ID, "msgtype": "text", "text": {"content": "…"}}
    caller.call("message/send", body)
    caller.send("template_card", CARD)
    caller.send("text", {"content": "周五下午三点全员大会"}, to="lisi")
    sim.push({"type": "text", "from": "zhangsan", "content": "天气 北京"})
    sim.push({"type": "text", "from": "zhangsan", "content": "你好"})
    sim.push({"type": "text", "from": "zhangsan", "content": "报修"})


def shoot(page: Page, url: str, name: str, *clicks: str) -> None:
    """Open the page, press what is named, and keep a picture."""
    page.goto(url)
    page.locator("#live.on").wait_for()
    page.locator(".message").first.wait_for()
    for selector in clicks:
        page.locator(selector).first.click()
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"simulator-{name}.png")


def main() -> None:
    """Take them all."""
    settings = {
        "ID": CORP_ID,
        "SECRET": SECRET,
        "AGENT_ID": AGENT_ID,
        "TOKEN": TOKEN,
        "ENCODING_AES_KEY": AES_KEY,
        "STORE": "memory://",
    }
    FOLDER.mkdir(exist_ok=True)
    simulator = Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    )
    with simulator as sim, sync_playwright() as driver:
        for key, value in {**settings, "API_URL": sim.url}.items():
            os.environ[f"FLASK_WECHAT_CORP_{key}"] = str(value)
        from example_app import create_app

        app = create_app()
        tell_the_simulator(app)

        with serving(app) as port:
            sim.callback_url = f"http://127.0.0.1:{port}/wechat"
            converse(sim)
            chromium = driver.chromium.launch(
                executable_path=program("chromium", "chromium-browser", "google-chrome"),
                args=ARGUMENTS,
            )
            wide: ViewportSize = {"width": 1280, "height": 800}

            def opened(
                locale: str = "zh-CN", scheme: Any = "light", size: ViewportSize | None = None
            ) -> Page:
                return chromium.new_page(locale=locale, color_scheme=scheme, viewport=size or wide)

            row = ".log-row[data-kind=callback]:has-text('你好') summary"
            shoot(opened(), sim.url, "wide", row)
            phone: ViewportSize = {"width": 390, "height": 780}
            shoot(opened(size=phone), sim.url, "phone")
            shoot(opened(size=phone), sim.url, "phone-log", "#bottom [data-tab=log]")
            shoot(opened(scheme="dark"), sim.url, "dark", ".log-row.failed summary")
            sim.faults.add(path="user/get", errcode=42001, times=2)
            sim.advance(7200)
            shoot(opened("en-US"), sim.url, "english", "#tab-faults")
            chromium.close()


if __name__ == "__main__":
    main()
