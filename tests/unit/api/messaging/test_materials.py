"""Permanent media of old: what goes out, and what does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flask_wechat_corp.api import WeChatAPI
from tests.helpers.api_server import OK, ApiServer, Raw
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with ApiServer() as server:
        yield server


@pytest.fixture
def api(server: ApiServer) -> Iterator[WeChatAPI]:
    client = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=server.url)
    yield client
    client.http.close()


@pytest.mark.parametrize(
    ("method", "kind"),
    [("add_image", "image"), ("add_voice", "voice"), ("add_video", "video"), ("add_file", "file")],
)
def test_the_shortcuts_name_the_kind(
    method: str, kind: str, api: WeChatAPI, server: ApiServer
) -> None:
    server.on("material/add_material", {**OK, "media_id": "M"})
    assert getattr(api, method)(7, b"0123456789", "说明.txt")["media_id"] == "M"
    assert server.last.params == {"type": kind, "agentid": "7"}
    assert "说明.txt".encode() in server.last.body
    assert b"0123456789" in server.last.body


def test_a_kept_file_comes_back_as_media(api: WeChatAPI, server: ApiServer) -> None:
    disposition = {"Content-Disposition": 'attachment; filename="a.txt"'}
    server.on("material/get", Raw(b"0123456789", headers=disposition))
    with api.get_material(7, "M") as media:
        assert (media.filename, media.content) == ("a.txt", b"0123456789")
    assert server.last.params == {"media_id": "M", "agentid": "7"}


def test_limits(api: WeChatAPI, server: ApiServer) -> None:
    with pytest.raises(ValueError, match="count"):
        api.batchget_material(7, "image", 0, 51)
    with pytest.raises(ValueError, match="type"):
        api.add_material(7, b"0123456789", "mpnews", "a")
    assert not server.seen
    assert not server.fetched
