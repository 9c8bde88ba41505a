"""Data and intelligence: limits, what is sent again, pages."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.data import DataIntelligence
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, DataIntelligence):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("get_chatdata_auth_user_list", [], {"limit": 1001}, "limit.*1000"),
        ("iter_docdata_auth_users", [], {"limit": 1001}, "limit.*1000"),
        ("chatdata_upload", [b"12345", "file", "a.txt"], {}, "6 to"),
        ("chatdata_upload", [b"123456", "image", "a.png"], {}, "type must be one of file"),
        ("chatdata_upload", [b"123456"], {}, "filename"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_a_program_is_never_run_twice() -> None:
    api = Api()
    api.chatdata_sync_call_program("p", "a", "{}")
    api.chatdata_async_program_task("p", "a", "{}")
    api.chatdata_async_program_result("job")
    assert [call.idempotent for call in api.calls] == [False, False, True]


def test_messages_are_read_page_after_page() -> None:
    api = Api(
        {"msg_list": [{"msgid": "1"}], "has_more": True, "next_cursor": "B"},
        {"msg_list": [{"msgid": "2"}], "has_more": False, "next_cursor": "C"},
    )
    found = api.iter_chatdata_messages(token="T", limit=1)
    assert [one["msgid"] for one in found] == ["1", "2"]
    assert [(call.body or {}).get("token") for call in api.calls] == ["T", "T"]


def test_orders_carry_the_providers_token() -> None:
    api = Api(
        {"order_list": [{"order_id": "1"}], "has_more": 1, "next_cursor": "B"},
        {"order_list": [{"order_id": "2"}]},
    )
    found = api.iter_advanced_api_orders("P", custom_corpid="C")
    assert [one["order_id"] for one in found] == ["1", "2"]
    for call in api.calls:
        assert call.auth is not None
        assert (call.auth.name, call.auth.token) == ("provider_access_token", "P")
