"""Payments: limits, signatures of the cash desk, pages."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import Any

import pytest

from flask_wechat_corp.api.finance import Finance
from tests.helpers.recording import Recording, assert_refused

START = 1_700_000_000
DAY = 86_400
ORDER = ["a", "m", "ORDER-1", "d", {}, {}, {}]


class Api(Recording, Finance):
    def _now(self) -> float:
        return START + 0.5


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("create_miniapp_order", ["a" * 33, *ORDER[1:]], {}, "appid.*32"),
        ("create_miniapp_order", ORDER, {"attach": "a" * 129}, "attach.*128"),
        ("create_miniapp_order", ORDER, {"goods_tag": "g" * 33}, "goods_tag.*32"),
        ("create_miniapp_order", ORDER, {"scenekey": "s" * 257}, "scenekey.*256"),
        ("get_miniapp_order", ["m" * 33, "o"], {}, "mchid.*32"),
        ("close_miniapp_order", ["m", "o" * 33], {}, "out_trade_no.*32"),
        ("get_miniapp_sign", ["a", "p" * 129, "n", 1], {}, "prepay_id.*128"),
        ("get_miniapp_sign", ["a", "p", "n" * 33, 1], {}, "nonce.*32"),
        ("miniapp_refund", ["m", "a", "o", "r" * 65, {}], {}, "out_refund_no.*64"),
        ("miniapp_refund", ["m", "a", "o", "r", {}], {"reason": "字" * 81}, "reason.*80"),
        ("get_miniapp_refund_detail", ["m", "r" * 65], {}, "out_refund_no.*64"),
        ("get_miniapp_applyment_status", ["o" * 33], {}, "out_request_no.*32"),
        ("get_external_pay_fund_flow", [START, START + 31 * DAY + 1], {}, "begin_time to end_time"),
        ("iter_external_pay_fund_flow", [1, 2], {"limit": 201}, "limit.*200"),
        ("set_external_pay_mch_use_scope", ["字" * 11, {}], {}, "mch_id.*32 bytes"),
        ("upload_miniapp_image", [b"1234", "a.png"], {}, "5 to 2097152"),
        ("upload_miniapp_image", [bytes(2 * 2**20 + 1), "a.png"], {}, "5 to 2097152"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_an_order_of_the_cash_desk_signs_all_its_values() -> None:
    api = Api()
    items = [{"suiteid": "s2", "user_count": 3}, {"suiteid": "s1", "trial": False}]
    products = {"third_app": {"order_type": 0, "note": "", "buy_info_list": items}}
    api.paytool_open_order("P", "KEY", 1, 0, products, nonce_str="N", ts=1_600_000_000)
    signed = (
        "business_type=1&nonce_str=N&order_type=0&pay_type=0&suiteid=s1&suiteid=s2"
        "&trial=false&ts=1600000000&user_count=3"
    )
    body = api.calls[0].body or {}
    expected = hmac.digest(b"KEY", signed.encode(), "sha256")
    assert body["sig"] == b64encode(expected).decode()
    assert body["product_list"] == products
    assert "secret" not in body


def test_each_request_of_the_cash_desk_has_its_own_nonce_and_the_time() -> None:
    api = Api()
    for _ in range(2):
        api.get_paytool_order_detail("P", "KEY", "O")
    first, second = (call.body or {} for call in api.calls)
    assert first["ts"] == second["ts"] == START
    assert first["nonce_str"] != second["nonce_str"]
    assert first["sig"] != second["sig"]
    assert len(str(first["nonce_str"])) == 32
    # a repeat would carry a nonce that WeCom has seen
    assert not any(call.idempotent for call in api.calls)


def test_orders_of_the_cash_desk_are_signed_page_after_page() -> None:
    api = Api(
        {"pay_order_list": [{"order_id": "1"}], "has_more": 1, "next_cursor": "B"},
        {"pay_order_list": [{"order_id": "2"}], "has_more": 0, "next_cursor": "C"},
    )
    found = api.iter_paytool_orders("P", "KEY", limit=1)
    assert [one["order_id"] for one in found] == ["1", "2"]
    assert [(call.body or {}).get("cursor") for call in api.calls] == [None, "B"]
    assert len({(call.body or {})["sig"] for call in api.calls}) == 2
