"""Media files."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.messaging.webhook import robots
from tests.helpers.simulated import DirectWorld, RawClient, simulator, text_of_agent


def test_media_are_kept_for_three_days(api: RawClient, sim: Simulator) -> None:
    made = api.upload("image", b"picture bytes", "图.png")
    assert (made["errcode"], made["type"]) == (0, "image")
    query = urlencode({"access_token": api.token, "media_id": made["media_id"]})
    response, data = api.request("GET", f"/cgi-bin/media/get?{query}")
    assert data == b"picture bytes"
    assert "attachment" in str(response.getheader("Content-Disposition"))
    response, part = api.request("GET", f"/cgi-bin/media/get?{query}", None, {"Range": "bytes=0-6"})
    assert (response.status, part) == (206, b"picture")
    image = text_of_agent(msgtype="image", image={"media_id": made["media_id"]})
    assert api.post("message/send", image)["errcode"] == 0
    voice = text_of_agent(msgtype="voice", voice={"media_id": made["media_id"]})
    assert api.post("message/send", voice)["errcode"] == 40007
    sim.advance(3 * 86400 + 1)
    api.login()
    assert api.get("media/get", media_id=made["media_id"])["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "size", "errcode"),
    [("song", 10, 40004), ("file", 0, 44001), ("file", 5, 40006), ("voice", 2097153, 45001)],
)
def test_upload_refuses(api: RawClient, kind: str, size: int, errcode: int) -> None:
    assert api.upload(kind, b"x" * size)["errcode"] == errcode


@pytest.mark.parametrize(("more", "errcode"), [(0, 0), (1, 45001)])
def test_an_attachment_has_at_most_10_mb(api: RawClient, more: int, errcode: int) -> None:
    data = bytes(10 * 1024 * 1024 + more)
    made = api.upload("file", data, media_type="file", attachment_type=2)
    assert made["errcode"] == errcode


def test_media_stay_within_their_bound() -> None:
    with simulator() as sim:
        shelf = sim.world.media
        shelf.limit = 100
        first = shelf.add("file", "a", "text/plain", b"x" * 60)
        second = shelf.add("file", "b", "text/plain", b"x" * 60)
        assert shelf.get(first.media_id) is None
        assert shelf.get(second.media_id) is second
        assert (shelf.size, shelf.dropped) == (60, 1)
        assert sim.state()["media_dropped"] == 1


def test_files_by_address_have_limits(wecom: DirectWorld) -> None:
    path = "media/upload_by_url"
    small = wecom.world.media.add("file", "a", "text/plain", b"12345")
    given = {
        "scene": 1, "type": "file", "filename": "a.txt", "md5": "0" * 32,
        "url": f"{wecom.world.base_url}/_sim/media/{small.media_id}",
    }  # fmt: skip
    job = wecom(path, **given)
    assert wecom("media/get_upload_by_url_result", **job)["detail"]["errcode"] == 45001
    for changed, errcode in (
        ({"type": "image"}, 40004),
        ({"scene": 2}, 40058),
        ({"url": ""}, 40058),
    ):
        assert wecom.refused(path, **{**given, **changed}) == errcode
    assert wecom.refused("media/get_upload_by_url_result", jobid="x") == 40088


def test_a_robots_file_needs_a_kind(wecom: DirectWorld) -> None:
    [key] = robots(wecom.world)
    assert wecom.refused("webhook/upload_media", {"key": key, "type": "image"}) == 40004
    assert wecom.refused("webhook/upload_media", {"key": key, "type": "file"}) == 41005
