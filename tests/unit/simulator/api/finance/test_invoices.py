"""Invoices."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.finance import invoices
from tests.helpers.simulated import DirectWorld


def invoice_key(wecom: DirectWorld, number: int = 0) -> dict[str, str]:
    found = invoices.invoices(wecom.world)[number]
    return {"card_id": found["card_id"], "encrypt_code": found["encrypt_code"]}


def test_invoices_are_locked_and_closed(wecom: DirectWorld) -> None:
    base = "card/invoice/reimburse/"
    one, other = invoice_key(wecom), invoice_key(wecom, 1)
    locked = "INVOICE_REIMBURSE_LOCK"
    wecom(base + "updateinvoicestatus", **one, reimburse_status=locked)
    shown = wecom(base + "getinvoiceinfo", **one)
    assert shown["user_info"]["reimburse_status"] == locked
    closed = {"openid": shown["openid"], "reimburse_status": "INVOICE_REIMBURSE_CLOSURE"}
    wecom(base + "updatestatusbatch", **closed, invoice_list=[one, other])
    items = wecom(base + "getinvoiceinfobatch", item_list=[one, other])["item_list"]
    assert {row["user_info"]["reimburse_status"] for row in items} == {closed["reimburse_status"]}
    assert wecom.refused(base + "updateinvoicestatus", **one, reimburse_status=locked) == 72024
    stranger = {**closed, "openid": "ox", "invoice_list": [one]}
    assert wecom.refused(base + "updatestatusbatch", **stranger) == 40073
    assert wecom.refused(base + "getinvoiceinfo", card_id="p", encrypt_code="x") == 40058
