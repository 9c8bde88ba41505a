"""Customer service: limits before sending, pages, the cursor that has to be stored."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp import Image, Markdown, Text, Video
from flask_wechat_corp.api.kf.accounts import KfAccounts
from flask_wechat_corp.api.kf.knowledge import KfKnowledge
from flask_wechat_corp.api.kf.messages import KfMessages
from flask_wechat_corp.api.kf.servicers import KfServicers
from flask_wechat_corp.api.kf.statistics import KfStatistics
from tests.helpers.recording import Recording, assert_refused

DAY = 86400
START = 1_700_000_000


class Api(Recording, KfAccounts, KfServicers, KfMessages, KfKnowledge, KfStatistics):
    pass


def question(text: str) -> dict[str, Any]:
    return {"text": {"content": text}}


def ids(count: int) -> list[str]:
    return [f"id{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("add_kf_account", ["客" * 17, "M"], {}, "name.*16"),
        ("add_kf_account", ["a", "M" * 129], {}, "media_id.*128 bytes"),
        ("update_kf_account", ["wk"], {"name": "客" * 17}, "name.*16"),
        ("list_kf_accounts", [], {"limit": 101}, "limit.*100"),
        ("get_kf_account_link", ["wk"], {"scene": "s" * 33}, "scene.*32 bytes"),
        ("batchget_kf_customers", [ids(101)], {}, "external_userid_list.*100"),
        ("add_kf_servicer", ["wk"], {}, "userid_list, department_id_list"),
        ("add_kf_servicer", ["wk"], {"userid_list": ids(101)}, "userid_list.*100"),
        ("delete_kf_servicer", ["wk"], {"department_id_list": [1] * 101}, "100"),
        ("add_kf_servicer", ["wk"], {"department_id_list": [1] * 21}, "20"),
        ("kf_sync_msg", ["T" * 129], {}, "token.*128 bytes"),
        ("kf_sync_msg", ["T"], {"cursor": "c" * 65}, "cursor.*64 bytes"),
        ("kf_sync_msg", ["T"], {"limit": 1001}, "limit.*1000"),
        ("kf_sync_msg", ["T"], {}, "open_kfid is needed"),
        ("kf_send_msg", ["wk", "wm", Text("字" * 683)], {}, "text.content.*2048 bytes"),
        ("kf_send_msg", ["wk", "wm"], {}, "one of content and msgtype"),
        ("kf_send_msg", ["wk", "wm", Markdown("x")], {}, "content needs .* text, image"),
        ("kf_send_msg", ["wk", "wm", "text"], {"msgid": "m" * 33}, "msgid.*32 bytes"),
        ("kf_send_msg", ["wk", "wm", "text"], {"text": {"content": "字" * 683}}, "2048 bytes"),
        ("kf_send_msg_on_event", ["CODE", "text"], {"text": {"content": "字" * 683}}, "2048"),
        ("add_kf_knowledge_group", ["组" * 13], {}, "name.*12"),
        ("add_kf_knowledge_intent", ["g", question("问" * 201), []], {}, "question.*200"),
        ("add_kf_knowledge_intent", ["g", question("a"), [{}, {}]], {}, "answers.*1"),
        ("add_kf_knowledge_intent", ["g", question("a"), [question("答" * 501)]], {}, "500"),
        ("update_kf_knowledge_intent", ["i"], {"answers": [{"attachments": [{}] * 5}]}, "4"),
        (
            "update_kf_knowledge_intent",
            ["i"],
            {"similar_questions": {"items": [question("a")] * 101}},
            "similar_questions.*100",
        ),
        ("list_kf_knowledge_intents", [], {"limit": 1001}, "limit.*1000"),
        ("get_kf_corp_statistic", ["wk", START, START + 32 * DAY], {}, "31 days"),
        ("get_kf_servicer_statistic", ["wk", START, START + 32 * DAY], {}, "31 days"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_an_error_does_not_repeat_the_text() -> None:
    with pytest.raises(ValueError, match=r"text\.content") as caught:
        Api().kf_send_msg("wk", "wm", "text", text={"content": "秘密" * 1000})
    assert "秘密" not in str(caught.value)


def test_messages_are_read_until_there_are_no_more_even_over_an_empty_page() -> None:
    pages = [
        {"msg_list": [{"msgid": "1"}], "next_cursor": "C1", "has_more": 1},
        {"msg_list": [], "next_cursor": "C2", "has_more": 1},
        {"msg_list": [{"msgid": "2"}], "next_cursor": "C3", "has_more": 0},
    ]
    api = Api(*pages)
    assert list(api.iter_kf_sync_msg("T", cursor="C0", open_kfid="wk")) == pages
    assert [call.body["cursor"] for call in api.calls if call.body] == ["C0", "C1", "C2"]
    assert all(call.body["token"] == "T" for call in api.calls if call.body)
    assert [call.auth for call in api.calls] == [None] * 3  # ours, not the callback's


def test_messages_end_at_a_repeated_cursor() -> None:
    api = Api(*[{"msg_list": [1], "next_cursor": "C", "has_more": 1}] * 5)
    assert len(list(api.iter_kf_sync_msg("T", open_kfid="wk"))) == 2


def test_accounts_are_read_by_offset() -> None:
    api = Api({"account_list": [1, 2]}, {"account_list": [3]})
    found: list[Any] = list(api.iter_kf_accounts(limit=2))
    assert found == [1, 2, 3]
    assert [call.body for call in api.calls] == [
        {"offset": 0, "limit": 2},
        {"offset": 2, "limit": 2},
    ]


def test_accounts_of_a_server_that_does_not_page_are_read_once() -> None:
    api = Api(*[{"account_list": [1, 2]}] * 5)
    found: list[Any] = list(api.iter_kf_accounts(limit=2))
    assert found == [1, 2]


@pytest.mark.parametrize(
    ("name", "items"),
    [("iter_kf_knowledge_groups", "group_list"), ("iter_kf_knowledge_intents", "intent_list")],
)
def test_knowledge_ends_when_there_is_no_more(name: str, items: str) -> None:
    api = Api(
        {items: [1], "next_cursor": "C1", "has_more": 1},
        {items: [2], "next_cursor": "C2", "has_more": 0},
    )
    assert list(getattr(api, name)()) == [1, 2]
    assert len(api.calls) == 2


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        ("您好", {"msgtype": "text", "text": {"content": "您好"}}),
        (Text("您好"), {"msgtype": "text", "text": {"content": "您好"}}),
        (Image("M"), {"msgtype": "image", "image": {"media_id": "M"}}),
        (Video("M", "标题", "描述"), {"msgtype": "video", "video": {"media_id": "M"}}),
        (
            {"msgtype": "location", "location": {"latitude": 1, "longitude": 2}},
            {"msgtype": "location", "location": {"latitude": 1, "longitude": 2}},
        ),
    ],
)
def test_a_content_is_sent_in_every_form(content: Any, sent: dict[str, Any]) -> None:
    api = Api()
    api.kf_send_msg("wk", "wm", content, msgid="m1")
    body = {"open_kfid": "wk", "touser": "wm", "msgid": "m1", **sent}
    assert api.calls[0].body == body


@pytest.mark.parametrize("text", ["您好", Text("您好"), {"content": "您好"}])
def test_the_older_form_takes_a_plain_text_too(text: Any) -> None:
    api = Api()
    api.kf_send_msg("wk", "wm", "text", text=text)
    api.kf_send_msg("wk", "wm", msgtype="text", text=text)
    api.kf_send_msg_on_event("code", "text", text=text)
    api.kf_send_msg_on_event("code", text if not isinstance(text, dict) else "您好")
    for call in api.calls:
        assert call.body
        assert (call.body["msgtype"], call.body["text"]) == ("text", {"content": "您好"})


@pytest.mark.parametrize("content", [5, b"x", ["x"]])
def test_what_is_no_content_is_named(content: Any) -> None:
    with pytest.raises(TypeError, match="content takes a text, a content such as"):
        Api().kf_send_msg("wk", "wm", content)
    with pytest.raises(TypeError, match="image takes"):
        Api().kf_send_msg("wk", "wm", "image", image=content)


def test_two_contents_are_refused() -> None:
    with pytest.raises(TypeError, match="content and text are two contents"):
        Api().kf_send_msg("wk", "wm", Text("a"), text="b")


def test_a_message_is_sent_once() -> None:
    api = Api()
    api.kf_send_msg("wk", "wm", "text", text={"content": "你好"})
    call = api.calls[0]
    assert (call.path, call.idempotent) == ("kf/send_msg", False)
    assert call.body == {
        "open_kfid": "wk",
        "touser": "wm",
        "msgtype": "text",
        "text": {"content": "你好"},
    }
