"""What happens in the simulated WeCom without an API call, through the control plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator


@pytest.fixture
def app() -> Iterator[ScriptedApp]:
    with running(ScriptedApp()) as one:
        yield one


@pytest.fixture
def sim(app: ScriptedApp) -> Iterator[Simulator]:
    with simulator(app.url) as one:
        yield one


def happen(sim: Simulator, api: RawClient, act: str, **fields: object) -> dict[str, Any]:
    status, answer = api.control("POST", "actions", {"act": act, **fields})
    assert (status, answer["ok"]) == (200, True)
    assert sim.settle()
    return answer


def test_a_customer_writes_and_is_answered(
    sim: Simulator, api: RawClient, app: ScriptedApp
) -> None:
    said = happen(sim, api, "customer_says", content="在吗")
    [event] = app.got
    assert (event["Event"], event["OpenKfId"]) == ("kf_msg_or_event", said["open_kfid"])
    [message] = api.post("kf/sync_msg", {"token": event["Token"], "open_kfid": event["OpenKfId"]})[
        "msg_list"
    ]
    assert (message["text"], message["external_userid"]) == (
        {"content": "在吗"}, said["external_userid"],
    )  # fmt: skip
    answer = {"msgtype": "text", "text": {"content": "在的"}, "open_kfid": said["open_kfid"]}
    sent = api.post("kf/send_msg", {"touser": said["external_userid"], **answer})
    assert sent["errcode"] == 0
    assert sim.world.messages.rows()[-1]["via"] == "kf"


def test_a_new_customer_is_welcomed_once(sim: Simulator, api: RawClient, app: ScriptedApp) -> None:
    added = happen(sim, api, "new_customer", name="小林", userid="lisi", state="expo")
    [event] = app.got
    assert (event["ChangeType"], event["UserID"], event["State"]) == (
        "add_external_contact", "lisi", "expo",
    )  # fmt: skip
    shown = api.get("externalcontact/get", external_userid=added["external_userid"])
    assert shown["external_contact"]["name"] == "小林"
    assert shown["follow_user"][0]["state"] == "expo"
    welcome = {"welcome_code": event["WelcomeCode"], "text": {"content": "欢迎"}}
    assert api.post("externalcontact/send_welcome_msg", welcome)["errcode"] == 0
    assert api.post("externalcontact/send_welcome_msg", welcome)["errcode"] == 41050


def test_approvers_decide(sim: Simulator, api: RawClient, app: ScriptedApp) -> None:
    _, rooms = api.control("GET", "families")
    [(template_id, template)] = rooms["approval"]["templates"].items()
    ids = [one["property"]["id"] for one in template["template_content"]["controls"]]
    contents = [
        {"control": "Text", "id": ids[0], "value": {"text": "差旅"}},
        {"control": "Money", "id": ids[1], "value": {"new_money": "700"}},
    ]
    applied = api.post(
        "oa/applyevent",
        {
            "creator_userid": "zhangsan", "template_id": template_id,
            "approver": [{"attr": 1, "userid": ["lisi"]}],
            "apply_data": {"contents": contents}, "summary_list": [],
        },
    )  # fmt: skip
    decided = happen(sim, api, "decide", sp_no=applied["sp_no"], approve=True)
    assert decided["sp_status"] == 2
    [event] = app.got
    assert event["Event"] == "sys_approval_change"
    assert event["ApprovalInfo"]["SpNo"] == applied["sp_no"]
    info = api.post("oa/getapprovaldetail", {"sp_no": applied["sp_no"]})["info"]
    assert (info["sp_status"], info["sp_record"][0]["sp_status"]) == (2, 2)
    status, answer = api.control(
        "POST", "actions", {"act": "decide", "sp_no": applied["sp_no"], "approve": False}
    )
    assert (status, answer["ok"]) == (400, False)


def test_codes_for_logins_and_suites(sim: Simulator, api: RawClient) -> None:
    code = happen(sim, api, "login_code", userid="lisi")["code"]
    query = {"js_code": code, "grant_type": "authorization_code"}
    assert api.get("miniprogram/jscode2session", **query)["userid"] == "lisi"
    _, rooms = api.control("GET", "families")
    asked = {key: rooms["service"][key] for key in ("suite_id", "suite_secret", "suite_ticket")}
    token = api.post("service/get_suite_token", asked)["suite_access_token"]
    consent = {"auth_code": happen(sim, api, "auth_code")["code"]}
    given = api.post("service/get_permanent_code", consent, suite_access_token=token)
    assert given["permanent_code"] == rooms["service"]["permanent_code"]


def test_a_robots_key_can_be_looked_up(api: RawClient) -> None:
    _, rooms = api.control("GET", "families")
    [key] = rooms["robots"]
    words = {"msgtype": "text", "text": {"content": "报警"}}
    assert api.post("webhook/send", words, key=key)["errcode"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"act": "rain"},
        {"act": "customer_says"},
        {"act": "customer_says", "content": "x", "open_kfid": "wkx"},
        {"act": "new_customer", "name": "x", "userid": "nobody"},
        {"act": "decide", "sp_no": "1", "approve": True},
        {"act": "decide", "sp_no": "1", "approve": 1},
        {"act": "login_code", "userid": "nobody"},
        {"act": "auth_code", "userid": "nobody"},
    ],
)
def test_what_cannot_happen_says_why(api: RawClient, body: dict[str, Any]) -> None:
    status, answer = api.control("POST", "actions", body)
    assert (status, answer["ok"]) == (400, False)
    assert answer["reason"]
