"""One call that succeeds and one that WeCom refuses, for each family, against the simulator.

``tests/project/test_parity.py`` compares what is sent with the catalogue; here both ends are real,
and an error code of the vendor arrives as the typed exception with its code and path.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.errors import AccessTokenError, WeChatAPIError
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.apps import miniprograms, oauth
from flask_wechat_corp.simulator.api.finance import invoices
from flask_wechat_corp.simulator.api.messaging import webhook
from flask_wechat_corp.simulator.api.office import living
from flask_wechat_corp.simulator.api.providers import suites
from tests.helpers.simulated import client_of, simulator
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET

CATALOGUE = json.loads(
    (Path(__file__).parent.parent / "data" / "endpoints.json").read_text("utf-8")
)
DAY = 86400
TEXT = {"msgtype": "text", "text": {"content": "你好"}}
CLICK: Any = {"type": "click", "name": "今日", "key": "V1"}

Call = Callable[[WeChatAPI, Simulator], Any]


def some_members(api: WeChatAPI) -> list[str]:
    return [user["userid"] for user in api.iter_department_users(1, fetch_child=True)]


def token_of_another(api: WeChatAPI, sim: Simulator) -> None:
    other = WeChatAPI(CORP_ID, "another-secret", AGENT_ID, api_url=sim.url)
    try:
        other.get_latest_token()
    finally:
        other.http.close()


def later(sim: Simulator, days: int) -> int:
    return int(sim.world.clock()) + days * DAY


def login_code(sim: Simulator) -> str:
    return oauth.issue_code(sim.world, next(iter(sim.world.members)))


def first_living(sim: Simulator) -> str:
    return next(iter(living.livings(sim.world)))


def read_invoice(api: WeChatAPI, sim: Simulator) -> dict[str, Any]:
    one = invoices.invoices(sim.world)[0]
    return api.get_invoice_info(one["card_id"], one["encrypt_code"])


def suite_token(api: WeChatAPI, sim: Simulator) -> dict[str, Any]:
    suite = suites.suite(sim.world)
    return api.get_suite_token(suite["suite_id"], suite["suite_secret"], suite["suite_ticket"])


#: family -> (a call, a key of its answer, a call that is refused, the code)
FAMILIES: dict[str, tuple[Call, str, Call, int]] = {
    "token": (lambda api, sim: api.get_access_token(), "access_token", token_of_another, 40001),
    "ip": (
        lambda api, sim: api.get_callback_ip(),
        "ip_list",
        lambda api, sim: api.get("getcallbackip", access_token="stale"),
        40014,
    ),
    "department": (
        lambda api, sim: api.create_department("新部门"),
        "id",
        lambda api, sim: api.get_department(999),
        60123,
    ),
    "user": (
        lambda api, sim: api.get_department_users(1),
        "userlist",
        lambda api, sim: api.get_user("nobody"),
        60111,
    ),
    "tag": (
        lambda api, sim: api.create_tag("新标签"),
        "tagid",
        lambda api, sim: api.get_tag_users(999),
        40068,
    ),
    "batch": (
        lambda api, sim: api.batch_invite(user=some_members(api)[:1]),
        "invaliduser",
        lambda api, sim: api.batch_get_result("none"),
        40088,
    ),
    "media": (
        lambda api, sim: api.upload_media(b"0123456789", "file", "说明.txt"),
        "media_id",
        lambda api, sim: api.get_media("none"),
        40007,
    ),
    "message": (
        lambda api, sim: api.send({"touser": some_members(api)[0]}, TEXT),
        "msgid",
        lambda api, sim: api.send({"touser": "nobody"}, TEXT),
        81013,
    ),
    "appchat": (
        lambda api, sim: api.create_appchat(some_members(api)[:2]),
        "chatid",
        lambda api, sim: api.get_appchat("none"),
        86003,
    ),
    "webhook": (
        lambda api, sim: api.send_webhook(next(iter(webhook.robots(sim.world))), TEXT),
        "errcode",
        lambda api, sim: api.send_webhook("none", TEXT),
        93000,
    ),
    "menu": (
        lambda api, sim: (api.create_menu({"button": [CLICK]}), api.get_menu())[1],
        "button",
        lambda api, sim: api.get_menu(agentid=77),
        40056,
    ),
    "agent": (
        lambda api, sim: api.get_agent(),
        "name",
        lambda api, sim: api.get_agent(77),
        40056,
    ),
    "jsapi": (
        lambda api, sim: api.get_ticket(),
        "ticket",
        lambda api, sim: api.get_agent_ticket("wrong"),
        91040,
    ),
    "oauth": (
        lambda api, sim: api.get_user_info(login_code(sim)),
        "userid",
        lambda api, sim: api.get_user_info("none"),
        40029,
    ),
    "external_contact": (
        lambda api, sim: api.get_follow_user_list(),
        "follow_user",
        lambda api, sim: api.get_external_contact("none"),
        40096,
    ),
    "external_groupchat": (
        lambda api, sim: api.list_group_chats(),
        "group_chat_list",
        lambda api, sim: api.get_group_chat("none"),
        40050,
    ),
    "external_moment": (
        lambda api, sim: api.get_moment_list(later(sim, -5), later(sim, 0)),
        "moment_list",
        lambda api, sim: api.get_moment_task("none"),
        41060,
    ),
    "kf": (
        lambda api, sim: api.list_kf_accounts(),
        "account_list",
        lambda api, sim: api.get_kf_account_link("none"),
        95000,
    ),
    "approval": (
        lambda api, sim: api.get_approval_info(later(sim, -1), later(sim, 0)),
        "sp_no_list",
        lambda api, sim: api.get_approval_detail("none"),
        301025,
    ),
    "checkin": (
        lambda api, sim: api.get_corp_checkin_option(),
        "group",
        lambda api, sim: api.get_checkin_option(later(sim, 0), ["nobody"]),
        301021,
    ),
    "calendar": (
        lambda api, sim: api.add_calendar({"summary": "新日历", "color": "#0000FF"}),
        "cal_id",
        lambda api, sim: api.get_calendar(["none"]),
        90457,
    ),
    "schedule": (
        lambda api, sim: api.add_schedule(
            {"start_time": later(sim, 1), "end_time": later(sim, 1) + 3600}
        ),
        "schedule_id",
        lambda api, sim: api.delete_schedule("none"),
        90461,
    ),
    "dial": (
        lambda api, sim: api.get_dial_record(),
        "record",
        lambda api, sim: api.get_dial_record(start_time=later(sim, 0), end_time=later(sim, -1)),
        600018,
    ),
    "living": (
        lambda api, sim: api.get_living_info(first_living(sim)),
        "living_info",
        lambda api, sim: api.get_living_info("none"),
        40058,
    ),
    "linkedcorp": (
        lambda api, sim: api.get_linkedcorp_perm_list(),
        "userids",
        lambda api, sim: api.get_linkedcorp_user("none/none"),
        60111,
    ),
    "miniprogram": (
        lambda api, sim: api.jscode2session(
            miniprograms.login_code(sim.world, some_members(api)[0])
        ),
        "session_key",
        lambda api, sim: api.jscode2session("none"),
        40029,
    ),
    "invoice": (
        read_invoice,
        "payee",
        lambda api, sim: api.get_invoice_info("none", "none"),
        40058,
    ),
    "msgaudit": (
        lambda api, sim: api.get_msgaudit_permit_users(),
        "ids",
        lambda api, sim: api.get_msgaudit_group_chat("none"),
        301059,
    ),
    "service": (
        suite_token,
        "suite_access_token",
        lambda api, sim: api.get_suite_token("none", "none", "none"),
        40083,
    ),
}


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with simulator() as running:
        yield running


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


def test_every_family_with_a_core_row_has_both() -> None:
    assert set(FAMILIES) == {row["family"] for row in CATALOGUE if row["priority"] == "core"}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_call_succeeds(family: str, api: WeChatAPI, sim: Simulator) -> None:
    succeed, key, _, _ = FAMILIES[family]
    answer = succeed(api, sim)
    assert answer["errcode"] == 0
    assert key in answer


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_refusal_arrives_with_its_code(family: str, api: WeChatAPI, sim: Simulator) -> None:
    _, _, refused, code = FAMILIES[family]
    with pytest.raises(WeChatAPIError) as caught:
        refused(api, sim)
    assert caught.value.errcode == code
    assert caught.value.path.startswith("/cgi-bin/")
    assert isinstance(caught.value, AccessTokenError) == (code in {40001, 40014})
    assert SECRET not in str(caught.value)
