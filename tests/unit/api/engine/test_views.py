"""Area views and families used alone: their own methods only, sent by the client."""

from __future__ import annotations

import inspect
from functools import cached_property
from typing import Any, get_type_hints

import pytest

from flask_wechat_corp import ConfigError
from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.api.apps import Applications
from flask_wechat_corp.api.contacts import Contacts
from flask_wechat_corp.api.contacts.tags import Tags
from tests.helpers.api_server import OK, ApiServer, Raw
from tests.helpers.support import AGENT_ID, CORP_ID

AREAS: dict[str, type[Family]] = {
    name: get_type_hints(value.func)["return"]
    for name, value in vars(WeChatAPI).items()
    if isinstance(value, cached_property)
}


def public(one: object) -> set[str]:
    return {name for name in dir(one) if not name.startswith("_")}


def test_every_area_has_a_view() -> None:
    areas = {base for base in WeChatAPI.__bases__ if base.__module__.count(".") == 2}
    assert set(AREAS.values()) == areas
    assert len(AREAS) >= 13


@pytest.mark.parametrize("name", AREAS)
def test_a_view_offers_the_methods_of_its_area_only(api: WeChatAPI, name: str) -> None:
    view = getattr(api, name)
    assert view is getattr(api, name)
    assert isinstance(view, AREAS[name])
    methods = {key for key, _ in inspect.getmembers(AREAS[name], inspect.isfunction)}
    assert public(view) == {key for key in methods if not key.startswith("_")} != set()
    for other in AREAS:
        assert other == name or not public(view) & public(AREAS[other])


def test_a_view_sends_with_the_clients_token(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", {**OK, "userid": "a"})
    assert api.contacts.get_user("a")["userid"] == "a"
    assert server.last.query == {"access_token": server.token, "userid": "a"}


def test_a_view_has_the_retries_and_the_errors_of_the_client(
    api: WeChatAPI, server: ApiServer, sleeps: list[float]
) -> None:
    server.on("user/get", {"errcode": -1, "errmsg": "busy"}, OK)
    api.contacts.get_user("a")
    assert sleeps == [1.0]


def test_views_upload_and_download(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload", {**OK, "media_id": "M"})
    server.on("media/get", Raw(body=b"12345", headers={"Content-Type": "image/png"}))
    assert api.messaging.upload_media(b"123456", "image", "a.png")["media_id"] == "M"
    with api.messaging.get_media("M") as media:
        assert media.content == b"12345"


def test_views_read_the_clients_ids_as_they_are_now(api: WeChatAPI) -> None:
    view = api.apps
    assert f"agentid={AGENT_ID}" in view.get_qr_connect_url("https://a.example/")
    api.agentid = 7
    api.authorize_url = "http://127.0.0.1/login"
    address = view.get_authorize_url("https://a.example/")
    assert address.startswith("http://127.0.0.1/login?")
    assert f"appid={CORP_ID}" in address
    assert "agentid=7" in address
    api.agentid = None
    with pytest.raises(ConfigError):
        view.get_qr_connect_url("https://a.example/")


def test_tickets_of_a_view_are_those_of_the_client(api: WeChatAPI, server: ApiServer) -> None:
    server.on("get_jsapi_ticket", {**OK, "ticket": "T", "expires_in": 7200})
    server.on("ticket/get", {**OK, "ticket": "A", "expires_in": 7200})
    config = api.apps.get_js_config("https://a.example/", agent=True, noncestr="n", timestamp=1)
    assert config["agentid"] == AGENT_ID
    assert api.apps.get_latest_ticket() == api.get_latest_ticket()
    assert api.apps.replace_ticket("A")["ticket"] == "A"
    paths = [sent.path for sent in server.seen]
    assert paths.count("/cgi-bin/get_jsapi_ticket") == 1
    assert paths.count("/cgi-bin/ticket/get") == 2


def test_a_family_works_alone(api: WeChatAPI, server: ApiServer) -> None:
    class Robots(Family):
        def list_robots(self) -> dict[str, Any]:
            return self._post("robot/list", {"corp": self.corpid}, repeatable=True)

    server.on("robot/list", OK)
    server.on("tag/get", OK)
    Robots(api).list_robots()
    assert server.last.json == {"corp": CORP_ID}
    Tags(api).get_tag_users(1)
    assert server.last.query["tagid"] == "1"


def test_a_missing_attribute_is_an_attribute_error(api: WeChatAPI) -> None:
    for one in (api, api.contacts, Contacts.__new__(Contacts)):
        with pytest.raises(AttributeError, match="has no attribute 'get_usr'"):
            one.get_usr  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="corpid"):
        _ = Applications.__new__(Applications).corpid
