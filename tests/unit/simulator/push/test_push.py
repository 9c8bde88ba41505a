"""Callbacks of the simulated WeCom: what is pushed, how often, how strictly answers are read."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from flask_wechat_corp import WXBizMsgCrypt
from flask_wechat_corp.protocol.xmlio import parse
from flask_wechat_corp.simulator import World
from flask_wechat_corp.simulator.push.compose import compose, snake
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AES_KEY, AGENT_ID, TOKEN

HI = {"type": "text", "from": "lisi", "content": "hi"}


def pushed(answer: Callable[[ScriptedApp, dict[str, Any]], tuple[int, bytes]], **spec: Any) -> Any:
    """Push to an app that answers so; returns the result."""
    app = ScriptedApp()
    app.answer = lambda fields: answer(app, fields)
    with running(app), simulator(app.url) as sim:
        return sim.push({**HI, **spec})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda app, f: (200, b"hello"), "not well-formed XML"),
        (lambda app, f: (200, b"<xml><a>"), "not well-formed XML"),
        (lambda app, f: (200, b"<xml><a>1</a></xml>"), "no Encrypt"),
        (lambda app, f: (200, app.text(f, "x", ToUserName="zhangsan")), "ToUserName"),
        (lambda app, f: (200, app.text(f, "x", FromUserName="wwother")), "FromUserName"),
        (lambda app, f: (200, app.text(f, "x", CreateTime="soon")), "CreateTime must be a number"),
        (lambda app, f: (200, app.text(f, "x", CreateTime=1)), "a day away"),
        (lambda app, f: (200, app.text(f, "")), "Content is missing"),
        (lambda app, f: (200, app.text(f, "好" * 683)), "2049 bytes"),
        (lambda app, f: (200, app.text(f, "x", MsgType="poem")), "unknown MsgType"),
        (lambda app, f: (200, app.text(f, "x", MsgType="image")), "Image/MediaId is missing"),
        (
            lambda app, f: (200, app.text(f, "x", MsgType="voice", Voice={"MediaId": "m"})),
            "unknown or expired",
        ),
        (lambda app, f: (200, app.text(f, "x", MsgType="news")), "1 to 8 items"),
        (
            lambda app, f: (
                200,
                app.text(f, "x", MsgType="news", ArticleCount=2, Articles={"item": {"Title": "t"}}),
            ),
            "ArticleCount",
        ),
        (
            lambda app, f: (
                200,
                app.text(f, "x", MsgType="update_button", Button={"ReplaceName": "n"}),
            ),
            "only reply to the event template_card_event",
        ),
        (lambda app, f: (200, app.seal({}, MsgSignature="0" * 40)), "MsgSignature"),
        (lambda app, f: (200, app.seal({}, TimeStamp="yesterday")), "ten digits"),
        (lambda app, f: (404, b""), "HTTP status 404"),
        (lambda app, f: (500, b""), "HTTP status 500"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_reason(answer: Any, told: str) -> None:
    result = pushed(answer)
    assert result["ok"] is False
    assert told in result["reason"]
    assert result["reply"] is None
    assert result["attempts"] == 1


def test_a_reply_sealed_for_somebody_else_is_refused() -> None:
    app = ScriptedApp()

    def answer(fields: dict[str, Any]) -> tuple[int, bytes]:
        other = ScriptedApp()
        other.crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "wwother")
        return 200, other.text(fields, "x")

    app.answer = answer
    with running(app), simulator(app.url) as sim:
        assert "another receive id" in sim.push(HI)["reason"]


def test_milliseconds_are_shown_and_told() -> None:
    # What node-webot's library writes.
    now = int(time.time() * 1000)
    result = pushed(lambda app, fields: (200, app.text(fields, "x", CreateTime=now)))
    assert result["ok"] is True
    assert "milliseconds" in result["reason"]


@pytest.mark.parametrize("body", [b"", b"success", b"SUCCESS\n"])
def test_an_empty_answer_is_no_reply(body: bytes) -> None:
    result = pushed(lambda app, fields: (200, body))
    assert (result["ok"], result["reply"]) == (True, None)


def test_replies_of_all_kinds_are_opened() -> None:
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim:
        media = sim.world.media.add("image", "a.png", "image/png", b"123456").media_id
        item = {"Title": "t", "Description": "d", "PicUrl": "p", "Url": "u"}
        replies: dict[str, dict[str, Any]] = {
            "image": {"Image": {"MediaId": media}},
            "news": {"ArticleCount": 2, "Articles": {"item": [item, item]}},
            "music": {"Music": {"Title": "t"}},
        }

        def reply(kind: str, got: dict[str, Any]) -> tuple[int, bytes]:
            return 200, app.text(got, "", MsgType=kind, Content=None, **replies[kind])

        for kind in replies:
            app.answer = partial(reply, kind)
            result = sim.push(HI)
            assert (result["ok"], result["reply"]["MsgType"]) == (True, kind)
        assert "sees nothing" in result["reason"]
        app.answer = lambda got: (
            200, app.text(got, "", MsgType="update_button", Button={"ReplaceName": "已办"}),
        )  # fmt: skip
        card = {"type": "event", "event": "template_card_event", "from": "lisi"}
        assert sim.push(card)["reply"]["Button"] == {"ReplaceName": "已办"}


def test_a_slow_app_gets_three_deliveries_with_the_same_ids() -> None:
    release = threading.Event()
    app = ScriptedApp(lambda fields: ((release.wait(10) and 200) or 200, b""))
    with running(app), simulator(app.url, time_limit=0.2) as sim:
        result = sim.push(HI)
        release.set()
        assert (result["ok"], result["status"], result["attempts"]) == (False, None, 3)
        assert "within 0.2 s" in result["reason"]
        assert len({fields["MsgId"] for fields in app.got}) == 1
        assert len({fields["CreateTime"] for fields in app.got}) == 1
        assert len(sim.world.deliveries.rows()[-1]["attempts"]) == 3


@pytest.mark.slow
def test_an_app_that_sleeps_six_seconds_meets_the_real_limit() -> None:
    def answer(fields: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(6)
        return 200, b""

    app = ScriptedApp(answer)
    with running(app), simulator(app.url) as sim:
        started = time.monotonic()
        result = sim.push(HI)
        assert 14.5 < time.monotonic() - started < 17
        assert result["attempts"] == 3
        assert [fields["MsgId"] for fields in app.got] == [app.got[0]["MsgId"]] * 3


def test_an_answer_that_dribbles_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def dribble() -> None:
            for _ in range(3):
                sock, _ = server.accept()
                with sock:
                    try:
                        while not stop.wait(0.02):
                            sock.sendall(b"H")
                    except OSError:
                        continue

        thread = threading.Thread(target=dribble)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with simulator(url, time_limit=0.2) as sim:
            result = sim.push(HI)
        stop.set()
        thread.join()
    assert result["reason"] == "no response within 0.2 s"


def test_nobody_there_is_tried_three_times() -> None:
    with simulator("http://127.0.0.1:1/") as sim:
        result = sim.push(HI)
    assert (result["attempts"], result["status"]) == (3, None)
    assert "refused" in result["reason"]


@pytest.mark.parametrize(("repeat", "attempts"), [(False, 1), (True, 3)])
def test_a_5xx_is_repeated_only_when_that_is_wanted(repeat: bool, attempts: int) -> None:
    app = ScriptedApp(lambda fields: (500, b"oops"))
    with running(app), simulator(app.url, repeat_on_5xx=repeat) as sim:
        assert sim.push(HI)["attempts"] == attempts
        assert len({fields["MsgId"] for fields in app.got}) == 1


@pytest.mark.parametrize(
    ("echo", "ok", "told"),
    [
        (lambda text: (200, text.encode()), True, ""),
        (lambda text: (200, f'"{text}"'.encode()), False, "quotes"),
        (lambda text: (200, text.encode() + b"\n"), False, "white space"),
        (lambda text: (200, b"\xef\xbb\xbf" + text.encode()), False, "byte order mark"),
        (lambda text: (200, b"other"), False, "not the decrypted text"),
        (lambda text: (403, text.encode()), False, "HTTP status 403"),
    ],
)
def test_the_echo_is_checked_to_the_byte(echo: Any, ok: bool, told: str) -> None:
    app = ScriptedApp()
    app.echo = echo
    with running(app), simulator(app.url) as sim:
        result = sim.verify()
    assert result["ok"] is ok
    assert told in result["reason"]


@pytest.mark.parametrize(
    ("spec", "fields"),
    [
        ({"type": "image"}, {"MediaId", "PicUrl", "MsgId", "AgentID"}),
        ({"type": "voice"}, {"MediaId", "Format", "MsgId"}),
        ({"type": "video"}, {"MediaId", "ThumbMediaId", "MsgId"}),
        ({"type": "location"}, {"Location_X", "Location_Y", "Scale", "Label", "MsgId"}),
        ({"type": "link"}, {"Title", "Description", "Url", "PicUrl", "MsgId"}),
        ({"type": "event", "event": "subscribe"}, {"Event", "EventKey", "AgentID"}),
        ({"type": "event", "event": "LOCATION"}, {"Latitude", "Longitude", "Precision"}),
        ({"type": "event", "event": "scancode_waitmsg"}, {"EventKey", "ScanCodeInfo"}),
        ({"type": "event", "event": "pic_weixin"}, {"EventKey", "SendPicsInfo"}),
        ({"type": "event", "event": "location_select"}, {"EventKey", "SendLocationInfo"}),
        ({"type": "event", "event": "template_card_event"}, {"TaskId", "ResponseCode"}),
        ({"type": "event", "event": "batch_job_result"}, {"BatchJob"}),
    ],
)
def test_every_type_can_be_pushed_by_its_name(spec: dict[str, Any], fields: set[str]) -> None:
    with simulator() as sim:
        composed = compose(sim.world, spec)
    assert fields <= set(composed)
    if spec["type"] == "event":
        assert "MsgId" not in composed


def test_no_two_pushes_look_like_a_repeated_delivery() -> None:
    click = {"type": "event", "event": "click", "event_key": "K", "from": "lisi"}
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim:
        for _ in range(3):
            sim.push(HI)
            sim.push(click)
            sim.reset()
    ids = {fields["MsgId"] for fields in app.got if "MsgId" in fields}
    times = [fields["CreateTime"] for fields in app.got if fields["MsgType"] == "event"]
    assert len(ids) == len(set(times)) == 3
    assert int(times[-1]) - int(times[0]) <= 3


def test_fields_take_vendor_names_and_snake_case() -> None:
    with simulator() as sim:
        fields = compose(
            sim.world,
            {
                "type": "event", "event": "click", "event_key": "K", "agent_id": 5,
                "location_x": "1.5", "Location_Y": "2.5", "scan_code_info": {"scan_type": "qr"},
                "something_new": "x", "create_time": 17,
            },
        )  # fmt: skip
    assert fields["EventKey"] == "K"
    assert fields["AgentID"] == 5
    assert (fields["Location_X"], fields["Location_Y"]) == ("1.5", "2.5")
    assert fields["ScanCodeInfo"] == {"ScanType": "qr"}
    assert fields["SomethingNew"] == "x"
    assert fields["CreateTime"] == 17
    assert snake("ExternalUserID") == "external_user_id"


@pytest.mark.parametrize(
    "spec",
    [{}, {"type": 7}, {"type": "event"}, {**HI, "from": "nobody"}, {**HI, "<b>": 1}, {"type": ""}],
)
def test_what_cannot_be_pushed_is_refused(spec: dict[str, Any]) -> None:
    with simulator() as sim, RawClient(sim) as caller:
        status, answer = caller.control("POST", "push", spec)
    assert status == 400
    assert answer["ok"] is False
    assert answer["reason"]


def test_callbacks_are_doubled_dropped_and_delayed_by_faults() -> None:
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim:
        sim.faults.add(callback="double", times=1)
        assert sim.push(HI)["attempts"] == 2
        assert app.got[0] == app.got[1]
        sim.faults.add(callback="drop", times=1)
        assert sim.push(HI)["reason"] == "dropped by a fault"
        assert len(app.got) == 2
        sim.faults.add(callback="delay", delay=0.2, times=1)
        started = time.monotonic()
        assert sim.push(HI)["ok"] is True
        assert time.monotonic() - started >= 0.2
        assert sim.faults.rows() == []


@pytest.mark.parametrize(
    ("fault", "ending"),
    [
        ("control_characters", b"hi\x00\x0b\x1f]]></Content>"),
        ("cut_utf8", b"hi\xe4\xbd]]></Content>"),
    ],
)
def test_malformed_texts_are_sent_on_demand(fault: str, ending: bytes) -> None:
    app = ScriptedApp()
    app.answer = lambda fields: (200, b"")
    with running(app), simulator(app.url) as sim:
        sim.faults.add(callback=fault, times=1)
        sim.push(HI)
        sim.push(HI)
        bad, good = (row["attempts"][0]["request"] for row in sim.world.deliveries.rows())
        crypt = WXBizMsgCrypt(TOKEN, AES_KEY, sim.world.corp_id)
    assert ending in crypt.decrypt_bytes(str(parse(bad)["Encrypt"]))
    assert b"hi]]></Content>" in crypt.decrypt_bytes(str(parse(good)["Encrypt"]))


def test_a_reordered_callback_lets_the_next_one_pass() -> None:
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim:
        sim.faults.add(callback="reorder", times=1)
        first = threading.Thread(target=sim.push, args=({**HI, "content": "first"},))
        first.start()
        while sim.faults.rows():
            time.sleep(0.005)
        sim.push({**HI, "content": "second"})
        first.join()
    assert [fields["Content"] for fields in app.got] == ["second", "first"]


def test_reordered_changes_of_contacts_arrive_the_other_way_round() -> None:
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim, RawClient(sim) as api:
        sim.faults.add(callback="reorder", times=1)
        api.post("tag/addtagusers", {"tagid": 1, "userlist": ["lisi"]})
        while sim.faults.rows():
            time.sleep(0.005)
        api.get("user/delete", userid="xuzhi")
        assert sim.settle(10)
    assert [fields["ChangeType"] for fields in app.got] == ["delete_user", "update_tag"]


def test_a_world_is_saved_and_loaded(tmp_path: Any) -> None:
    app = ScriptedApp()
    app.answer = lambda fields: (200, app.text(fields, "ok"))
    path = tmp_path / "world.json"
    with running(app), simulator(app.url) as sim:
        sim.push(HI)
        sim.push({"type": "image", "from": "lisi"})
        sim.world.members["lisi"]["name"] = "李肆"
        sim.world.family_state("anything")["key"] = [1]
        sim.world.save(path)
    world = World.load(path)
    assert world.members["lisi"]["name"] == "李肆"
    assert world.family_state("anything") == {"key": [1]}
    assert len(world.messages.rows()) == 4
    image = world.messages.rows()[2]["content"]["MediaId"]
    assert world.media.get(image) is not None
    with simulator(world=world) as again:
        assert again.state()["agents"][0]["agentid"] == AGENT_ID
    path.write_text("[]")
    with pytest.raises(ValueError, match="JSON object"):
        World.load(path)
    path.write_text('{"members": [{}]}')
    with pytest.raises(ValueError, match="not a saved world"):
        World.load(path)


def test_several_worlds_live_side_by_side() -> None:
    with simulator() as one, simulator() as two, RawClient(one) as a, RawClient(two) as b:
        a.get("user/delete", userid="lisi")
        assert a.get("user/get", userid="lisi")["errcode"] == 60111
        assert b.get("user/get", userid="lisi")["errcode"] == 0
        b.token = a.token
        assert b.get("user/get", userid="lisi")["errcode"] == 40014
