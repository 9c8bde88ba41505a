"""Contents: one set of forms for every call that carries a message."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp import Image, News, Text, TextCard, Video, WeChatAPI

from ....helpers.api_server import OK, ApiServer

SENT: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
    "send": ("message/send", ["zhangsan"], {}),
    "send_appchat": ("appchat/send", ["chat"], {}),
    "send_webhook": ("webhook/send", ["key"], {}),
    "kf_send_msg": ("kf/send_msg", ["wk", "wm"], {}),
    "send_linkedcorp_message": ("linkedcorp/message/send", [], {"touser": ["CORP/zhangsan"]}),
    "send_school_message": ("externalcontact/message/send", [], {"to_party": ["1"]}),
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize(
    "content", ["您好", Text("您好"), {"msgtype": "text", "text": {"content": "您好"}}]
)
def test_every_call_takes_every_form_of_a_text(
    name: str, content: Any, api: WeChatAPI, server: ApiServer
) -> None:
    path, before, named = SENT[name]
    server.on(path, OK)
    getattr(api, name)(*before, content, **named)
    sent = server.last.json
    assert (sent["msgtype"], sent["text"]) == ("text", {"content": "您好"})


@pytest.mark.parametrize("name", SENT)
def test_every_call_names_what_is_no_content(name: str, api: WeChatAPI) -> None:
    _, before, named = SENT[name]
    with pytest.raises(TypeError, match=r"takes a text, a content such as Text\(…\) or a dict"):
        getattr(api, name)(*before, 5, **named)


def test_a_video_to_members_keeps_its_title_and_one_to_customers_has_none(
    api: WeChatAPI, server: ApiServer
) -> None:
    video = Video("M", "标题", "描述")
    server.on("linkedcorp/message/send", OK)
    api.send_linkedcorp_message(video, touser=["CORP/zhangsan"])
    whole = {"media_id": "M", "title": "标题", "description": "描述"}
    assert server.last.json["video"] == whole
    server.on("kf/send_msg", OK)
    api.kf_send_msg("wk", "wm", video)
    assert server.last.json["video"] == {"media_id": "M"}


def test_the_older_form_names_the_type_and_gives_the_content(
    api: WeChatAPI, server: ApiServer
) -> None:
    server.on("externalcontact/message/send", OK)
    api.send_school_message("image", image=Image("M"), toall=True)
    assert server.last.json["image"] == {"media_id": "M"}
    assert server.last.json["toall"] == 1
    server.on("linkedcorp/message/send", OK)
    card = TextCard("标题", "描述", "https://x.example/")
    api.send_linkedcorp_message("textcard", textcard=card, touser=["CORP/zhangsan"])
    assert server.last.json["textcard"]["url"] == "https://x.example/"


def test_a_type_that_a_call_has_not_is_refused(api: WeChatAPI) -> None:
    with pytest.raises(ValueError, match="content needs a content of one of these types: text, im"):
        api.kf_send_msg("wk", "wm", News([]))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"image": "MEDIA_ID"}, "image takes a dict or a content such as Text(…), not str."),
        ({"image": Text("x")}, "image takes a content of that type, not Text."),
        ({"text": 5}, "text takes a dict or a content such as Text(…) or a text, not int."),
    ],
)
def test_what_is_no_such_content_is_not_sent(
    given: dict[str, Any], words: str, api: WeChatAPI, server: ApiServer
) -> None:
    with pytest.raises(TypeError) as caught:
        api.kf_send_msg("wk", "wm", "image", **given)
    assert str(caught.value) == words
    assert server.seen == []


@pytest.mark.parametrize("name", ["kf_send_msg", "send_linkedcorp_message", "send_school_message"])
def test_a_content_that_is_no_dict_is_named(name: str, api: WeChatAPI) -> None:
    _, before, named = SENT[name]
    with pytest.raises(TypeError, match="text takes a dict, not str"):
        getattr(api, name)(*before, {"msgtype": "text", "text": "x"}, **named)
