"""A bot whose answer is 6 KB of Markdown, and the Celery app that may send it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from celery import Celery
from flask import Flask

from flask_wechat_corp import Handler, Markdown, WeChatCorp
from flask_wechat_corp.celery import CeleryExecutor

celery_app = Celery("long", broker=os.environ.get("REDIS_URL", "memory://"))
handlers = Handler()


def section(number: int) -> str:
    steps = "\n".join(
        f"- **第 {number}.{step} 步**：打开[设置页面](https://intranet.example.com/printer/"
        f"{number}/{step})，确认纸盒 {step} 已经装好；如果指示灯仍然是红色，请记下它闪烁的次数。"
        for step in range(1, 6)
    )
    return (
        f"# 第 {number} 章\n\n打印机卡纸时，先关闭电源，再打开前盖。不要拉扯纸张。\n\n{steps}\n\n"
        f"> 仍然不行？请联系[服务台](https://intranet.example.com/help/{number})。"
    )


ANSWER = "\n\n".join(section(number) for number in range(1, 7))


@handlers.text("格式")
def as_markdown(message: Any) -> Markdown:
    return Markdown(ANSWER)


@handlers.text("文本")
def as_text(message: Any) -> str:
    return ANSWER


@handlers.text("稍后", deferred=True, ack="正在查，请稍等。")
def later(message: Any) -> Markdown:
    return Markdown(ANSWER)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the app; with ``REDIS_URL`` in the environment deferred handlers go to Celery."""
    app = Flask(__name__)
    app.config.from_prefixed_env()
    app.config.update(settings or {})
    executor = CeleryExecutor(celery_app) if "REDIS_URL" in os.environ else None
    WeChatCorp(app, handler=handlers, executor=executor)
    return app
