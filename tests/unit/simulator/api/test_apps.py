"""Messages, media, menus, the agent, logins, imports and chats of the simulated server API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, TOKEN


@pytest.fixture
def api(sim: Simulator) -> Iterator[RawClient]:
    with RawClient(sim) as caller:
        yield caller


def upload(api: RawClient, kind: str, data: bytes, filename: str = "a.bin") -> dict[str, Any]:
    if not api.token:
        api.login()
    edge = "edge0123456789"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="media"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    query = urlencode({"access_token": api.token, "type": kind})
    _, answer = api.request(
        "POST",
        f"/cgi-bin/media/upload?{query}",
        body + data + f"\r\n--{edge}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={edge}"},
    )
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


def text(content: str = "hi", **more: Any) -> dict[str, Any]:
    body = {"touser": "lisi", "msgtype": "text", "agentid": AGENT_ID, "text": {"content": content}}
    return {**body, **more}


def test_a_message_goes_to_users_departments_and_tags(api: RawClient, sim: Simulator) -> None:
    body = text(touser="LiSi|nobody", toparty="7|99", totag="1|77")
    answer = api.post("message/send", body)
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody"
    assert answer["invalidparty"] == "99"
    assert answer["invalidtag"] == "77"
    row = sim.world.messages.rows()[-1]
    assert set(row["users"]) == {"lisi", "yangguang", "huangxiaomei", "zhangsan", "wangfang"}
    assert row["content"]["content"] == "hi"
    assert row["msgid"] == answer["msgid"]
    api.post("message/send", text(touser="@all"))
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
    assert api.post("message/send", text(**changes))["errcode"] == errcode
    assert sim.world.messages.rows() == []


def test_long_texts_are_cut_between_characters(api: RawClient, sim: Simulator) -> None:
    assert api.post("message/send", text("好" * 700))["errcode"] == 0
    shown = sim.world.messages.rows()[-1]["content"]
    assert shown["content"] == "好" * 682
    assert shown["cut"] is True


def test_the_duplicate_check_swallows_only_when_it_is_asked_for(
    api: RawClient, sim: Simulator
) -> None:
    checked = text(enable_duplicate_check=1, duplicate_check_interval=60)
    first = api.post("message/send", checked)
    assert api.post("message/send", checked)["msgid"] == first["msgid"]
    assert len(sim.world.messages.rows()) == 1
    sim.advance(61)
    assert api.post("message/send", checked)["msgid"] != first["msgid"]
    api.post("message/send", text())
    api.post("message/send", text())
    assert len(sim.world.messages.rows()) == 4


def test_a_message_is_taken_back_for_a_day(api: RawClient, sim: Simulator) -> None:
    msgid = api.post("message/send", text())["msgid"]
    assert api.post("message/recall", {"msgid": msgid})["errcode"] == 0
    assert sim.world.messages.rows()[-1]["status"] == "recalled"
    late = api.post("message/send", text())["msgid"]
    sim.advance(86401)
    api.login()
    assert api.post("message/recall", {"msgid": late})["errcode"] == 42052
    assert api.post("message/recall", {"msgid": "x"})["errcode"] == 40035


def test_a_card_is_changed_once(api: RawClient, sim: Simulator) -> None:
    card = {
        "card_type": "button_interaction", "task_id": "t1", "main_title": {"title": "审批"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }  # fmt: skip
    sent = api.post("message/send", text(msgtype="template_card", template_card=card))
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


def test_media_are_kept_for_three_days(api: RawClient, sim: Simulator) -> None:
    made = upload(api, "image", b"picture bytes", "图.png")
    assert (made["errcode"], made["type"]) == (0, "image")
    query = urlencode({"access_token": api.token, "media_id": made["media_id"]})
    response, data = api.request("GET", f"/cgi-bin/media/get?{query}")
    assert data == b"picture bytes"
    assert "attachment" in str(response.getheader("Content-Disposition"))
    response, part = api.request("GET", f"/cgi-bin/media/get?{query}", None, {"Range": "bytes=0-6"})
    assert (response.status, part) == (206, b"picture")
    image = text(msgtype="image", image={"media_id": made["media_id"]})
    assert api.post("message/send", image)["errcode"] == 0
    voice = text(msgtype="voice", voice={"media_id": made["media_id"]})
    assert api.post("message/send", voice)["errcode"] == 40007
    sim.advance(3 * 86400 + 1)
    api.login()
    assert api.get("media/get", media_id=made["media_id"])["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "size", "errcode"),
    [("song", 10, 40004), ("file", 0, 44001), ("file", 5, 40006), ("voice", 2097153, 45001)],
)
def test_upload_refuses(api: RawClient, kind: str, size: int, errcode: int) -> None:
    assert upload(api, kind, b"x" * size)["errcode"] == errcode


def test_media_stay_within_their_bound() -> None:
    with simulator() as sim:
        shelf = sim.world.media
        shelf.limit = 100
        first = shelf.add("file", "a", "text/plain", b"x" * 60)
        second = shelf.add("file", "b", "text/plain", b"x" * 60)
        assert shelf.get(first.media_id) is None
        assert shelf.get(second.media_id) is second
        assert (shelf.size, shelf.dropped) == (60, 1)
        assert sim.state()["media_dropped"] == 1


def test_a_menu_is_set_shown_and_removed(api: RawClient) -> None:
    menu = {"button": [{"type": "click", "name": "今日", "key": "K"}]}
    assert api.post("menu/create", menu, agentid=AGENT_ID)["errcode"] == 0
    assert api.get("menu/get", agentid=AGENT_ID)["button"] == menu["button"]
    assert api.get("menu/delete", agentid=AGENT_ID)["errcode"] == 0
    assert api.get("menu/get", agentid=AGENT_ID)["errcode"] == 46003
    assert api.get("menu/get", agentid=7)["errcode"] == 40056


CLICK = {"type": "click", "name": "一", "key": "K"}


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


def authorize(api: RawClient, **query: str) -> tuple[int, str]:
    values = {
        "appid": CORP_ID, "redirect_uri": "http://127.0.0.1:9/in?a=1", "response_type": "code",
        "scope": "snsapi_privateinfo", "agentid": str(AGENT_ID), "state": "S", **query,
    }  # fmt: skip
    response, body = api.request("GET", f"/connect/oauth2/authorize?{urlencode(values)}")
    return response.status, str(response.getheader("Location") or body.decode())


def test_a_member_logs_in_once_with_a_code(api: RawClient, sim: Simulator) -> None:
    status, page = authorize(api)
    assert status == 200
    assert "userid=lisi" in page
    status, location = authorize(api, userid="lisi")
    assert status == 302
    query = parse_qs(urlsplit(location).query)
    assert (query["a"], query["state"]) == (["1"], ["S"])
    shown = api.get("auth/getuserinfo", code=query["code"][0])
    assert shown["userid"] == "lisi"
    assert api.get("auth/getuserinfo", code=query["code"][0])["errcode"] == 42022
    detail = api.post("auth/getuserdetail", {"user_ticket": shown["user_ticket"]})
    assert detail["mobile"] == "13800000002"
    assert api.get("user/getuserinfo", code="made-up")["errcode"] == 40029
    _, location = authorize(api, userid="lisi", scope="snsapi_base")
    sim.advance(301)
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert api.get("user/getuserinfo", code=code)["errcode"] == 42003


def test_the_login_page_refuses_what_wecom_refuses(api: RawClient, sim: Simulator) -> None:
    assert authorize(api, appid="other")[0] == 400
    assert authorize(api, scope="everything")[0] == 400
    assert authorize(api, redirect_uri="javascript:alert(1)")[0] == 400
    sim.world.agents[AGENT_ID]["redirect_domain"] = "trusted.example.com"
    assert "50001" in authorize(api, userid="lisi")[1]


def test_an_import_changes_members_and_tells_the_callback(sim: Simulator, api: RawClient) -> None:
    app = ScriptedApp()
    table = "姓名,帐号,手机号,所在部门\n新人,xinren,13900000009,5;6\n李四,lisi,13800000002,99\n"
    media_id = upload(api, "file", table.encode(), "members.csv")["media_id"]
    with running(app):
        callback = {"url": app.url, "token": TOKEN, "encodingaeskey": AES_KEY}
        started = api.post("batch/syncuser", {"media_id": media_id, "callback": callback})
        assert sim.settle(10)
    result = api.get("batch/getresult", jobid=started["jobid"])
    assert (result["status"], result["percentage"], result["total"]) == (3, 100, 2)
    assert [row["errcode"] for row in result["result"]] == [0, 60123]
    assert api.get("user/get", userid="xinren")["department"] == [5, 6]
    job = app.got[0]["BatchJob"]
    assert (app.got[0]["Event"], job["JobId"], job["JobType"]) == (
        "batch_job_result", started["jobid"], "sync_user",
    )  # fmt: skip
    assert api.get("batch/getresult", jobid="x")["errcode"] == 40088


def test_departments_are_replaced_by_a_file(api: RawClient) -> None:
    table = "部门名称,部门ID,父部门ID,排序\n新名字,2,1,1\n新部门,20,2,5\n乱,21,404,1\n"
    media_id = upload(api, "file", table.encode(), "parties.csv")["media_id"]
    started = api.post("batch/replaceparty", {"media_id": media_id})
    rows = api.get("batch/getresult", jobid=started["jobid"])["result"]
    assert [(row["partyid"], row["action"], row["errcode"]) for row in rows] == [
        (2, 2, 0), (20, 1, 0), (21, 0, 60124),
    ]  # fmt: skip
    assert api.get("department/get", id=20)["department"]["parentid"] == 2
    bad = upload(api, "file", b"nothing,of,use\n", "x.csv")["media_id"]
    assert api.post("batch/replaceparty", {"media_id": bad})["errcode"] == 40092


def test_a_group_chat(api: RawClient, sim: Simulator) -> None:
    made = api.post("appchat/create", {"name": "项目", "userlist": ["lisi", "zhangsan"]})
    chatid = made["chatid"]
    say = {"chatid": chatid, "msgtype": "text", "text": {"content": "大家好"}}
    assert api.post("appchat/send", say)["errcode"] == 0
    assert sim.world.messages.rows()[-1]["users"] == ["lisi", "zhangsan"]
    change = {"chatid": chatid, "owner": "wangfang", "add_user_list": ["wangfang"]}
    assert api.post("appchat/update", change)["errcode"] == 0
    info = api.get("appchat/get", chatid=chatid)["chat_info"]
    assert (info["owner"], info["userlist"]) == ("wangfang", ["lisi", "zhangsan", "wangfang"])
    assert api.post("appchat/send", {**say, "chatid": "none"})["errcode"] == 86003


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"userlist": ["lisi"]}, 86006),
        ({"userlist": ["lisi", "nobody"]}, 86007),
        ({"userlist": ["lisi", "zhangsan"], "owner": "wangfang"}, 86207),
        ({"userlist": ["lisi", "zhangsan"], "owner": "nobody"}, 86005),
        ({"userlist": ["lisi", "zhangsan"], "chatid": "no spaces"}, 86001),
    ],
)
def test_chats_refuse(api: RawClient, body: dict[str, Any], errcode: int) -> None:
    assert api.post("appchat/create", body)["errcode"] == errcode
