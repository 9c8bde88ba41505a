"""A list menu: the user answers with a key, and the answer finds its handler."""

from __future__ import annotations

from flask_wechat_corp import Message

from ..extensions import wx

DISHES = {"1": "牛肉面", "2": "鱼香肉丝盖饭"}


def on_dish(message: Message) -> str:
    """Keep the choice in the conversation's session and end the list."""
    dish = DISHES[message.content.strip()]
    wx.session["lunch"] = dish
    return wx.nowait(f"好的，给你订了{dish}。")


def on_nothing(message: Message) -> str:
    """End the list without a choice."""
    wx.session.pop("lunch", None)
    return wx.nowait("好的，今天不订。")


wx.lists.add(
    "lunch",
    [
        "今天中午吃什么？",
        *((f"{{{key}}} {dish}", on_dish) for key, dish in DISHES.items()),
        ("{0} 不吃了", on_nothing),
        ("{?} 有什么忌口", "都不辣，都含麸质。"),
    ],
)


@wx.text("午饭")
@wx.event("click", key="V1001_TODAY")
def on_lunch(message: Message) -> str:
    """Show the menu; what was chosen before is in the session."""
    chosen = wx.session.get("lunch")
    return (f"已经订了{chosen}，可以改：\n" if chosen else "") + wx.wait("lunch")
