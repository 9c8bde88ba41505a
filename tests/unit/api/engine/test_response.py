"""Responses as values: results, error responses and failures."""

from __future__ import annotations

from typing import Any

import pytest
import requests

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
