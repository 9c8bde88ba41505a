"""Downloads: the names of files, what saving must not touch, and bounds of memory."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_wechat_corp.api.engine.download import ERROR_LIMIT, Media, open_media, safe_name
from flask_wechat_corp.api.engine.response import ErrorResponse, Failure


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.png"', "a.png"),
        ("attachment; filename=a.png", "a.png"),
        ("attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf; filename=\"x\"", "报告.pdf"),
        ('attachment; filename="报告.pdf"'.encode().decode("latin-1"), "报告.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ('attachment; filename=".."', ""),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="a\x00b\nc"', "abc"),
        ('attachment; filename="' + "长" * 300 + '.pdf"', "长" * 65 + ".pdf"),
        ("attachment; FILENAME=a.png", "a.png"),
        ("attachment; filename*=utf-8''a%20b.png", "a b.png"),
        ("attachment; filename*=Utf-8'zh'a.png", "a.png"),
        ("attachment; filename*=\"UTF-8''a.png\"", "a.png"),
        ('attachment; filename="报告.pdf"'.encode("gbk").decode("latin-1"), "报告.pdf"),
        ("attachment; filename=CON", "_CON"),
        ("attachment; filename=nul.txt", "_nul.txt"),
        ('attachment; filename="com1 .txt"', "_com1 .txt"),
        ("attachment; filename=console.txt", "console.txt"),
        ("attachment; filename=-rf", "_-rf"),
        ("attachment; filename*=UTF-8''a%E2%80%AEgpj.exe", "agpj.exe"),
        ('attachment; FILENAME="a.png"', "a.png"),
        ("attachment; FileName=a.png", "a.png"),
        ("attachment; filename*=Utf-8''%E6%8A%A5.pdf", "报.pdf"),
        ("attachment; FILENAME*=utf-8'zh-CN'%E6%8A%A5.pdf", "报.pdf"),
        ("attachment; filename*=\"UTF-8''%E6%8A%A5.pdf\"", "报.pdf"),
        ("attachment; filename*=GBK''%B1%A8%B8%E6.pdf", "报告.pdf"),
        ('attachment; filename="café.pdf"', "café.pdf"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_names_are_made_safe(header: str, name: str) -> None:
    assert safe_name(header) == name


class Answer:
    """A response that counts what is read of it."""

    def __init__(self, body: bytes, **headers: str) -> None:
        self.status_code = 200
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.read = 0
        self.closed = False
        self._body = io.BytesIO(body)

    @property
    def content(self) -> bytes:
        raise AssertionError("it reads the whole body")

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        while piece := self._body.read(chunk_size):
            self.read += len(piece)
            yield piece

    def close(self) -> None:
        self.closed = True


def media(body: bytes = b"new", name: str = "a.png") -> Media:
    return Media(Answer(body, Content_Disposition=f'attachment; filename="{name}"'), "media/get")


def test_nothing_in_a_directory_is_overwritten(tmp_path: Path) -> None:
    for expected in ("a.png", "a-1.png", "a-2.png"):
        assert media(expected.encode()).save(tmp_path) == tmp_path / expected
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: name for name in ("a.png", "a-1.png", "a-2.png")
    }


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.png", "a.png.part", ".part"):
        (folder / name).symlink_to(victim)
    assert media().save(folder).name == "a-1.png"
    saved = media().save(folder / "a.png")
    assert victim.read_text() == "precious"
    assert not saved.is_symlink()
    assert saved.read_bytes() == b"new"


def test_many_threads_save_one_name(tmp_path: Path) -> None:
    together, saved = threading.Barrier(8), list[Path]()

    def save(number: int) -> None:
        one = media(b"%d" % number)
        together.wait(10)
        saved.append(one.save(tmp_path))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(saved)) == 8
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"%d" % n for n in range(8)}


def test_a_download_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int | None) -> None:
        raise RuntimeError("stop")

    for path in (tmp_path, tmp_path / "b.png"):
        with pytest.raises(RuntimeError, match="stop"):
            media().save(path, stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/html"])
def test_a_long_text_without_length_is_streamed(kind: str) -> None:
    body = b"x" * (20 * ERROR_LIMIT)
    answer = Answer(body, Content_Type=kind)
    opened = open_media(answer, "media/get")
    assert isinstance(opened, Media)
    assert answer.read <= 2 * ERROR_LIMIT
    pieces = list(opened.iter_content(1000))
    assert max(map(len, pieces)) == 1000
    assert b"".join(pieces) == body
    assert answer.closed


def test_a_short_text_may_be_an_error() -> None:
    error = json.dumps({"errcode": 40007, "errmsg": "invalid media_id"}).encode()
    opened = open_media(Answer(error, Content_Type="text/plain"), "media/get")
    assert isinstance(opened, ErrorResponse)
    opened = open_media(Answer(b"{}", Content_Type="text/plain"), "media/get")
    assert isinstance(opened, Media)
    assert opened.content == b"{}"
    assert isinstance(open_media(Answer(b"<p>", Content_Type="text/html"), "media/get"), Failure)
