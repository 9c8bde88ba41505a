"""content: bodies of message/send, and text cut without harm."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp import content
from flask_wechat_corp.content import (
    Article,
    Content,
    Image,
    News,
    TaskCard,
    Text,
    Video,
    Voice,
    split_text,
)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Text("你好"), {"msgtype": "text", "text": {"content": "你好"}}),
        (Image("m"), {"msgtype": "image", "image": {"media_id": "m"}}),
        (Voice("m"), {"msgtype": "voice", "voice": {"media_id": "m"}}),
        (
            Video("m", "t", "d"),
            {"msgtype": "video", "video": {"media_id": "m", "title": "t", "description": "d"}},
        ),
        (
            News([Article("t", "d", "p", "u"), Article()]),
            {
                "msgtype": "news",
                "news": {
                    "articles": [
                        {"title": "t", "description": "d", "url": "u", "picurl": "p"},
                        {"title": "", "description": "", "url": "", "picurl": ""},
                    ]
                },
            },
        ),
    ],
)
def test_messages(item: Content, message: dict[str, object]) -> None:
    assert item.to_message() == message


def test_contents_are_values() -> None:
    assert Text("a") == Text("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Text("a").content = "b"  # type: ignore[misc]


def test_every_content_that_can_be_sent_has_a_type_of_its_own() -> None:
    kinds = [getattr(content, name) for name in content.__all__]
    types = [
        kind.msgtype
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Content) and kind is not Content
    ]
    assert len(types) == len(set(types)) >= 5


# --- split_text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 4, []),
        ("abcd", 4, ["abcd"]),
        ("abcde", 4, ["abcd", "e"]),
        ("你好", 4, ["你", "好"]),
        ("你好", 6, ["你好"]),
        ("a🍜b", 4, ["a", "🍜", "b"]),
        ("🍜🍜", 7, ["🍜", "🍜"]),
        ("aé", 4, ["aé"]),
    ],
)
def test_pieces(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit) == pieces


def test_the_default_is_the_limit_of_a_passive_reply() -> None:
    assert [len(piece.encode()) for piece in split_text("长" * 1000)] == [2046, 954]


@pytest.mark.parametrize("limit", [3, 1, 0, -1])
def test_a_limit_that_not_every_character_fits_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 4"):
        split_text("text", limit)


@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("aé你🍜")),
    st.integers(4, 40),
)
def test_no_piece_is_empty_or_too_long_and_joined_they_are_the_text(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)
    for piece, following in itertools.pairwise(pieces):  # none could have been longer
        assert len((piece + following[0]).encode()) > limit


def test_a_lone_surrogate_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        split_text("\ud800")


def test_an_old_card_may_lead_somewhere() -> None:
    card = TaskCard(
        "标题", "描述", "task1", [{"key": "ok", "name": "好"}], url="https://e.example/"
    )
    assert card.to_message()["interactive_taskcard"]["url"] == "https://e.example/"
