"""Members of the contacts (通讯录 › 成员管理)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import between, max_length, max_value
from ..engine.family import Family
from ..engine.paging import Pages
from .member_checks import check_change, check_new

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["Users"]

MAX_DELETE = 200
MAX_PAGE = 10000


class Users(Family):
    """Read and change members.

    Creating, changing and deleting them needs the secret of the contacts (通讯录同步).

    Applications made since June 2022 read no avatar, gender, mobile number, mail, QR code or
    address here; members grant them these with OAuth2. With the secret of the contacts, IP
    addresses added since August 2022 read ids only: :meth:`list_user_ids`.
    """

    def create_user(self, user: records.NewMember) -> dict[str, Any]:
        """Create a member from a record with WeCom's own keys.

        Needed are ``userid`` (1 to 64 bytes of letters, digits and ``_-@.``, starting with a
        letter or digit; case is ignored), ``name`` and one of ``mobile`` and ``email``. ``name``
        and ``alias`` take 64 characters, ``position`` and ``address`` 128, ``email`` and
        ``biz_mail`` 6 to 64 bytes, ``external_position`` 12 Chinese characters, ``direct_leader``
        one member.

        ``department`` has at most 100 entries, and ``order`` and ``is_leader_in_dept`` as many.
        Without it the member is put under 其他（待设置部门）, where WeCom also creates departments
        that do not exist; ``created_department_list`` of the answer names them.

        :raises ValueError: without ``userid`` or ``name``, or over a limit

        WeCom page 90195.
        """
        check_new(user)
        return self._post("user/create", user)

    def update_user(self, user: records.MemberChange) -> dict[str, Any]:
        """Change the member ``userid`` of the record; limits as in :meth:`create_user`.

        ``new_userid`` renames a member whose id WeCom had made up, once. ``biz_mail_alias``,
        ``{"item": […]}``, replaces the aliases, at most five. ``mobile`` is ignored for a member
        who has activated WeCom.

        :raises ValueError: without ``userid``, or over a limit

        WeCom page 90197.
        """
        check_change(user)
        # after a renaming, a second request would look for a member that is gone
        return self._post("user/update", user, idempotent="new_userid" not in user)

    def delete_user(self, userid: str) -> dict[str, Any]:
        """Delete a member, and the mailbox of the corp mail (腾讯企业邮).

        WeCom page 90198.
        """
        # a GET that is not repeated: the second one answers that there is no such member
        return self._get("user/delete", {"userid": userid}, idempotent=False)

    def delete_users(self, useridlist: list[str]) -> dict[str, Any]:
        """Delete at most 200 members. With one unknown id WeCom deletes none.

        WeCom page 90199.
        """
        max_length("useridlist", useridlist, MAX_DELETE)
        return self._post("user/batchdelete", {"useridlist": useridlist})

    def get_user(self, userid: str) -> dict[str, Any]:
        """Get a member's record. Which fields are there depends on what the application may see.

        WeCom page 90196.
        """
        return self._get("user/get", {"userid": userid})

    def get_department_users(
        self,
        department_id: int,
        fetch_child: bool | int | None = None,
        status: int | None = None,
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department: id, name and departments of each member.

        :param fetch_child: also the members of all departments below it; no longer in the manual,
            which has the departments read one by one, see :meth:`iter_department_users`
        :param status: legacy (企业号): 1 following, 2 disabled, 4 not following, added up; WeCom
            ignores it now

        WeCom page 90200.
        """
        return self._get("user/simplelist", _department(department_id, fetch_child, status))

    def get_department_users_detail(
        self,
        department_id: int,
        fetch_child: bool | int | None = None,
        status: int | None = None,
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department with whole records.

        The parameters are those of :meth:`get_department_users`. WeCom page 90201.
        """
        return self._get("user/list", _department(department_id, fetch_child, status))

    def iter_department_users(
        self, department_id: int, *, fetch_child: bool = False, detail: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Yield the members of a department, each once, one department's list at a time.

        WeCom does not page these lists; with ``fetch_child`` the departments below are read one
        after the other, so that no answer holds a whole large corp.

        :param detail: whole records instead of id, name and departments

        WeCom pages 90200, 90201 and 95350.
        """
        list_users = self.get_department_users_detail if detail else self.get_department_users
        departments: list[int] = []
        seen: set[str] = set()

        def read(number: int) -> tuple[list[dict[str, Any]], int | None]:
            if not departments:
                departments.extend(self._departments_below(department_id, fetch_child))
            found = list_users(departments[number]).get("userlist") or ()
            users = [user for user in found if user["userid"] not in seen]
            seen.update(user["userid"] for user in users)
            return users, number + 1 if number + 1 < len(departments) else None

        return Pages(read, 0)

    def _departments_below(self, department_id: int, fetch_child: bool) -> list[int]:
        if not fetch_child:
            return [department_id]
        below = self._get("department/simplelist", {"id": department_id})
        found = [entry["id"] for entry in below.get("department_id") or ()]
        return [department_id, *(each for each in found if each != department_id)]

    def list_user_ids(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``dept_user``: pairs of member and department, and ``next_cursor``.

        Needs the secret of the contacts (通讯录同步).

        :param limit: pairs in the page, 1 to 10,000

        WeCom page 96067.
        """
        between("limit", limit, 1, MAX_PAGE)
        return self._post("user/list_id", {"cursor": cursor, "limit": limit}, idempotent=True)

    def iter_user_ids(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield all pairs of member and department, a page of ``limit`` at a time.

        A member of several departments comes several times. See :meth:`list_user_ids`.
        """
        between("limit", limit, 1, MAX_PAGE)
        return self._post_pages("user/list_id", {"limit": limit}, "dept_user")

    def convert_to_openid(self, userid: str) -> dict[str, Any]:
        """Get the ``openid`` of a member who has logged in with WeChat, for payments.

        WeCom page 90202.
        """
        return self._post("user/convert_to_openid", {"userid": userid}, idempotent=True)

    def convert_to_userid(self, openid: str) -> dict[str, Any]:
        """Get the ``userid`` for an ``openid``.

        WeCom page 90202.
        """
        return self._post("user/convert_to_userid", {"openid": openid}, idempotent=True)

    def get_userid_by_mobile(self, mobile: str) -> dict[str, Any]:
        """Get the ``userid`` that belongs to a mobile number.

        When more numbers are wrong than 20 % of the members that the corp may have, WeCom blocks
        the call for a day.

        :param mobile: 5 to 32 bytes

        WeCom page 95402.
        """
        return self._post("user/getuserid", {"mobile": mobile}, idempotent=True)

    def get_userid_by_email(
        self, email: str, *, email_type: Literal[1, 2] | None = None
    ) -> dict[str, Any]:
        """Get the ``userid`` that belongs to a mail address.

        Wrong addresses count as in :meth:`get_userid_by_mobile`.

        :param email_type: 1 the corp mailbox (the default), 2 the private one

        WeCom page 95895.
        """
        between("email_type", email_type, 1, 2)
        body = {"email": email, "email_type": email_type}
        return self._post("user/get_userid_by_email", body, idempotent=True)

    def get_active_stat(self, date: str) -> dict[str, Any]:
        """Get ``active_cnt``, the number of members who used WeCom on a day.

        :param date: ``YYYY-MM-DD``, within the last 30 days

        WeCom page 92714, not checked against the manual.
        """
        return self._post("user/get_active_stat", {"date": date}, idempotent=True)

    def get_join_qrcode(self, size_type: Literal[1, 2, 3, 4] | None = None) -> dict[str, Any]:
        """Get ``join_qrcode``, the address of a QR code to join the corp, good for 7 days.

        Needs the secret of the contacts (通讯录同步).

        :param size_type: 1 for 171, 2 for 399, 3 for 741, 4 for 2,052 pixels a side

        WeCom page 91714.
        """
        between("size_type", size_type, 1, 4)
        return self._get("corp/get_join_qrcode", {"size_type": size_type})

    def user_auth_success(self, userid: str) -> dict[str, Any]:
        """Confirm that a member has passed the corp's own second verification.

        WeCom page 90203.
        """
        return self._get("user/authsucc", {"userid": userid})

    def user_tfa_success(self, userid: str, tfa_code: str) -> dict[str, Any]:
        """Confirm that a member has passed a second verification started by WeCom.

        :param tfa_code: from :meth:`get_tfa_info`, good for five minutes and for one call

        WeCom page 99500.
        """
        return self._post("user/tfa_succ", {"userid": userid, "tfa_code": tfa_code})

    def check_member_auth(self, open_userid: str) -> dict[str, Any]:
        """Return whether a member has authorised a third-party application: ``is_member_auth``.

        WeCom page 94514.
        """
        body = {"open_userid": open_userid}
        return self._post("user/check_member_auth", body, idempotent=True)

    def list_member_auth(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``member_auth_list``: members that authorised the application.

        :param limit: page size, at most 1,000 (WeCom's default)

        WeCom page 94513.
        """
        max_value("limit", limit, 1000)
        body = {"cursor": cursor, "limit": limit}
        return self._post("user/list_member_auth", body, idempotent=True)

    def iter_member_auth(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`list_member_auth`."""
        max_value("limit", limit, 1000)
        return self._post_pages("user/list_member_auth", {"limit": limit}, "member_auth_list")

    def list_selected_ticket_users(self, selected_ticket: str) -> dict[str, Any]:
        """Get the members that a user chose in the client: ``open_userid_list``.

        Third-party applications that members authorise. WeCom page 94894.
        """
        body = {"selected_ticket": selected_ticket}
        return self._post("user/list_selected_ticket_user", body, idempotent=True)

    def invite_user(self, userid: str, invite_tips: str | None = None) -> dict[str, Any]:
        """Invite a member to follow the account. Legacy (企业号).

        Today :meth:`batch_invite` does it.
        """
        return self._post("invite/send", {"userid": userid, "invite_tips": invite_tips})


def _department(
    department_id: int, fetch_child: bool | int | None, status: int | None
) -> dict[str, object]:
    child = None if fetch_child is None else int(fetch_child)
    return {"department_id": department_id, "fetch_child": child, "status": status}
