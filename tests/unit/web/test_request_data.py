"""Query and body: what is read, what is rejected with which status, and how much is read."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Request

from flask_wechat_corp import BadMessage
from flask_wechat_corp.web.request_data import read_body, read_query


def with_query(query: str) -> Request:
    return Request({"QUERY_STRING": query})


class Input(io.BytesIO):
    """A server's input that remembers how much was asked of it."""

    asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked += len(self.getvalue()) if size is None or size < 0 else size
        return super().read(size)


def with_body(body: bytes, length: int | None = None, **environ: Any) -> Request:
    if length is None:
        length = len(body)
    return Request(
        {
            "REQUEST_METHOD": "POST", "wsgi.input": Input(body), "CONTENT_LENGTH": str(length),
            "CONTENT_TYPE": "text/xml", **environ,
        }
    )  # fmt: skip


# -- query


def test_only_the_named_parameters_are_read_and_decoded() -> None:
    found = read_query(with_query("a=1%2B2+3&other=x&other=y&b=%E5%AD%97"), "a", "b")
    assert found == {"a": "1+2 3", "b": "字"}


@pytest.mark.parametrize("query", ["a=1&a=1", "a=", "a", "a=" + "x" * 4097])
def test_a_parameter_appears_once_and_has_a_value(query: str) -> None:
    with pytest.raises(BadMessage, match="'a' must appear exactly once and have 1 to 4,096"):
        read_query(with_query(query), "a")
    assert read_query(with_query("a=" + "x" * 4096), "a") == {"a": "x" * 4096}


def test_missing_parameters_are_named() -> None:
    with pytest.raises(BadMessage, match="no query parameter 'b', 'c'"):
        read_query(with_query("a=1"), "a", "b", "c")
    with pytest.raises(BadMessage, match="no query parameter 'a'"):
        read_query(Request({}), "a")


# -- body


def test_a_body_is_read_and_left_for_hooks() -> None:
    request = with_body(b"<xml/>")
    assert read_body(request, 6) == b"<xml/>"
    assert request.get_data() == b"<xml/>"


def test_a_body_that_a_hook_has_read_is_still_there() -> None:
    request = with_body(b"<xml/>")
    request.get_data()
    assert read_body(request, 100) == b"<xml/>"


def test_a_hook_that_only_looked_at_the_stream_does_no_harm() -> None:
    request = with_body(b"<xml/>")
    _ = request.stream
    assert read_body(request, 100) == b"<xml/>"


def test_a_body_that_is_too_large_is_not_read() -> None:
    request = with_body(b"x" * 101)
    with pytest.raises(BadMessage, match="more than 100 bytes") as caught:
        read_body(request, 100)
    assert caught.value.status == 413
    assert request.environ["wsgi.input"].asked == 0


def test_of_a_chunked_body_one_byte_more_than_the_limit_is_read() -> None:
    chunked: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    request = with_body(b"x" * 100, **chunked)
    del request.environ["CONTENT_LENGTH"]
    assert read_body(request, 100) == b"x" * 100
    request = with_body(b"x" * 200, **chunked)
    del request.environ["CONTENT_LENGTH"]
    with pytest.raises(BadMessage, match="more than 100 bytes") as caught:
        read_body(request, 100)
    assert caught.value.status == 413


def test_a_chunked_body_without_an_end_is_not_read() -> None:
    request = with_body(b"x", HTTP_TRANSFER_ENCODING="chunked")
    del request.environ["CONTENT_LENGTH"]
    with pytest.raises(BadMessage, match="length of the request body is unknown") as caught:
        read_body(request, 100)
    assert caught.value.status == 411
    assert request.environ["wsgi.input"].asked == 0


def test_an_empty_body_is_rejected() -> None:
    with pytest.raises(BadMessage, match=r"^The request body is empty\.$"):
        read_body(with_body(b""), 100)
    form = with_body(b"", CONTENT_TYPE="application/x-www-form-urlencoded")
    with pytest.raises(BadMessage, match="may have read it as a form"):
        read_body(form, 100)


class Broken(io.RawIOBase):
    """What a server hands over when the connection breaks while the body is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise ConnectionResetError


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("stream", [lambda: io.BytesIO(b"<xml>"), Broken])
def test_a_body_that_ends_early_is_rejected(stream: Callable[[], Any], looked: bool) -> None:
    request = with_body(b"", 500, **{"wsgi.input": stream()})
    if looked:
        _ = request.stream  # as a hook does that measures bodies
    with pytest.raises(BadMessage, match="ended before its Content-Length") as caught:
        read_body(request, 1000)
    assert caught.value.status == 400


# -- what a hook has looked at before us

TOUCHED: dict[str, Callable[[Request], object]] = {
    "form": lambda request: request.form,
    "values": lambda request: request.values,
    "files": lambda request: request.files,
    "stream": lambda request: request.stream,
    "one byte": lambda request: request.stream.read(1),
}


@pytest.mark.parametrize("kind", ["text/xml", "application/octet-stream"])
@pytest.mark.parametrize("name", TOUCHED)
def test_a_hook_cannot_switch_the_limit_off(name: str, kind: str) -> None:
    request = with_body(b"x" * 1000, CONTENT_TYPE=kind)
    TOUCHED[name](request)
    before = request.environ["wsgi.input"].asked
    with pytest.raises(BadMessage, match="more than 100 bytes") as caught:
        read_body(request, 100)
    assert caught.value.status == 413
    assert request.environ["wsgi.input"].asked == before, "it was read"


@pytest.mark.parametrize("name", TOUCHED)
def test_of_a_chunked_body_that_a_hook_has_touched_the_limit_is_read(name: str) -> None:
    given = io.BytesIO(b"x" * 300_000)
    chunked: dict[str, Any] = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input_terminated": True,
        "wsgi.input": given,
    }
    request = with_body(b"", **chunked)
    del request.environ["CONTENT_LENGTH"]
    TOUCHED[name](request)
    with pytest.raises(BadMessage, match="more than 100000 bytes") as caught:
        read_body(request, 100_000)
    assert caught.value.status == 413
    assert given.tell() <= 100_002


@pytest.mark.parametrize("name", ["form", "values", "files", "stream"])
def test_a_body_that_was_touched_is_read_and_left_for_hooks(name: str) -> None:
    request = with_body(b"<xml/>", CONTENT_TYPE="text/xml")
    TOUCHED[name](request)
    assert read_body(request, 100) == b"<xml/>"
    assert request.get_data() == b"<xml/>"


def test_a_body_that_a_hook_has_kept_is_held_to_the_limit() -> None:
    chunked: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    request = with_body(b"x" * 200, **chunked)
    del request.environ["CONTENT_LENGTH"]
    request.get_data()
    with pytest.raises(BadMessage, match="more than 100 bytes"):
        read_body(request, 100)
