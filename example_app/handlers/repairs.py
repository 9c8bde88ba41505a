"""A report of a fault: a dialogue with a photo, and a card for the person on call."""

from __future__ import annotations

import json
import secrets
import unicodedata
from typing import Any

from flask import current_app

from flask_wechat_corp import Image, Message, TemplateCard, UpdateTemplateCardReply

from ..extensions import wx

CATEGORIES = {"1": "电脑", "2": "网络", "3": "门禁"}
WHICH = "哪一类问题？\n" + "\n".join(f"{key} {name}" for key, name in CATEGORIES.items())
KEEP = 30 * 86400
"""Seconds for which a report is kept."""

wx.cancel_words = ("取消", "算了")
wx.cancelled_reply = "好的，不报修了。"


def answer(message: Message) -> str:
    """Return the text of an answer as it is compared: １ is 1."""
    text = message.content if message.type == "text" else ""
    return unicodedata.normalize("NFKC", text or "").strip()


@wx.text("报修")
def on_repair(message: Message) -> str:
    """Begin the dialogue."""
    return wx.ask(WHICH, then=choose_category)


@wx.step
def choose_category(message: Message) -> str:
    """Keep the category."""
    name = CATEGORIES.get(answer(message))
    if name is None:
        return wx.ask(f"请回复数字。{WHICH}", then=choose_category)
    wx.session["report"] = {"category": name}
    return wx.ask("请描述问题。", then=describe)


@wx.step
def describe(message: Message) -> str:
    """Keep the description."""
    if not answer(message):
        return wx.ask("请用文字描述问题。", then=describe)
    wx.session["report"] |= {"text": str(message.content).strip()[:500]}
    return wx.ask("请发一张照片，没有就回复“无”。", then=add_photo)


@wx.step
def add_photo(message: Message) -> str:
    """Keep the photo, and show what will be reported."""
    photo = message.media_id if message.type == "image" else None
    if photo is None and answer(message) != "无":
        return wx.ask("请发一张照片，或回复“无”。", then=add_photo)
    report = wx.session["report"] = {**wx.session["report"], "photo": photo}
    shown = f"{report['category']}：{report['text']}（{'有' if photo else '无'}照片）"
    return wx.ask(f"{shown}\n回复“是”提交。", then=confirm)


@wx.step
def confirm(message: Message) -> str:
    """Submit the report."""
    if answer(message) != "是":
        return wx.ask("回复“是”提交，或“取消”。", then=confirm)
    report = {
        **wx.session.pop("report"),
        "number": f"repair-{secrets.token_hex(4)}",
        "member": message.from_user_name,
    }
    wx.api.store.set(report["number"], json.dumps(report), KEEP)
    on_call = {"touser": [current_app.config["ON_CALL"]]}
    wx.api.send(on_call, TemplateCard(card(report)))
    if report["photo"]:
        wx.api.send(on_call, Image(report["photo"]))
    return f"已提交，编号 {report['number']}。"


def card(report: dict[str, Any], taken_by: str | None = None) -> dict[str, Any]:
    """Return the card of a report; one that was taken has a grey bar instead of the button."""
    shown = {
        "card_type": "button_interaction",
        "main_title": {"title": f"报修：{report['category']}", "desc": f"来自 {report['member']}"},
        "sub_title_text": report["text"][:100],
        "task_id": report["number"],
        "button_list": [{"text": "我来处理", "style": 1, "key": "REPAIR_TAKE"}],
    }
    return {**shown, "replace_text": f"{taken_by} 处理中"} if taken_by else shown


@wx.event("template_card_event", key="REPAIR_TAKE")
def on_take(message: Message) -> UpdateTemplateCardReply | None:
    """Give the report to the first one who presses, and tell the member."""
    text = wx.api.store.get(str(message.task_id))
    if text is None:
        return None
    report, helper = json.loads(text), str(message.from_user_name)
    taken = f"{report['number']}|taken"
    if wx.api.store.add(taken, helper, KEEP):
        wx.api.send({"touser": [report["member"]]}, f"{helper} 正在处理 {report['number']}。")
    return UpdateTemplateCardReply(card(report, wx.api.store.get(taken)))
