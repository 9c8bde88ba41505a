"""The simulator serves what our client calls: core rows, a success and an error of every family."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.apps import miniprograms
from flask_wechat_corp.simulator.api.finance import invoices
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from flask_wechat_corp.simulator.api.messaging import webhook
from flask_wechat_corp.simulator.api.office import approvals, living
from flask_wechat_corp.simulator.api.providers import suites
from tests.data.call_shapes import EXAMPLES, EXTRA, FILLED_IN, NAMES, RECORDS
from tests.data.derived_calls import Shape, arguments
from tests.helpers.simulated import RawClient, client_of
from tests.helpers.support import AGENT_ID, CORP_ID

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8")
)
CORE = [row for row in ROWS if row["priority"] == "core" and row["path"].startswith("/cgi-bin/")]
FAMILIES = sorted({row["family"] for row in CORE})
#: what an answer never is when the path is served for this verb and this kind of token
NOT_SERVED = {404, 43001, 43002, 40014, 40082, 41001, 41022}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f0e9fe0a0002f301cdffd1d8990000000049454e44ae426082"
)


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


def issue(sim: Simulator, kind: str) -> str:
    """A token of this kind, as the simulated platform gives it."""
    if kind == "none":
        return ""
    return sim.world.tokens.issue(str(AGENT_ID) if kind == "access_token" else CORP_ID, kind)[0]


# -- every path --------------------------------------------------------------------------------


def test_every_core_path_is_served(sim: Simulator) -> None:
    with RawClient(sim) as caller:
        for row in CORE:
            path, kind = row["path"], row["token"]
            name = kind if kind == "suite_access_token" else "access_token"
            query = "" if kind == "none" else f"?{name}={issue(sim, kind)}"
            body: dict[str, Any] | None = {} if row["method"] == "POST" else None
            _, data = caller.request(row["method"], path + query, body)
            answer = json.loads(data)
            assert answer["errcode"] not in NOT_SERVED, path
            assert sim.world.calls.rows()[-1]["simulated"], path
            assert "simulated" not in answer, path


@pytest.mark.parametrize("name", sorted(row["name"] for row in CORE))
def test_what_our_client_sends_is_understood(name: str, sim: Simulator, api: WeChatAPI) -> None:
    """Success or one of the vendor's refusals, never a wrong verb, token or parameter."""
    for kind, token in (("suite_access_token", "SUITE"), ("provider_access_token", "PROVIDER")):
        sim.world.tokens[token] = sim.world.tokens.pop(issue(sim, kind))
    (row,) = (row for row in CORE if row["name"] == name)
    given = {
        key: value
        for key, value in Shape(row, EXAMPLES.get(name)).whole().items()
        if key not in FILLED_IN.get(name, ())
    }
    named = arguments(
        getattr(WeChatAPI, name),
        row,
        given,
        names=NAMES.get(name, {}),
        records=RECORDS.get(name, {}),
        extra=EXTRA.get(name, {}),
    )
    errcode = 0
    try:
        answer = getattr(api, name)(**named)
        if hasattr(answer, "close"):
            answer.close()
    except WeChatAPIError as error:
        errcode = error.errcode
    assert errcode not in NOT_SERVED
    called = sim.world.calls.rows()[-1]
    assert called["simulated"]
    assert called["unknown"] == []


# -- one success and one error a family --------------------------------------------------------


class Office:
    """Our client and what a family's calls need to succeed."""

    def __init__(self, sim: Simulator, api: WeChatAPI) -> None:
        self.world = sim.world
        self.api = api
        self.sim = sim

    def media(self) -> str:
        return str(self.api.upload_media(io.BytesIO(PNG), "image", "a.png")["media_id"])

    def customer(self) -> tuple[str, str]:
        userid = self.api.get_follow_user_list()["follow_user"][0]
        return userid, self.api.list_external_contacts(userid)["external_userid"][0]

    def account(self) -> str:
        return str(self.api.list_kf_accounts()["account_list"][0]["open_kfid"])

    def read_customer(self) -> Any:
        open_kfid, (_, external) = self.account(), self.customer()
        token = kf_messages.customer_says(self.world, open_kfid, external, "你好")
        read = self.api.kf_sync_msg(token, open_kfid=open_kfid)["msg_list"]
        assert read[0]["text"] == {"content": "你好"}
        return self.api.kf_send_msg(open_kfid, external, "text", text={"content": "您好"})

    def suite_token(self) -> str:
        ours = suites.suite(self.world)
        names = ("suite_id", "suite_secret", "suite_ticket")
        answer = self.api.get_suite_token(*(ours[name] for name in names))
        return str(answer["suite_access_token"])

    def window(self) -> tuple[int, int]:
        now = int(self.world.clock())
        return now - 86_400, now

    def invoice(self) -> tuple[str, str]:
        found = invoices.invoices(self.world)[0]
        return found["card_id"], found["encrypt_code"]


