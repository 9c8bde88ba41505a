"""Customers: the external contacts of members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_days, max_length, require_one_of
from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["ExternalContacts"]


class ExternalContacts(Family):
    """Customers of members (客户管理)."""

    def get_follow_user_list(self) -> dict[str, Any]:
        """List the members who may have customers: ``follow_user``.

        WeCom page 92571.
        """
        return self._get("externalcontact/get_follow_user_list")

    def list_external_contacts(self, userid: str) -> dict[str, Any]:
        """List the ids of a member's customers: ``external_userid``.

        A member without customers is error 84061. WeCom page 92113.
        """
        return self._get("externalcontact/list", {"userid": userid})

    def get_external_contact(
        self, external_userid: str, *, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return a customer: ``external_contact`` and ``follow_user``, the members who follow them.

        :param cursor: the ``next_cursor`` of the page before; needed past 500 followers only

        WeCom page 92114.
        """
        return self._get(
            "externalcontact/get", {"external_userid": external_userid, "cursor": cursor}
        )

    def iter_external_contact_followers(self, external_userid: str) -> Iterator[dict[str, Any]]:
        """Yield all members who follow a customer, from all pages of :meth:`get_external_contact`.

        WeCom pages them past 500.
        """

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_external_contact(external_userid, cursor=cursor)
            return page.get("follow_user") or [], page.get("next_cursor") or None

        return Pages(read)

    def batch_get_external_contacts_by_user(
        self, userid_list: list[str], *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the customers of up to 100 members: ``external_contact_list``.

        ``follow_info`` has ids of the corp's tags, no members' own tags. ``fail_info`` has the
        members without a licence (互通许可): ``unlicensed_userid_list``; when no member has one,
        WeCom refuses the call with 701008. Providers' applications need 客户基础信息, those of the
        kind 营销获客 建联客户信息.

        :param limit: page size (WeCom's default is 50); WeCom takes a larger number for 100
        :raises ValueError: over a limit

        WeCom page 92994.
        """
        max_length("userid_list", userid_list, 100)
        return self._post(
            "externalcontact/batch/get_by_user",
            {"userid_list": userid_list, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_external_contacts_by_user(
        self, userid_list: list[str], *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers of up to 100 members, page after page.

        See :meth:`batch_get_external_contacts_by_user`.
        """
        max_length("userid_list", userid_list, 100)
        return self._post_pages(
            "externalcontact/batch/get_by_user",
            {"userid_list": userid_list, "limit": limit},
            "external_contact_list",
        )

    def remark_external_contact(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        remark_company: str | None = None,
        remark_mobiles: list[str] | None = None,
        remark_pic_mediaid: str | None = None,
        description: str | None = None,
    ) -> dict[str, Any]:
        """Write a member's notes on a customer; at least one of them.

        :param remark: at most 20 characters
        :param remark_company: at most 20 characters, for WeChat users only
        :param remark_mobiles: replaces the numbers that are there; ``[""]`` removes them
        :param description: at most 150 characters
        :raises ValueError: over a limit, or nothing to write

        WeCom page 92115.
        """
        notes = {
            "remark": remark,
            "remark_company": remark_company,
            "remark_mobiles": remark_mobiles,
            "remark_pic_mediaid": remark_pic_mediaid,
            "description": description,
        }
        if all(note is None for note in notes.values()):
            raise ValueError(f"Pass at least one of {', '.join(notes)}.")
        max_length("remark", remark, 20)
        max_length("remark_company", remark_company, 20)
        max_length("description", description, 150)
        return self._post(
            "externalcontact/remark",
            {"userid": userid, "external_userid": external_userid, **notes},
            idempotent=True,
        )

    def get_user_behavior_data(
        self,
        start_time: Time,
        end_time: Time,
        *,
        userid: list[str] | None = None,
        partyid: list[int] | None = None,
    ) -> dict[str, Any]:
        """Return statistics of members' contact with customers, by day: ``behavior_data``.

        :param start_time: Unix seconds, not older than 180 days
        :param end_time: Unix seconds, at most 30 days after ``start_time``; its day counts too
        :param userid: at most 100 members, whose figures are added up
        :param partyid: at most 100 departments; one of the two lists is needed
        :raises ValueError: over a limit

        WeCom page 92132.
        """
        require_one_of(userid=userid, partyid=partyid)
        max_length("userid", userid, 100)
        max_length("partyid", partyid, 100)
        max_days(start_time, end_time, 30, names=("start_time", "end_time"))
        return self._post(
            "externalcontact/get_user_behavior_data",
            {"start_time": start_time, "end_time": end_time, "userid": userid, "partyid": partyid},
            idempotent=True,
        )

    def unionid_to_external_userid(
        self, unionid: str, *, openid: str | None = None
    ) -> dict[str, Any]:
        """Find the customer of a WeChat ``unionid``: ``external_userid``.

        Only for verified corps; both ids come from the same mini program, which belongs to the
        corp.

        :param openid: the id of the same user in the mini program; third-party applications
            give it too

        WeCom page 93274.
        """
        return self._post(
            "externalcontact/unionid_to_external_userid",
            {"unionid": unionid, "openid": openid},
            idempotent=True,
        )

    def external_userid_to_openid(self, external_userid: str) -> dict[str, Any]:
        """Return the ``openid`` of a customer who is a WeChat user.

        WeCom page 92323.
        """
        return self._post(
            "externalcontact/convert_to_openid",
            {"external_userid": external_userid},
            idempotent=True,
        )

    def to_service_external_userid(self, external_userid: str) -> dict[str, Any]:
        """Convert a corp's customer id into the one of the service provider: ``external_userid``.

        WeCom page 95195.
        """
        return self._post(
            "externalcontact/to_service_external_userid",
            {"external_userid": external_userid},
            idempotent=True,
        )

    def get_new_external_userid(self, external_userid_list: list[str]) -> dict[str, Any]:
        """Convert up to 1,000 old customer ids into new ones (provider migration): ``items``.

        WeCom advises 200 ids a call.

        :raises ValueError: more than 1,000 ids

        WeCom page 97107.
        """
        max_length("external_userid_list", external_userid_list, 1000)
        return self._post(
            "externalcontact/get_new_external_userid",
            {"external_userid_list": external_userid_list},
            idempotent=True,
        )

    def get_external_contact_crm(self, external_userid: str) -> dict[str, Any]:
        """Return a customer. Legacy: see :meth:`get_external_contact`."""
        return self._get("crm/get_external_contact", {"external_userid": external_userid})

    def from_service_external_userid(
        self, external_userid: str, source_agentid: int
    ) -> dict[str, Any]:
        """Convert a service provider's customer id into the corp's: ``external_userid``.

        :param source_agentid: the provider's application that the id comes from

        WeCom page 95884.
        """
        return self._post(
            "externalcontact/from_service_external_userid",
            {"external_userid": external_userid, "source_agentid": source_agentid},
            idempotent=True,
        )

    def list_service_external_contacts(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the persons that were ever served (已服务的外部联系人): ``info_list``.

        Each has a ``tmp_openid`` that holds while the pages are read once, from the first to the
        last, and an ``external_userid`` if they are a customer.

        :param limit: page size (WeCom's default is 1,000)
        :param cursor: good for 4 hours

        WeCom page 99434.
        """
        return self._post(
            "externalcontact/contact_list", {"limit": limit, "cursor": cursor}, idempotent=True
        )

    def iter_service_external_contacts(
        self, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the people from all pages of :meth:`list_service_external_contacts`."""
        return self._post_pages("externalcontact/contact_list", {"limit": limit}, "info_list")

    def mobile_to_external_userid(self, mobiles: list[str]) -> dict[str, Any]:
        """Find customers by their phone numbers: ``success_list``, ``fail_list``.

        WeCom page 92506, not checked against the manual.
        """
        return self._post(
            "externalcontact/batch_to_external_userid", {"mobiles": mobiles}, idempotent=True
        )
