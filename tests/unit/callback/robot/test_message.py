"""A robot's message: what the manual documents, and what else was seen."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from flask_wechat_corp import Handler, Message, RobotMessage


def message(*names: str, **fields: Any) -> RobotMessage:
    return RobotMessage({"msgtype": "text", **fields}, "", names)


def test_it_is_the_json_and_a_message() -> None:
    one = message(msgid="8f3b", text={"content": "hi"}, **{"from": {"userid": "lisi"}})
    assert isinstance(one, Message)
    assert dict(one) == one.json
    assert (one.type, one.id, one.content, one.from_user_name) == ("text", "8f3b", "hi", "lisi")
    assert (one.chat_id, one.is_group, one.create_time, one.event_name) == (None, False, None, "")
    assert one.msgtype == "text"
    with pytest.raises(AttributeError, match="nonsense"):
        one.nonsense  # noqa: B018
    with pytest.raises(KeyError):
        one["nonsense"]
    with pytest.raises(AttributeError, match="JSON"):
        one.xml  # noqa: B018


@pytest.mark.parametrize(
    ("content", "left"),
    [("@小助手 帮助", "帮助"), ("@小助手\u2005帮助", "帮助"), ("@小助手  a b", "a b"),
     ("@小助手", ""), ("@小助手们 帮助", "@小助手们 帮助"), ("帮助 @小助手", "帮助 @小助手"),
     ("@My Bot x", "x")],
)  # fmt: skip
def test_a_mention_is_taken_off_in_a_group(content: str, left: str) -> None:
    names = ("小助手", "My Bot", "My")
    assert message(*names, chattype="group", text={"content": content}).content == left
    assert message(*names, chattype="single", text={"content": content}).content == content


def test_the_longest_name_counts() -> None:
    assert message("My", "My Bot", chattype="group", text={"content": "@My Bot x"}).content == "x"


def test_mixed_media_and_a_quote() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@小助手 看"}},
        {"msgtype": "image", "image": {"url": "https://secret/1"}},
        {"msgtype": "text", "text": {"content": "这"}},
    ]
    quote = {"msgtype": "file", "file": {"url": "https://secret/2"}}
    one = message(
        "小助手", msgtype="mixed", chattype="group", mixed={"msg_item": items}, quote=quote
    )
    assert one.content == "看\n这"
    assert len(one.images) == 1
    assert one.quote is not None
    assert one.quote.type == "file"
    assert one.quote.file is not None
    assert one.quote.content is None
    assert "secret" not in repr((one, one.images, one.quote, one.quote.file))
    with pytest.raises(RuntimeError, match="built by hand"):
        one.images[0].download()
    as_text = message(msgtype="mixed", mixed={"msg_item": '[{"text": {"content": "old"}}]'})
    assert as_text.content == "old"


def test_an_event() -> None:
    data = {
        "card_type": "vote_interaction",
        "event_key": "submit",
        "task_id": "t1",
        "selected_items": {
            "selected_item": [{"question_key": "q", "option_ids": {"option_id": ["a", "b"]}}]
        },
    }
    event = {"eventtype": "template_card_event", "template_card_event": data}
    one = message(msgtype="event", event=event, create_time=5)
    assert (one.event_name, one.event_key, one.create_time) == ("template_card_event", "submit", 5)
    assert one.event_data == data
    assert one.selected == {"q": ["a", "b"]}


@pytest.mark.parametrize("garbage", [None, 7, "x", [], {"from": 7}, [{"text": 3}], {"msg_item": 5}])
def test_garbage_in_every_field_is_read_as_missing(garbage: Any) -> None:
    names = ("from", "chatid", "chattype", "text", "mixed", "image", "file", "video", "voice",
             "quote", "event", "msgid", "create_time", "response_url", "aibotid")  # fmt: skip
    for kind in ("text", "mixed", "image", "event", "voice", garbage):
        one = RobotMessage({**dict.fromkeys(names, garbage), "msgtype": kind})
        for attribute in ("content", "images", "file", "video", "quote", "from_user_name", "id",
                          "event_key", "selected", "event_data", "create_time", "chat_id",
                          "bot_id", "is_group", "type", "event_name"):  # fmt: skip
            getattr(one, attribute)
        assert "secret" not in repr(one)


def test_it_can_be_pickled_and_copied() -> None:
    one = message("x", chattype="group", text={"content": "@x hi"})
    for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one), copy.copy(one)):
        assert other == one
        assert other.content == "hi"


def test_a_shared_handler_finds_it() -> None:
    hr = Handler()
    hr.text("帮助")(lambda message: "用法")
    hr.event("enter_chat")(lambda message: "欢迎")
    assert hr.match(message(text={"content": " 帮助 "})) is not None
    assert hr.match(message(msgtype="event", event={"eventtype": "enter_chat"})) is not None
    assert hr.match(message(text={"content": "?"})) is None
