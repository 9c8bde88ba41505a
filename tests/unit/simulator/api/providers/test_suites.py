"""Suites and providers."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.providers import suites
from tests.helpers.simulated import DirectWorld


def test_a_suite_is_authorized(wecom: DirectWorld) -> None:
    ours = suites.suite(wecom.world)
    asked = {key: ours[key] for key in ("suite_id", "suite_secret", "suite_ticket")}
    token = wecom("service/get_suite_token", **asked)["suite_access_token"]
    assert wecom.world.tokens.check(token, "suite_access_token") == ours["suite_id"]
    assert wecom.refused("service/get_suite_token", **{**asked, "suite_ticket": "x"}) == 40085
    assert wecom.refused("service/get_suite_token", **{**asked, "suite_secret": "x"}) == 40080
    assert wecom("service/get_pre_auth_code")["expires_in"] == 1200
    code = suites.auth_code(wecom.world)
    given = wecom("service/get_permanent_code", auth_code=code)
    assert wecom.refused("service/get_permanent_code", auth_code=code) == 40078
    permanent = {"auth_corpid": wecom.world.corp_id, "permanent_code": given["permanent_code"]}
    corp = wecom("service/get_corp_token", **permanent)
    assert wecom.world.tokens.check(corp["access_token"]) == str(wecom.world.agent_id)
    info = wecom("service/get_auth_info", **permanent)
    assert info["auth_corp_info"]["corpid"] == wecom.world.corp_id
    wrong = {**permanent, "permanent_code": "x"}
    assert wecom.refused("service/get_auth_info", **wrong) == 40084


def test_a_provider_knows_who_logged_in(wecom: DirectWorld) -> None:
    ours = {"corpid": wecom.world.corp_id, "provider_secret": wecom.world.secret}
    token = wecom("service/get_provider_token", **ours)["provider_access_token"]
    assert wecom.world.tokens.check(token, "provider_access_token") == wecom.world.corp_id
    assert wecom.refused("service/get_provider_token", **{**ours, "provider_secret": "x"}) == 40001
    code = suites.auth_code(wecom.world, "lisi")
    assert wecom("service/get_login_info", auth_code=code)["user_info"]["userid"] == "lisi"
    assert wecom.refused("service/get_login_info", auth_code=code) == 40078
