"""Agents and their menus."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.simulated import DirectWorld, RawClient
from tests.helpers.support import AGENT_ID


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


CLICK = {"type": "click", "name": "一", "key": "K"}


def test_a_menu_is_set_shown_and_removed(api: RawClient) -> None:
    menu = {"button": [{"type": "click", "name": "今日", "key": "K"}]}
    assert api.post("menu/create", menu, agentid=AGENT_ID)["errcode"] == 0
    assert api.get("menu/get", agentid=AGENT_ID)["button"] == menu["button"]
    assert api.get("menu/delete", agentid=AGENT_ID)["errcode"] == 0
    assert api.get("menu/get", agentid=AGENT_ID)["errcode"] == 46003
    assert api.get("menu/get", agentid=7)["errcode"] == 40056


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{**CLICK, "name": "这是六个汉字"}], 40018),
        ([{**CLICK, "type": "shout"}], 40017),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{"type": "view", "name": "v"}], 40020),
        ([{"name": "m", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "m", "sub_button": [{"name": "n", "sub_button": [CLICK]}]}], 40022),
        ([{"name": "m", "sub_button": [{**CLICK, "type": "x"}]}], 40024),
        ([{"name": "m", "sub_button": [{**CLICK, "name": "长" * 14}]}], 40025),
    ],
)
def test_menus_refuse(api: RawClient, buttons: list[Any], errcode: int) -> None:
    answer = api.post("menu/create", {"button": buttons}, agentid=AGENT_ID)
    assert answer["errcode"] == errcode


def test_the_agent_is_shown_and_set(api: RawClient) -> None:
    assert api.get("agent/get", agentid=AGENT_ID)["name"] == "小助手"
    changed = {"agentid": AGENT_ID, "name": "新名字", "isreportenter": 1}
    assert api.post("agent/set", changed)["errcode"] == 0
    assert api.get("agent/get", agentid=AGENT_ID)["isreportenter"] == 1
    assert api.get("agent/list")["agentlist"][0]["name"] == "新名字"
    assert api.post("agent/set", {"agentid": AGENT_ID, "home_url": "x"})["errcode"] == 45034


def test_an_agent_takes_only_what_it_can_show(wecom: DirectWorld) -> None:
    agent = {"agentid": AGENT_ID}
    assert wecom.refused("agent/set", **agent, name="长" * 33) == 45022
    assert wecom.refused("agent/set", **agent, report_location_flag=2) == 40059
    assert wecom.refused("agent/set", **agent, description="短") == 45004
    assert wecom.refused("agent/set", **agent, description="长" * 121) == 45004
    wecom("agent/set", **agent, description="长" * 120)
    assert wecom.refused("agent/set", **agent, logo_mediaid=wecom.media("file")) == 40007
    picture = wecom.media()
    wecom("agent/set", **agent, logo_mediaid=picture)
    shown = wecom("agent/get", {"agentid": str(AGENT_ID)})
    assert shown["square_logo_url"].endswith(f"/_sim/media/{picture}")
    assert "customized_publish_status" not in shown  # WeCom has it for a provider's application


def test_a_tag_makes_members_and_departments_see_an_agent(wecom: DirectWorld) -> None:
    agent = wecom.world.agents[AGENT_ID]
    agent.update(allow_partys=[], allow_tags=[1, 3], allow_userinfos=[{"userid": "lisi"}])
    seen = wecom.world.visible(AGENT_ID)
    assert seen == {"lisi", "zhangsan", "wangfang", "yangguang", "huangxiaomei"}
    message = {"agentid": AGENT_ID, "msgtype": "text", "text": {"content": "hi"}}
    answer = wecom("message/send", **message, touser="wulan|lisi", toparty=7)
    assert answer["invaliduser"] == "wulan"
    assert wecom.world.messages.rows()[-1]["users"] == ["lisi", "yangguang", "huangxiaomei"]


@pytest.mark.parametrize(
    "data",
    [
        {"type": "normal"},
        {"type": "poem", "poem": {}},
        {"type": "list", "list": {"items": [{"title": "x"}] * 4}},
        {"type": "list", "list": {"items": [{}]}},
        {"type": "keydata", "keydata": {"items": []}},
        {"type": "image", "image": {}},
        {"type": "webview"},
    ],
)
def test_the_workbench_shows_no_wrong_data(data: dict[str, Any], wecom: DirectWorld) -> None:
    given = {"agentid": AGENT_ID, "userid": "lisi", **data}
    assert wecom.refused("agent/set_workbench_data", **given) == 40058


def test_the_workbench_is_for_members_in_range(wecom: DirectWorld) -> None:
    wecom.world.agents[AGENT_ID]["allow_partys"] = [2]
    data = {"type": "image", "image": {"url": "https://example.com/a.png"}}
    many = {"agentid": AGENT_ID, "userid_list": ["lisi", "wulan"], "data": data}
    assert wecom.refused("agent/batch_set_workbench_data", **many) == 60011
    chat = {"operator_userid": "lisi", "single_chat": {"userid": "wulan"}}
    assert wecom.refused("get_launch_code", **chat) == 60011
    assert wecom("agent/get_workbench_template", agentid=AGENT_ID) == {"type": "normal"}
    wecom("agent/set_workbench_template", agentid=AGENT_ID, type="normal")
