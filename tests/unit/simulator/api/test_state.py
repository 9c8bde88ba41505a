"""The state of all families, saved and bounded."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator import api
from flask_wechat_corp.simulator.api.apps import miniprograms, oauth
from flask_wechat_corp.simulator.api.customers import (
    contacts,
    moments,
)
from flask_wechat_corp.simulator.api.finance import invoices
from flask_wechat_corp.simulator.api.office import (
    approvals,
    calendars,
    schedules,
)
from flask_wechat_corp.simulator.api.providers import suites
from flask_wechat_corp.simulator.api.routes import Routes
from flask_wechat_corp.simulator.world.world import World
from tests.helpers.simulated import NOW, DirectWorld, follower
from tests.unit.simulator.api.office.test_approvals import application


def invoice_key(wecom: DirectWorld, number: int = 0) -> dict[str, str]:
    found = invoices.invoices(wecom.world)[number]
    return {"card_id": found["card_id"], "encrypt_code": found["encrypt_code"]}


def test_the_state_of_all_families_survives_json(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    wecom("externalcontact/remark", userid=userid, external_userid=external, remark="老客户")
    wecom("kf/account/list")
    wecom("externalcontact/get_corp_tag_list")
    wecom("card/invoice/reimburse/getinvoiceinfobatch", item_list=[invoice_key(wecom)])
    again = World(json.loads(json.dumps(wecom.world.to_dict())))
    assert again.families == wecom.world.families
    assert again.families["external"]["customers"][external]["follow"][userid]["remark"] == "老客户"


def applications(wecom: DirectWorld, count: int) -> dict[str, Any]:
    body = application(wecom)
    for _ in range(count):
        wecom("oa/applyevent", **body)
    return dict(wecom.world.family_state("approval")["records"])


def many_calendars(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("oa/calendar/add", calendar={"summary": "x", "color": "#FF3030"})
    return calendars.calendars(wecom.world)


def many_schedules(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("oa/schedule/add", schedule={"start_time": NOW, "end_time": NOW})
    return schedules.schedules(wecom.world)


def customers(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        contacts.add(wecom.world, "新客", "lisi")
    return dict(contacts.customers(wecom.world)["customers"])


def mass_messages(wecom: DirectWorld, count: int) -> dict[str, Any]:
    body = {"chat_type": "single", "sender": "lisi", "text": {"content": "x"}}
    for _ in range(count):
        wecom("externalcontact/add_msg_template", **body)
    return dict(wecom.world.family_state("group_messages")["messages"])


def many_moments(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("externalcontact/add_moment_task", text={"content": "x"})
    return dict(wecom.world.family_state("moments")["moments"])


def mini_program_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        miniprograms.login_code(wecom.world, "lisi")
    return dict(wecom.world.family_state("miniprogram")["codes"])


def suite_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        suites.auth_code(wecom.world)
    return dict(suites.suite(wecom.world)["codes"])


def login_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        oauth.issue_code(wecom.world, "lisi")
    return dict(wecom.world.family_state("oauth_codes"))


def tickets(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        code = oauth.issue_code(wecom.world, "lisi", "snsapi_privateinfo")
        wecom("auth/getuserinfo", {"code": code})
    return dict(wecom.world.family_state("user_tickets"))


def jobs(wecom: DirectWorld, count: int) -> dict[str, Any]:
    table = "帐号,姓名\nlisi,李四\n".encode()
    media_id = wecom.world.media.add("file", "a.csv", "text/csv", table).media_id
    for _ in range(count):
        wecom("batch/syncuser", media_id=media_id)
    return dict(wecom.world.family_state("jobs"))


def tokens(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for number in range(count):
        wecom.world.tokens.issue(f"suite {count} {number}")
    return wecom.world.tokens


def test_two_families_cannot_serve_one_path() -> None:
    routes = Routes()
    routes.get("x/get")(lambda world, args: {})
    with pytest.raises(ValueError, match="x/get is served twice"):
        routes.post("x/get")(lambda world, args: {})


@pytest.mark.parametrize(
    ("fill", "most"),
    [
        (applications, approvals.KEPT),
        (many_calendars, calendars.KEPT),
        (many_schedules, schedules.KEPT),
        (customers, contacts.KEPT),
        (mass_messages, 2000),
        (many_moments, moments.KEPT),
        (mini_program_codes, miniprograms.KEPT),
        (suite_codes, suites.KEPT),
        (login_codes, 500),
        (tickets, 500),
        (jobs, 200),
        (tokens, 500),
    ],
)
def test_a_family_keeps_only_the_newest(
    wecom: DirectWorld, fill: Callable[[DirectWorld, int], dict[str, Any]], most: int
) -> None:
    oldest = next(iter(fill(wecom, 1)))
    kept = fill(wecom, most)
    assert len(kept) == most
    assert oldest not in kept


def test_no_two_families_have_one_name_for_their_state() -> None:
    """The second one would find what the first one has made."""
    made: dict[str, set[str]] = defaultdict(set)
    for path in Path(api.__path__[0]).rglob("*.py"):
        for name in re.findall(r'family_state\(\s*"(\w+)",', path.read_text("utf-8")):
            made[name].add(path.stem)
    assert {name: files for name, files in made.items() if len(files) > 1} == {}
    assert len(made) >= 10


@pytest.mark.parametrize("first", [0, 1])
def test_meeting_rooms_and_rooms_with_hardware_do_not_meet(wecom: DirectWorld, first: int) -> None:
    paths = ["oa/meetingroom/list", "meeting/rooms/list"]
    found = [wecom(path) for path in (paths[first], paths[1 - first])]
    assert [len(found[first]["meetingroom_list"]), len(found[1 - first]["meeting_room_list"])] == [
        1,
        2,
    ]
    assert wecom("oa/meetingroom/add", name="雏菊厅", capacity=4)["meetingroom_id"] == 2
