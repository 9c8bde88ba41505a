"""Application messages."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.errors import SimulatedError
from flask_wechat_corp.simulator.world.recipients import expand
from tests.helpers.simulated import DirectWorld, RawClient, text_of_agent
from tests.helpers.support import AGENT_ID


def message(msgtype: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"touser": "lisi", "agentid": AGENT_ID, "msgtype": msgtype, msgtype: content, **more}


CARD = {"title": "t", "description": "d", "url": "http://e.example/"}


TASK = {"title": "t", "task_id": "T1", "btn": [{"key": "k", "name": "n"}]}


VOTE = {"card_type": "vote_interaction", "task_id": "T2", "checkbox": {"question_key": "q"}}
MENU = {
    "card_type": "text_notice",
    "task_id": "T3",
    "card_action": {"type": 1},
    "action_menu": {"action_list": [{"text": "不再推送", "key": "A"}]},
}


@pytest.mark.parametrize(
    ("msgtype", "content", "errcode"),
    [
        ("textcard", {**CARD, "title": ""}, 41016),
        ("template_card", {**MENU, "task_id": ""}, 42014),
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
        ("template_card", MENU),
        ("template_card", VOTE),
    ],
)
def test_messages_that_wecom_takes_are_shown(
    wecom: DirectWorld, msgtype: str, content: dict[str, Any]
) -> None:
    answer = wecom("message/send", **message(msgtype, content))
    [row] = wecom.world.messages.rows()
    assert row["content"] == {**content, "safe": 0}
    assert ("response_code" in answer) is (content in (MENU, VOTE))


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


def test_a_card_is_changed_for_the_named_members(wecom: DirectWorld) -> None:
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


def test_updating_a_card_dropped_from_the_history_succeeds(wecom: DirectWorld) -> None:
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


def test_a_message_goes_to_users_departments_and_tags(api: RawClient, sim: Simulator) -> None:
    body = text_of_agent(touser="LiSi|nobody", toparty="7|99", totag="1|77")
    answer = api.post("message/send", body)
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody"
    assert answer["invalidparty"] == "99"
    assert answer["invalidtag"] == "77"
    row = sim.world.messages.rows()[-1]
    assert set(row["users"]) == {"lisi", "yangguang", "huangxiaomei", "zhangsan", "wangfang"}
    assert row["content"]["content"] == "hi"
    assert row["msgid"] == answer["msgid"]
    api.post("message/send", text_of_agent(touser="@all"))
    assert len(sim.world.messages.rows()[-1]["users"]) == 12


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": ""}, 82001),
        ({"touser": "nobody"}, 81013),
        ({"touser": "", "toparty": "99"}, 81013),
        ({"touser": ["lisi"]}, 40035),
        ({"touser": "|".join(f"u{i}" for i in range(1001))}, 40032),
        ({"msgtype": None}, 40008),
        ({"msgtype": "smoke"}, 40008),
        ({"text": None}, 44004),
        ({"text": {"content": ""}}, 44004),
        ({"agentid": None}, 41011),
        ({"agentid": 7}, 40056),
        ({"agentid": "x"}, 40056),
        ({"msgtype": "image", "image": {}}, 41006),
        ({"msgtype": "image", "image": {"media_id": "old"}}, 40007),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d"}}, 41010),
        ({"msgtype": "news", "news": {"articles": []}}, 44003),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}] * 9}}, 45008),
        ({"msgtype": "news", "safe": 1, "news": {"articles": [{"title": "t", "url": "u"}]}}, 40074),
        ({"msgtype": "template_card", "template_card": {"card_type": "odd"}}, 42031),
        ({"msgtype": "template_card", "template_card": {"card_type": "text_notice"}}, 42045),
    ],
)
def test_send_refuses(
    api: RawClient, sim: Simulator, changes: dict[str, Any], errcode: int
) -> None:
    assert api.post("message/send", text_of_agent(**changes))["errcode"] == errcode
    assert sim.world.messages.rows() == []


def test_long_texts_are_cut_between_characters(api: RawClient, sim: Simulator) -> None:
    assert api.post("message/send", text_of_agent("好" * 700))["errcode"] == 0
    shown = sim.world.messages.rows()[-1]["content"]
    assert shown["content"] == "好" * 682
    assert shown["cut"] is True


def test_the_duplicate_check_swallows_only_when_it_is_asked_for(
    api: RawClient, sim: Simulator
) -> None:
    checked = text_of_agent(enable_duplicate_check=1, duplicate_check_interval=60)
    first = api.post("message/send", checked)
    assert api.post("message/send", checked)["msgid"] == first["msgid"]
    assert len(sim.world.messages.rows()) == 1
    sim.advance(61)
    assert api.post("message/send", checked)["msgid"] != first["msgid"]
    api.post("message/send", text_of_agent())
    api.post("message/send", text_of_agent())
    assert len(sim.world.messages.rows()) == 4


def test_a_message_is_taken_back_for_a_day(api: RawClient, sim: Simulator) -> None:
    msgid = api.post("message/send", text_of_agent())["msgid"]
    assert api.post("message/recall", {"msgid": msgid})["errcode"] == 0
    assert sim.world.messages.rows()[-1]["status"] == "recalled"
    late = api.post("message/send", text_of_agent())["msgid"]
    sim.advance(86401)
    api.login()
    assert api.post("message/recall", {"msgid": late})["errcode"] == 42052
    assert api.post("message/recall", {"msgid": "x"})["errcode"] == 40035


def test_a_card_is_changed_once(api: RawClient, sim: Simulator) -> None:
    card = {
        "card_type": "button_interaction", "task_id": "t1", "main_title": {"title": "审批"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }  # fmt: skip
    sent = api.post("message/send", text_of_agent(msgtype="template_card", template_card=card))
    update = {
        "agentid": AGENT_ID, "userids": ["lisi"], "response_code": sent["response_code"],
        "button": {"replace_name": "已同意"},
    }  # fmt: skip
    assert api.post("message/update_template_card", update)["errcode"] == 0
    row = sim.world.messages.rows()[-1]
    assert {user: card["replace_name"] for user, card in row["changed_for"].items()} == {
        "lisi": "已同意"
    }
    assert "replace_name" not in row["content"]
    assert api.post("message/update_template_card", update)["errcode"] == 60140


def test_receivers_are_texts(wecom: DirectWorld) -> None:
    with pytest.raises(SimulatedError) as caught:
        expand(wecom.world, AGENT_ID, True, None, None)
    assert caught.value.errcode == 40035
