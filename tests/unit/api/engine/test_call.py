"""Calls as values: what they send, and what their representation leaves out."""

from __future__ import annotations

import pytest

from flask_wechat_corp.api.engine.call import (
    NO_AUTH,
    Auth,
    Call,
    ProviderToken,
    QueryToken,
    SuiteToken,
)
from flask_wechat_corp.api.engine.encoding import Secret
from flask_wechat_corp.api.engine.response import parse_response


@pytest.mark.parametrize(
    ("auth", "target"),
    [
        (None, "/cgi-bin/user/get?userid=a%20b"),
        (NO_AUTH, "/cgi-bin/user/get?userid=a%20b"),
        (SuiteToken("S"), "/cgi-bin/user/get?suite_access_token=S&userid=a%20b"),
        (ProviderToken("P"), "/cgi-bin/user/get?provider_access_token=P&userid=a%20b"),
        (
            QueryToken("device_access_token", "D"),
            "/cgi-bin/user/get?device_access_token=D&userid=a%20b",
        ),
    ],
)
def test_the_token_comes_first_in_the_query(auth: Auth | None, target: str) -> None:
    call = Call(
        "GET", "/cgi-bin/user/get", {"userid": "a b", "none": None}, parse_response, auth=auth
    )
    assert call.target == target


def test_booleans_are_numbers_and_secrets_are_sent() -> None:
    call = Call("GET", "/x", {"a": True, "b": False, "c": Secret("s")}, parse_response)
    assert call.target == "/x?a=1&b=0&c=s"


def test_another_token_changes_nothing_else() -> None:
    call = Call(
        "POST", "/x", {"a": 1}, parse_response, b"{}", {"H": "1"}, idempotent=True, stream=True
    )
    other = call.with_auth(SuiteToken("S"))
    assert call.auth is None
    assert other == Call(
        "POST", "/x", {"a": 1}, parse_response, b"{}", {"H": "1"}, True, SuiteToken("S"), True
    )


def test_the_representation_has_no_token_query_or_body() -> None:
    call = Call("POST", "/x", {"q": "QUERY"}, parse_response, b"BODY", auth=SuiteToken("TOKEN"))
    assert repr(call) == (
        "Call(method='POST', path='/x', headers={}, idempotent=False,"
        " auth=SuiteToken(name='suite_access_token'), stream=False)"
    )


def test_tokens_of_different_kinds_are_not_equal() -> None:
    assert SuiteToken("a") == SuiteToken("a")
    assert SuiteToken("a") != SuiteToken("b")
    same_query: Auth = QueryToken("suite_access_token", "a")
    assert SuiteToken("a") != same_query
