"""A smart robot whose answer grows: replace ``think`` by your language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from flask_wechat_corp import RobotMessage, Thinking

from ..extensions import bot

PAUSE = 0.05


async def think(question: str, turns: int) -> AsyncIterator[str]:
    """Stand in for a language model, which sends its answer piece by piece."""
    answer = f"这是第 {turns} 个问题：**{question}**\n\n我是示例机器人，只会把它重复一遍。"
    for letter in answer:
        await asyncio.sleep(PAUSE)
        yield letter


@bot.event("enter_chat")
def welcome(message: RobotMessage) -> str:
    """Greet, once a day."""
    return "你好！直接提问即可。"


@bot.text
@bot.voice
@bot.mixed
async def ask(message: RobotMessage) -> AsyncIterator[str | Thinking]:
    """Answer while the model is still writing."""
    yield Thinking("想一想…")
    turns = bot.session["turns"] = bot.session.get("turns", 0) + 1
    async for piece in think(message.content or "", turns):
        yield piece


@bot.default
def other(message: RobotMessage) -> str | None:
    """Say what it cannot do; events need no answer."""
    return None if message.type == "event" else "我只懂文字和语音。"
