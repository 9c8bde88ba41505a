"""The cash desk of service providers (收银台): orders of applications, and their invoices."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.call import ProviderToken
from ..engine.checks import between, max_bytes, max_value
from ..engine.encoding import encodable
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["PayTool", "PayToolInvoices"]


class PayTool(Family):
    """Orders of the cash desk. Each call takes the provider's token and the desk's secret.

    The client signs each call with the secret (API 调用密钥), which is not sent, and generates
    ``nonce_str``, at most 32 bytes, and ``ts`` unless they are given. WeCom accepts a
    ``nonce_str`` once in 15 minutes, so the client does not retry these calls.
    """

    def paytool_open_order(
        self,
        provider_access_token: str,
        secret: str,
        business_type: Literal[1, 2, 3],
        pay_type: Literal[0, 1, 2],
        product_list: JSONObject,
        *,
        custom_corpid: str | None = None,
        bank_receipt_media_id: str | None = None,
        creator: str | None = None,
        nonce_str: str | None = None,
        ts: Time | None = None,
    ) -> dict[str, Any]:
        """Create an order: ``order_id``, ``order_url`` …

        :param business_type: 1 third-party application, 2 application made for the corp
            (代开发), 3 solution for an industry
        :param pay_type: 0 paid by the corp, 1 by the provider, 2 free
        :param product_list: ``third_app``, ``customized_app`` or ``promotion_case``, according to
            the business type
        :param custom_corpid: the corp, needed for type 2
        :param bank_receipt_media_id: proof that the provider paid
        :param creator: the provider's member who creates the order and is notified

        WeCom page 98045, not checked against the manual.
        """
        body = {
            "business_type": business_type,
            "custom_corpid": custom_corpid,
            "pay_type": pay_type,
            "bank_receipt_media_id": bank_receipt_media_id,
            "creator": creator,
            "product_list": product_list,
        }
        return self._post(
            "paytool/open_order",
            self._signed(secret, body, nonce_str, ts),
            auth=ProviderToken(provider_access_token),
        )

    def close_paytool_order(
        self,
        provider_access_token: str,
        secret: str,
        order_id: str,
        *,
        nonce_str: str | None = None,
        ts: Time | None = None,
    ) -> dict[str, Any]:
        """Cancel an order.

        :param order_id: at most 64 bytes
        :raises ValueError: over the limit

        WeCom page 98046.
        """
        max_bytes("order_id", order_id, 64)
        return self._post(
            "paytool/close_order",
            self._signed(secret, {"order_id": order_id}, nonce_str, ts),
            auth=ProviderToken(provider_access_token),
        )

    def get_paytool_order_list(
        self,
        provider_access_token: str,
        secret: str,
        limit: int,
        *,
        business_type: Literal[1, 2, 3] | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        nonce_str: str | None = None,
        ts: Time | None = None,
    ) -> dict[str, Any]:
        """Return one page of the orders: ``pay_order_list``, ``has_more``.

        :param limit: page size, 1 to 2,000
        :param business_type: one kind only, see :meth:`paytool_open_order`
        :param start_time: Unix seconds or a ``datetime``, of the order
        :raises ValueError: out of WeCom's range

        WeCom page 99360.
        """
        between("limit", limit, 1, 2000)
        body = {
            "business_type": business_type,
            "start_time": start_time,
            "end_time": end_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post(
            "paytool/get_order_list",
            self._signed(secret, body, nonce_str, ts),
            auth=ProviderToken(provider_access_token),
        )

    def iter_paytool_orders(
        self,
        provider_access_token: str,
        secret: str,
        *,
        limit: int = 100,
        business_type: Literal[1, 2, 3] | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the orders from all pages of :meth:`get_paytool_order_list`."""
        between("limit", limit, 1, 2000)

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_paytool_order_list(
                provider_access_token,
                secret,
                limit,
                business_type=business_type,
                start_time=start_time,
                end_time=end_time,
                cursor=cursor,
            )
            following = page.get("next_cursor") if page.get("has_more") else None
            return page.get("pay_order_list") or [], following or None

        return Pages(read)

    def get_paytool_order_detail(
        self,
        provider_access_token: str,
        secret: str,
        order_id: str,
        *,
        nonce_str: str | None = None,
        ts: Time | None = None,
    ) -> dict[str, Any]:
        """Return an order: ``pay_order``. WeCom page 99361."""
        return self._post(
            "paytool/get_order_detail",
            self._signed(secret, {"order_id": order_id}, nonce_str, ts),
            auth=ProviderToken(provider_access_token),
        )

    def _signed(
        self,
        secret: str,
        body: Mapping[str, object],
        nonce_str: str | None,
        ts: Time | None,
    ) -> dict[str, object]:
        """Return the body with nonce, time and signature."""
        given: dict[str, object] = {key: each for key, each in body.items() if each is not None}
        given["nonce_str"] = nonce_str or secrets.token_hex(16)
        given["ts"] = int(self._now()) if ts is None else ts
        return {**given, "sig": _signature(secret, given)}


class PayToolInvoices(Family):
    """Invoices for orders of the cash desk. Each call takes the provider's token first."""

    def get_paytool_invoice_list(
        self,
        provider_access_token: str,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the invoices that corps asked for: ``invoice_list``.

        :param start_time: Unix seconds, of the request; with ``end_time`` or not at all
        :param limit: page size, at most 100 (WeCom's default is 50)
        :raises ValueError: over the limit

        WeCom page 99447.
        """
        max_value("limit", limit, 100)
        return self._post(
            "paytool/get_invoice_list",
            {"start_time": start_time, "end_time": end_time, "cursor": cursor, "limit": limit},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_paytool_invoices(
        self,
        provider_access_token: str,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the invoices from all pages of :meth:`get_paytool_invoice_list`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "paytool/get_invoice_list",
            {"start_time": start_time, "end_time": end_time, "limit": limit},
            "invoice_list",
            auth=ProviderToken(provider_access_token),
        )

    def paytool_mark_invoice_status(
        self,
        provider_access_token: str,
        order_id: str,
        oper_userid: str,
        invoice_status: Literal[1, 2, 3],
        invoice_note: str,
    ) -> dict[str, Any]:
        """Report the status of an invoice; an invoice that was sent stays as it is.

        :param oper_userid: the provider's member who did it, with the permission for invoices
        :param invoice_status: 1 sent on paper, 2 sent by mail, 3 cancelled: the corp may ask again
        :param invoice_note: shown to the corp, at most 200 bytes
        :raises ValueError: over the limit

        WeCom page 99437.
        """
        max_bytes("invoice_note", invoice_note, 200)
        return self._post(
            "paytool/mark_invoice_status",
            {
                "order_id": order_id,
                "oper_userid": oper_userid,
                "invoice_status": invoice_status,
                "invoice_note": invoice_note,
            },
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )


def _signature(secret: str, body: Mapping[str, object]) -> str:
    """Return the HMAC-SHA256 of all values as ``key=value``, sorted, in base64.

    An object stands for its members, a list for its entries under the list's key; empty strings
    are omitted.
    """
    text = "&".join(sorted(_pairs("", body)))
    key, signed = encodable(secret).encode(), encodable(text).encode()
    return b64encode(hmac.digest(key, signed, "sha256")).decode()


def _pairs(key: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _pairs(name, member)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from _pairs(key, entry)
    elif isinstance(value, bool):
        yield f"{key}={str(value).lower()}"
    elif value is not None and value != "":
        yield f"{key}={value}"
