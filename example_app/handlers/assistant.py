"""A slow answer: the member reads ``ack`` at once, and the text when the model has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import current_app

from flask_wechat_corp import Message

from ..extensions import wx


def pretended_model(question: str) -> Iterator[str]:
    """Stand in for a language model, which yields its answer piece by piece."""
    yield from ("关于“", question, "”：", "我还在学习，", "请把我换成真正的模型。")


@wx.text(re.compile(r"问\s*(?P<question>.+)", re.DOTALL), deferred=True, ack="让我想想……")
def on_question(message: Message, question: str) -> str:
    """Ask the model that the application was given."""
    model = current_app.extensions.get("model", pretended_model)
    return "".join(model(question))
