"""Messages: what each kind sends, to whom, and what happens when not everybody gets it."""

from __future__ import annotations

import enum
import pickle
from typing import Any

import pytest

from flask_wechat_corp import (
    Article,
    ConfigError,
    File,
    Image,
    Markdown,
    MarkdownV2,
    MiniprogramNotice,
    MPArticle,
    MPNews,
    News,
    RateLimitError,
    TaskCard,
    TemplateCard,
    Text,
    TextCard,
    TextReply,
    UndeliveredError,
    Video,
    Voice,
    WeChatAPI,
    WeChatTransportError,
    undelivered,
)

from ....helpers.api_server import OK, ApiServer, Raw
from ....helpers.support import AGENT_ID, CORP_ID, SECRET

NEWS = Article("标题", "描述", "https://x.example/p.png", "https://x.example/")
MP = MPArticle("标题", "thumb", "<b>内容</b>", author="作者", digest="摘要")
CARD = {"card_type": "text_notice", "main_title": {"title": "标题"}}
BUTTON = {"key": "ok", "name": "同意", "is_bold": True}

#: every kind: the object, and the body that WeCom's page 90236 shows for it
KINDS: list[tuple[Any, dict[str, Any]]] = [
    (Text("你好"), {"msgtype": "text", "text": {"content": "你好"}}),
    ("你好", {"msgtype": "text", "text": {"content": "你好"}}),
    (TextReply("你好"), {"msgtype": "text", "text": {"content": "你好"}}),
    (Image("m1"), {"msgtype": "image", "image": {"media_id": "m1"}}),
    (Voice("m1"), {"msgtype": "voice", "voice": {"media_id": "m1"}}),
    (
        Video("m1", "标题", "描述"),
        {"msgtype": "video", "video": {"media_id": "m1", "title": "标题", "description": "描述"}},
    ),
    (File("m1"), {"msgtype": "file", "file": {"media_id": "m1"}}),
    (
        TextCard("标题", "描述", "https://x.example/", "更多"),
        {
            "msgtype": "textcard",
            "textcard": {
                "title": "标题",
                "description": "描述",
                "url": "https://x.example/",
                "btntxt": "更多",
            },
        },
    ),
    (
        News([NEWS]),
        {
            "msgtype": "news",
            "news": {
                "articles": [
                    {
                        "title": "标题",
                        "description": "描述",
                        "url": "https://x.example/",
                        "picurl": "https://x.example/p.png",
                    }
                ]
            },
        },
    ),
    (
        MPNews([MP]),
        {
            "msgtype": "mpnews",
            "mpnews": {
                "articles": [
                    {
                        "title": "标题",
                        "thumb_media_id": "thumb",
                        "content": "<b>内容</b>",
                        "author": "作者",
                        "content_source_url": "",
                        "digest": "摘要",
                    }
                ]
            },
        },
    ),
    (Markdown("**粗**"), {"msgtype": "markdown", "markdown": {"content": "**粗**"}}),
    (
        MiniprogramNotice("wx1", "会议通知", {"地点": "302"}, page="p", emphasis_first_item=True),
        {
            "msgtype": "miniprogram_notice",
            "miniprogram_notice": {
                "appid": "wx1",
                "title": "会议通知",
                "content_item": [{"key": "地点", "value": "302"}],
                "page": "p",
                "emphasis_first_item": True,
            },
        },
    ),
    (TemplateCard(CARD), {"msgtype": "template_card", "template_card": CARD}),
    (
        TaskCard("标题", "描述", "task1", [BUTTON]),
        {
            "msgtype": "interactive_taskcard",
            "interactive_taskcard": {
                "title": "标题",
                "description": "描述",
                "task_id": "task1",
                "btn": [BUTTON],
            },
        },
    ),
    (
        {"msgtype": "file", "file": {"media_id": "m1"}, "safe": "0"},
        {"msgtype": "file", "file": {"media_id": "m1"}, "safe": "0"},
    ),
]


