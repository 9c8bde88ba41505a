"""Handlers, conversations and calls, as somebody would write them who likes types."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, cast

from flask import Flask, Request, current_app

from flask_wechat_corp import (
    NEXT,
    Article,
    Credentials,
    Family,
    Handler,
    Image,
    KfMessage,
    Message,
    NewsReply,
    Reply,
    TextCard,
    TextReply,
    WeChatAPI,
    WeChatAPIError,
    WeChatCorp,
    split_text,
)
from flask_wechat_corp.messages import (
    ChangeContactEvent,
    ClickEvent,
    CreateUserEvent,
    DeleteUserEvent,
    EventMessage,
    FileMessage,
    ImageMessage,
    LocationMessage,
    TemplateCardEvent,
    TextMessage,
)

wx = WeChatCorp()
leave = Handler()


class Canteen(Family):
    """Calls of one's own."""

    def get_dishes(self, day: str) -> dict[str, Any]:
        return self._get("canteen/dishes", {"day": day})


class API(WeChatAPI, Canteen):
    """What ``wx.api`` is, once the family is mixed in."""


WeChatAPI.mixin(Canteen)


def canteen() -> API:
    return cast(API, wx.api)


@wx.text
def on_text(message: Message) -> str:
    return f"收到 {message.content}"


@wx.text("帮助")
@wx.event("click", key="HELP")
def on_help(message: Message) -> Reply:
    return TextReply("天气 北京")


@wx.text(re.compile(r"天气\s*(?P<city>\w+)"))
def on_weather(message: TextMessage, city: str) -> str:
    return f"{city}：晴"


@wx.text(re.compile(r"(?P<count>[0-9]+)\s*杯(?P<drink>\w+)"), deferred=False)
async def on_order(message: Message, *, count: str, drink: str = "茶") -> str | None:
    return f"{count} × {drink}"


@wx.event("click", key="TODAY")
def on_button(message: ClickEvent) -> list[dict[str, str]]:
    return [{"title": message.event_key or "", "description": "", "url": "", "pic_url": ""}]


@wx.event("template_card_event")
def on_card(message: TemplateCardEvent) -> str:
    return "、".join(message.selected.get("dish", []))


@wx.event("change_contact")
def on_contact(message: ChangeContactEvent) -> None:
    if isinstance(message, DeleteUserEvent):
        print(message.user_id)


@wx.event
@wx.on("event")
def on_event(message: EventMessage) -> None:
    print(message.event, message.no_field_that_wecom_documents)


@wx.file
@wx.mixed(deferred=True)
def on_file(message: Message) -> None:
    print(message.file_key)


@wx.on("file")
def on_file_again(message: FileMessage) -> dict[str, str]:
    return {"type": "text", "content": message.file_key or ""}


@wx.on("hologram")
def on_hologram(message: Message) -> None:
    print(message.depth)


@leave.image
def on_image(message: ImageMessage) -> str | None:
    return message.media_id


@leave.event("canteen_open")
def on_canteen(message: EventMessage) -> None:
    print(message.dish)


@wx.image
@wx.voice()
@wx.on("shortvideo")
def on_media(message: Message) -> None:
    wx.session["last"] = message.media_id


@wx.location
def on_location(message: LocationMessage) -> NewsReply:
    return NewsReply([Article(title=message.label or "", description="", pic_url="", url="")])


@wx.event("change_contact", change_type="create_user")
async def on_new_colleague(message: CreateUserEvent) -> None:
    print(message.direct_leader, message.ext_attr and message.ext_attr.item)
    count: int = wx.session.get("count", 0)
    wx.session["count"] = count + 1
    wx.session.save()


@wx.text("报告", deferred=True)
def on_report(message: Message) -> str:
    dishes = canteen().get_dishes("monday")
    return split_text(str(dishes), 2048)[0]


@wx.default
def on_anything(message: Message) -> str | None:
    return None if message.type == "event" else f"{message.type} {message.id}"


def on_choice(message: Message) -> str:
    return wx.nowait(f"选了 {message.content}")


wx.lists.add("menu", ["今天？", ("{1} 面", on_choice), ("{2} 饭", "没有了")])


@leave.text("请假")
def on_leave(message: Message) -> str:
    return wx.wait("menu")


wx.register(leave)


@wx.before_message
def not_at_night(message: Message) -> str | None:
    return "夜里休息" if wx.session.get("night") else None


@wx.before_message
async def count(message: Message) -> None:
    wx.session["count"] = wx.session.get("count", 0) + 1


