"""What the simulated WeCom checks in messages, cards, chats, menus and robots."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from flask_wechat_corp.simulator.api.messaging import webhook
from tests.helpers.simulated import DirectWorld
from tests.helpers.support import AGENT_ID


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


def message(msgtype: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"touser": "lisi", "agentid": AGENT_ID, "msgtype": msgtype, msgtype: content, **more}


CARD = {"title": "t", "description": "d", "url": "http://e.example/"}
TASK = {"title": "t", "task_id": "T1", "btn": [{"key": "k", "name": "n"}]}
VOTE = {"card_type": "vote_interaction", "task_id": "T2", "checkbox": {"question_key": "q"}}


@pytest.mark.parametrize(
    ("msgtype", "content", "errcode"),
    [
        ("textcard", {**CARD, "title": ""}, 41016),
        ("textcard", {**CARD, "description": 1}, 41033),
        ("textcard", {**CARD, "url": None}, 41010),
        ("textcard", {**CARD, "url": "http://e.example/" + "a" * 2048}, 40039),
        ("news", {"articles": [{"title": "t"}]}, 41010),
        ("mpnews", {"articles": [{"title": "t", "content": "c"}]}, 41006),
        ("mpnews", {"articles": [{"title": "t", "thumb_media_id": "gone"}]}, 40007),
        ("miniprogram_notice", {"title": "t"}, 90200),
        ("miniprogram_notice", {"appid": "wx1"}, 41016),
        ("miniprogram_notice", {"appid": "wx1", "title": "t", "content_item": [{}] * 11}, 40035),
        ("interactive_taskcard", {**TASK, "title": ""}, 41016),
        ("interactive_taskcard", {**TASK, "task_id": ""}, 42014),
        ("interactive_taskcard", {**TASK, "btn": []}, 40035),
        ("template_card", {"card_type": "vote_interaction"}, 42014),
        ("template_card", {"card_type": "button_interaction", "task_id": "T"}, 40063),
        ("template_card", {"card_type": "vote_interaction", "task_id": "T"}, 40063),
        ("template_card", {"card_type": "multiple_interaction", "task_id": "T"}, 40063),
    ],
)
def test_messages_that_wecom_would_refuse_are_refused(
    wecom: DirectWorld, msgtype: str, content: dict[str, Any], errcode: int
) -> None:
    assert wecom.refused("message/send", **message(msgtype, content)) == errcode
    assert wecom.world.messages.rows() == []


@pytest.mark.parametrize(
    ("msgtype", "content"),
    [
        ("textcard", CARD),
        ("news", {"articles": [{"title": "t", "appid": "wx1"}]}),
        ("miniprogram_notice", {"appid": "wx1", "title": "t", "content_item": [{"key": "k"}]}),
        ("interactive_taskcard", TASK),
        ("template_card", {"card_type": "text_notice", "card_action": {"type": 1}}),
        ("template_card", VOTE),
    ],
)
def test_messages_that_wecom_takes_are_shown(
    wecom: DirectWorld, msgtype: str, content: dict[str, Any]
) -> None:
    answer = wecom("message/send", **message(msgtype, content))
    [row] = wecom.world.messages.rows()
    assert row["content"] == {**content, "safe": 0}
    assert ("response_code" in answer) is (content == VOTE)


def test_an_article_with_text_needs_a_picture_of_ours(wecom: DirectWorld) -> None:
    article = {"title": "t", "thumb_media_id": wecom.media()}
    assert wecom.refused("message/send", **message("mpnews", {"articles": [article]})) == 44004
    wecom("message/send", **message("mpnews", {"articles": [{**article, "content": "c"}]}))
    assert wecom.world.messages.rows()[-1]["msgtype"] == "mpnews"


def test_what_is_too_long_in_a_text_card_is_cut(wecom: DirectWorld) -> None:
    long = {**CARD, "title": "题" * 129, "description": "述" * 513}
    wecom("message/send", **message("textcard", long))
    shown = wecom.world.messages.rows()[-1]["content"]
    assert (shown["title"], shown["description"]) == ("题" * 128, "述" * 512)


def test_a_card_is_replaced_whole_and_its_code_is_spent(wecom: DirectWorld) -> None:
    code = wecom("message/send", **message("template_card", VOTE))["response_code"]
    change = {"agentid": AGENT_ID, "response_code": code}
    assert wecom.refused("message/update_template_card", **change) == 40063
    card = {"card_type": "text_notice", "main_title": {"title": "已结束"}}
    wecom("message/update_template_card", **change, template_card=card)
    [row] = wecom.world.messages.rows()
    assert (row["content"], row["status"]) == (card, "updated")
    assert wecom.refused("message/update_template_card", **change, template_card=card) == 60140


def test_a_card_is_changed_for_whom_the_call_names(wecom: DirectWorld) -> None:
    everybody = message("template_card", VOTE) | {"touser": "zhangsan|lisi"}
    new = {"card_type": "text_notice", "main_title": {"title": "已结束"}}

    def change(code: str, **named: Any) -> Any:
        return wecom(
            "message/update_template_card",
            agentid=AGENT_ID, response_code=code, template_card=new, **named,
        )  # fmt: skip

    code = wecom("message/send", **everybody)["response_code"]
    assert change(code, userids=["lisi", "wangfang"]) == {"invaliduser": ["wangfang"]}
    [row] = wecom.world.messages.rows()
    assert row["changed_for"] == {"lisi": new}
    assert row["content"]["card_type"] == VOTE["card_type"]
    code = wecom("message/send", **everybody)["response_code"]
    change(code, userids=["lisi"], atall=1)
    row = wecom.world.messages.rows()[-1]
    assert (row["content"], row.get("changed_for")) == (new, None)


def test_a_card_that_the_history_has_forgotten_is_updated_in_silence(wecom: DirectWorld) -> None:
    code = wecom("message/send", **message("template_card", VOTE))["response_code"]
    wecom.world.messages.clear()
    change = {"agentid": AGENT_ID, "response_code": code, "button": {"replace_name": "n"}}
    assert wecom("message/update_template_card", **change) == {"invaliduser": []}
    assert wecom.world.messages.rows() == []


def test_the_newest_task_card_with_that_id_is_updated(wecom: DirectWorld) -> None:
    wecom("message/send", **message("interactive_taskcard", TASK))
    wecom("message/send", **message("interactive_taskcard", {**TASK, "task_id": "T3"}))
    wecom("message/send", **message("text", {"content": "T1"}))
    change = {"agentid": AGENT_ID, "replace_name": "已同意"}
    wecom("message/update_taskcard", **change, task_id="T1")
    first, second, _ = wecom.world.messages.rows()
    assert (first["content"]["replace_name"], first["status"]) == ("已同意", "updated")
    assert second["status"] == "ok"
    assert wecom.refused("message/update_taskcard", **change, task_id="T9") == 42016


def test_statistics_count_the_receivers_of_sent_messages(wecom: DirectWorld) -> None:
    wecom("message/send", **message("text", {"content": "hi"}, touser="lisi|zhangsan"))
    wecom("message/send", **message("text", {"content": "hi"}))
    chat = wecom("appchat/create", userlist=["lisi", "zhangsan"])
    wecom("appchat/send", **chat, msgtype="text", text={"content": "not counted"})
    assert wecom("message/get_statistics")["statistics"] == [
        {"agentid": AGENT_ID, "app_name": "小助手", "count": 3}
    ]


def test_the_duplicate_check_has_bounds(wecom: DirectWorld) -> None:
    checked = {"enable_duplicate_check": 1}
    for interval in (0, 4 * 3600 + 1):
        body = message("text", {"content": "hi"}, **checked, duplicate_check_interval=interval)
        assert wecom.refused("message/send", **body) == 40035
    for number in range(501):
        wecom("message/send", **message("text", {"content": f"{number}"}, **checked))
    assert len(wecom.world.family_state("duplicates")) == 500
    known = wecom("message/send", **message("text", {"content": "500"}, **checked))
    assert known["msgid"] == wecom.world.messages.rows()[-1]["msgid"]  # swallowed


# -- chats -------------------------------------------------------------------------------------


def test_chats_keep_to_their_members_and_their_app(wecom: DirectWorld) -> None:
    people = {"userlist": ["lisi", "zhangsan", "wangfang"]}
    chat = wecom("appchat/create", **people, owner="zhangsan", chatid="room1")
    assert chat == {"chatid": "room1"}
    assert wecom.refused("appchat/create", **people, chatid="room1") == 86215
    assert wecom.refused("appchat/update", **chat, del_user_list=["lisi", "wangfang"]) == 86006
    assert wecom.refused("appchat/update", **chat, owner="wulan") == 86207
    assert wecom.refused("appchat/update", **chat, owner="nobody") == 86005
    assert wecom.refused("appchat/update", **chat, del_user_list=["zhangsan"]) == 86207
    wecom("appchat/update", **chat, name="长" * 60)
    shown = wecom("appchat/get", chat)["chat_info"]
    assert (shown["name"], shown["owner"]) == ("长" * 50, "zhangsan")
    assert wecom.refused("appchat/send", **chat, msgtype="template_card") == 40008
    news = {"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://e.example"}]}}
    assert wecom.refused("appchat/send", **chat, **news, safe=1) == 40074
    wecom.world.chats["room1"]["agentid"] = AGENT_ID + 1
    assert wecom.refused("appchat/get", chat) == 86008


# -- menus -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "errcode"),
    [
        ({"name": "m", "sub_button": ["text"]}, 40023),
        ({"type": "click", "key": "K"}, 41102),
        ({"type": "view", "name": "v", "url": "ftp://e.example"}, 40094),
        ({"type": "view_miniprogram", "name": "v", "appid": "wx1"}, 90200),
    ],
)
def test_buttons_that_lead_nowhere_are_refused(
    wecom: DirectWorld, button: dict[str, Any], errcode: int
) -> None:
    agent = {"agentid": str(AGENT_ID)}
    assert wecom.refused("menu/create", agent, button=[button]) == errcode


def test_a_menu_may_open_pages_and_mini_programs(wecom: DirectWorld) -> None:
    agent = {"agentid": str(AGENT_ID)}
    inner = {"type": "view_miniprogram", "name": "小程序", "appid": "wx1", "pagepath": "p"}
    view = {"type": "view", "name": "网页", "url": "https://e.example"}
    buttons = [{"name": "更多", "sub_button": [inner, view]}]
    wecom("menu/create", agent, button=buttons)
    assert wecom("menu/get", agent)["button"] == buttons


# -- the robot of a group ----------------------------------------------------------------------


def test_a_robot_checks_pictures_and_articles(wecom: DirectWorld) -> None:
    [key] = webhook.robots(wecom.world)
    say = {"query": {"key": key}, "path": "webhook/send"}

    def picture(data: bytes) -> dict[str, str]:
        return {"base64": base64.b64encode(data).decode(), "md5": hashlib.md5(data).hexdigest()}

    broken = {"base64": "*", "md5": ""}
    assert wecom.refused(**say, msgtype="image", image=broken) == 40123
    huge = picture(bytes(2 * 1024 * 1024 + 1))
    assert wecom.refused(**say, msgtype="image", image=huge) == 40009
    for article, errcode in (({"url": "u"}, 41016), ({"title": "t"}, 41010)):
        assert wecom.refused(**say, msgtype="news", news={"articles": [article]}) == errcode
    assert wecom.refused(**say, msgtype="template_card", template_card={}) == 42031
    assert wecom.world.messages.rows() == []
    wecom(**say, msgtype="news", news={"articles": [{"title": "t", "url": "u"}]})
    wecom(**say, msgtype="template_card", template_card={"card_type": "text_notice"})
    kinds = [row["msgtype"] for row in wecom.world.messages.rows()]
    assert kinds == ["news", "template_card"]
