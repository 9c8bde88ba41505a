"""The robot that several worker processes serve."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator

from flask import Flask, Response

from flask_wechat_corp import RobotMessage, WeChatRobot
from tests.helpers.support import AES_KEY, TOKEN

app = Flask(__name__, instance_path=os.environ["BOT_FOLDER"])
app.config.update(
    WECHAT_ROBOT_TOKEN=TOKEN,
    WECHAT_ROBOT_ENCODING_AES_KEY=AES_KEY,
    WECHAT_ROBOT_STORE=os.environ.get("BOT_STORE") or None,
    WECHAT_ROBOT_FAILURE_TEXT="failed",
    WECHAT_ROBOT_EXPIRED_TEXT="expired",
    SECRET_KEY="the robot's secret key",
)

if os.environ.get("BOT_CELERY"):
    from celery import Celery

    from flask_wechat_corp.celery import CeleryExecutor

    celery_app = Celery("bot", broker=os.environ["BOT_CELERY"])
    celery_app.conf.update(
        broker_transport_options={"visibility_timeout": 60},
        broker_connection_retry_on_startup=True,
        worker_prefetch_multiplier=1,
    )
    bot = WeChatRobot(app, executor=CeleryExecutor(celery_app))
else:
    bot = WeChatRobot(app)


@app.after_request
def say_who(response: Response) -> Response:
    response.headers["X-Process"] = str(os.getpid())
    return response


@bot.text("quick")
def quick(message: RobotMessage) -> str:
    return "quick"


@bot.text("count")
def count(message: RobotMessage) -> Iterator[str]:
    """Three seconds, a piece each 0.1 s; begins with the process that writes it."""
    yield f"{os.getpid()}:"
    for number in range(30):
        time.sleep(0.1)
        yield f" {number}"
    bot.session["answered"] = [*bot.session.get("answered", []), message.id]


@bot.text("count async")
async def count_async(message: RobotMessage) -> AsyncIterator[str]:
    yield f"{os.getpid()}:"
    for number in range(30):
        await asyncio.sleep(0.1)
        yield f" {number}"
    bot.session["answered"] = [*bot.session.get("answered", []), message.id]


@bot.text("answered")
def answered(message: RobotMessage) -> str:
    return str(len(set(bot.session.get("answered", []))))
