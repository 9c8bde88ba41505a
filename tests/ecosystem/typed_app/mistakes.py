"""What mypy must say about types and mistakes: of each marked line this, of the others nothing.

A line's mark is the revealed type, ``# type ...``, or the code of the error, ``# error ...``.
"""

from __future__ import annotations

import re

from flask_wechat_corp import (
    NEXT,
    Article,
    Handler,
    KfMessage,
    Message,
    NewsReply,
    TextCard,
    TextReply,
    WeChatAPI,
    WeChatCorp,
    open_store,
)
from flask_wechat_corp.callback.entries import Next
from flask_wechat_corp.messages import (
    ChangeContactEvent,
    ClickEvent,
    CreateUserEvent,
    EventMessage,
    ImageMessage,
    LocationMessage,
    SubscribeEvent,
    SysApprovalChangeEvent,
    TemplateCardEvent,
    TextMessage,
    UpdateUserEvent,
)
from flask_wechat_corp.testing import CallbackClient, KfConversation

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


@wx.event("template_card_event")
@wx.event("click", deferred=True)
async def on_any(message: EventMessage, *rest: object) -> str:
    return ""


@wx.member_required(lifetime=60)
@wx.member_required
def page(name: str) -> list[str]:
    return [name]


reveal_type(on_text)  # type def (message: Message) -> str
reveal_type(on_city)  # type def (message: Message, city: str) -> NewsReply
reveal_type(on_click)  # type def (message: Message) -> Coroutine[Any, Any, None]
reveal_type(on_any)  # type def (message: EventMessage, *rest: object) -> Coroutine[Any, Any, str]
reveal_type(wx.text("x")(on_click))  # type def (message: Message) -> Coroutine[Any, Any, None]
reveal_type(page)  # type def (name: str) -> list[str]
reveal_type(Handler().set_handler("text", on_text))  # type Handler
on_text("hi")  # error arg-type
on_city(Message({}))  # error call-arg
page(1)  # error arg-type


# -- what things are


def look(message: Message, client: CallbackClient) -> None:
    reveal_type(wx.api)  # type WeChatAPI
    reveal_type(wx.session)  # type Session
    reveal_type(wx.message)  # type Message
    reveal_type(wx.ask("?", then=on_text))  # type str
    reveal_type(wx.ask(NewsReply([]), then=on_text))  # type NewsReply
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


# -- fields of typed messages


def read(
    message: Message,
    text: TextMessage,
    location: LocationMessage,
    event: EventMessage,
    card: TemplateCardEvent,
    user: UpdateUserEvent,
    approval: SysApprovalChangeEvent,
) -> None:
    reveal_type(message.content)  # type Any
    reveal_type(message.from_user_name)  # type str | None
    reveal_type(message.create_time)  # type int | None
    reveal_type(message.receive_id)  # type str
    reveal_type(text.content)  # type str | None
    reveal_type(text.agent_id)  # type int | None
    reveal_type(location.location_x)  # type float | None
    reveal_type(event.event)  # type str | None
    reveal_type(event.anything)  # type Any
    reveal_type(card.selected)  # type dict[str, list[str]]
    reveal_type(card.selected["question"])  # type list[str]
    reveal_type(card.selected_items)  # type SelectedItems | None
    reveal_type(user.new_user_id)  # type str | None
    reveal_type(user.main_department)  # type int | None
    reveal_type(user.auth_corp_id)  # type str | None
    if approval.approval_info:
        reveal_type(approval.approval_info.sp_record)  # type list[SpRecord] | None
        approval.approval_info.third_no  # error attr-defined
    if isinstance(message, ClickEvent):
        reveal_type(message.event_key)  # type str | None
    reveal_type(TextMessage.from_dict({}))  # type TextMessage
    reveal_type(Message.from_xml(""))  # type Message
    text.media_id  # error attr-defined
    text.event_key  # error attr-defined
    card.content  # error attr-defined
    user.external_user_id  # error attr-defined
    text.content.strip()  # error union-attr
    text.content = "x"  # error assignment
    location.label + 1  # error operator


# -- handlers of the wrong kind


def takes_image(message: ImageMessage) -> str:
    return ""


def takes_text(message: TextMessage) -> str:
    return ""


def takes_click(message: ClickEvent) -> str:
    return ""


def takes_creation(message: CreateUserEvent) -> str:
    return ""


def takes_contact(message: ChangeContactEvent) -> str:
    return ""


def takes_nothing() -> str:
    return ""


def takes_word(message: str) -> str:
    return message


def gives_number(message: Message) -> int:
    return 1


async def gives_number_later(message: Message) -> int:
    return 1


def hears_error(error: Exception, message: Message) -> str:
    return ""


def hears_key_error(error: KeyError, message: Message) -> str:
    return ""


def hears_text(error: Exception, message: TextMessage) -> str:
    return ""


def changes(message: Message, reply: object) -> str:
    return ""


def declines(message: Message) -> Next:
    return NEXT


