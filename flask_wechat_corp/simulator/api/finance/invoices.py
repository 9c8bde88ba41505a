"""Electronic invoices in the card wallet. Sources: WeCom's pages 90284 to 90287."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

INIT, LOCK, CLOSURE = (
    "INVOICE_REIMBURSE_INIT", "INVOICE_REIMBURSE_LOCK", "INVOICE_REIMBURSE_CLOSURE",
)  # fmt: skip
#: from which status an invoice may go to which
CHANGES = {INIT: {INIT, LOCK, CLOSURE}, LOCK: {INIT, LOCK, CLOSURE}, CLOSURE: {CLOSURE}}


def invoices(world: World) -> list[dict[str, Any]]:
    """The company's invoices: two of the same shop."""

    def furnish(world: World) -> dict[str, Any]:
        return {"list": [_invoice(world, 1, 10600), _invoice(world, 2, 4240)]}

    found: list[dict[str, Any]] = c.room(world, "invoices", furnish)["list"]
    return found


def _invoice(world: World, number: int, fee: int) -> dict[str, Any]:
    untaxed = round(fee / 1.06)
    return {
        "card_id": c.plain_id(world, "p", "invoice", 28),
        "encrypt_code": c.plain_id(world, "", f"invoice {number}", 40),
        "begin_time": c.now(world),
        "end_time": c.now(world) + 365 * c.DAY,
        "openid": c.plain_id(world, "o", "payer", 28),
        "type": "增值税电子普通发票",
        "payee": "向日葵餐厅",
        "detail": "餐饮服务",
        "user_info": {
            "fee": fee,
            "title": world.corp_name,
            "billing_time": c.now(world),
            "billing_no": "044001900111",
            "billing_code": f"{number:08d}",
            "fee_without_tax": untaxed,
            "tax": fee - untaxed,
            "detail": "餐饮服务",
            "pdf_url": "",
            "reimburse_status": INIT,
            "check_code": f"{number:020d}",
            "info": [{"name": "餐饮服务", "num": 1, "unit": "项", "price": untaxed}],
        },
    }


def _invoice_of(world: World, args: c.Source) -> dict[str, Any]:
    card_id, code = c.text(args, "card_id"), c.text(args, "encrypt_code")
    for one in invoices(world):
        if (one["card_id"], one["encrypt_code"]) == (card_id, code):
            return one
    raise SimulatedError(40058, "invalid card_id or encrypt_code")


@routes.post("card/invoice/reimburse/getinvoiceinfo")
def get_info(world: World, args: Args) -> Answer:
    """One invoice."""
    return _shown(_invoice_of(world, args))


def _shown(invoice: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in invoice.items() if key != "encrypt_code"}


@routes.post("card/invoice/reimburse/getinvoiceinfobatch")
def batch_get_info(world: World, args: Args) -> Answer:
    """Several invoices."""
    items = c.records(args, "item_list", least=1, most=100)
    return {"item_list": [_shown(_invoice_of(world, item)) for item in items]}


def _status(args: Args) -> str:
    status = c.text(args, "reimburse_status")
    if status not in CHANGES:
        raise SimulatedError(40058, "invalid reimburse_status")
    return status


def _allow(invoice: dict[str, Any], status: str) -> None:
    if status not in CHANGES[invoice["user_info"]["reimburse_status"]]:
        raise SimulatedError(72024, "invoice status error")


@routes.post("card/invoice/reimburse/updateinvoicestatus")
def update_status(world: World, args: Args) -> Answer:
    """Lock, release or close one invoice; closing is final."""
    status, invoice = _status(args), _invoice_of(world, args)
    _allow(invoice, status)
    invoice["user_info"]["reimburse_status"] = status
    return {}


@routes.post("card/invoice/reimburse/updatestatusbatch")
def batch_update_status(world: World, args: Args) -> Answer:
    """Lock, release or close invoices of one owner: all or none."""
    openid, status = c.text(args, "openid", missing=40073), _status(args)
    found = [_invoice_of(world, one) for one in c.records(args, "invoice_list", least=1, most=100)]
    for invoice in found:
        if invoice["openid"] != openid:
            raise SimulatedError(40073)
        _allow(invoice, status)
    for invoice in found:
        invoice["user_info"]["reimburse_status"] = status
    return {}
