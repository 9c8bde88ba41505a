"""The control plane, faults and bounds of the simulated WeCom."""

from __future__ import annotations

import base64
import http.client
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.app import create_app
from flask_wechat_corp.simulator.world.history import EventBus, History, truncate
from tests.helpers.simulated import RawClient
from tests.helpers.support import AES_KEY


def test_a_fault_with_an_error_code_counts_down(api: RawClient) -> None:
    fault = {"path": "user/get", "errcode": 45009, "times": 2}
    assert api.control("POST", "faults", fault)[0] == 200
    assert api.get("user/get", userid="lisi")["errcode"] == 45009
    assert "freq out of limit" in api.get("user/get", userid="lisi")["errmsg"]
    assert api.get("user/get", userid="lisi")["errcode"] == 0


def test_a_fault_stays_until_it_is_cleared(api: RawClient, sim: Simulator) -> None:
    sim.faults.add(path="*", errcode=-1, errmsg="system busy")
    for _ in range(3):
        assert api.request("GET", "/cgi-bin/gettoken")[1].startswith(b'{"errcode": -1')
    assert api.control("DELETE", "faults") == (200, {"ok": True})
    assert api.get("user/get", userid="lisi")["errcode"] == 0


def test_a_fault_delays_breaks_and_drops(api: RawClient, sim: Simulator) -> None:
    api.login()
    sim.faults.add(path="user/get", delay=0.2, times=1)
    started = time.monotonic()
    assert api.get("user/get", userid="lisi")["errcode"] == 0
    assert time.monotonic() - started >= 0.2
    sim.faults.add(path="user/get", body="<html>", times=1)
    path = f"/cgi-bin/user/get?access_token={api.token}&userid=lisi"
    response, data = api.request("GET", path)
    assert (response.status, data) == (200, b"<html>")
    sim.faults.add(path="user/get", status=502, times=1)
    assert api.request("GET", path)[0].status == 502
    sim.faults.add(path="user/get", drop=True, times=1)
    with pytest.raises(http.client.RemoteDisconnected):
        api.request("GET", path)
    api.connection.close()
    assert api.request("GET", path)[0].status == 200
    kinds = [row["fault"] and sorted(row["fault"]) for row in sim.world.calls.rows()]
    assert [kind for kind in kinds if kind] == [
        ["delay", "id", "path"],
        ["body", "id", "path"],
        ["id", "path", "status"],
        ["drop", "id", "path"],
    ]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({}, "needs path"),
        ({"path": "user/get"}, "one of"),
        ({"path": "user/get", "errcod": 1}, "errcod"),
        ({"path": "user/get", "errcode": "1"}, "errcode must be int"),
        ({"path": "user/get", "errcode": True}, "errcode must be int"),
        ({"path": "user/get", "errcode": 1, "times": 0}, "times"),
        ({"path": "user/get", "delay": -1}, "delay"),
        ({"path": "user/get", "status": 99}, "status"),
        ({"callback": "explode"}, "callback must be"),
        ({"callback": "delay"}, "needs delay"),
        ({"kill_tokens": False}, "kill_tokens"),
    ],
)
def test_malformed_faults_are_refused(api: RawClient, fault: dict[str, Any], told: str) -> None:
    status, answer = api.control("POST", "faults", fault)
    assert status == 400
    assert told in answer["reason"]


def test_one_fault_can_be_removed(api: RawClient) -> None:
    _, made = api.control("POST", "faults", {"path": "user/get", "errcode": 1})
    assert api.control("DELETE", f"faults/{made['id']}")[1] == {"ok": True}
    assert api.control("DELETE", f"faults/{made['id']}")[1] == {"ok": False}
    assert api.control("GET", "faults")[1] == {"faults": []}


def test_state_and_reset(api: RawClient, sim: Simulator) -> None:
    api.get("user/delete", userid="lisi")
    sim.advance(100)
    sim.faults.add(path="*", errcode=1)
    _, state = api.control("GET", "state")
    assert {
        "members", "departments", "tags", "agents", "menus", "messages", "deliveries", "calls",
    } <= set(state)  # fmt: skip
    assert "lisi" not in [row["userid"] for row in state["members"]]
    assert api.control("POST", "reset") == (200, {"ok": True})
    _, fresh = api.control("GET", "state")
    assert "lisi" in [row["userid"] for row in fresh["members"]]
    assert (fresh["calls"], fresh["faults"], fresh["offset"]) == ([], [], 0)
    assert api.get("user/get", userid="lisi")["errcode"] == 40014


def test_no_secret_is_shown(api: RawClient, sim: Simulator) -> None:
    api.get("user/get", userid="lisi")
    _, data = api.request("GET", "/_sim/state")
    assert api.token.encode() not in data
    assert sim.world.secret.encode() not in data
    assert sim.world.calls.rows()[0]["query"] == {"corpid": sim.world.corp_id, "corpsecret": "…"}