@pytest.mark.parametrize(("message", "body"), KINDS)
def test_send_takes_every_kind(
    api: WeChatAPI, server: ApiServer, message: Any, body: dict[str, Any]
) -> None:
    answer = {**OK, "msgid": "id1"}
    server.on("message/send", answer)
    assert api.send({"touser": "zhangsan"}, message) == answer
    sent = server.last
    assert (sent.method, sent.params) == ("POST", {})
    assert sent.json == {"touser": "zhangsan", "agentid": AGENT_ID, **body}


class Kind(str, enum.Enum):
    BOSS = "b"


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("@all", {"touser": "@all"}),
        (["a", "b"], {"touser": "a|b"}),
        ({"touser": ["a", "b"], "toparty": [1, 2], "totag": 3},
         {"touser": "a|b", "toparty": "1|2", "totag": "3"}),
        ({"touser": "a|b", "toparty": " 1 | 2 "}, {"touser": "a|b", "toparty": "1|2"}),
        ({"touser": None, "toparty": [], "totag": ("9",)}, {"totag": "9"}),
        ({"touser": [" a ", Kind.BOSS, ""], "totag": Kind.BOSS}, {"touser": "a|b", "totag": "b"}),
    ],
)  # fmt: skip
def test_receivers(api: WeChatAPI, server: ApiServer, to: Any, expected: dict[str, str]) -> None:
    server.on("message/send", OK)
    api.send(to, "x", agentid=7, safe=1, enable_id_trans=0)
    text = {"msgtype": "text", "text": {"content": "x"}}
    assert server.last.json == {
        **expected, **text, "agentid": 7, "safe": 1, "enable_id_trans": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("to", "message", "words"),
    [
        ({}, "x", "no receiver"),
        ({"touser": " | "}, "x", "no receiver"),
        ({"user": "a"}, "x", "touser, toparty or totag"),
        ({"touser": ["a"] * 1001}, "x", "touser: WeCom takes at most 1000, got 1001"),
        ({"toparty": list(range(101))}, "x", "toparty: WeCom takes at most 100"),
        ("a", "汉" * 683, r"text content \(split_text\(\) helps\): .* 2048 bytes, got 2049"),
        ("a", Markdown("x" * 2049), "markdown content"),
        ("a", News([NEWS] * 9), "articles: WeCom takes at most 8, got 9"),
        ("a", TextCard("t", "", "u"), "description is missing"),
        ("a", TaskCard("t", "d", "i", [BUTTON] * 3), "btn: WeCom takes at most 2"),
        ("a", {"text": {"content": "x"}}, "message must have"),
        ("a", {"msgtype": "text"}, "message must have"),
    ],
)
def test_what_wecom_would_refuse_is_not_sent(
    api: WeChatAPI, server: ApiServer, to: Any, message: Any, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        api.send(to, message)
    assert server.seen == server.fetched == []


def test_what_cannot_be_sent_is_a_type_error(api: WeChatAPI) -> None:
    with pytest.raises(TypeError, match="int"):
        api.send("a", 5)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [[None], [True], True, b"a", [b"a"], 1.5, {"a": 1}])
def test_what_is_no_id_is_not_sent_as_one(api: WeChatAPI, server: ApiServer, value: object) -> None:
    with pytest.raises(TypeError, match="toparty takes ids, not "):
        api.send({"toparty": value}, "x")
    assert server.seen == server.fetched == []


def test_an_agent_is_needed(server: ApiServer) -> None:
    with pytest.raises(ConfigError, match="AGENT_ID"):
        WeChatAPI(CORP_ID, SECRET, api_url=server.url).send("a", "x")


PARTLY = {**OK, "invaliduser": "u1|u2", "invalidparty": "", "unlicenseduser": ["u3"]}
MISSED = {"invaliduser": ["u1", "u2"], "unlicenseduser": ["u3"]}


