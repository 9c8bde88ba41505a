"""Responses as values: results, error responses and failures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import requests

from flask_wechat_corp import IPNotAllowedError
from flask_wechat_corp.api.engine.download import open_media
from flask_wechat_corp.api.engine.response import (
    ErrorResponse,
    Failure,
    api_error,
    errcode_of,
    parse_response,
    redact,
)


def response(content: bytes, status: int = 200) -> requests.Response:
    made = requests.Response()
    made._content = content
    made.status_code = status
    return made


@pytest.mark.parametrize("code", ["60111", '"60111"'])
def test_an_error_code_may_be_a_text(code: str) -> None:
    result = parse_response(response(f'{{"errcode": {code}, "errmsg": "no"}}'.encode()), "/x")
    assert isinstance(result, ErrorResponse)
    assert errcode_of(result) == 60111


@pytest.mark.parametrize(
    "body", [b"{}", b'{"errcode": 0}', b'{"errcode": "0"}', b'{"errcode": null}']
)
def test_without_an_error_code_it_is_a_result(body: bytes) -> None:
    result = parse_response(response(body), "/x")
    assert isinstance(result, dict)
    assert errcode_of(result) == 0


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"{}", 502, "WeCom answered with HTTP status 502."),
        (b"<html>", 200, "The response is not JSON."),
        (b"[]", 200, "The response is not a JSON object."),
        (b'{"errcode": "x"}', 200, "The errcode in the response is not a number."),
    ],
)
def test_everything_else_is_a_failure(content: bytes, status: int, reason: str) -> None:
    assert parse_response(response(content, status), "/x") == Failure(reason, status=status)


def test_an_error_response_does_not_show_what_it_contains() -> None:
    answer: dict[str, Any] = {"errcode": 1, "errmsg": "token T"}
    assert repr(ErrorResponse(1, answer)) == "ErrorResponse(errcode=1)"


def test_secrets_and_queries_are_removed_from_the_message() -> None:
    answer = {"errmsg": "bad T of S, see https://a.example/b?key=v ok"}
    error = api_error(ErrorResponse(60111, answer), "/x", ["T", "", "S"])
    assert error.errmsg == "bad *** of ***, see https://a.example/b ok"
    assert redact("nothing", [""]) == "nothing"


# --- what real servers send -----------------------------------------------------------------------


def test_texts_of_people_may_hold_anything() -> None:
    body = b'\xef\xbb\xbf{"errcode":0,"next_cursor":"c","msg_list":'
    body += b'[{"a":"x\x1b[0m\n\t\x14\x00y"},{"a":"\xf0\x9f\x8d"}]}'
    result = parse_response(response(body), "/x")
    assert result == {
        "errcode": 0,
        "next_cursor": "c",
        "msg_list": [{"a": "x\x1b[0m\n\t\x14\x00y"}, {"a": "\ufffd"}],
    }
    assert parse_response(response('{"a": "é"}'.encode("latin-1")), "/x") == {"a": "\ufffd"}


@pytest.mark.parametrize("body", [b'{"a": "b', b'{"a": b}', b"\xff", b"", b"\x1b{}"])
def test_what_is_no_json_stays_a_failure(body: bytes) -> None:
    assert isinstance(parse_response(response(body), "/x"), Failure)


def test_deep_json_stays_a_failure() -> None:
    assert isinstance(parse_response(response(b"[" * 200_000 + b"\x01"), "/x"), Failure)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_an_error_code_behind_a_4xx_counts(status: int) -> None:
    body = b'{"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 1.2.3.4"}'
    result = parse_response(response(body, status), "/x")
    assert isinstance(result, ErrorResponse)
    error = api_error(result, "/x", [])
    assert isinstance(error, IPNotAllowedError)
    assert error.ip == "1.2.3.4"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"errcode": 60020}', 500),
        (b'{"errcode": 60020}', 302),
        (b'{"errcode": 0}', 403),
        (b"{}", 403),
        (b"[]", 403),
        (b"<html>", 403),
        (b'{"errcode": "x"}', 403),
    ],
)
def test_other_bodies_behind_a_status_do_not(body: bytes, status: int) -> None:
    assert parse_response(response(body, status), "/x") == Failure(
        f"WeCom answered with HTTP status {status}.", status=status
    )


def download(body: bytes, status: int, **headers: str) -> object:
    made = requests.Response()
    made.status_code = status
    made.raw = BytesIO(body)
    made.headers.update({name.replace("_", "-"): text for name, text in headers.items()})
    return open_media(made, "/cgi-bin/media/get")


@pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-8"])
def test_a_download_too_reads_the_error_behind_a_4xx(kind: str) -> None:
    result = download(b'{"errcode": 40007, "errmsg": "\x1b"}', 403, content_type=kind)
    assert errcode_of(result) == 40007


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/json", "content_disposition": "attachment"},
        {"content_type": "image/png"},
        {"content_type": "text/html"},
        {"content_type": "application/json", "content_length": "70000"},
    ],
)
def test_a_download_behind_a_4xx_is_no_file(headers: dict[str, str]) -> None:
    result = download(b"{}", 404, **headers)
    assert result == Failure("WeCom answered with HTTP status 404.", status=404)
