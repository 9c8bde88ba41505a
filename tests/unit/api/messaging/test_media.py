"""Files up and down: streamed, named, checked, and whole again on a repeat."""

from __future__ import annotations

import email.parser
import email.policy
import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from flask_wechat_corp import WeChatAPI, WeChatAPIError, WeChatTransportError

from ....helpers.api_server import OK, ApiServer, Raw, Request

UPLOADED = {**OK, "type": "file", "media_id": "m1", "created_at": "1380000000"}
DATA = bytes(range(256)) * 40


class Pipe(io.RawIOBase):
    """A stream that can be read once."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


def file_of(request: Request) -> tuple[str, bytes]:
    """The Content-Disposition line and the bytes of the only part, read by hand."""
    kind = request.headers["Content-Type"]
    boundary = b"--" + kind.partition("boundary=")[2].encode()
    assert request.body.endswith(boundary + b"--\r\n")
    empty, part, _ = request.body.split(boundary)
    assert empty == b""
    head, _, data = part.partition(b"\r\n\r\n")
    return head.decode(), data[:-2]


def _sources(tmp_path: Path) -> dict[str, Callable[[], tuple[Any, str | None]]]:
    path = tmp_path / "报告 1.bin"
    path.write_bytes(DATA)
    return {
        "path": lambda: (path, None),
        "text path": lambda: (str(path), None),
        "bytes": lambda: (DATA, "报告 1.bin"),
        "file": lambda: (path.open("rb"), None),
        "from where it stands": lambda: (_at(io.BytesIO(b"skipped" + DATA), 7), "报告 1.bin"),
        "pipe": lambda: (Pipe(DATA), "报告 1.bin"),
    }


def _at(file: io.BytesIO, position: int) -> io.BytesIO:
    file.seek(position)
    return file


@pytest.mark.parametrize(
    "kind", ["path", "text path", "bytes", "file", "pipe", "from where it stands"]
)
def test_an_upload_is_whole_also_on_the_repeat(
    api: WeChatAPI, server: ApiServer, tmp_path: Path, kind: str
) -> None:
    server.on("media/upload", Raw(drop=True), {"errcode": 42001, "errmsg": "expired"}, UPLOADED)
    file, name = _sources(tmp_path)[kind]()
    try:
        assert api.upload_media(file, "file", name) == UPLOADED
    finally:
        if hasattr(file, "close"):
            file.close()
    assert len(server.seen) == 3
    for sent in server.seen:
        assert sent.params == {"type": "file"}
        assert sent.headers["Content-Length"] == str(len(sent.body))
        head, data = file_of(sent)
        assert 'name="media"; filename="报告 1.bin"; filelength=10240' in head
        assert data == DATA


def test_a_file_name_cannot_end_its_header(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload", UPLOADED)
    api.upload_file(DATA, 'a"; x\r\nEvil: 1')
    head, _ = file_of(server.last)
    assert 'filename="a%22; x%0D%0AEvil: 1"' in head
    parsed = email.parser.HeaderParser(policy=email.policy.HTTP).parsestr(head.lstrip())
    assert "Evil" not in parsed


@pytest.mark.parametrize(
    ("data", "kind", "name", "words"),
    [
        (b"12345", "file", "a", "file: WeCom takes 6 to 20971520 bytes, the file has 5"),
        (bytes(2 * 1024 * 1024 + 1), "voice", "a.amr", "voice: WeCom takes 6 to 2097152 bytes"),
        (DATA, "thumb", "a", "type must be one of image, voice, video, file"),
        (DATA, "file", None, "filename is missing"),
    ],
)
def test_what_wecom_would_refuse_is_not_sent(
    api: WeChatAPI, server: ApiServer, data: bytes, kind: Any, name: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        api.upload_media(data, kind, name)
    assert server.seen == server.fetched == []


def test_an_attachment_has_at_most_10_mb(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload_attachment", UPLOADED)
    api.upload_attachment(bytes(10 * 1024 * 1024), "file", 2, "a.zip")
    with pytest.raises(ValueError, match="file: WeCom takes 6 to 10485760 bytes"):
        api.upload_attachment(bytes(10 * 1024 * 1024 + 1), "file", 2, "a.zip")


def test_a_file_uploaded_to_flask_goes_on_under_its_own_name(
    api: WeChatAPI, server: ApiServer
) -> None:
    server.on("media/upload", UPLOADED)
    api.upload_file(FileStorage(io.BytesIO(DATA), "../a.png", name="field"))
    head, data = file_of(server.last)
    assert 'filename="a.png"' in head
    assert data == DATA


def test_a_text_file_is_refused(api: WeChatAPI, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 10)
    with path.open() as file, pytest.raises(TypeError, match="binary mode"):
        api.upload_media(file, "file")  # type: ignore[arg-type]


def test_the_kinds_have_their_own_names(api: WeChatAPI, server: ApiServer) -> None:
    for path in ("media/upload", "media/uploadimg", "media/upload_attachment"):
        server.on(path, UPLOADED)
    for method, kind in [
        (api.upload_image, "image"), (api.upload_voice, "voice"),
        (api.upload_video, "video"), (api.upload_file, "file"),
    ]:  # fmt: skip
        method(DATA, "a")
        assert server.last.params == {"type": kind}
    api.upload_img(DATA, "a.png")
    assert (server.last.path, server.last.params) == ("/cgi-bin/media/uploadimg", {})
    assert "Content-Type: image/png" in file_of(server.last)[0]
    api.upload_attachment(DATA, "image", 1, "a.png")
    assert server.last.params == {"media_type": "image", "attachment_type": "1"}


def test_upload_reaches_every_endpoint(api: WeChatAPI, server: ApiServer) -> None:
    server.on("chatdata/upload", OK)
    api.upload("chatdata/upload", DATA, filename="a", field="blob", type="x")
    assert server.last.params == {"type": "x"}
    assert 'name="blob"' in file_of(server.last)[0]


def test_a_webhook_upload_needs_no_token(api: WeChatAPI, server: ApiServer) -> None:
    server.on("webhook/upload_media", UPLOADED)
    api.upload_webhook_media("robot-key", DATA, filename="a")
    assert server.last.query == {"key": "robot-key", "type": "file"}
    assert server.fetched == []


def test_progress_of_an_upload(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload", UPLOADED)
    seen: list[tuple[int, int | None]] = []
    api.upload_media(bytes(100_000), "file", "a", progress=lambda *now: seen.append(now))
    assert seen[-1] == (100_000, 100_000)
    assert seen == sorted(seen)
    assert len(seen) > 1


def test_large_files_by_url(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload_by_url", {**OK, "jobid": "j"})
    server.on("media/get_upload_by_url_result", OK)
    api.upload_media_by_url(1, "video", "v.mp4", "https://x.example/v.mp4", "0" * 32)
    assert server.last.json == {
        "scene": 1, "type": "video", "filename": "v.mp4",
        "url": "https://x.example/v.mp4", "md5": "0" * 32,
    }  # fmt: skip
    api.get_upload_by_url_result("j")
    assert server.last.json == {"jobid": "j"}


# -- down ---------------------------------------------------------------------------------------


def file_answer(name: str = 'filename="a.png"', **more: Any) -> Raw:
    headers = {"Content-Type": "image/png", "Content-Disposition": f"attachment; {name}"}
    return Raw(DATA, headers=headers, **more)


def test_a_download(api: WeChatAPI, server: ApiServer, tmp_path: Path) -> None:
    server.on("media/get", file_answer())
    media = api.get_media("m1")
    assert server.last.params == {"media_id": "m1"}
    assert (media.filename, media.content_type, media.size) == ("a.png", "image/png", len(DATA))
    assert media.content == media.content == DATA

    seen: list[tuple[int, int | None]] = []
    with api.get_media("m1") as media:
        assert media.save(tmp_path, lambda *now: seen.append(now)) == tmp_path / "a.png"
    assert (tmp_path / "a.png").read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))

    with api.get_media("m1") as media:
        assert b"".join(media.iter_content(100)) == DATA
    assert os.listdir(tmp_path) == ["a.png"]


def test_part_of_a_download(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/get", file_answer(status=206))
    assert api.get_media("m1", start=10, end=20).content == DATA
    assert server.last.headers["Range"] == "bytes=10-20"
    assert api.get_media("m1", start=10).content == DATA
    assert server.last.headers["Range"] == "bytes=10-"


def test_an_error_is_not_a_file(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/get", {"errcode": 40007, "errmsg": "invalid media_id"})
    with pytest.raises(WeChatAPIError) as caught:
        api.get_media("gone")
    assert (caught.value.errcode, caught.value.path) == (40007, "/cgi-bin/media/get")


def test_an_error_as_plain_text_is_not_a_file_either(api: WeChatAPI, server: ApiServer) -> None:
    body = json.dumps({"errcode": 40007, "errmsg": "invalid media_id"}).encode()
    server.on("media/get", Raw(body, headers={"Content-Type": "text/plain"}))
    with pytest.raises(WeChatAPIError):
        api.get_media("gone")


def test_a_dead_token_is_renewed_for_a_download_too(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/get", {"errcode": 42001, "errmsg": "expired"}, file_answer())
    assert api.get_media("m1").content == DATA
    assert len(server.fetched) == 2


@pytest.mark.parametrize("body", [b'{"errcode": 40007, "errmsg": "mine"}', b"{}", b"{"])
def test_a_users_own_json_file_is_left_alone(
    api: WeChatAPI, server: ApiServer, body: bytes
) -> None:
    headers = {
        "Content-Type": "application/json",
        "Content-Disposition": 'attachment; filename="config.json"',
    }
    server.on("media/get", Raw(body, headers=headers))
    with api.get_media("m1") as media:
        assert (media.filename, media.content) == ("config.json", body)


def test_a_json_file_without_a_name_is_left_alone(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/get", Raw(b"[1]", headers={"Content-Type": "application/json"}))
    assert api.get_media("m1").content == b"[1]"


def test_a_page_is_not_a_file(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/get", Raw(b"<html>", headers={"Content-Type": "text/html"}))
    with pytest.raises(WeChatTransportError, match="HTML page, not a file"):
        api.get_media("m1")
    server.on("media/get", Raw(b"<html>", 502))
    with pytest.raises(WeChatTransportError, match="WeCom answered with HTTP status 502"):
        api.get_media("m1")


def test_a_download_that_breaks_off_leaves_no_file(
    api: WeChatAPI, server: ApiServer, tmp_path: Path
) -> None:
    server.on("media/get", file_answer(drop=True, cut=100))
    with api.get_media("m1") as media, pytest.raises(WeChatTransportError, match="broke off"):
        media.save(tmp_path / "a.png")
    assert os.listdir(tmp_path) == []


def test_a_compressed_download_has_no_known_size(api: WeChatAPI, server: ApiServer) -> None:
    headers = {"Content-Disposition": "attachment", "Content-Encoding": "gzip"}
    server.on("media/get", Raw(gzip.compress(DATA), headers=headers))
    media = api.get_media("m1")
    assert (media.size, media.filename) == (None, "")
    assert media.content == DATA
    assert b"".join(media.iter_content()) == DATA
    assert repr(media) == "<Media '' application/octet-stream None>"


def test_a_large_json_body_is_no_error(api: WeChatAPI, server: ApiServer) -> None:
    body = json.dumps({"errcode": 1, "rows": ["x" * 100] * 1000}).encode()
    server.on("media/get", Raw(body, headers={"Content-Type": "application/json"}))
    assert api.get_media("m1").content == body


def test_an_error_that_breaks_off_is_tried_again(api: WeChatAPI, server: ApiServer) -> None:
    broken = Raw(
        b'{"errcode": 40007}', headers={"Content-Type": "application/json"}, drop=True, cut=5
    )
    server.on("media/get", broken, file_answer())
    assert api.get_media("m1").content == DATA
