"""What a handler of customer service may return."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp import File, Image, ImageReply, ReplyError, Text, TextCard, Video, Voice
from flask_wechat_corp.callback.kf.reply import kf_parts, make_kf_reply, part_id

LINK = {"title": "t", "url": "https://example.com", "thumb_media_id": "m"}


def parts(value: object) -> list[dict[str, Any]]:
    reply = make_kf_reply(value, "bot.f")
    assert reply is not None
    return kf_parts(reply, "bot.f")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hi", {"msgtype": "text", "text": {"content": "hi"}}),
        (Text("hi"), {"msgtype": "text", "text": {"content": "hi"}}),
        (Image("m"), {"msgtype": "image", "image": {"media_id": "m"}}),
        (ImageReply("m"), {"msgtype": "image", "image": {"media_id": "m"}}),
        (Voice("m"), {"msgtype": "voice", "voice": {"media_id": "m"}}),
        (Video("m", "title"), {"msgtype": "video", "video": {"media_id": "m"}}),
        (File("m"), {"msgtype": "file", "file": {"media_id": "m"}}),
        ({"type": "text", "content": "hi"}, {"msgtype": "text", "text": {"content": "hi"}}),
        ({"type": "image", "media_id": "m"}, {"msgtype": "image", "image": {"media_id": "m"}}),
        ({"type": "image", "mediaId": "m"}, {"msgtype": "image", "image": {"media_id": "m"}}),
        ({"type": "file", "content": "m"}, {"msgtype": "file", "file": {"media_id": "m"}}),
        ({"msgtype": "link", "link": LINK}, {"msgtype": "link", "link": LINK}),
        ({"type": "link", **LINK}, {"msgtype": "link", "link": LINK}),
        (
            {"type": "location", "content": {"latitude": 1, "longitude": 2}},
            {"msgtype": "location", "location": {"latitude": 1, "longitude": 2}},
        ),
        (
            {"type": "msgmenu", "head_content": "?"},
            {"msgtype": "msgmenu", "msgmenu": {"head_content": "?"}},
        ),
        (
            {"type": "miniprogram", "appid": "a"},
            {"msgtype": "miniprogram", "miniprogram": {"appid": "a"}},
        ),
    ],
)
def test_contents(value: object, expected: dict[str, Any]) -> None:
    assert parts(value) == [expected]


@pytest.mark.parametrize("value", [None, "", {"type": "text", "content": ""}])
def test_nothing_is_sent(value: object) -> None:
    assert make_kf_reply(value, "bot.f") is None


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (3, "Customer service cannot send int"),
        (TextCard("t", "d", "u"), "Customer service cannot send TextCard"),
        ([{"title": "t"}], "Customer service cannot send list"),
        ({"type": "news"}, "must be one of text, image"),
        ({"type": "image"}, "media_id is missing"),
        ({"type": "text", "content": 3}, "content of text must be a dict"),
        ({"type": "text", "text": {}}, "content of a text must be a string"),
        ({"type": "link", "content": "x"}, "content of link must be a dict"),
    ],
)
def test_what_cannot_be_sent_names_the_handler(value: object, error: str) -> None:
    with pytest.raises(ReplyError, match=f"Handler bot.f: .*{error}"):
        make_kf_reply(value, "bot.f")


def test_a_long_text_is_split_into_at_most_five() -> None:
    text = "字" * 682 * 5
    found = parts(text)
    assert len(found) == 5
    assert "".join(one["text"]["content"] for one in found) == text
    with pytest.raises(ReplyError, match="needs 6 messages, but a customer gets at most 5"):
        parts(text + "字")


def test_the_id_of_a_part_is_always_the_same_and_fits() -> None:
    assert part_id("m1", 0) == part_id("m1", 0)
    assert len({part_id("m1", 0), part_id("m1", 1), part_id("m2", 0)}) == 3
    assert len(part_id("m1", 0)) == 32
    assert part_id("m1", 0).isalnum()
