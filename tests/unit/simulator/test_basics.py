"""The simulator as a server: tokens, calls, pushes, the control plane, a clean end."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import CORP_ID, SECRET


def test_a_token_opens_a_member(api: RawClient) -> None:
    assert api.get("user/get", userid="zhangsan")["name"] == "张三"
    assert api.get("user/get", userid="ZhangSan")["userid"] == "zhangsan"
    assert api.get("user/get", userid="nobody")["errcode"] == 60111
    assert api.get("user/get")["errcode"] == 41009


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ("", 41002),
        (f"corpid={CORP_ID}", 41004),
        (f"corpid=other&corpsecret={SECRET}", 40013),
        (f"corpid={CORP_ID}&corpsecret=wrong", 40001),
    ],
)
def test_gettoken_refuses(api: RawClient, query: str, errcode: int) -> None:
    _, data = api.request("GET", f"/cgi-bin/gettoken?{query}")
    answer = json.loads(data)
    assert answer["errcode"] == errcode
    assert f"e={errcode}" in answer["errmsg"]


def test_a_token_ages_dies_and_is_given_again(sim: Simulator, api: RawClient) -> None:
    first = api.login()
    assert api.login() == first
    sim.advance(7201)
    assert api.get("user/get", userid="lisi")["errcode"] == 42001
    second = api.login()
    assert second != first
    assert api.control("POST", "faults", {"kill_tokens": True}) == (200, {"ok": True, "killed": 1})
    assert api.get("user/get", userid="lisi")["errcode"] == 40014
    api.token = "made-up"
    assert api.get("user/get", userid="lisi")["errcode"] == 40014
    _, data = api.request("GET", "/cgi-bin/user/get?userid=lisi")
    assert json.loads(data)["errcode"] == 41001


def test_the_wrong_verb_and_broken_bodies_are_refused(api: RawClient) -> None:
    assert api.post("user/get")["errcode"] == 43001
    assert api.get("message/send")["errcode"] == 43002
    assert api.post("message/send", b"{broken")["errcode"] == 47001
    assert api.post("message/send", b"[1]")["errcode"] == 47001


def test_paths_that_are_only_documented_say_so(api: RawClient, sim: Simulator) -> None:
    answer = api.post("wedrive/space_create", {})
    assert answer["simulated"] is False
    assert "not simulated" in answer["errmsg"]
    unknown = api.get("no/such/path")
    assert unknown["errcode"] == 404
    assert sim.world.calls.rows()[-1]["simulated"] is False


def test_a_connection_is_kept_alive(api: RawClient) -> None:
    api.get("user/get", userid="lisi")
    sock = api.connection.sock
    assert sock is not None
    api.get("user/get", userid="lisi")
    assert api.connection.sock is sock


def test_push_shows_the_opened_reply() -> None:
    app = ScriptedApp()
    app.answer = lambda fields: (200, app.text(fields, f"收到 {fields['Content']}"))
    with running(app), simulator(app.url) as sim, RawClient(sim) as caller:
        assert sim.verify()["ok"] is True
        status, result = caller.control(
            "POST", "push", {"type": "text", "from": "lisi", "content": "hi"}
        )
        assert status == 200
        assert app.got[0]["Content"] == "hi"
        assert app.got[0]["FromUserName"] == "lisi"
        assert app.got[0]["ToUserName"] == CORP_ID
        assert (result["ok"], result["status"], result["attempts"]) == (True, 200, 1)
        assert result["reply"]["Content"] == "收到 hi"
        _, state = caller.control("GET", "state")
        shown = [(row["direction"], row["content"]["Content"]) for row in state["messages"]]
        assert shown == [("to_app", "hi"), ("to_user", "收到 hi")]


def test_the_event_stream_tells_what_happens(sim: Simulator) -> None:
    parts = urlsplit(sim.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    try:
        connection.request("GET", "/_sim/events")
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        assert read_event(response)["type"] == "hello"
        sim.advance(60)
        event = read_event(response)
        assert event["type"] == "clock"
        assert event["row"]["offset"] == 60
    finally:
        connection.close()


def read_event(response: http.client.HTTPResponse) -> dict[str, Any]:
    lines = []
    while line := response.readline().strip():
        lines.append(line.decode())
    data = next(line for line in lines if line.startswith("data: "))
    event: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return event


def test_nothing_is_left_running_afterwards() -> None:
    before = set(threading.enumerate())
    with simulator() as sim:
        url = urlsplit(sim.url)
        idle = http.client.HTTPConnection(str(url.hostname), url.port, timeout=5)
        idle.request("GET", "/_sim/events")
        idle.getresponse()
    idle.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(RuntimeError, match="with statement"):
        sim.url  # noqa: B018


def test_it_opens_again_on_the_same_port() -> None:
    sim = simulator()
    with sim:
        first = sim.url
    with sim, RawClient(sim) as caller:
        assert sim.url == first
        assert caller.get("user/get", userid="lisi")["errcode"] == 0


def test_beyond_loopback_only_with_a_flag() -> None:
    with pytest.raises(ValueError, match="allow_remote"):
        simulator(host="0.0.0.0")