def test_partial_failure_is_visible_and_an_error_when_asked_for(
    api: WeChatAPI, server: ApiServer
) -> None:
    server.on("message/send", PARTLY)
    assert undelivered(api.send("a", "x")) == MISSED
    with pytest.raises(UndeliveredError, match="2 in invaliduser, 1 in unlicenseduser") as caught:
        api.send("a", "x", strict=True)
    assert pickle.loads(pickle.dumps(caught.value)).undelivered == MISSED
    server.on("message/send", OK)
    assert api.send("a", "x", strict=True) == OK


@pytest.mark.parametrize("broken", [Raw(drop=True), {"errcode": -1, "errmsg": "busy"}])
def test_a_send_is_repeated_only_under_the_duplicate_check(
    api: WeChatAPI, server: ApiServer, broken: Any
) -> None:
    server.on("message/send", broken, OK)
    with pytest.raises(Exception, match="/cgi-bin/message/send"):
        api.send("a", "x")
    assert len(server.seen) == 1
    assert "enable_duplicate_check" not in server.last.json

    server.on("message/send", broken, OK)
    api.send("a", "x", enable_duplicate_check=1, duplicate_check_interval=60)
    assert len(server.seen) == 3
    assert server.seen[1].body == server.seen[2].body
    assert server.last.json["duplicate_check_interval"] == 60


def test_recall_and_card_updates(api: WeChatAPI, server: ApiServer) -> None:
    for path in ("recall", "update_template_card", "update_taskcard", "get_statistics", "revoke"):
        server.on(f"message/{path}", OK)
    api.recall_message("id1")
    assert server.last.json == {"msgid": "id1"}
    api.update_template_card("code", userids=["a"], button={"replace_name": "已处理"})
    assert server.last.json == {
        "agentid": AGENT_ID,
        "userids": ["a"],
        "response_code": "code",
        "button": {"replace_name": "已处理"},
    }
    api.update_template_card("code", atall=1, template_card=TemplateCard(CARD))
    assert server.last.json["template_card"] == CARD
    with pytest.raises(ValueError, match="either button or template_card"):
        api.update_template_card("code")
    api.update_taskcard(["a"], "task1", replace_name="已处理")
    assert server.last.json == {
        "userids": ["a"], "agentid": AGENT_ID, "task_id": "task1", "replace_name": "已处理"
    }  # fmt: skip
    api.get_message_statistics(time_type=1)
    assert server.last.json == {"time_type": 1}
    api.revoke_message("job1")
    assert server.last.json == {"agentid": AGENT_ID, "jobid": "job1"}


def test_group_chats(api: WeChatAPI, server: ApiServer) -> None:
    for path in ("create", "update", "get", "send"):
        server.on(f"appchat/{path}", OK)
    api.create_appchat(["a", "b"], name="组", chatid="C1")
    assert server.last.json == {"name": "组", "userlist": ["a", "b"], "chatid": "C1"}
    api.update_appchat("C1", owner="a", del_user_list=["b"])
    assert server.last.json == {"chatid": "C1", "owner": "a", "del_user_list": ["b"]}
    api.get_appchat("C1")
    assert (server.last.method, server.last.params) == ("GET", {"chatid": "C1"})
    api.send_appchat("C1", Text("x"), safe=1)
    assert server.last.json == {
        "chatid": "C1", "msgtype": "text", "text": {"content": "x"}, "safe": 1
    }  # fmt: skip
    with pytest.raises(ValueError, match="at least 2"):
        api.create_appchat(["a"])


def test_a_group_robot_needs_no_token(api: WeChatAPI, server: ApiServer) -> None:
    server.on("webhook/send", OK)
    api.send_webhook("robot-key", Markdown("**x**"), chatid="c")
    assert server.last.query == {"key": "robot-key"}
    assert server.last.json == {
        "msgtype": "markdown", "markdown": {"content": "**x**"}, "chatid": "c"
    }  # fmt: skip
    assert server.fetched == []


def test_a_robots_key_is_not_told(api: WeChatAPI, server: ApiServer) -> None:
    server.on("webhook/send", Raw(drop=True))
    with pytest.raises(WeChatTransportError) as caught:
        api.send_webhook("robot-key", "x")
    assert "robot-key" not in repr(caught.value) + str(caught.value)


