"""What a handler returns, and what WeCom gets for it."""

from __future__ import annotations

import re
from typing import Any

import pytest

import flask_wechat_corp as fwc
from flask_wechat_corp import (
    Article,
    ImageReply,
    Markdown,
    MusicReply,
    NewsReply,
    Reply,
    ReplyError,
    TextReply,
    TransferCustomerServiceReply,
    UpdateButtonReply,
    UpdateTaskCardReply,
    UpdateTemplateCardReply,
    VideoReply,
    VoiceReply,
)
from flask_wechat_corp.callback.reply import is_reply, reply_xml
from flask_wechat_corp.callback.returned import make_reply
from flask_wechat_corp.protocol.xmlio import parse

NEWS = [Article("标题", "说明", "http://p", "http://u")]
ARTICLE = {"Title": "标题", "Description": "说明", "PicUrl": "http://p", "Url": "http://u"}


def fields(value: object) -> dict[str, Any]:
    """Return the parsed reply to ``value`` without the head that all have."""
    reply = make_reply(value, "test.handler")
    assert isinstance(reply, Reply)
    parsed = parse(reply_xml(reply, "zhangsan", "ww1", 1700000000, "test.handler"))
    head = [parsed.pop(name) for name in ("ToUserName", "FromUserName", "CreateTime")]
    assert head == ["zhangsan", "ww1", "1700000000"]
    return parsed


@pytest.mark.parametrize("value", [None, "", {"type": "text", "content": ""}])
def test_nothing_to_say(value: object) -> None:
    assert make_reply(value, "h") is None


@pytest.mark.parametrize(
    "value",
    ["你好 ]]> & <b>", TextReply("你好 ]]> & <b>"), {"type": "text", "content": "你好 ]]> & <b>"}],
)
def test_text(value: object) -> None:
    assert fields(value) == {"MsgType": "text", "Content": "你好 ]]> & <b>"}


@pytest.mark.parametrize(
    ("kind", "tag", "cls"), [("image", "Image", ImageReply), ("voice", "Voice", VoiceReply)]
)
def test_image_and_voice(kind: str, tag: str, cls: Any) -> None:
    for value in (
        cls("m1"),
        {"type": kind, "content": {"media_id": "m1"}},
        {"type": kind, "content": {"mediaId": "m1"}},
        {"type": kind, "content": "m1"},
        {"type": kind, "mediaId": "m1"},
    ):
        assert fields(value) == {"MsgType": kind, tag: {"MediaId": "m1"}}


def test_video() -> None:
    content = {"mediaId": "m1", "title": "t", "description": "d"}
    for value in (VideoReply("m1", "t", "d"), {"type": "video", "content": content}):
        assert fields(value) == {
            "MsgType": "video",
            "Video": {"MediaId": "m1", "Title": "t", "Description": "d"},
        }


@pytest.mark.parametrize("picture", ["pic_url", "picurl", "picUrl", "pic"])
def test_news(picture: str) -> None:
    article = {"title": "标题", "description": "说明", picture: "http://p", "url": "http://u"}
    expected = {"MsgType": "news", "ArticleCount": "1", "Articles": {"item": ARTICLE}}
    for value in (
        [article],
        {"type": "news", "content": [article]},
        {"type": "news", "content": {"articles": [article]}},
        NewsReply(NEWS),
        NEWS,
    ):
        assert fields(value) == expected
    two = fields([article, article])
    assert two["ArticleCount"] == "2"
    assert two["Articles"]["item"] == [ARTICLE, ARTICLE]


@pytest.mark.parametrize("url", ["music_url", "musicUrl", "url"])
def test_music(url: str) -> None:
    content = {"title": "t", "description": "d", url: "http://m", "hqMusicUrl": "http://h"}
    music = {"Title": "t", "Description": "d", "MusicUrl": "http://m", "HQMusicUrl": "http://h"}
    for value in (
        content,
        {"type": "music", "content": content},
        MusicReply("t", "d", "http://m", "http://h"),
    ):
        assert fields(value) == {"MsgType": "music", "Music": music}


def test_transfer_to_customer_service() -> None:
    assert fields(TransferCustomerServiceReply()) == {"MsgType": "transfer_customer_service"}
    for value in (
        TransferCustomerServiceReply("kf1"),
        {"type": "transfer_customer_service", "content": "kf1"},
        {"type": "transfer_customer_service", "content": {"kfAccount": "kf1"}},
    ):
        assert fields(value)["TransInfo"] == {"KfAccount": "kf1"}


def test_card_updates() -> None:
    assert fields(UpdateButtonReply("已批准")) == {
        "MsgType": "update_button",
        "Button": {"ReplaceName": "已批准"},
    }
    assert fields({"type": "update_button", "content": "已批准"})["MsgType"] == "update_button"
    assert fields(UpdateTaskCardReply("已处理"))["TaskCard"] == {"ReplaceName": "已处理"}
    card = {
        "card_type": "text_notice",
        "source": {"icon_url": "http://i", "desc_color": 1},
        "horizontal_content_list": [{"keyname": "k", "value": "1"}, {"keyname": "l"}],
    }
    for value in (UpdateTemplateCardReply(card), {"type": "update_template_card", "content": card}):
        assert fields(value)["TemplateCard"] == {
            "CardType": "text_notice",
            "Source": {"IconUrl": "http://i", "DescColor": "1"},
            "HorizontalContentList": [{"KeyName": "k", "Value": "1"}, {"KeyName": "l"}],
        }


