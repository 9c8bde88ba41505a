"""What mypy must say about types and mistakes: of each marked line this, of the others nothing.

A line's mark is the revealed type, ``# type ...``, or the code of the error, ``# error ...``.
"""

from __future__ import annotations

import re

from flask_wechat_corp import (
    Article,
    Handler,
    Message,
    NewsReply,
    TextReply,
    WeChatAPI,
    WeChatCorp,
    open_store,
)
from flask_wechat_corp.testing import CallbackClient

wx = WeChatCorp()


# -- decorators return the function, with its own type


@wx.text
def on_text(message: Message) -> str:
    return ""


@wx.text(re.compile("(?P<city>.+)"), deferred=True)
def on_city(message: Message, city: str) -> NewsReply:
    return NewsReply([])


@wx.event("click", key="A")
@wx.voice(deferred=True)
async def on_click(message: Message) -> None:
    return None


@wx.member_required(lifetime=60)
@wx.member_required
def page(name: str) -> list[str]:
    return [name]


reveal_type(on_text)  # type def (message: Message) -> str
reveal_type(on_city)  # type def (message: Message, city: str) -> NewsReply
reveal_type(on_click)  # type def (message: Message) -> Coroutine[Any, Any, None]
reveal_type(page)  # type def (name: str) -> list[str]
reveal_type(Handler().set_handler("text", on_text))  # type Handler
on_text("hi")  # error arg-type
on_city(Message({}))  # error call-arg
page(1)  # error arg-type


# -- what things are


def look(message: Message, client: CallbackClient) -> None:
    reveal_type(wx.api)  # type WeChatAPI
    reveal_type(wx.session)  # type Session
    reveal_type(wx.current_member)  # type Member | None
    reveal_type(wx.lists.get("menu").description)  # type str
    reveal_type(wx.wait("menu"))  # type str
    reveal_type(wx.nowait(3))  # type int
    reveal_type(message.type)  # type str | None
    reveal_type(message.id)  # type int | None
    reveal_type(message.xml)  # type str
    reveal_type(message["Content"])  # type Any
    reveal_type(wx.api.get_user("lisi"))  # type dict[str, Any]
    reveal_type(wx.api.get_media("id").content)  # type bytes
    reveal_type(client.text("hi").reply)  # type Message | None
    reveal_type(client.event("click", key="A").status)  # type int
    reveal_type(open_store("memory://").get("key"))  # type str | None
    reveal_type(TextReply("hi").to_message())  # type dict[str, Any]


# -- mistakes

wx.txt(on_text)  # error attr-defined
wx.text("hi", deffered=True)(on_text)  # error call-overload
wx.text(deferred=True)("no function")  # error type-var
wx.event("click", key=1)(on_text)  # error call-overload
wx.on(7)(on_text)  # error arg-type
wx.api.get_usr("lisi")  # error attr-defined
wx.api.get_user(1)  # error arg-type
wx.api.send({"touser": "lisi"}, 5)  # error arg-type
wx.current_member.userid  # error union-attr
TextReply()  # error call-arg
NewsReply(["title"])  # error list-item
Article(titel="hi")  # error call-arg
WeChatCorp(prefix="X_")  # error call-arg
WeChatAPI("corp")  # error call-arg
CallbackClient(None)  # error arg-type
CallbackClient.text()  # error call-arg
