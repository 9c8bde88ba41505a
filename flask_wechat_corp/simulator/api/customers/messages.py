"""Mass messages to customers and customer groups, and welcome messages.

Sources: WeCom's pages 92135, 93338, 92137, 97610, 97611.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import lenient_page, need_media, need_member
from ..request import DAY, Args, Fields
from ..routes import Payload, Routes
from .contacts import customers, customers_of
from .group_chats import chats

routes = Routes()

MOST_ATTACHMENTS = 9
ATTACHMENTS = {"image", "link", "miniprogram", "video", "file"}
WELCOME_SECONDS = 20
KEPT = 2000
UNSENT, SENT, TASK_DONE = 0, 1, 2
MOST_REMINDERS = 3
#: what a message's row keeps for itself
HIDDEN = {"tasks", "chat_type", "sent", "reminders", "cancelled", "creator"}
#: values of ``filter_type``: what the company has sent, what a member has, both
COMPANY, PERSONAL, ALL = 0, 1, 2


def _state(world: World) -> Record:
    return world.family_state("group_messages", lambda _: {"messages": {}, "welcome": {}})


def _check_content(world: World, args: Args) -> Record:
    """Return the checked text and attachments of a message to customers."""
    words = args.fields("text", required=False).optional_text("content")
    if len(words.encode()) > 4000:
        raise SimulatedError(45002)
    attachments = args.records("attachments", most=MOST_ATTACHMENTS, invalid=41064)
    if not words and not attachments:
        raise SimulatedError(40063, "text and attachments are both empty")
    for attachment in attachments:
        kind = Fields(attachment).optional_text("msgtype", invalid=41065)
        if kind not in ATTACHMENTS:
            raise SimulatedError(41065, "invalid attachment type")
        content = Fields(attachment).record(kind)
        if kind in {"video", "file"} or (kind == "image" and not content.get("pic_url")):
            need_media(world, content.get("media_id"))
        if kind == "link":
            Fields(content).text("title", missing=41016, most=128)
            Fields(content).text("url", missing=41010, most=2048)
    return args.pick("text", "attachments")


@routes.post("externalcontact/add_msg_template")
def add_msg_template(world: World, args: Args) -> Payload:
    """Create a message that members send to their customers."""
    chat_type = args.get("chat_type") or "single"
    if chat_type not in ("single", "group"):
        raise SimulatedError(40058, "chat_type must be single or group")
    content = _check_content(world, args)
    sender = args.optional_text("sender", invalid=40003)
    if chat_type == "group" and not sender:
        raise SimulatedError(40058, "missing sender")
    if sender:
        need_member(world, sender, unknown=40003)
    if chat_type == "single":
        tasks, failed = _to_customers(world, args, sender)
    else:
        tasks, failed = _to_groups(world, args, sender)
    if not tasks:
        raise SimulatedError(41048, "no customer to send", fail_list=failed)
    msgid = world.new_id("msg")
    messages = _state(world)["messages"]
    messages[msgid] = {
        "msgid": msgid,
        "chat_type": chat_type,
        "creator": sender or next(iter(tasks)),
        "create_time": world.now(),
        "create_type": 0,
        "tasks": tasks,
        "sent": {},
        "reminders": [],
        "cancelled": False,
        **content,
    }
    keep_newest(messages, KEPT)
    return {"fail_list": failed, "msgid": msgid}


def _to_customers(world: World, args: Args, sender: str) -> tuple[dict[str, list[str]], list[str]]:
    people = customers(world)["customers"]
    asked = args.texts("external_userid", most=10000)
    groups = _tag_groups(args)
    if not asked and not sender and not groups:
        raise SimulatedError(40058, "external_userid, sender and tag_filter are all missing")
    failed = [one for one in asked if one not in people]
    tasks: dict[str, list[str]] = {}
    if asked:
        groups = []
    for one in asked or (customers_of(world, sender) if sender else list(people)):
        followers = people[one]["follow"] if one in people else {}
        if groups:
            followers = {key: kept for key, kept in followers.items() if _matches(kept, groups)}
        owner = sender if sender in followers else "" if sender else next(iter(followers), "")
        if owner:
            tasks.setdefault(owner, []).append(one)
        elif asked and one not in failed:
            failed.append(one)
    return tasks, failed


def _tag_groups(args: Args) -> list[set[str]]:
    """Return the lists of tags of a ``tag_filter``: customers have one tag of each."""
    given = args.fields("tag_filter", required=False).records("group_list", most=100)
    return [set(Fields(one).texts("tag_list", least=1, most=100)) for one in given]


def _matches(kept: Record, groups: list[set[str]]) -> bool:
    """Return whether a member has marked a customer with a tag of each list."""
    return all(group & set(kept["tag_id"]) for group in groups)


def _to_groups(world: World, args: Args, sender: str) -> tuple[dict[str, list[str]], list[str]]:
    owned = [key for key, chat in chats(world)["chats"].items() if chat["owner"] == sender]
    asked = args.texts("chat_id_list", most=2000)
    sent = [one for one in (asked or owned) if one in owned]
    return ({sender: sent} if sent else {}), [one for one in asked if one not in owned]


@routes.post("externalcontact/get_groupmsg_list_v2")
def get_groupmsg_list(world: World, args: Args) -> Payload:
    """Return the messages created in a span of at most a month.

    All are the company's; WeCom shows no creator of what the API has made (93338).
    """
    chat_type = args.text("chat_type")
    first, last = args.span("start_time", "end_time", days=31)
    creator = args.optional_text("creator")
    personal = args.number("filter_type", ALL, least=0, most=ALL) == PERSONAL
    found = [
        {key: value for key, value in message.items() if key not in HIDDEN}
        for message in _state(world)["messages"].values()
        if message["chat_type"] == chat_type
        and not personal
        and first <= message["create_time"] <= last
        and creator in {"", message["creator"]}
    ]
    return lenient_page(args, "group_msg_list", found, default=50, most=100)


def _message(world: World, args: Args) -> Record:
    message = _state(world)["messages"].get(args.text("msgid", missing=41046, invalid=41047))
    if message is None:
        raise SimulatedError(41047, "invalid group msg id")
    return dict(message)


@routes.post("externalcontact/get_groupmsg_task")
def get_groupmsg_task(world: World, args: Args) -> Payload:
    """Return the members that are to send a message, or have sent it."""
    message = _message(world, args)
    sent = message.get("sent", {})
    tasks = [
        {"userid": one, "status": TASK_DONE, "send_time": sent[one]}
        if one in sent
        else {"userid": one, "status": UNSENT}
        for one in message["tasks"]
    ]
    return lenient_page(args, "task_list", tasks, default=500, most=1000)


@routes.post("externalcontact/get_groupmsg_send_result")
def get_groupmsg_send_result(world: World, args: Args) -> Payload:
    """Return the customers that one member is to send a message to.

    Of groups only those are listed that have got it.
    """
    message = _message(world, args)
    userid = args.text("userid", missing=41009, invalid=40003)
    need_member(world, userid, unknown=40003)
    single = message["chat_type"] == "single"
    when = message.get("sent", {}).get(userid)
    state = {"status": SENT, "send_time": when} if when else {"status": UNSENT}
    rows = [
        {"external_userid" if single else "chat_id": one, "userid": userid, **state}
        for one in message["tasks"].get(userid, [])
        if single or when
    ]
    return lenient_page(args, "send_list", rows, default=500, most=1000)


def _open_message(world: World, args: Args) -> Record:
    """Return the row of a message that has not been cancelled."""
    message = _message(world, args)
    if message.get("cancelled"):
        raise SimulatedError(41093)
    row: Record = _state(world)["messages"][message["msgid"]]
    row.setdefault("sent", {})  # a world that an earlier version saved has neither
    row.setdefault("reminders", [])
    return row


@routes.post("externalcontact/remind_groupmsg_send")
def remind_groupmsg_send(world: World, args: Args) -> Payload:
    """Remind the members that have not sent a message, at most three times in 24 hours."""
    message = _open_message(world, args)
    recent = [when for when in message["reminders"] if when > world.now() - DAY]
    if len(recent) >= MOST_REMINDERS:
        raise SimulatedError(41094)
    message["reminders"] = [*recent, world.now()]
    return {}


@routes.post("externalcontact/cancel_groupmsg_send")
def cancel_groupmsg_send(world: World, args: Args) -> Payload:
    """Cancel what has not been sent of a message."""
    _open_message(world, args)["cancelled"] = True
    return {}


def member_sends(world: World, msgid: str, userid: str) -> int:
    """Let a member send a message to the customers or groups; return how many.

    :raises SimulatedError: 41047, 41093, or 40003 if the member is not to send it
    """
    message = _open_message(world, Args("POST", "", body={"msgid": msgid}))
    if userid not in message["tasks"]:
        raise SimulatedError(40003, "the member is not to send this message")
    message["sent"].setdefault(userid, world.now())
    return len(message["tasks"][userid])


def expect_welcome(world: World, code: str) -> None:
    """Accept a welcome code, which an event carries, once within 20 seconds."""
    codes = _state(world)["welcome"]
    codes[code] = world.now() + WELCOME_SECONDS
    keep_newest(codes, KEPT)


@routes.post("externalcontact/send_welcome_msg")
def send_welcome_msg(world: World, args: Args) -> Payload:
    """Welcome a customer who has just added a member."""
    code = args.text("welcome_code", missing=41049, invalid=41050)
    content = _check_content(world, args)
    until = _state(world)["welcome"].pop(code, None)
    if until is None or until < world.now():
        raise SimulatedError(41050, "invalid welcome code")
    del content
    return {}
