"""content: bodies of message/send."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from flask_wechat_corp import (
    NewsReply,
    TextReply,
    TransferCustomerServiceReply,
    UpdateButtonReply,
    content,
)
from flask_wechat_corp.content import (
    Article,
    Content,
    File,
    Image,
    Markdown,
    MPArticle,
    News,
    TaskCard,
    Text,
    TextCard,
    Video,
    Voice,
)
from flask_wechat_corp.content.basic import Value


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


CONTENTS: list[Value] = [
    Text("你好", mentioned_list=("zhangsan",)),
    Image("M1"),
    Markdown("**hi**"),
    TextCard("t", "d", "https://work.example.com"),
    Article("t"),
    MPArticle("t", "M1", "<p>"),
    TextReply("hi"),
    UpdateButtonReply("done"),
    TransferCustomerServiceReply(),
]


@pytest.mark.parametrize("item", CONTENTS, ids=lambda item: type(item).__name__)
def test_a_content_is_a_value(item: Any) -> None:
    fields = vars(item)
    same = copy.deepcopy(item)
    assert (same, hash(same)) == (item, hash(item))
    assert pickle.loads(pickle.dumps(item)) == item
    name, value = next(iter(fields.items()))
    assert repr(item).startswith(f"{type(item).__name__}({name}={value!r}")
    assert dataclasses.replace(item) == item
    assert dataclasses.replace(item, **{name: "x"}) != item
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"assign to field '{name}'"):
        setattr(item, name, "other")
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"delete field '{name}'"):
        delattr(item, name)
    assert item == same


def test_contents_of_two_kinds_differ() -> None:
    assert Image("M1") != File("M1")
    assert Image("M1") != "M1"
    assert len({Image("M1"), File("M1"), Image("M1")}) == 2


def test_every_content_that_can_be_sent_has_a_type_of_its_own() -> None:
    kinds = [getattr(content, name) for name in content.__all__]
    types = [
        kind.msgtype
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Content) and kind is not Content
    ]
    assert len(types) == len(set(types)) >= 5


def test_an_old_card_may_lead_somewhere() -> None:
    card = TaskCard(
        "标题", "描述", "task1", [{"key": "ok", "name": "好"}], url="https://e.example/"
    )
    assert card.to_message()["interactive_taskcard"]["url"] == "https://e.example/"


def test_articles_may_be_dicts_as_a_handler_returns_them() -> None:
    article = {"title": "日报", "url": "https://example.com", "picurl": "p", "description": None}
    plain = Article("日报", "", "p", "https://example.com")
    assert News([article]).to_message() == News([plain]).to_message()
    assert NewsReply([article]).fields() == NewsReply([plain]).fields()
    for kind in (News, NewsReply):
        wrong: Any = kind([plain, "日报"])  # type: ignore[list-item]
        with pytest.raises(
            TypeError, match=r"^articles\[1\] must be an Article or a dict, not str"
        ):
            wrong.to_message()
