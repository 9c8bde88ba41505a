"""Answers the buttons of the agent's menu that do more than say a word."""

from __future__ import annotations

from flask_wechat_corp import Message

from ..extensions import wx


@wx.event("scancode_waitmsg", key="SCAN")
def on_scan(message: Message) -> str:
    """Tell what the member's camera read."""
    return f"扫到：{message.scan_code_info.scan_result}"


@wx.event("location_select", key="WHERE")
def on_place(message: Message) -> str:
    """Tell which place the member chose."""
    place = message.send_location_info
    return f"你选了：{place.label}（{place.location_x}, {place.location_y}）"


@wx.event("pic_sysphoto", key="PHOTO")
def on_photo(message: Message) -> str:
    """Count the pictures; each arrives as an image message of its own."""
    return f"收到 {message.send_pics_info.count} 张照片。"
