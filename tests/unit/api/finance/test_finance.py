"""Payments and invoices: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.finance import Finance
from tests.helpers.recording import Recording, assert_refused

START = 1_700_000_000


class Api(Recording, Finance):
    pass


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("get_external_pay_bill_list", [START, START], {"limit": 1001}, "limit.*1000"),
    ("update_invoice_status", ("c", "e", "PAID"), {}, "INVOICE_REIMBURSE_INIT"),
    ("batch_update_invoice_status", ("o", "PAID", []), {}, "INVOICE_REIMBURSE_CLOSURE"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_external_pay_bills", [START, START + 86400], "bill_list"),
    ],
)
def test_lists_are_read_page_after_page(name: str, args: list[Any], items: str) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": ""})
    assert list(getattr(api, name)(*args)) == [1, 2]
