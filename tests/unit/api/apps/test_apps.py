"""Menus, agents and the addresses and codes of logins."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.apps.agents import Agents
from flask_wechat_corp.api.apps.menus import Menus
from flask_wechat_corp.api.apps.oauth import OAuth
from flask_wechat_corp.errors import ConfigError
from tests.helpers.recording import Recording
from tests.helpers.support import AGENT_ID, CORP_ID


class Application(Recording, Menus, Agents, OAuth):
    pass


CLICK: Any = {"type": "click", "name": "今日", "key": "V1"}
BACK = "https://example.com/回来?a=1 2&b=3"
BACK_QUOTED = "https%3A%2F%2Fexample.com%2F%E5%9B%9E%E6%9D%A5%3Fa%3D1%202%26b%3D3"


def test_a_menu_goes_to_our_own_agent() -> None:
    api = Application()
    api.create_menu({"button": [CLICK]})
    api.get_menu()
    api.remove_menu(agentid=7)
    assert [(call.method, call.path, call.query) for call in api.calls] == [
        ("POST", "menu/create", {"agentid": AGENT_ID}),
        ("GET", "menu/get", {"agentid": AGENT_ID}),
        ("GET", "menu/delete", {"agentid": 7}),
    ]
    assert api.calls[0].body == {"button": [CLICK]}


@pytest.mark.parametrize(
    "call",
    [
        lambda api: api.create_menu({"button": [CLICK]}),
        lambda api: api.get_menu(),
        lambda api: api.remove_menu(),
        lambda api: api.get_agent(),
        lambda api: api.set_agent({"name": "助手"}),
        lambda api: api.get_workbench_template(),
        lambda api: api.get_workbench_data("zhangsan"),
        lambda api: api.get_qr_connect_url(BACK),
        lambda api: api.get_web_login_url(BACK),
        lambda api: api.get_authorize_url(BACK, scope="snsapi_privateinfo"),
    ],
)
def test_without_an_agent_the_missing_setting_is_named(call: Any) -> None:
    api = Application(agentid=None)
    with pytest.raises(ConfigError, match="AGENT_ID"):
        call(api)
    assert api.calls == []


@pytest.mark.parametrize(
    ("menu", "words"),
    [
        ({}, "button: .*1 to 3"),
        ({"button": []}, "button: .*1 to 3"),
        ({"button": "click"}, "button: .*1 to 3"),
        ({"button": [CLICK] * 4}, "button: .*at most 3, got 4"),
        ({"button": [{"name": "更多", "sub_button": [CLICK] * 6}]}, "sub_button: .*at most 5"),
        ({"button": [{**CLICK, "key": "键" * 43}]}, "key: .*128 bytes, got 129"),
        ({"button": [{"name": "a", "sub_button": [{"url": "u" * 1025}]}]}, "url: .*1024 bytes"),
    ],
)
def test_a_menu_that_wecom_would_refuse(menu: Any, words: str) -> None:
    api = Application()
    with pytest.raises(ValueError, match=words):
        api.create_menu(menu)
    assert api.calls == []


def test_set_agent_fills_in_the_agent_and_leaves_the_record_alone() -> None:
    api = Application()
    record: Any = {"name": "助手"}
    api.set_agent(record)
    api.set_agent({"agentid": 5, "description": "四个字的"})
    assert [call.body for call in api.calls] == [
        {"name": "助手", "agentid": AGENT_ID},
        {"agentid": 5, "description": "四个字的"},
    ]
    assert record == {"name": "助手"}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"name": "名" * 33}, "name: .*32"),
        ({"description": "短"}, "description: .*at least 4"),
        ({"description": "长" * 121}, "description: .*120"),
    ],
)
def test_set_agent_limits(record: Any, words: str) -> None:
    api = Application()
    with pytest.raises(ValueError, match=words):
        api.set_agent(record)
    assert api.calls == []


def test_authorize_url_word_for_word() -> None:
    api = Application()
    assert api.get_authorize_url(BACK, "xyz") == (
        "https://open.weixin.qq.com/connect/oauth2/authorize"
        f"?appid={CORP_ID}&redirect_uri={BACK_QUOTED}&response_type=code&scope=snsapi_base"
        f"&state=xyz&agentid={AGENT_ID}#wechat_redirect"
    )
    assert api.calls == []


def test_authorize_url_of_a_client_without_agent_is_the_seeds() -> None:
    assert Application(agentid=None).get_authorize_url("https://example.com/") == (
        "https://open.weixin.qq.com/connect/oauth2/authorize"
        f"?appid={CORP_ID}&redirect_uri=https%3A%2F%2Fexample.com%2F&response_type=code"
        "&scope=snsapi_base&state=#wechat_redirect"
    )


def test_authorize_url_in_the_order_of_the_seed() -> None:
    url = Application().get_authorize_url("https://example.com/", "s", "snsapi_privateinfo")
    assert "&scope=snsapi_privateinfo&state=s&" in url
    assert url.endswith(f"&agentid={AGENT_ID}#wechat_redirect")


def test_a_state_that_wecom_would_cut() -> None:
    with pytest.raises(ValueError, match=r"state: .*128 bytes"):
        Application().get_authorize_url(BACK, "s" * 129)


def test_login_pages_word_for_word() -> None:
    api = Application()
    assert api.get_web_login_url(BACK, "s") == (
        "https://login.work.weixin.qq.com/wwlogin/sso/login"
        f"?login_type=CorpApp&appid={CORP_ID}&agentid={AGENT_ID}"
        f"&redirect_uri={BACK_QUOTED}&state=s"
    )
    assert api.get_web_login_url(BACK, "s", login_type="ServiceApp", appid="ww9", lang="en") == (
        "https://login.work.weixin.qq.com/wwlogin/sso/login"
        f"?login_type=ServiceApp&appid=ww9&redirect_uri={BACK_QUOTED}&state=s&lang=en"
    )
    assert api.get_qr_connect_url(BACK, "s") == (
        "https://open.work.weixin.qq.com/wwopen/sso/qrConnect"
        f"?appid={CORP_ID}&agentid={AGENT_ID}&redirect_uri={BACK_QUOTED}&state=s"
    )


def test_a_code_is_exchanged_once_and_never_again() -> None:
    api = Application()
    api.get_user_info("CODE")
    api.get_user_id_by_code("CODE")
    api.get_tfa_info("CODE")
    assert [call.idempotent for call in api.calls] == [False, False, False]
    assert [call.path for call in api.calls] == [
        "auth/getuserinfo",
        "user/getuserinfo",
        "auth/get_tfa_info",
    ]


def test_a_thousand_members_get_workbench_data_in_one_call() -> None:
    api = Application()
    api.batch_set_workbench_data(["a"] * 1000, {"type": "keydata"})
    with pytest.raises(ValueError, match=r"userid_list.*1000"):
        api.batch_set_workbench_data(["a"] * 1001, {"type": "keydata"})
    assert len(api.calls) == 1
