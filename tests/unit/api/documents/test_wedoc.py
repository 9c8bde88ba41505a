"""Texts, sheets, forms and smart sheets: the limits that WeCom states."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.documents import Documents
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, Documents):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("batch_wedoc_document_update", ["d", [{}] * 31], {}, "requests.*30"),
        ("batch_wedoc_spreadsheet_update", ["d", [{}] * 6], {}, "requests.*5"),
        ("get_wedoc_form_answer", ["r", [1] * 101], {}, "answer_ids.*100"),
        ("get_wedoc_form_statistic", ["r", 2], {"limit": 10_001}, "limit.*10000"),
        ("batch_wedoc_vip_add", [["u"] * 101], {}, "userid_list.*100"),
        ("batch_wedoc_vip_del", [["u"] * 101], {}, "userid_list.*100"),
        ("list_wedoc_vips", [], {"limit": 201}, "limit.*200"),
        ("get_wedoc_smartsheet_views", ["d", "s"], {"limit": 1001}, "limit.*1000"),
        ("get_wedoc_smartsheet_fields", ["d", "s"], {"limit": 1001}, "limit.*1000"),
        ("list_wedoc_smartsheet_groupchats", ["d"], {"limit": 201}, "limit.*200"),
        (
            "update_wedoc_smartsheet_groupchat",
            ["d", "c"],
            {"add_user_list": ["u"] * 501},
            "add_user_list.*500",
        ),
        (
            "update_wedoc_smartsheet_groupchat",
            ["d", "c"],
            {"del_user_list": ["u"] * 501},
            "del_user_list.*500",
        ),
    ],
)
def test_a_limit_is_checked_before_the_request(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_a_change_of_columns_is_idempotent_unless_it_renames() -> None:
    api = Api()
    column = {"field_id": "f", "field_type": "FIELD_TYPE_NUMBER"}
    changed: Any = {**column, "property_number": {}}
    renamed: Any = {**column, "field_title": "新"}
    api.update_wedoc_smartsheet_fields("d", "s", [changed])
    api.update_wedoc_smartsheet_fields("d", "s", [changed, renamed])
    assert [call.idempotent for call in api.calls] == [True, False]


def test_what_is_within_the_limits_is_sent() -> None:
    api = Api()
    api.batch_wedoc_document_update("d", [{}] * 30)
    api.update_wedoc_smartsheet_groupchat("d", "c", add_user_list=["u"] * 500)
    assert len(api.calls) == 2
