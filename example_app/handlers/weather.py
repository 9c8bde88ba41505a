"""Answers "天气 北京" with a pattern: what it finds arrives as an argument."""

from __future__ import annotations

import re

from flask_wechat_corp import Message

from ..extensions import wx

SKIES = ("晴", "多云", "小雨", "微风")


@wx.text(re.compile(r"天气\s*(?P<city>\w{1,20})"))
def on_weather(message: Message, city: str) -> str:
    """Make up the weather of a city; a real application would ask a service here."""
    return f"{city}：{SKIES[sum(city.encode()) % len(SKIES)]}（示例数据）"
