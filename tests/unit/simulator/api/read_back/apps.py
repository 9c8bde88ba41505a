"""Apps, menus, logins, tickets and addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator.api.apps.agents import workbench
from flask_wechat_corp.simulator.api.apps.jsapi import launched
from flask_wechat_corp.simulator.api.apps.oauth import issue_code
from tests.helpers.read_back import Company, Table, ids, refused
from tests.helpers.simulated import visit
from tests.helpers.support import AGENT_ID, CORP_ID

table = Table()


def _answered(company: Company, url: str, userid: str) -> dict[str, list[str]]:
    """Open WeCom's page at the simulator, as a member; return the query that it sends back."""
    parts = urlsplit(url)
    own = f"{company.sim.url}{parts.path}?{parts.query}"
    return parse_qs(urlsplit(visit(own, userid)).query)


@table("get_agent", "set_agent", "list_agent", "get_agent_permissions", "get_agent_admin_list")
def the_app(company: Company) -> None:
    api = company.api
    api.set_agent(
        {"name": "考勤助手", "description": "打卡与补卡", "home_url": "https://example.com/"}
    )
    shown = api.get_agent()
    assert (shown["name"], shown["home_url"]) == ("考勤助手", "https://example.com/")
    assert api.list_agent()["agentlist"] == [
        {"agentid": AGENT_ID, "name": "考勤助手", "square_logo_url": ""}
    ]
    assert api.get_agent_admin_list()["admin"] == [{"userid": "zhangsan", "auth_type": 1}]
    assert api.get_agent_permissions()["app_permissions"]
    refused(40056, api.get_agent, 7)


@table(
    "set_workbench_template", "get_workbench_template", "set_workbench_data",
    "batch_set_workbench_data", "get_workbench_data",
)  # fmt: skip
def the_workbench(company: Company) -> None:
    api = company.api
    data = {"items": [{"key": "待审批", "data": "2"}]}
    api.set_workbench_data("lisi", "keydata", keydata=data)
    api.batch_set_workbench_data(
        ["wulan", "xuzhi"], {"type": "image", "image": {"url": "https://example.com/a.png"}}
    )
    assert api.get_workbench_data("lisi")["data"] == {"type": "keydata", "keydata": data}
    boards = [api.get_workbench_data(userid)["data"] for userid in ("wulan", "xuzhi", "zhangsan")]
    assert [one["type"] for one in boards] == ["image", "image", "normal"]
    api.set_workbench_template("keydata", keydata=data)
    assert set(workbench(company.world, AGENT_ID)["users"]) == {"lisi", "wulan", "xuzhi"}
    api.set_workbench_template(
        "webview", webview={"url": "https://example.com/"}, replace_user_data=True
    )
    shown = api.get_workbench_template()
    assert (shown["type"], shown["webview"]) == ("webview", {"url": "https://example.com/"})
    assert shown["replace_user_data"] is True
    assert workbench(company.world, AGENT_ID)["users"] == {}
    replaced = api.get_workbench_data("lisi")["data"]
    assert replaced == {"type": "webview", "webview": {"url": "https://example.com/"}}
    refused(60111, api.set_workbench_data, "nobody", "keydata", keydata=data)
    refused(40058, api.set_workbench_data, "lisi", "keydata", keydata={"items": [{}] * 5})
    refused(40058, api.set_workbench_template, "poem")


@table("claim_customized_app", "migrate_to_customized_app")
def migration(company: Company) -> None:
    token, _ = company.world.tokens.issue("suite", "suite_access_token")
    for call in (company.api.claim_customized_app, company.api.migrate_to_customized_app):
        call(token)
        assert company.world.agents[AGENT_ID].pop("customized") is True
        refused(40082, call, "nothing")


@table("create_menu", "get_menu", "remove_menu")
def menus(company: Company) -> None:
    api = company.api
    button: Any = {"type": "click", "name": "帮助", "key": "HELP"}
    api.create_menu({"button": [button]})
    (shown,) = api.get_menu()["button"]
    assert button.items() <= shown.items()
    api.remove_menu()
    refused(46003, api.get_menu)


@table("get_authorize_url", "get_user_info", "get_user_detail", "get_user_id_by_code")
def logins_in_the_client(company: Company) -> None:
    api = company.api
    url = api.get_authorize_url("https://example.com/back", "s1", "snsapi_privateinfo")
    back = _answered(company, url, "lisi")
    assert back["state"] == ["s1"]
    info = api.get_user_info(back["code"][0])
    assert info["userid"] == "lisi"
    assert api.get_user_detail(info["user_ticket"])["mobile"] == "13800000002"
    refused(42022, api.get_user_info, back["code"][0])  # for one use
    old = api.get_user_id_by_code(issue_code(company.world, "wulan"))
    assert old["UserId"] == "wulan"


@table("get_web_login_url", "get_qr_connect_url", "get_user_info")
def logins_by_scanning(company: Company) -> None:
    api = company.api
    url = api.get_web_login_url("https://example.com/back", "s2")
    code = _answered(company, url, "wulan")["code"][0]
    assert api.get_user_info(code)["userid"] == "wulan"
    query = parse_qs(urlsplit(api.get_qr_connect_url("https://example.com/back", "s3")).query)
    assert (query["appid"], query["agentid"]) == ([CORP_ID], [str(AGENT_ID)])


@table("get_ticket", "get_agent_ticket", "get_launch_code")
def tickets(company: Company) -> None:
    api = company.api
    first = api.get_ticket()["ticket"]
    assert api.get_ticket()["ticket"] == first
    company.later(7201)
    assert api.get_ticket()["ticket"] != first
    assert api.get_agent_ticket()["ticket"] not in {first, api.get_ticket()["ticket"]}
    code = api.get_launch_code("lisi", {"userid": "wulan"})["launch_code"]
    assert launched(company.world, code) == ("lisi", "wulan")
    refused(60111, api.get_launch_code, "lisi", {"userid": "nobody"})


@table("jscode2session", "transfer_session")
def mini_programs(company: Company) -> None:
    api = company.api
    session = api.jscode2session(company.act("login_code", userid="lisi")["code"])
    assert session["userid"] == "lisi"
    moved = api.transfer_session("lisi", session["session_key"])
    assert moved["userid"] == "lisi"
    assert moved["session_key"] != session["session_key"]
    refused(40058, api.transfer_session, "wulan", session["session_key"])


@table("get_access_token", "get_api_domain_ip", "get_callback_ip")
def tokens_and_addresses(company: Company) -> None:
    api = company.api
    token = api.get_access_token()["access_token"]
    assert company.world.tokens.check(token) == str(AGENT_ID)
    assert api.get_api_domain_ip()["ip_list"]
    assert api.get_callback_ip()["ip_list"]
    wrong = WeChatAPI(CORP_ID, "wrong", api_url=company.sim.url)
    refused(40001, wrong.get_access_token)
    wrong.http.close()
    assert ids(company.world.calls.rows(), "errcode")[-1] == 40001
