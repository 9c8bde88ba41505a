"""Payments by customers (对外收款): applications for a merchant account."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.checks import between, max_length
from ..engine.family import Family, JSONObject
from ..engine.multipart import FileLike, Multipart, Progress

__all__ = ["MerchantApplications"]

TWO_MB = 2 * 1024 * 1024
SMALLEST = 5


class MerchantApplications(Family):
    """Applications; at most 200 merchants for one withdrawing member, 2,000 for a corp."""

    def apply_miniapp_mch(
        self,
        out_request_no: str,
        organization_type: Literal[0, 1, 2, 3],
        business_license_info: JSONObject,
        merchant_short_name: str,
        id_card_info: JSONObject,
        contact_info: JSONObject,
        account_info: JSONObject,
        sales_scene_info: JSONObject,
        business_id: int,
        userid: str,
        *,
        finance_institution_info: JSONObject | None = None,
        owner: bool | None = None,
        ubo_info: JSONObject | None = None,
        qualifications: JSONObject | None = None,
        business_addition_pics: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Apply for a merchant account. Pictures are ids of :meth:`upload_miniapp_image`.

        The page lists the keys of the objects, and those required for a kind of organisation.
        When WeCom refuses, ``error.answer["error_description"]`` says why.

        :param out_request_no: your number of the request, at most 32 characters
        :param organization_type: 0 company, 1 sole trader, 2 association, 3 public institution
        :param business_license_info: the licence: number, names, picture …
        :param merchant_short_name: shown to customers, at most 21 Chinese characters
        :param id_card_info: of the legal person
        :param contact_info: of the administrator, the signer of the contract
        :param account_info: the bank account
        :param sales_scene_info: ``{"type": 1, …}`` a shop, ``{"type": 2, …}`` a web shop
        :param business_id: the line of business, 1 to 31
        :param userid: the withdrawing member; the same person as the administrator
        :param finance_institution_info: for banks, insurers …
        :param owner: whether the legal person is also the beneficial owner, for companies
        :param ubo_info: the beneficial owner, if different
        :param qualifications: ``{"id": […]}``, at most 5 pictures
        :param business_addition_pics: ``{"id": […]}``, at most 5 pictures
        :raises ValueError: over the limit

        WeCom page 98973.
        """
        max_length("out_request_no", out_request_no, 32)
        return self._post(
            "miniapppay/apply_mch",
            {
                "out_request_no": out_request_no,
                "organization_type": organization_type,
                "business_license_info": business_license_info,
                "finance_institution_info": finance_institution_info,
                "merchant_short_name": merchant_short_name,
                "id_card_info": id_card_info,
                "owner": owner,
                "ubo_info": ubo_info,
                "contact_info": contact_info,
                "account_info": account_info,
                "sales_scene_info": sales_scene_info,
                "business_id": business_id,
                "qualifications": qualifications,
                "business_addition_pics": business_addition_pics,
                "userid": userid,
            },
        )

    def get_miniapp_applyment_status(self, out_request_no: str) -> dict[str, Any]:
        """Return the status of an application: ``status``, ``apply_state``, ``real_sign_state``.

        :param out_request_no: the number given to :meth:`apply_miniapp_mch`
        :raises ValueError: over the limit

        WeCom page 98974.
        """
        max_length("out_request_no", out_request_no, 32)
        return self._post(
            "miniapppay/get_applyment_status", {"out_request_no": out_request_no}, idempotent=True
        )

    def upload_miniapp_image(
        self, file: FileLike, filename: str | None = None, *, progress: Progress | None = None
    ) -> dict[str, Any]:
        """Upload a picture for :meth:`apply_miniapp_mch`: ``open_wx_pay_media_id``, for 30 days.

        The id ends earlier when all applications that contain it are finished. It belongs to this
        application.

        :param file: as in :meth:`upload_media`: a JPG, PNG or BMP, 5 bytes to 2 MB
        :param filename: ends in ``.jpg``, ``.jpeg``, ``.png`` or ``.bmp``
        :param progress: called with (bytes sent, total bytes)
        :raises ValueError: for a size out of range or a missing name

        WeCom page 98972.
        """
        with Multipart(file, filename, "media", progress) as body:
            between("file (bytes)", body.size, SMALLEST, TWO_MB)
            # a second upload only makes a second id, which ends by itself
            return self._upload("miniapppay/upload_image", body, {}, idempotent=True)
