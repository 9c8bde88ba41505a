"""Edges of the simulated WeCom's own machinery: its server, callbacks, streams, faults, uploads."""

from __future__ import annotations

import base64
import json
import logging
import socket
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.simulator import Simulator, World
from flask_wechat_corp.simulator.control.json_input import read_object
from flask_wechat_corp.simulator.faults import Faults
from flask_wechat_corp.simulator.push.compose import compose
from flask_wechat_corp.simulator.push.sender import Sender
from flask_wechat_corp.simulator.world.history import EventBus
from flask_wechat_corp.simulator.wsgi_server import HTTPServer, is_loopback
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN, free_port

HI = {"type": "text", "from": "lisi", "content": "hi"}


# -- the server --------------------------------------------------------------------------------


def faulty(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/broken":
        raise LookupError("a mistake of ours")
    if environ["PATH_INFO"] == "/gone":
        raise ConnectionResetError
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def ask(server: HTTPServer, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall(data)
        return b"".join(iter(lambda: sock.recv(65536), b""))


def test_a_mistake_of_ours_is_logged_and_a_client_that_hangs_up_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = HTTPServer("127.0.0.1", 0, faulty)
    server.start()
    with caplog.at_level(logging.ERROR, logger="flask_wechat_corp.simulator.wsgi_server"):
        assert ask(server, b"GET /gone HTTP/1.1\r\nHost: h\r\n\r\n") == b""
        assert caplog.records == []
        assert ask(server, b"GET /broken HTTP/1.1\r\nHost: h\r\n\r\n") == b""
    [record] = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is LookupError
    head = b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert ask(server, head + b"0\r\nTrailer: x\r\nOther: y\r\n\r\n").endswith(b"\r\n\r\nok")
    server.stop()


def test_a_server_that_never_started_gives_its_port_back() -> None:
    port = free_port()
    HTTPServer("127.0.0.1", port, faulty).stop()
    HTTPServer("127.0.0.1", port, faulty).stop()


def test_it_listens_on_the_newer_loopback_too() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")
    with simulator(host="::1") as sim:
        assert sim.url.startswith("http://[::1]:")
        with RawClient(sim) as api:
            assert api.get("getcallbackip")["errcode"] == 0


def test_only_addresses_of_this_machine_are_loopback() -> None:
    assert [is_loopback(host) for host in ("localhost", "127.0.0.9", "::1")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "example.com")] == [False] * 3


def test_it_runs_once_at_a_time() -> None:
    sim = simulator()
    with sim, pytest.raises(RuntimeError, match="already running"):
        sim.__enter__()
    sim.__exit__(None, None, None)  # a second end is none
    with pytest.raises(RuntimeError, match="not running"):
        _ = sim.url


# -- callbacks ---------------------------------------------------------------------------------


def test_callbacks_that_nobody_takes_are_dropped_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken, release = threading.Event(), threading.Event()

    def slow(fields: dict[str, Any]) -> tuple[int, bytes]:
        taken.set()
        release.wait(10)
        return 200, b""

    with running(ScriptedApp(slow)) as app, simulator(app.url, time_limit=20) as sim:
        sim.world.emit_event(event="first")
        assert taken.wait(10)
        for _ in range(1_000):
            sim.world.emit_event(event="click")
        assert caplog.records == []
        sim.world.emit_event(event="one too many")
        assert "Dropped a callback" in caplog.text
        assert sim.settle(0) is False
        release.set()
    assert "one too many" not in [fields["Event"] for fields in app.got]


def test_a_callback_that_cannot_be_composed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with running(ScriptedApp()) as app, simulator(app.url) as sim:
        sim.world.emit_event(event="")
        sim.world.emit_event(event="click")
        assert sim.settle(10)
    assert "A queued callback could not be pushed" in caplog.text
    assert [fields["Event"] for fields in app.got] == ["click"]


def test_an_engine_that_never_ran_can_be_stopped() -> None:
    simulator().stop()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" + b"x" * 1048577, "1 MiB"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "is incomplete"),
        (b"SMTP ready\r\n\r\n", "no usable response"),
    ],
)
def test_answers_that_are_no_http_or_too_large_are_refused(answer: bytes, told: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            sock, _ = listener.accept()
            with sock:
                while b"</xml>" not in sock.recv(65536):
                    pass
                sock.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with simulator(f"http://127.0.0.1:{listener.getsockname()[1]}/", attempts=1) as sim:
            result = sim.push(HI)
        thread.join()
    assert result["ok"] is False
    assert told in result["reason"]


def test_an_echo_says_when_it_is_late_or_lost() -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    with running(ScriptedApp()) as app:
        times = iter((10.0, 11.5))
        _, ok, reason = Sender(World(), app.url, crypt, timer=lambda: next(times)).verify()
        assert (ok, "later than the one second" in reason) == (True, True)
    _, ok, reason = Sender(World(), f"http://127.0.0.1:{free_port()}/", crypt).verify()
    assert (ok, reason) == (False, "connection refused: is the app running?")
    with simulator() as sim:
        assert sim.verify()["reason"] == "no callback URL is set"


def refusal(answer: Any, spec: dict[str, Any] | None = None) -> str:
    """What is said about an app that answers what ``answer(app, fields, media_id)`` returns."""
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim:
        media = sim.world.media.add("image", "a.png", "image/png", b"png")
        app.answer = lambda fields: (200, answer(app, fields, media.media_id))
        result = sim.push(spec or HI)
    assert result["ok"] is False
    return str(result["reason"])


def test_what_cannot_be_opened_is_refused() -> None:
    def garbage(app: ScriptedApp, fields: dict[str, Any], media_id: str) -> bytes:
        encrypt = base64.b64encode(b"not a multiple of a block").decode()
        signature = app.crypt.get_signature("1700000000", "nonce", encrypt)
        outer = {"Encrypt": encrypt, "MsgSignature": signature, "TimeStamp": 1700000000}
        return app.seal({}, **outer)

    assert "Encrypt cannot be decrypted" in refusal(garbage)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"MsgType": ""}, "MsgType is missing"),
        ({"MsgType": "voice"}, "was uploaded as image"),
        (
            {"MsgType": "news", "ArticleCount": 1, "Articles": {"item": {"Url": "u"}}},
            "an item of Articles has no Title",
        ),
    ],
)
def test_replies_are_checked_to_the_last_item(changed: dict[str, Any], told: str) -> None:
    def answer(app: ScriptedApp, fields: dict[str, Any], media_id: str) -> bytes:
        return app.text(fields, "x", **{"Voice": {"MediaId": media_id}, **changed})

    assert told in refusal(answer)


