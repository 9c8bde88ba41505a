"""Logins at web pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.apps import oauth
from flask_wechat_corp.simulator.errors import SimulatedError
from tests.helpers.simulated import DirectWorld, RawClient
from tests.helpers.support import AGENT_ID, CORP_ID


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


def test_a_member_scans_in_with_a_desktop_browser(api: RawClient, sim: Simulator) -> None:
    login_url = sim.settings("")["LOGIN_URL"]
    assert login_url.startswith(sim.url)
    path = urlsplit(login_url).path
    asked = {
        "login_type": "CorpApp", "appid": CORP_ID, "agentid": str(AGENT_ID),
        "redirect_uri": "http://127.0.0.1:9/in", "state": "S",
    }  # fmt: skip

    def scan(**changed: str) -> tuple[int, str]:
        response, body = api.request("GET", f"{path}?{urlencode({**asked, **changed})}")
        return response.status, str(response.getheader("Location") or body.decode())

    assert "userid=lisi" in scan()[1]
    status, location = scan(userid="lisi")
    assert status == 302
    query = parse_qs(urlsplit(location).query)
    assert query["state"] == ["S"]
    assert api.get("auth/getuserinfo", code=query["code"][0])["userid"] == "lisi"
    assert "40035" in scan(login_type="ServiceApp")[1]
    assert "40013" in scan(appid="other")[1]
    assert "41011" in scan(agentid="1")[1]
    assert "50001" in scan(redirect_uri="javascript:alert(1)")[1]


def test_the_login_page_refuses_what_wecom_refuses(api: RawClient, sim: Simulator) -> None:
    assert authorize(api, appid="other")[0] == 400
    assert authorize(api, scope="everything")[0] == 400
    assert authorize(api, redirect_uri="javascript:alert(1)")[0] == 400
    sim.world.agents[AGENT_ID]["redirect_domain"] = "trusted.example.com"
    assert "50001" in authorize(api, userid="lisi")[1]


def test_the_older_paths_of_a_login_know_the_same_member(wecom: DirectWorld) -> None:
    code = oauth.issue_code(wecom.world, "lisi", "snsapi_privateinfo")
    shown = wecom("user/getuserinfo", {"code": code})
    assert (shown["UserId"], shown["usertype"]) == ("lisi", 5)
    ticket = {"user_ticket": shown["user_ticket"]}
    detail = wecom("user/getuserdetail", **ticket)
    assert (detail["name"], detail["mobile"]) == ("李四", "13800000002")
    wecom.later(shown["expires_in"])
    assert wecom.refused("user/getuserdetail", **ticket) == 84014
    base = wecom("user/getuserinfo", {"code": oauth.issue_code(wecom.world, "lisi")})
    assert "user_ticket" not in base


def test_the_login_page_wants_a_code_and_an_agent(wecom: DirectWorld) -> None:
    asked = {
        "appid": CORP_ID, "response_type": "code", "scope": "snsapi_privateinfo",
        "agentid": str(AGENT_ID), "redirect_uri": "https://e.example/in",
    }  # fmt: skip
    assert oauth.check_authorize(wecom.world, asked) == "snsapi_privateinfo"
    for change, errcode in (({"response_type": "token"}, 40035), ({"agentid": ""}, 41011)):
        with pytest.raises(SimulatedError) as caught:
            oauth.check_authorize(wecom.world, asked | change)
        assert caught.value.errcode == errcode
