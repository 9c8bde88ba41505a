"""Pressed cards: the event's code, and what a passive reply changes for whom."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.push.cards import apply_reply, complete_event
from flask_wechat_corp.simulator.push.compose import compose
from flask_wechat_corp.simulator.world.world import World


@pytest.fixture
def world() -> World:
    world = World()
    card = {"card_type": "vote_interaction", "task_id": "t1", "main_title": {"title": "投票"}}
    world.messages.add(
        {
            "time": 1.0,
            "direction": "to_user",
            "users": ["zhangsan", "lisi"],
            "msgtype": "template_card",
            "content": card,
            "msgid": "m1",
        }
    )
    return world


def event(**fields: Any) -> dict[str, Any]:
    return {"FromUserName": "zhangsan", "TaskId": "t1", **fields}


def test_the_event_tells_the_cards_kind_and_a_new_code(world: World) -> None:
    first, second = event(), event()
    complete_event(world, first)
    complete_event(world, second)
    assert first["CardType"] == "vote_interaction"
    assert first["ResponseCode"] != second["ResponseCode"]
    codes = world.family_state("response_codes")
    assert codes[first["ResponseCode"]]["msgid"] == "m1"


def test_what_is_given_stays_and_an_unknown_card_is_made_up(world: World) -> None:
    given = event(ResponseCode="mine", CardType="x")
    complete_event(world, given)
    assert (given["ResponseCode"], given["CardType"]) == ("mine", "x")
    fields = compose(world, {"type": "event", "event": "template_card_event", "event_key": "k"})
    assert fields["ResponseCode"] == "code"
    assert fields["TaskId"] == "task"


def test_codes_are_bounded(world: World) -> None:
    for _ in range(600):
        complete_event(world, event())
    assert len(world.family_state("response_codes")) == 500


def test_a_button_update_changes_the_card_of_who_pressed_only(world: World) -> None:
    reply = {"MsgType": "update_button", "Button": {"ReplaceName": "已投"}}
    apply_reply(world, event(), reply)
    row = world.messages.rows()[0]
    assert row["changed_for"]["zhangsan"]["replace_name"] == "已投"
    assert "lisi" not in row["changed_for"]
    assert "replace_name" not in row["content"]


def test_a_card_update_is_kept_in_the_form_of_message_send(world: World) -> None:
    card = {
        "CardType": "text_notice",
        "Source": {"IconUrl": "u", "DescColor": "3"},
        "HorizontalContentList": {"KeyName": "名", "Type": "1"},
        "ButtonList": [{"Text": "a", "Style": "2"}, {"Text": "b", "Key": "12"}],
    }
    apply_reply(world, event(), {"MsgType": "update_template_card", "TemplateCard": card})
    assert world.messages.rows()[0]["changed_for"]["zhangsan"] == {
        "card_type": "text_notice",
        "source": {"icon_url": "u", "desc_color": 3},
        "horizontal_content_list": [{"keyname": "名", "type": 1}],
        "button_list": [{"text": "a", "style": 2}, {"text": "b", "key": "12"}],
        "task_id": "t1",
    }


def test_the_check_box_of_a_card_update_is_read(world: World) -> None:
    option = {"Id": "a", "IsChecked": "true"}
    card = {"CardType": "vote_interaction", "CheckBox": {"Disable": "false", "OptionList": option}}
    apply_reply(world, event(), {"MsgType": "update_template_card", "TemplateCard": card})
    shown = world.messages.rows()[0]["changed_for"]["zhangsan"]
    assert shown["checkbox"] == {
        "disable": False,
        "option_list": [{"id": "a", "is_checked": True}],
    }


def test_other_replies_and_other_tasks_change_nothing(world: World) -> None:
    apply_reply(world, event(), {"MsgType": "text", "Content": "x"})
    update = {"MsgType": "update_button", "Button": {"ReplaceName": "x"}}
    apply_reply(world, event(TaskId="t2"), update)
    apply_reply(world, {"FromUserName": "wangfang", "TaskId": "t1"}, update)
    assert "changed_for" not in world.messages.rows()[0]