wx.before_message(takes_text)  # error arg-type
wx.before_message(gives_number)  # error arg-type
wx.before_message(changes)  # error arg-type
wx.before_message(declines)
wx.after_message(changes)
wx.after_message(on_text)  # error arg-type
wx.errorhandler(hears_error)
wx.errorhandler(hears_key_error)  # error call-overload
wx.errorhandler(on_text)  # error call-overload
wx.errorhandler(KeyError)(hears_key_error)
wx.errorhandler(KeyError)(hears_error)
wx.errorhandler(ValueError)(hears_key_error)  # error arg-type
wx.errorhandler(KeyError)(hears_text)  # error arg-type
wx.errorhandler(KeyboardInterrupt)  # error type-var
wx.step(takes_text)  # error call-overload
wx.step(deferred=True, ack="…")(takes_text)  # error arg-type
wx.step(deferred=True, ack="…")(on_text)
wx.text(deferred=True, ack=1)  # error call-overload
wx.ask("?")  # error call-arg
wx.ask("?", then="step")  # error arg-type
wx.text(declines)
wx.text(takes_image)  # error call-overload
wx.text(takes_nothing)  # error call-overload
wx.text(takes_word)  # error call-overload
wx.text(gives_number)  # error call-overload
wx.text(gives_number_later)  # error call-overload
wx.text("x")(takes_image)  # error arg-type
wx.text("x")(takes_nothing)  # error arg-type
wx.text(re.compile("x"), deferred=True)(gives_number)  # error arg-type
wx.image(deferred=True)(takes_text)  # error arg-type
wx.default(takes_text)  # error call-overload
wx.on("image")(takes_text)  # error arg-type
wx.on("hologram")(takes_text)  # error arg-type
wx.event(takes_click)  # error call-overload
wx.event(takes_text)  # error call-overload
wx.event("subscribe")(takes_click)  # error arg-type
wx.event("canteen_open")(takes_click)  # error arg-type
wx.event("change_contact")(takes_creation)  # error arg-type
wx.event("change_contact", change_type="update_user")(takes_creation)  # error arg-type
wx.event("change_contact", change_type="create_user")(takes_creation)
wx.event("change_contact", change_type="create_user")(takes_contact)
wx.event("change_contact", change_type="of tomorrow")(takes_contact)
wx.event("click", key="A", deferred=True)(takes_click)
wx.event("CLICK")(lambda message: message.event_key)
Handler().text(takes_image)
Handler().event("subscribe")(takes_click)
SubscribeEvent.from_dict({}).event_key.strip()  # error union-attr


# -- customer service


@wx.kf.text
def on_customer(message: KfMessage) -> str:
    return ""


def takes_customer(message: KfMessage) -> str:
    return ""


def gives_card(message: KfMessage) -> TextCard:
    return TextCard("", "", "")


def hears_customer(error: KeyError, message: KfMessage) -> str:
    return ""


def look_at_customer(message: KfMessage, customer: KfConversation) -> None:
    reveal_type(wx.kf.message)  # type KfMessage
    reveal_type(wx.kf.session)  # type Session
    reveal_type(wx.kf.ask("?", then=on_customer))  # type str
    reveal_type(message.content)  # type str | None
    reveal_type(message.id)  # type str
    reveal_type(message.external_userid)  # type str | None
    reveal_type(message.origin)  # type int | None
    reveal_type(message.latitude)  # type Any
    reveal_type(customer.text("hi").text)  # type str
    reveal_type(customer.enter().sent)  # type list[dict[str, Any]]
    message.transfer("robot")  # error arg-type
    message.transfer("human", servicer="lisi")  # error call-arg
    message.content.strip()  # error union-attr


reveal_type(on_customer)  # type def (message: KfMessage) -> str
wx.kf.text(on_text)
wx.kf.text(declines)
wx.kf.text(takes_text)  # error arg-type
wx.kf.text(takes_nothing)  # error arg-type
wx.kf.text(gives_number)  # error arg-type
wx.kf.text(gives_card)  # error arg-type
wx.kf.image()(gives_number_later)  # error arg-type
wx.kf.text("x")(takes_image)  # error arg-type
wx.kf.event("enter_session")(takes_click)  # error arg-type
wx.kf.event(takes_click)  # error arg-type
wx.kf.event(takes_customer)
wx.kf.default(gives_number)  # error arg-type
wx.kf.on("text", origin="servicer")(takes_customer)
wx.kf.on("text", origin="robot")  # error arg-type
wx.kf.text(deferred=True)  # error call-overload
wx.kf.text("x", while_human=1)  # error call-overload
wx.kf.event("enter_session", deferred=True)  # error call-overload
wx.kf.step(takes_customer)
wx.kf.step(deferred=True)(takes_customer)  # error call-overload
wx.kf.errorhandler(KeyError)(hears_customer)
wx.kf.errorhandler(ValueError)(hears_customer)  # error arg-type
wx.kf.before_message(takes_text)  # error arg-type
wx.kf.after_message(changes)
wx.text(takes_customer)  # error call-overload
wx.register(wx.kf)
wx.kf.register(Handler())
wx.kf.register(on_customer)  # error arg-type

# -- mistakes

wx.txt(on_text)  # error attr-defined
wx.text("hi", deffered=True)(on_text)  # error call-overload
wx.text(deferred=True)("no function")  # error arg-type
wx.event("click", key=1)(on_text)  # error call-overload
wx.on(7)(on_text)  # error call-overload
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
wx.api.create_user({"userid": "lisi", "name": "李四", "mobil": "1"})  # error typeddict-unknown-key
wx.api.add_msg_template("everyone", text="hi")  # error arg-type
wx.api.get_checkin_data(3, "yesterday", 1, ["lisi"])  # error arg-type
wx.api.office.kf_send_msg("wk", "wm", "hi")  # error attr-defined
wx.api.add_tag_users(1, "lisi")  # error arg-type
wx.api.get_schedule(7)  # error arg-type
wx.api.add_schedule({"start_time": 1})  # error typeddict-item
wx.api.create_meeting("a", "周会", invitees={"userids": ["b"]})  # error arg-type
wx.api.kf_send_msg("wk", "wm", "ca_link", ca_link={"url": "x"})  # error arg-type
wx.api.add_wedoc_smartsheet_records("doc", "sheet", [{"values": 1}])  # error typeddict-item