# -- many receivers -----------------------------------------------------------------------------


def portion_of(server: ApiServer, number: int) -> dict[str, int]:
    body = server.seen[number].json
    return {
        name: len(body[name].split("|")) for name in ("touser", "toparty", "totag") if name in body
    }


def test_more_receivers_than_a_call_takes_are_sent_in_portions(
    api: WeChatAPI, server: ApiServer
) -> None:
    answers = [{**OK, "msgid": str(number)} for number in range(3)]
    server.on("message/send", *answers)
    to = {"touser": [f"u{n}" for n in range(2001)], "toparty": list(range(1, 151)), "totag": [1]}
    portions = api.send_in_portions(to, "hi", safe=True)
    assert server.seen == []
    assert list(portions) == answers
    assert [portion_of(server, number) for number in range(3)] == [
        {"touser": 1000, "toparty": 100, "totag": 1},
        {"touser": 1000, "toparty": 50},
        {"touser": 1},
    ]
    assert all(request.json["safe"] == 1 for request in server.seen)
    sent = "|".join(request.json["touser"] for request in server.seen)
    assert sent.split("|") == to["touser"]


def test_after_an_error_the_same_portion_is_sent_again(api: WeChatAPI, server: ApiServer) -> None:
    busy = {"errcode": 45009, "errmsg": "api freq out of limit"}
    server.on("message/send", OK, busy, OK)
    portions = api.send_in_portions([f"u{n}" for n in range(1500)], "hi")
    assert next(portions) == OK
    with pytest.raises(RateLimitError):
        next(portions)
    assert list(portions) == [OK]
    assert server.seen[1].json == server.seen[2].json
    assert portion_of(server, 2) == {"touser": 500}


def test_a_portion_that_was_sent_in_part_is_not_sent_again(
    api: WeChatAPI, server: ApiServer
) -> None:
    partly = {**OK, "invaliduser": "u3"}
    server.on("message/send", partly, OK, partly)
    portions = api.send_in_portions([f"u{n}" for n in range(2001)], "hi", strict=True)
    with pytest.raises(UndeliveredError):
        next(portions)
    assert next(portions) == OK
    with pytest.raises(UndeliveredError):
        next(portions)
    assert next(portions, None) is None
    assert [portion_of(server, n)["touser"] for n in range(3)] == [1000, 1000, 1]


def test_portions_are_refused_before_the_first_is_sent(api: WeChatAPI, server: ApiServer) -> None:
    with pytest.raises(ValueError, match="2048 bytes"):
        api.send_in_portions(["a"], "字" * 700)
    with pytest.raises(ValueError, match="to has no receiver"):
        api.send_in_portions([], "hi")
    assert server.seen == []


# -- group robots and group chats ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (MarkdownV2("字" * 1365), {"markdown_v2": {"content": "字" * 1365}}),
        (Markdown("字" * 1365), {"markdown": {"content": "字" * 1365}}),
        (
            Text("hi", mentioned_list=["a", "@all"], mentioned_mobile_list=["138"]),
            {
                "text": {
                    "content": "hi",
                    "mentioned_list": ["a", "@all"],
                    "mentioned_mobile_list": ["138"],
                }
            },
        ),
    ],
)
def test_a_robot_takes_longer_markdown_and_mentions(
    api: WeChatAPI, server: ApiServer, message: Any, sent: dict[str, Any]
) -> None:
    server.on("webhook/send", OK)
    api.send_webhook("key", message)
    assert server.last.json == {"msgtype": next(iter(sent)), **sent}


@pytest.mark.parametrize("message", [MarkdownV2("字" * 1366), Markdown("字" * 1366)])
def test_a_robots_markdown_ends_at_4096_bytes(api: WeChatAPI, message: Any) -> None:
    with pytest.raises(ValueError, match="4096 bytes"):
        api.send_webhook("key", message)


def test_members_take_shorter_markdown(api: WeChatAPI) -> None:
    with pytest.raises(ValueError, match="2048 bytes"):
        api.send("zhangsan", Markdown("字" * 683))
