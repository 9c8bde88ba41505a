"""Data and intelligence (数据与智能专区): orders of a service provider for its corps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.call import ProviderToken
from ..engine.checks import max_value
from ..engine.family import Family, JSONObject

__all__ = ["AdvancedApiOrders"]


class AdvancedApiOrders(Family):
    """Orders of the zone. Each call takes the provider's token first."""

    def create_advanced_api_order(
        self,
        provider_access_token: str,
        custom_corpid: str,
        buyer_userid: str,
        *,
        advanced_api_type: Literal[1] | None = None,
        order_type: Literal[0, 1, 2, 3] | None = None,
        chat_archive_api: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Order the message archive for a corp: ``order_id``.

        :param custom_corpid: the corp that receives it
        :param buyer_userid: the ordering member of the provider
        :param advanced_api_type: 1 the message archive (WeCom's default)
        :param order_type: 0 new, 1 more accounts, 2 renewal, 3 upgrade
        :param chat_archive_api: needed for the message archive: ``edition`` (2 internal and
            external chats, 3 calls too), ``purchase_count`` (1 to 1,000,000), ``take_effect_time``
            (today or within 90 days); for an upgrade ``old_edition`` (2), ``old_edition_info``
            and ``target_edition_info``

        WeCom page 100257.
        """
        return self._post(
            "advanced_api/create_order",
            {
                "advanced_api_type": advanced_api_type,
                "custom_corpid": custom_corpid,
                "buyer_userid": buyer_userid,
                "order_type": order_type,
                "chat_archive_api": chat_archive_api,
            },
            auth=ProviderToken(provider_access_token),
        )

    def cancel_advanced_api_order(
        self, provider_access_token: str, order_id: str
    ) -> dict[str, Any]:
        """Cancel an order that was not paid.

        WeCom page 100298.
        """
        return self._post(
            "advanced_api/cancel_order",
            {"order_id": order_id},
            auth=ProviderToken(provider_access_token),
        )

    def submit_advanced_api_pay(
        self, provider_access_token: str, order_id: str, payer_userid: str
    ) -> dict[str, Any]:
        """Pay an order from the provider's balance. It cannot be paid otherwise then.

        :param payer_userid: the paying member of the provider

        WeCom page 101397.
        """
        return self._post(
            "advanced_api/submit_pay",
            {"payer_userid": payer_userid, "order_id": order_id},
            auth=ProviderToken(provider_access_token),
        )

    def get_advanced_api_order(self, provider_access_token: str, order_id: str) -> dict[str, Any]:
        """Return an order: ``order``. WeCom page 101399."""
        return self._post(
            "advanced_api/get_order",
            {"order_id": order_id},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def list_advanced_api_order(
        self,
        provider_access_token: str,
        *,
        custom_corpid: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        advanced_api_type: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the orders: ``order_list``.

        :param custom_corpid: one corp only
        :param start_time: Unix seconds, of the order; with ``end_time`` or not at all
        :param end_time: orders before it
        :param advanced_api_type: 1 the message archive
        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 101398.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "advanced_api/list_order",
            {
                "custom_corpid": custom_corpid,
                "start_time": start_time,
                "end_time": end_time,
                "advanced_api_type": advanced_api_type,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_advanced_api_orders(
        self,
        provider_access_token: str,
        *,
        custom_corpid: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        advanced_api_type: int | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the orders from all pages of :meth:`list_advanced_api_order`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "advanced_api/list_order",
            {
                "custom_corpid": custom_corpid,
                "start_time": start_time,
                "end_time": end_time,
                "advanced_api_type": advanced_api_type,
                "limit": limit,
            },
            "order_list",
            auth=ProviderToken(provider_access_token),
        )

    def get_advanced_api_corp_buy_info(
        self, provider_access_token: str, advanced_api_type: int, custom_corpid: str
    ) -> dict[str, Any]:
        """Return the purchases of a corp: ``chat_archive_api_buy_info``, without trials.

        :param advanced_api_type: 1 the message archive

        WeCom page 101400.
        """
        return self._post(
            "advanced_api/get_corp_buy_info",
            {"advanced_api_type": advanced_api_type, "custom_corpid": custom_corpid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )
