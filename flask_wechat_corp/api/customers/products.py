"""Product albums (商品图册)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_bytes, max_length, max_value, required
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["ProductAlbums"]


class ProductAlbums(Family):
    """The album of products that members show to customers (商品图册).

    For self-built applications under 客户联系-可调用接口的应用, and providers' applications with
    the permission 管理商品图册. An application changes only its own products.
    """

    def add_product_album(
        self,
        description: str,
        price: int,
        *,
        product_sn: str | None = None,
        attachments: Sequence[records.Picture] | None = None,
    ) -> dict[str, Any]:
        """Add a product: ``product_id``.

        :param description: at most 300 characters
        :param price: in fen (0.01 yuan), at most 5,000,000
        :param product_sn: the corp's own number, at most 128 bytes of digits and letters
        :param attachments: needed: pictures, at most 9
        :raises ValueError: over a limit, or without ``attachments``

        WeCom page 95096.
        """
        _check_product(description, price, product_sn, attachments)
        required(attachments=attachments)
        return self._post(
            "externalcontact/add_product_album",
            {
                "description": description,
                "price": price,
                "product_sn": product_sn,
                "attachments": attachments,
            },
        )

    def update_product_album(
        self,
        product_id: str,
        *,
        description: str | None = None,
        price: int | None = None,
        product_sn: str | None = None,
        attachments: Sequence[records.Picture] | None = None,
    ) -> dict[str, Any]:
        """Change a product of this app; limits as in :meth:`add_product_album`.

        What does not change may be left out, says a note of WeCom's manual; its table asks for
        ``description`` and ``price`` again.

        :raises ValueError: over a limit

        WeCom page 95096.
        """
        _check_product(description, price, product_sn, attachments)
        return self._post(
            "externalcontact/update_product_album",
            {
                "product_id": product_id,
                "description": description,
                "price": price,
                "product_sn": product_sn,
                "attachments": attachments,
            },
            idempotent=True,
        )

    def get_product_album(self, product_id: str) -> dict[str, Any]:
        """Return a product: ``product``. WeCom page 95096."""
        return self._post(
            "externalcontact/get_product_album", {"product_id": product_id}, idempotent=True
        )

    def get_product_album_list(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the products: ``product_list``.

        :param limit: page size, at most 100; WeCom takes a larger number for 50, its default

        WeCom page 95096.
        """
        return self._post(
            "externalcontact/get_product_album_list",
            {"cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_product_albums(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the products from all pages of :meth:`get_product_album_list`."""
        return self._post_pages(
            "externalcontact/get_product_album_list", {"limit": limit}, "product_list"
        )

    def delete_product_album(self, product_id: str) -> dict[str, Any]:
        """Delete a product of this app. WeCom page 95096."""
        return self._post("externalcontact/delete_product_album", {"product_id": product_id})


def _check_product(
    description: str | None,
    price: int | None,
    product_sn: str | None,
    attachments: Sequence[records.Picture] | None,
) -> None:
    max_length("description", description, 300)
    max_value("price", price, 5_000_000)
    max_bytes("product_sn", product_sn, 128)
    max_length("attachments", attachments, 9)