def raw(sim: Simulator, head: str) -> str:
    parts = urlsplit(sim.url)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=5) as sock:
        sock.sendall(head.replace("\n", "\r\n").encode())
        return sock.recv(65536).decode("latin-1").splitlines()[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Host: 127.0.0.1", 200),
        ("Host: localhost:1", 200),
        ("Host: [::1]", 200),
        ("Host: evil.example", 403),
        ("Host: 10.0.0.1", 403),
        ("Host: 127.0.0.1\nOrigin: http://evil.example", 403),
        ("Host: 127.0.0.1\nOrigin: null", 403),
        ("Host: 127.0.0.1\nSec-Fetch-Site: cross-site", 403),
    ],
)
def test_only_our_own_page_may_ask(sim: Simulator, headers: str, status: int) -> None:
    line = raw(sim, f"GET /_sim/state?last=1 HTTP/1.1\n{headers}\nConnection: close\n\n")
    assert line.split()[1] == str(status)


def test_only_json_is_taken(api: RawClient, sim: Simulator) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert api.request("POST", "/_sim/reset", b"a=1", form)[0].status == 415
    assert api.request("POST", "/_sim/push", b"{}", {"Content-Type": "text/plain"})[0].status == 415
    json_type = {"Content-Type": "application/json"}
    assert api.request("POST", "/_sim/push", b"{", json_type)[0].status == 400
    assert api.request("POST", "/_sim/clock", b'{"advance": "x"}', json_type)[0].status == 400
    assert api.request("POST", "/_sim/clock", b'{"advance": -5}', json_type)[0].status == 400
    assert api.control("POST", "clock", {"advance": 7200})[1]["ok"] is True


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        (b'{"text": {"content": "\\ud83d"}}', 40033),
        (b'{"agentid": NaN}', 47001),
        (b'{"a":' * 5_000, 47001),
        (b"[" * 100_000, 47001),
        (b'{"agentid": 1e999}', 47001),
        (b"\xff\xfe{", 40033),
        (b'"text"', 47001),
    ],
)
def test_bodies_that_no_page_could_show_are_refused(
    api: RawClient, sim: Simulator, body: bytes, errcode: int
) -> None:
    assert api.post("message/send", body)["errcode"] == errcode
    json_type = {"Content-Type": "application/json"}
    assert api.request("POST", "/_sim/push", body, json_type)[0].status == 400
    sim.push({"type": "text", "content": "half \ud83d"})
    assert api.control("GET", "state")[0] == 200


def test_a_member_uploads_a_file_to_send(api: RawClient, sim: Simulator) -> None:
    file = {"type": "image", "filename": "a.svg", "content_type": "image/svg+xml"}
    data = base64.b64encode(b"<svg/>").decode()
    _, made = api.control("POST", "media", {**file, "data": data})
    response, content = api.request("GET", f"/_sim/media/{made['media_id']}")
    assert content == b"<svg/>"
    assert "sandbox" in str(response.getheader("Content-Security-Policy"))
    assert api.control("POST", "media", {**file, "data": "%"})[0] == 400
    assert api.control("POST", "media", {**file, "type": "song", "data": data})[0] == 400


def test_histories_keep_the_newest_rows() -> None:
    published: list[tuple[str, dict[str, Any]]] = []
    history = History("call", lambda name, row: published.append((name, row)), limit=3)
    for number in range(5):
        history.add({"n": number})
    assert [row["n"] for row in history.rows()] == [2, 3, 4]
    assert (history.total, history.dropped) == (5, 2)
    assert history.rows(1)[0]["id"] == 5
    assert history.find(n=3) == {"n": 3, "id": 4}
    assert len(published) == 5
    assert len(truncate("x" * 10_000)) < 8_300


def test_a_listener_that_falls_behind_is_told_to_start_over() -> None:
    bus = EventBus()
    listener = bus.subscribe()
    for number in range(1_100):
        bus.publish("call", {"n": number})
    assert listener.get(0) == (0, "reset", {})
    bus.close()
    events = list(listener.stream())
    assert 0 < len(events) <= 1_000
    assert events[-1].startswith("id: ")


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("192.0.2.7", 400)])
def test_another_machine_cannot_choose_where_a_callback_goes(
    sim: Simulator, address: str, status: int
) -> None:
    app = create_app(sim, "192.0.2.1", allow_remote=True)
    target = {"url": "http://127.0.0.1:9/", "token": "t", "encodingaeskey": AES_KEY}
    response = app.test_client().post(
        "/_sim/push",
        json={"type": "text", "target": target},
        headers={"Host": "192.0.2.1"},
        environ_overrides={"REMOTE_ADDR": address},
    )
    assert response.status_code == status
    assert ("target can only" in response.get_data(as_text=True)) is (status == 400)
