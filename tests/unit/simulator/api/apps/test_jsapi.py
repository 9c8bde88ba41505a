"""Tickets of the JS-SDK and logins of mini programs."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.apps import miniprograms
from tests.helpers.simulated import DirectWorld


def test_tickets_stay_the_same_while_they_are_valid(wecom: DirectWorld) -> None:
    corp = wecom("get_jsapi_ticket")
    agent = wecom("ticket/get", {"type": "agent_config"})
    assert corp["ticket"] != agent["ticket"]
    wecom.later(60)
    again = wecom("get_jsapi_ticket")
    assert (again["ticket"], again["expires_in"]) == (corp["ticket"], 7140)
    wecom.later(7200)
    assert wecom("get_jsapi_ticket")["ticket"] != corp["ticket"]
    assert wecom.refused("ticket/get", {"type": "poem"}) == 91040


def test_a_mini_programs_code_is_good_once(wecom: DirectWorld) -> None:
    code = miniprograms.login_code(wecom.world, "lisi")
    query = {"js_code": code, "grant_type": "authorization_code"}
    assert wecom("miniprogram/jscode2session", query)["userid"] == "lisi"
    assert wecom.refused("miniprogram/jscode2session", query) == 40029
    assert wecom.refused("miniprogram/jscode2session", {"js_code": code}) == 40058
