"""Answers locations with a small card."""

from __future__ import annotations

from flask_wechat_corp import Article, Message, NewsReply

from ..extensions import wx


@wx.location
def on_location(message: Message) -> NewsReply:
    """Reply with a map of the member's location."""
    latitude, longitude = message.location_x, message.location_y
    return NewsReply(
        [
            Article(
                title=message.label or "你在这里",
                description=f"纬度 {latitude}，经度 {longitude}",
                url=f"https://uri.amap.com/marker?position={longitude},{latitude}",
            )
        ]
    )
