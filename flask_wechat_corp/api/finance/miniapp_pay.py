"""Payments in mini programs (小程序接入对外收款): orders, refunds and bills."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_length
from ..engine.family import Family, JSONObject

__all__ = ["MiniProgramPayments"]


class MiniProgramPayments(Family):
    """Orders, refunds and bills of a merchant (``mchid``); amounts are in 分."""

    def create_miniapp_order(
        self,
        appid: str,
        mchid: str,
        out_trade_no: str,
        description: str,
        amount: JSONObject,
        payer: JSONObject,
        scene_info: JSONObject,
        *,
        scenekey: str | None = None,
        time_expire: str | None = None,
        attach: str | None = None,
        goods_tag: str | None = None,
        detail: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Create an order: ``prepay_id``, valid for 2 hours, for :meth:`get_miniapp_sign`.

        :param appid: of the mini program, at most 32 characters
        :param mchid: the merchant's number, at most 32 characters
        :param out_trade_no: your number of the order: 6 to 32 digits, letters, ``_-|*``
        :param description: of the goods, at most 127 characters
        :param amount: ``{"total": 100, "currency": "CNY"}``
        :param payer: ``{"openid": …}``
        :param scene_info: ``{"payer_client_ip": …}``, also ``device_id``, ``store_info``
        :param scenekey: from the mini program's URL, to count the order for a member; at most 256
            characters
        :param time_expire: when the order expires, like ``2030-05-20T13:29:35+08:00``
        :param attach: returned with the order and in the notification; at most 128 characters
        :param goods_tag: for discounts, at most 32 characters
        :param detail: ``cost_price``, ``invoice_id``, ``goods_detail``
        :raises ValueError: over a limit

        WeCom page 97322.
        """
        max_length("appid", appid, 32)
        _check_order(mchid, out_trade_no)
        max_length("description", description, 127)
        max_length("scenekey", scenekey, 256)
        max_length("attach", attach, 128)
        max_length("goods_tag", goods_tag, 32)
        return self._post(
            "miniapppay/create_order",
            {
                "appid": appid,
                "mchid": mchid,
                "out_trade_no": out_trade_no,
                "description": description,
                "scenekey": scenekey,
                "amount": amount,
                "payer": payer,
                "time_expire": time_expire,
                "attach": attach,
                "goods_tag": goods_tag,
                "scene_info": scene_info,
                "detail": detail,
            },
        )

    def get_miniapp_order(self, mchid: str, out_trade_no: str) -> dict[str, Any]:
        """Return an order: ``trade_state``, ``transaction_id``, ``amount`` …

        :raises ValueError: over a limit

        WeCom page 97323.
        """
        _check_order(mchid, out_trade_no)
        return self._post(
            "miniapppay/get_order",
            {"mchid": mchid, "out_trade_no": out_trade_no},
            idempotent=True,
        )

    def close_miniapp_order(self, mchid: str, out_trade_no: str) -> dict[str, Any]:
        """Close an unpaid order, at the earliest after 5 minutes.

        :raises ValueError: over a limit

        WeCom page 97324.
        """
        _check_order(mchid, out_trade_no)
        return self._post(
            "miniapppay/close_order",
            {"mchid": mchid, "out_trade_no": out_trade_no},
            idempotent=True,
        )

    def get_miniapp_sign(
        self,
        appid: str,
        prepay_id: str,
        nonce: str,
        timestamp: Time,
        *,
        sign_type: Literal["RSA"] | None = None,
    ) -> dict[str, Any]:
        """Return the signature that the mini program pays with: ``pay_sign``.

        :param prepay_id: from :meth:`create_miniapp_order`, at most 128 characters
        :param nonce: at most 32 digits and letters
        :param timestamp: now, in Unix seconds
        :raises ValueError: over a limit

        WeCom page 98130.
        """
        max_length("appid", appid, 32)
        max_length("prepay_id", prepay_id, 128)
        max_length("nonce", nonce, 32)
        return self._post(
            "miniapppay/get_sign",
            {
                "appid": appid,
                "prepay_id": prepay_id,
                "sign_type": sign_type,
                "nonce": nonce,
                "timestamp": timestamp,
            },
            idempotent=True,
        )

    def miniapp_refund(
        self,
        mchid: str,
        appid: str,
        out_trade_no: str,
        out_refund_no: str,
        amount: JSONObject,
        *,
        reason: str | None = None,
        funds_account: Literal["AVAILABLE"] | None = None,
    ) -> dict[str, Any]:
        """Refund an order, fully or in part; see :meth:`get_miniapp_refund_detail` for the result.

        WeCom processes a number once, so retry a failed refund with the same number. An order
        allows 50 refunds within a year, one a minute; all orders together 150 refunds a second. The
        answer has ``out_refund_no``, ``amount`` and, with vouchers, ``promotion_detail``.

        :param out_refund_no: your number of the refund, at most 64 digits, letters, ``_-|*@``
        :param amount: ``{"refund": 888, "total": 888, "currency": "CNY"}``
        :param reason: shown to the customer unless the refund is a part of at most 1 yuan; at most
            80 characters
        :param funds_account: ``"AVAILABLE"``: while the order's money is not yet shared out
            (待分账), pay the refund from the merchant's balance
        :raises ValueError: over a limit

        WeCom page 97333.
        """
        max_length("appid", appid, 32)
        _check_order(mchid, out_trade_no)
        max_length("out_refund_no", out_refund_no, 64)
        max_length("reason", reason, 80)
        return self._post(
            "miniapppay/refund",
            {
                "mchid": mchid,
                "appid": appid,
                "out_trade_no": out_trade_no,
                "out_refund_no": out_refund_no,
                "reason": reason,
                "funds_account": funds_account,
                "amount": amount,
            },
        )

    def get_miniapp_refund_detail(self, mchid: str, out_refund_no: str) -> dict[str, Any]:
        """Return a refund: ``status`` (``SUCCESS``, ``CLOSE``, ``PROCESSING``, ``ABNORMAL``) …

        :raises ValueError: over a limit

        WeCom page 97352.
        """
        max_length("mchid", mchid, 32)
        max_length("out_refund_no", out_refund_no, 64)
        return self._post(
            "miniapppay/get_refund_detail",
            {"mchid": mchid, "out_refund_no": out_refund_no},
            idempotent=True,
        )

    def get_miniapp_bill(
        self,
        bill_date: str,
        mchid: str,
        *,
        bill_type: Literal["ALL", "SUCCESS", "REFUND"] | None = None,
        tar_type: Literal["GZIP"] | None = None,
    ) -> dict[str, Any]:
        """Return the address of a day's bill: ``download_url``, valid for 30 seconds, and ``auth``.

        :param bill_date: like ``2030-06-11``, within the last three months
        :param bill_type: ``ALL`` (WeCom's default), ``SUCCESS`` or ``REFUND``
        :param tar_type: ``GZIP``: compressed
        :raises ValueError: over a limit

        WeCom page 98115.
        """
        max_length("mchid", mchid, 32)
        return self._post(
            "miniapppay/get_bill",
            {
                "bill_date": bill_date,
                "mchid": mchid,
                "bill_type": bill_type,
                "tar_type": tar_type,
            },
            idempotent=True,
        )


def _check_order(mchid: str, out_trade_no: str) -> None:
    max_length("mchid", mchid, 32)
    max_length("out_trade_no", out_trade_no, 32)