@wx.after_message
def sign(message: Message, reply: Any) -> Any:
    if isinstance(reply, TextReply) and reply.content == "收到 你好":
        return TextReply(f"{reply.content}——机器人")
    return reply


@wx.errorhandler
def sorry(error: Exception, message: Message) -> str:
    return f"抱歉：{type(error).__name__} {message.from_user_name}"


@wx.errorhandler(WeChatAPIError)
async def sorry_for_wecom(error: WeChatAPIError, message: Message) -> str | None:
    return error.hint or None


@wx.text("随便")
def on_whatever(message: Message) -> str | None:
    return wx.message.from_user_name


@wx.text(re.compile("多少(?P<what>.*)"))
def on_how_much(message: TextMessage, what: str) -> Any:
    return NEXT if not what else f"{what}：三元"


@wx.step
def which_dish(message: Message) -> str:
    if message.type != "text":
        return wx.ask("请发文字", then=which_dish)
    wx.session["dish"] = message.content
    return wx.ask("几份？", then=how_many, timeout=60, cancel=("算了",), cancelled="好的")


@wx.step(deferred=True, ack="稍等")
async def how_many(message: Message) -> str:
    return f"{message.content} 份 {wx.session['dish']}"


@leave.text("点菜")
def on_order_dish(message: TextMessage) -> str:
    return leave.ask("什么菜？", then=which_dish)


@wx.text("故事")
def on_story(message: TextMessage) -> Iterator[str]:
    yield "从前"
    yield "有座山"


@wx.text("长故事", deferred=True, ack="我想想")
async def on_long_story(message: TextMessage) -> AsyncIterator[str]:
    yield "从前"


@wx.kf.event("enter_session")
def welcome(message: KfMessage) -> str:
    return f"欢迎，来自 {message.scene}"


@wx.kf.text("人工")
def on_human(message: KfMessage) -> None:
    message.transfer("human", servicer_userid="lisi", text="请稍候")


@wx.kf.text(re.compile(r"订单\s*(?P<number>\d+)"))
async def on_parcel(message: KfMessage, number: str) -> str | None:
    wx.kf.session["parcel"] = number
    return f"{number} 在路上" if message.external_userid else None


@wx.kf.text("多少", while_human=True)
@wx.kf.on("miniprogram", origin="servicer")
def on_note(message: KfMessage) -> Any:
    return NEXT


@wx.kf.image
def on_picture(message: KfMessage) -> Image:
    return Image(message.media_id or "")


@wx.kf.text
def on_customer(message: KfMessage) -> Mapping[str, Any]:
    items = [{"type": "click", "click": {"id": "1", "content": message.content or ""}}]
    return {"type": "msgmenu", "head_content": "？", "list": items}


@wx.kf.voice(while_human=True)
@wx.kf.default
def on_others(message: Message) -> str:
    return f"只看得懂文字，不懂 {message.type}"


@wx.kf.step
def which_parcel(message: KfMessage) -> str:
    return wx.kf.ask("单号？", then=which_parcel)


@wx.kf.before_message
def is_open(message: KfMessage) -> str | None:
    return None


@wx.kf.after_message
def sign_for_customers(message: KfMessage, reply: Any) -> Any:
    return reply


@wx.kf.errorhandler(WeChatAPIError)
def sorry_customer(error: WeChatAPIError, message: KfMessage) -> str:
    return error.hint


@wx.client_for
def client_for(receive_id: str) -> WeChatAPI | None:
    return None


@wx.credentials
def credentials(request: Request) -> list[Credentials]:
    names = ("TOKEN", "ENCODING_AES_KEY", "ID")
    return [Credentials(*(current_app.config[f"WECHAT_CORP_{name}"] for name in names))]


@wx.get_token
def get_token() -> dict[str, Any] | None:
    return None


@wx.save_token
def save_token(token: dict[str, Any]) -> None:
    print(sorted(token))


def greet(userid: str) -> str:
    try:
        user = wx.api.get_user(userid)
        wx.api.send({"touser": [userid]}, TextCard(title="你好", description="…", url="https://x"))
    except WeChatAPIError as error:
        return f"{error.errcode}: {error.hint}"
    return str(user["name"])


def create_app(settings: Mapping[str, Any]) -> Flask:
    app = Flask(__name__)
    app.secret_key = "for the tests alone"
    app.config.update(settings)
    wx.init_app(app)

    @app.get("/me/<page>")
    @wx.member_required(lifetime=60)
    def me(page: str) -> str:
        return wx.current_member.userid + page if wx.current_member else page

    return app
