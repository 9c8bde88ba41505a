"""Pages for members: the login through the simulated WeCom, and everything that may be tried."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_session import Session as FlaskSession

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import INSIDE, visit
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET


def make(sim: Simulator, **config: Any) -> tuple[Flask, WeChatCorp]:
    app = Flask(__name__)
    app.config.update(
        WECHAT_CORP_ID=CORP_ID,
        WECHAT_CORP_SECRET=SECRET,
        WECHAT_CORP_AGENT_ID=AGENT_ID,
        WECHAT_CORP_API_URL=sim.url,
        WECHAT_CORP_AUTHORIZE_URL=f"{sim.url}/connect/oauth2/authorize",
        WECHAT_CORP_STORE="memory://",
        SECRET_KEY="flask-secret-key",
        **config,
    )
    wx = WeChatCorp(app)

    @app.route("/me", methods=["GET", "POST"])
    @wx.member_required
    def me() -> str:
        assert wx.current_member is not None
        return wx.current_member.userid

    @app.get("/who")
    def who() -> str:
        return str(wx.current_member)

    return app, wx


def away(client: FlaskClient, path: str = "/me", **kwargs: Any) -> str:
    """Open a page and return where it sends the browser."""
    response = client.get(path, headers=INSIDE, **kwargs)
    assert response.status_code == 302
    assert response.headers["Cache-Control"] == "no-store"
    return str(response.headers["Location"])


def test_a_member_logs_in_inside_wecom_and_comes_back(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    location = away(client, "/me?tab=2&tab=字")
    query = parse_qs(urlsplit(location).query)
    assert location.startswith(f"{sim.url}/connect/oauth2/authorize?appid={CORP_ID}&")
    assert location.endswith("#wechat_redirect")
    assert query["redirect_uri"] == ["http://localhost/me"]
    back = visit(location, "zhangsan")
    response = client.get(back, headers=INSIDE)
    assert response.status_code == 302
    assert response.headers["Location"] == "/me?tab=2&tab=%E5%AD%97"
    assert client.get("/me").text == "zhangsan"
    assert client.post("/me").text == "zhangsan"
    assert "zhangsan" in client.get("/who").text


def test_a_desktop_browser_goes_to_the_scan_login(sim: Simulator) -> None:
    app, _ = make(sim)
    response = app.test_client().get("/me", headers={"User-Agent": "Mozilla/5.0 Firefox"})
    parts = urlsplit(response.headers["Location"])
    assert parts.netloc == "login.work.weixin.qq.com"
    query = parse_qs(parts.query)
    assert query["login_type"] == ["CorpApp"]
    assert query["agentid"] == [str(AGENT_ID)]
    assert re.fullmatch(r"[a-zA-Z0-9]{32,128}", query["state"][0])


def test_a_used_code_address_leads_to_the_clean_one(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    back = visit(away(client), "lisi")
    client.get(back)
    again = client.get(back)
    assert (again.status_code, again.headers["Location"]) == (302, "/me")
    assert len([c for c in sim.world.calls.rows() if "getuserinfo" in c["path"]]) == 1


def test_a_foreign_or_used_state_is_refused(sim: Simulator) -> None:
    app, _ = make(sim)
    victim, attacker = app.test_client(), app.test_client()
    away(victim)
    stolen = visit(away(attacker), "lisi")
    refused = victim.get(stolen)
    assert refused.status_code == 403
    assert victim.get("/me?code=x&state=字").status_code == 403
    assert victim.get("/who").text == "None"
    assert not [c for c in sim.world.calls.rows() if "getuserinfo" in c["path"]]


def test_an_invalid_code_restarts_the_login_once(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    location = away(client)
    for expected in (302, 500):
        state = parse_qs(urlsplit(location).query)["state"][0]
        response = client.get(f"/me?code=used-up&state={state}", headers=INSIDE)
        assert response.status_code == expected
        location = response.headers.get("Location", "")
    assert len([c for c in sim.world.calls.rows() if "getuserinfo" in c["path"]]) == 2


def test_a_stranger_is_no_member(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    state = parse_qs(urlsplit(away(client)).query)["state"][0]
    sim.faults.add(path="auth/getuserinfo", body='{"errcode": 0, "errmsg": "ok", "openid": "o1"}')
    response = client.get(f"/me?code=c&state={state}")
    assert response.status_code == 403
    assert client.get("/who").text == "None"


def test_the_old_spelling_of_the_user_id_is_read(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    state = parse_qs(urlsplit(away(client)).query)["state"][0]
    sim.faults.add(
        path="auth/getuserinfo", body='{"errcode": 0, "errmsg": "ok", "UserId": "wangwu"}'
    )
    assert client.get(f"/me?code=c&state={state}").status_code == 302
    assert client.get("/me").text == "wangwu"


def test_only_get_leads_to_a_login(sim: Simulator) -> None:
    app, _ = make(sim)
    assert app.test_client().post("/me").status_code == 401


def client_of_any_path(sim: Simulator) -> FlaskClient:
    """Return a browser of an app in which every path is for members."""
    app, wx = make(sim)
    app.url_map.merge_slashes = False

    @app.route("/<path:anything>")
    @wx.member_required
    def catch_all(anything: str) -> str:
        return anything

    return app.test_client()


def test_no_open_redirect(sim: Simulator) -> None:
    client = client_of_any_path(sim)
    path = {"PATH_INFO": "//evil.example/x"}
    back = visit(away(client, "/", environ_overrides=path), "zhangsan")
    response = client.get(f"/?{urlsplit(back).query}", environ_overrides=path)
    assert response.status_code == 302
    assert response.headers["Location"] == "/evil.example/x"


def test_a_login_ends(sim: Simulator) -> None:
    app, wx = make(sim)

    @app.get("/short")
    @wx.member_required(lifetime=60)
    def short() -> str:
        return "seen"

    client = app.test_client()
    now = [1_000_000.0]
    wx._login._clock = lambda: now[0]
    client.get(visit(away(client, "/short"), "zhangsan"))
    assert client.get("/short").text == "seen"
    now[0] += 61
    assert client.get("/short").status_code == 302


def test_logging_out(sim: Simulator) -> None:
    app, wx = make(sim)

    @app.get("/bye")
    def bye() -> str:
        wx.log_out()
        return "bye"

    client = app.test_client()
    client.get(visit(away(client), "zhangsan"))
    assert client.get("/me").status_code == 200
    client.get("/bye")
    assert client.get("/me").status_code == 302


def test_several_tabs_may_log_in_at_once(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    tabs = [away(client, f"/me?tab={tab}") for tab in range(7)]
    assert client.get(visit(tabs[0], "zhangsan")).status_code == 403  # only the newest five
    assert client.get(visit(tabs[3], "zhangsan")).headers["Location"] == "/me?tab=3"


def test_the_sessions_id_changes_at_the_login(sim: Simulator, tmp_path: Any) -> None:
    from cachelib import FileSystemCache

    config = {"SESSION_TYPE": "cachelib", "SESSION_CACHELIB": FileSystemCache(str(tmp_path), 0)}
    app, _ = make(sim, **config)
    FlaskSession(app)

    @app.get("/id")
    def session_id() -> str:
        session["seen"] = True
        return str(getattr(session, "sid", ""))

    client = app.test_client()
    before = client.get("/id").text
    location = away(client)
    client.get(visit(location, "zhangsan"))
    after = client.get("/id").text
    assert client.get("/me").text == "zhangsan"
    assert before
    assert before != after
    thief = app.test_client()
    thief.set_cookie("session", before)
    assert thief.get("/me").status_code == 302


def test_async_views(sim: Simulator) -> None:
    app, wx = make(sim)

    @app.get("/async")
    @wx.member_required
    async def later() -> str:
        return "async"

    client = app.test_client()
    client.get(visit(away(client, "/async"), "zhangsan"))
    assert client.get("/async").text == "async"


def test_js_config_in_a_template(sim: Simulator) -> None:
    app, _ = make(sim)

    @app.get("/page")
    def page() -> str:
        from flask import render_template_string

        return render_template_string('{{ wechat_js_config("scanQRCode")|tojson }}')

    response = app.test_client().get("/page?x=字#part", environ_overrides={"RAW_URI": "/page?x=1"})
    config = json.loads(html.unescape(response.text))
    assert config["appId"] == CORP_ID
    assert config["jsApiList"] == ["scanQRCode"]
    ticket = next(c for c in sim.world.calls.rows() if "get_jsapi_ticket" in c["path"])
    assert ticket


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"RAW_URI": "/p%20q?x=%E5%AD%97"}, "http://localhost/p%20q?x=%E5%AD%97"),
        ({"RAW_URI": "", "REQUEST_URI": "/p?x=1"}, "http://localhost/p?x=1"),
        ({"RAW_URI": "http://other/p", "REQUEST_URI": ""}, "http://localhost/p?x=%E5%AD%97"),
    ],
)
def test_the_page_url_is_the_browsers(environ: dict[str, str], url: str) -> None:
    from flask_wechat_corp.web.login import page_url

    app = Flask(__name__)
    with app.test_request_context("/p?x=字", environ_overrides=environ):
        assert page_url() == url


# -- browsers and requests that are not pages


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.47",
        "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.47 wxwork/4.1",
        "Mozilla/5.0 WXWORK/4.1",
    ],
)
def test_wechat_and_wecom_get_the_page_that_they_can_use(sim: Simulator, agent: str) -> None:
    app, _ = make(sim)
    response = app.test_client().get("/me", headers={"User-Agent": agent})
    assert response.headers["Location"].startswith(f"{sim.url}/connect/oauth2/authorize?")


def test_the_scan_login_has_a_setting(sim: Simulator) -> None:
    app, _ = make(sim, WECHAT_CORP_LOGIN_URL=f"{sim.url}/login")
    response = app.test_client().get("/me", headers={"User-Agent": "Mozilla/5.0 Firefox"})
    assert response.headers["Location"].startswith(f"{sim.url}/login?login_type=CorpApp&")


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "application/json, text/plain, */*"},
        {"Content-Type": "application/json"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_a_script_gets_a_401(sim: Simulator, headers: dict[str, str]) -> None:
    """A redirect to another host would be an error of the browser, without a reason."""
    app, _ = make(sim)
    client = app.test_client()
    refused = client.get("/me", headers={**INSIDE, **headers})
    assert refused.status_code == 401
    assert "请先打开页面完成登录" in refused.text
    client.get(visit(away(client), "zhangsan"))
    assert client.get("/me", headers=headers).text == "zhangsan"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "*/*"},
        {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        {"X-Requested-With": "com.tencent.wework"},  # an Android WebView
        {"Sec-Fetch-Dest": "document"},
    ],
)
def test_a_page_gets_a_login(sim: Simulator, headers: dict[str, str]) -> None:
    app, _ = make(sim)
    assert app.test_client().get("/me", headers={**INSIDE, **headers}).status_code == 302


# -- a login that ends without a member


def test_a_declined_login_ends_with_a_page_that_says_so(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    state = parse_qs(urlsplit(away(client)).query)["state"][0]
    declined = client.get(f"/me?state={state}", headers=INSIDE)
    assert declined.status_code == 403
    assert "您拒绝了登录" in declined.text
    assert declined.text.index("您拒绝了登录") < declined.text.index("You declined the login")
    assert client.get("/me", headers=INSIDE).status_code == 302  # opened again


def test_a_state_of_the_page_itself_is_no_refusal(sim: Simulator) -> None:
    app, _ = make(sim)
    assert app.test_client().get("/me?state=open", headers=INSIDE).status_code == 302


# -- linked companies


def log_in_as(client: FlaskClient, sim: Simulator, userid: str, path: str = "/me") -> Any:
    state = parse_qs(urlsplit(away(client, path)).query)["state"][0]
    answer = json.dumps({"errcode": 0, "errmsg": "ok", "userid": userid})
    sim.faults.add(path="auth/getuserinfo", body=answer, times=1)
    return client.get(f"{path}?code=c&state={state}", headers=INSIDE)


def test_a_member_of_a_linked_company_is_refused(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    refused = log_in_as(client, sim, "wwANOTHERCOMPANY/zhangsan")
    assert refused.status_code == 403
    assert "只有本企业成员可以查看此页面" in refused.text
    assert client.get("/who").text == "None"


def test_a_member_of_a_linked_company_is_let_in_when_asked_for(sim: Simulator) -> None:
    app, wx = make(sim)

    @app.get("/partners")
    @wx.member_required(linked=True)
    def partners() -> str:
        return repr(wx.current_member)

    client = app.test_client()
    userid = "wwANOTHERCOMPANY/zhangsan"
    assert log_in_as(client, sim, userid, "/partners").status_code == 302
    seen = client.get("/partners").text
    assert seen == f"Member(userid='{userid}', corpid='wwANOTHERCOMPANY')"
    assert client.get("/me", headers=INSIDE).status_code == 403  # of our own members only
    client = app.test_client()
    log_in_as(client, sim, "zhangsan", "/partners")
    assert client.get("/partners").text == "Member(userid='zhangsan', corpid='')"
    assert client.get("/me").text == "zhangsan"


# -- a view's own lifetime and scope


def strict_views(app: Flask, wx: WeChatCorp) -> list[float]:
    @app.get("/short")
    @wx.member_required(lifetime=60)
    def short() -> str:
        assert wx.current_member is not None
        return wx.current_member.userid

    @app.get("/private")
    @wx.member_required(scope="snsapi_privateinfo")
    def private() -> str:
        return "private"

    now = [1_000_000.0]
    wx._login._clock = lambda: now[0]
    return now


def test_a_lifetime_binds_the_view_that_states_it(sim: Simulator) -> None:
    app, wx = make(sim)
    now = strict_views(app, wx)
    client = app.test_client()
    client.get(visit(away(client, "/me"), "zhangsan"))
    assert client.get("/short").text == "zhangsan"
    now[0] += 61
    assert client.get("/me").text == "zhangsan"  # eight hours
    client.get(visit(away(client, "/short"), "zhangsan"))
    now[0] += 3600
    assert client.get("/me").text == "zhangsan"  # although the last login was for the short one
    assert client.get("/who").text == "None"  # where no view says how long


def test_a_view_with_private_fields_needs_a_login_that_asked_for_them(sim: Simulator) -> None:
    app, wx = make(sim)
    strict_views(app, wx)
    client = app.test_client()
    client.get(visit(away(client, "/me"), "zhangsan"))
    location = away(client, "/private")
    assert parse_qs(urlsplit(location).query)["scope"] == ["snsapi_privateinfo"]
    client.get(visit(location, "zhangsan"))
    assert client.get("/private").text == "private"
    assert client.get("/me").text == "zhangsan"


def test_a_login_of_an_earlier_version_is_none(sim: Simulator) -> None:
    app, _ = make(sim)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_wechat_corp_member"] = {"userid": "zhangsan", "until": 9e9}
    assert client.get("/me", headers=INSIDE).status_code == 302


# -- odd paths


@pytest.mark.parametrize(
    "path", ["/\t/../@", "/\t/[x", "/\t/a:b", "/\t//evil.example", "/\\evil.example", "/字 %"]
)
@pytest.mark.parametrize("agent", ["wxwork", "Firefox"])
def test_an_odd_path_is_no_500_and_stays_here(sim: Simulator, path: str, agent: str) -> None:
    client = client_of_any_path(sim)
    raw = {"PATH_INFO": path.encode().decode("latin-1")}
    response = client.get("/", environ_overrides=raw, headers={"User-Agent": agent})
    assert response.status_code == 302
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert urlsplit(query["redirect_uri"][0]).netloc == "localhost"
    answer = json.dumps({"errcode": 0, "errmsg": "ok", "userid": "zhangsan"})
    sim.faults.add(path="auth/getuserinfo", body=answer, times=1)
    back = client.get(f"/?code=c&state={query['state'][0]}", environ_overrides=raw)
    assert back.status_code == 302
    assert unquote(back.headers["Location"]) == "/" + path.lstrip("/")
    assert "\\" not in back.headers["Location"]
    assert not back.headers["Location"].startswith("//")