def test_an_update_of_a_button_names_it() -> None:
    event = {"type": "event", "event": "template_card_event", "from": "lisi", "task_id": "T"}

    def answer(app: ScriptedApp, fields: dict[str, Any], media_id: str) -> bytes:
        return app.text(fields, "", MsgType="update_button")

    assert "Button/ReplaceName is missing" in refusal(answer, event)


def test_fields_may_be_lists_and_truths() -> None:
    spec = {"type": "event", "event": "scancode_push", "scan_list": [{"ok": True}, {"ok": False}]}
    assert compose(World(), spec)["ScanList"] == [{"Ok": 1}, {"Ok": 0}]
    assert "Content" not in compose(World(), {"type": "miniprogrampage"})


# -- the stream, faults, the control plane -----------------------------------------------------


def test_a_quiet_stream_shows_that_it_lives() -> None:
    bus = EventBus()
    stream = bus.subscribe().stream(heartbeat=0)
    assert next(stream) == ": still here\n\n"
    bus.publish("call", {"n": 1})
    assert next(stream).startswith("id: 1\nevent: call\n")
    bus.close()
    assert list(stream) == []


def test_a_listener_that_is_full_or_late_still_learns_of_the_end() -> None:
    bus = EventBus()
    behind = bus.subscribe()
    for number in range(1_000):
        bus.publish("call", {"n": number})
    bus.close()
    assert [json.loads(event.split("data: ")[1])["type"] for event in behind.stream()] == ["reset"]
    assert list(bus.subscribe().stream()) == []


def test_faults_are_bounded_and_take_null_for_nothing() -> None:
    faults = Faults()
    for _ in range(100):
        faults.add({"path": "*", "errcode": 45009, "body": None})
    with pytest.raises(ValueError, match="already 100 faults"):
        faults.add(path="*", errcode=45009)


def test_the_control_plane_verifies_settles_and_serves_what_was_uploaded(
    api: RawClient, sim: Simulator
) -> None:
    with running(ScriptedApp()) as app:
        sim.callback_url = app.url
        assert api.control("POST", "verify", {})[1]["ok"] is True
        assert api.control("POST", "settle", {"timeout": 5}) == (200, {"ok": True})
    for timeout in (-1, 301, "soon"):
        status, answer = api.control("POST", "settle", {"timeout": timeout})
        assert (status, answer["reason"]) == (400, "timeout must be 0 to 300 seconds.")
    status, answer = api.control("POST", "media", {"type": "image", "data": ""})
    assert (status, "1 byte to 32 MiB" in answer["reason"]) == (400, True)
    assert api.request("GET", "/_sim/media/none")[0].status == 404
    icon, data = api.request("GET", "/favicon.ico")
    assert (icon.status, icon.getheader("Content-Type")) == (200, "image/svg+xml; charset=utf-8")
    assert data.startswith(b"<svg")


def test_an_attachment_is_for_moments_or_products(api: RawClient) -> None:
    query = {"media_type": "image", "attachment_type": 3}
    answer = api.post("media/upload_attachment", {}, **query)
    assert answer["errcode"] == 40035


def test_numbers_with_a_point_are_read() -> None:
    assert read_object(b'{"a": 1.5}') == {"a": 1.5}