def test_a_card_update_is_spelled_as_in_the_manual() -> None:
    card = {
        "card_type": "vote_interaction",
        "quote_area": {"type": 2, "appid": "wx1", "pagepath": "p"},
        "jump_list": [{"type": 2, "appid": "wx1", "pagepath": "p"}],
        "button_selection": {"disable": False, "selected_id": "a"},
        "checkbox": {
            "question_key": "q",
            "disable": True,
            "mode": 1,
            "option_list": [{"id": "a", "is_checked": True}, {"id": "b", "is_checked": False}],
        },
    }
    reply = UpdateTemplateCardReply(card)
    xml = reply_xml(reply, "zhangsan", "ww", 1, "app.answer")
    assert "<IsChecked>true</IsChecked>" in xml
    found = parse(xml)["TemplateCard"]
    assert found == {
        "CardType": "vote_interaction",
        "QuoteArea": {"Type": "2", "Appid": "wx1", "PagePath": "p"},
        "JumpList": {"Type": "2", "AppId": "wx1", "PagePath": "p"},
        "ButtonSelection": {"Disable": "false", "SelectedId": "a"},
        "CheckBox": {
            "QuestionKey": "q",
            "Disable": "true",
            "Mode": "1",
            "OptionList": [{"Id": "a", "IsChecked": "true"}, {"Id": "b", "IsChecked": "false"}],
        },
    }


@pytest.mark.parametrize(
    "value",
    [
        5,
        True,
        object(),
        b"bytes",
        {"type": "hologram"},
        {},
        {"title": "x"},
        ["text"],
        [],
        {1: 2},
        [{"title": "x"}] * 9,
        {"type": "image", "content": {}},
        {"type": "text", "content": 5},
        {"type": "news", "content": "x"},
        {"type": "update_button", "content": {}},
        {"type": "update_template_card", "content": "x"},
        {"type": ["text"]},
        NewsReply([]),
        TextReply(5),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_shown_names_the_handler(value: object) -> None:
    def answer() -> None:
        reply = make_reply(value, "app.views.answer")
        assert isinstance(reply, Reply)
        reply_xml(reply, "u", "c", 1, "app.views.answer")

    with pytest.raises(ReplyError, match=re.escape("Handler app.views.answer: ")):
        answer()


def test_a_text_may_have_2048_bytes_and_no_more() -> None:
    assert fields("字" * 682 + "ab")["Content"] == "字" * 682 + "ab"
    with pytest.raises(ReplyError, match="at most 2048 bytes, not 2049"):
        fields("字" * 683)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (TextReply("你好"), {"msgtype": "text", "text": {"content": "你好"}}),
        (ImageReply("m"), {"msgtype": "image", "image": {"media_id": "m"}}),
        (VoiceReply("m"), {"msgtype": "voice", "voice": {"media_id": "m"}}),
        (
            VideoReply("m", "t", "d"),
            {"msgtype": "video", "video": {"media_id": "m", "title": "t", "description": "d"}},
        ),
    ],
)
def test_the_same_content_for_message_send(reply: Any, message: dict[str, Any]) -> None:
    assert reply.to_message() == message


def test_news_for_message_send() -> None:
    message = NewsReply(NEWS).to_message()
    assert message["msgtype"] == "news"
    assert message["news"]["articles"] == [
        {"title": "标题", "description": "说明", "picurl": "http://p", "url": "http://u"}
    ]


@pytest.mark.parametrize(
    "reply",
    [
        MusicReply(),
        TransferCustomerServiceReply(),
        UpdateButtonReply("x"),
        UpdateTaskCardReply("x"),
        UpdateTemplateCardReply({}),
    ],
)
def test_passive_only(reply: Any) -> None:
    with pytest.raises(ReplyError, match="only be the reply to a callback"):
        reply.to_message()


def test_every_reply_class_is_exported_and_is_a_reply() -> None:
    classes = [getattr(fwc, name) for name in fwc.__all__ if name.endswith("Reply")]
    assert len(classes) == 12
    assert isinstance(TextReply("x"), Reply)
    assert all(hasattr(cls, "fields") and hasattr(cls, "to_message") for cls in classes)


def test_users_own_reply_class() -> None:
    class Echo:
        def fields(self) -> dict[str, object]:
            return {"MsgType": "text", "Content": "echo"}

        def to_message(self) -> dict[str, Any]:
            return {"msgtype": "text", "text": {"content": "echo"}}

    assert fields(Echo())["Content"] == "echo"


def test_a_text_may_be_told_as_a_dict_and_music_must_be_one() -> None:
    text = make_reply({"type": "text", "content": {"content": "hi"}}, "on_text")
    assert text == TextReply("hi")
    with pytest.raises(ReplyError, match="The content of music must be a dict"):
        make_reply({"type": "music", "content": "http://e.example/a.mp3"}, "on_text")


@pytest.mark.parametrize(
    "value", [TextReply("hi"), Markdown("hi"), "hi", None, {"fields": 1}, UpdateButtonReply("好")]
)
def test_a_reply_is_what_has_its_methods(value: object) -> None:
    assert is_reply(value) is isinstance(value, Reply)