Act = Callable[[Office], Any]
CASES: dict[str, tuple[Act, Act, int]] = {
    "token": (
        lambda o: o.api.get_latest_token(),
        lambda o: WeChatAPI(CORP_ID, "wrong", api_url=o.sim.url).get_callback_ip(),
        40001,
    ),
    "ip": (lambda o: o.api.get_callback_ip(), lambda o: o.api.get("getcallbackip/x"), 404),
    "department": (
        lambda o: o.api.create_department("质量组", parentid=1),
        lambda o: o.api.delete_department(99),
        60123,
    ),
    "user": (lambda o: o.api.get_user("zhangsan"), lambda o: o.api.get_user("nobody"), 60111),
    "tag": (lambda o: o.api.create_tag("新标签"), lambda o: o.api.get_tag_users(999), 40068),
    "batch": (
        lambda o: o.api.batch_invite(user=["zhangsan"]),
        lambda o: o.api.batch_get_result("nothing"),
        40088,
    ),
    "media": (lambda o: o.media(), lambda o: o.api.get_media("nothing"), 40007),
    "message": (
        lambda o: o.api.send(
            {"touser": "zhangsan"}, {"msgtype": "text", "text": {"content": "hi"}}
        ),
        lambda o: o.api.send({"touser": "nobody"}, {"msgtype": "text", "text": {"content": "hi"}}),
        81013,
    ),
    "appchat": (
        lambda o: o.api.create_appchat(["zhangsan", "lisi"]),
        lambda o: o.api.get_appchat("nothing"),
        86003,
    ),
    "menu": (
        lambda o: o.api.create_menu({"button": [{"type": "click", "name": "帮助", "key": "K"}]}),
        lambda o: o.api.post("menu/create", {"button": []}, agentid=AGENT_ID),
        40016,
    ),
    "agent": (lambda o: o.api.get_agent(AGENT_ID), lambda o: o.api.get_agent(7), 40056),
    "oauth": (
        lambda o: o.api.get_authorize_url("https://example.com/", "s"),
        lambda o: o.api.get_user_info("nothing"),
        40029,
    ),
    "jsapi": (
        lambda o: o.api.get_ticket(),
        lambda o: o.api.get("ticket/get", type="poem"),
        91040,
    ),
    "external_contact": (
        lambda o: o.api.get_external_contact(o.customer()[1]),
        lambda o: o.api.get_external_contact("wmx"),
        40096,
    ),
    "external_groupchat": (
        lambda o: o.api.list_group_chats(10)["group_chat_list"][0],
        lambda o: o.api.get_group_chat("wrx"),
        40050,
    ),
    "external_moment": (
        lambda o: o.api.add_moment_task(text={"content": "上新"}),
        lambda o: o.api.get_moment_task_result("nothing"),
        40088,
    ),
    "kf": (
        lambda o: o.read_customer(),
        lambda o: o.api.list_kf_servicers("wkx"),
        95004,
    ),
    "approval": (
        lambda o: o.api.get_approval_template_detail(approvals.template_ids(o.world)[0]),
        lambda o: o.api.get_approval_detail("1"),
        301025,
    ),
    "checkin": (
        lambda o: o.api.get_checkin_data(3, *o.window(), ["lisi"]),
        lambda o: o.api.get_checkin_data(3, *o.window(), ["nobody"]),
        301021,
    ),
    "calendar": (
        lambda o: o.api.add_calendar({"summary": "团队", "color": "#FF3030"}),
        lambda o: o.api.delete_calendar("nothing"),
        90457,
    ),
    "schedule": (
        lambda o: o.api.add_schedule({"start_time": o.window()[0], "end_time": o.window()[1]}),
        lambda o: o.api.get_schedule(["nothing"]),
        90461,
    ),
    "dial": (
        lambda o: o.api.get_dial_record(),
        lambda o: o.api.get_dial_record(start_time=2, end_time=1),
        600018,
    ),
    "living": (
        lambda o: o.api.get_living_info(next(iter(living.livings(o.world)))),
        lambda o: o.api.get_living_info("lvx"),
        40058,
    ),
    "linkedcorp": (
        lambda o: o.api.get_linkedcorp_user(o.api.get_linkedcorp_perm_list()["userids"][0]),
        lambda o: o.api.get_linkedcorp_user("x/y"),
        60111,
    ),
    "miniprogram": (
        lambda o: o.api.jscode2session(miniprograms.login_code(o.world, "lisi")),
        lambda o: o.api.jscode2session("nothing"),
        40029,
    ),
    "invoice": (
        lambda o: o.api.get_invoice_info(*o.invoice()),
        lambda o: o.api.get_invoice_info("p", "nothing"),
        40058,
    ),
    "msgaudit": (
        lambda o: o.api.get_msgaudit_permit_users(),
        lambda o: o.api.get_msgaudit_group_chat("nothing"),
        301059,
    ),
    "service": (
        lambda o: o.api.get_pre_auth_code(o.suite_token()),
        lambda o: o.api.get_pre_auth_code("nothing"),
        40082,
    ),
    "webhook": (
        lambda o: o.api.send_webhook(
            next(iter(webhook.robots(o.world))), {"msgtype": "text", "text": {"content": "hi"}}
        ),
        lambda o: o.api.send_webhook("nothing", {"msgtype": "text", "text": {"content": "hi"}}),
        93000,
    ),
}


def test_no_family_is_forgotten() -> None:
    assert sorted(CASES) == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_answers_and_refuses(family: str, sim: Simulator, api: WeChatAPI) -> None:
    succeed, fail, errcode = CASES[family]
    office_of = Office(sim, api)
    assert succeed(office_of)
    with pytest.raises(WeChatAPIError) as caught:
        fail(office_of)
    assert caught.value.errcode == errcode
