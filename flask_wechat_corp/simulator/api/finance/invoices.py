"""Electronic invoices in the card wallet. Sources: WeCom's pages 90284 to 90287."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import DAY, Args, Fields, Reader
from ..routes import Payload, Routes

routes = Routes()

INIT, LOCK, CLOSURE = (
    "INVOICE_REIMBURSE_INIT", "INVOICE_REIMBURSE_LOCK", "INVOICE_REIMBURSE_CLOSURE",
)  # fmt: skip
#: from which status an invoice may go to which
CHANGES = {INIT: {INIT, LOCK, CLOSURE}, LOCK: {INIT, LOCK, CLOSURE}, CLOSURE: {CLOSURE}}


def invoices(world: World) -> list[Record]:
    """Return the company's invoices, two of the same shop by default."""

    def default_state(world: World) -> Record:
        return {"list": [_invoice(world, 1, 10600), _invoice(world, 2, 4240)]}

    found: list[Record] = world.family_state("invoices", default_state)["list"]
    return found


def _invoice(world: World, number: int, fee: int) -> Record:
    untaxed = round(fee / 1.06)
    return {
        "card_id": world.stable_id("p", "invoice", 28),
        "encrypt_code": world.stable_id("", f"invoice {number}", 40),
        "begin_time": world.now(),
        "end_time": world.now() + 365 * DAY,
        "openid": world.stable_id("o", "payer", 28),
        "type": "增值税电子普通发票",
        "payee": "向日葵餐厅",
        "detail": "餐饮服务",
        "user_info": {
            "fee": fee,
            "title": world.corp_name,
            "billing_time": world.now(),
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


def _invoice_of(world: World, args: Reader) -> Record:
    card_id, code = args.text("card_id"), args.text("encrypt_code")
    for one in invoices(world):
        if (one["card_id"], one["encrypt_code"]) == (card_id, code):
            return one
    raise SimulatedError(40058, "invalid card_id or encrypt_code")


@routes.post("card/invoice/reimburse/getinvoiceinfo")
def get_info(world: World, args: Args) -> Payload:
    """Return one invoice."""
    return _shown(_invoice_of(world, args))


def _shown(invoice: Record) -> Record:
    return {key: value for key, value in invoice.items() if key != "encrypt_code"}


@routes.post("card/invoice/reimburse/getinvoiceinfobatch")
def batch_get_info(world: World, args: Args) -> Payload:
    """Return several invoices."""
    items = args.records("item_list", least=1, most=100)
    return {"item_list": [_shown(_invoice_of(world, Fields(item))) for item in items]}


def _status(args: Args) -> str:
    status = args.text("reimburse_status")
    if status not in CHANGES:
        raise SimulatedError(40058, "invalid reimburse_status")
    return status


def _allow(invoice: Record, status: str) -> None:
    if status not in CHANGES[invoice["user_info"]["reimburse_status"]]:
        raise SimulatedError(72024, "invoice status error")


@routes.post("card/invoice/reimburse/updateinvoicestatus")
def update_status(world: World, args: Args) -> Payload:
    """Lock, release or close one invoice; closing is final."""
    status, invoice = _status(args), _invoice_of(world, args)
    _allow(invoice, status)
    invoice["user_info"]["reimburse_status"] = status
    return {}


@routes.post("card/invoice/reimburse/updatestatusbatch")
def batch_update_status(world: World, args: Args) -> Payload:
    """Lock, release or close invoices of one owner: all or none."""
    openid, status = args.text("openid", missing=40073), _status(args)
    found = [
        _invoice_of(world, Fields(one)) for one in args.records("invoice_list", least=1, most=100)
    ]
    for invoice in found:
        if invoice["openid"] != openid:
            raise SimulatedError(40073)
        _allow(invoice, status)
    for invoice in found:
        invoice["user_info"]["reimburse_status"] = status
    return {}
