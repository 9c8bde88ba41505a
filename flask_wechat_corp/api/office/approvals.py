"""Approvals, their templates, and leave (审批)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import between, max_days, max_length, require_one_of, required
from ..engine.family import Family
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_approvals as records

__all__ = ["Approvals"]

PAGE = 100
MAX_DAYS = 31
MAX_DAYS_LEGACY = 30
NAME_LENGTH = 40
REMARKS_LENGTH = 200


class Approvals(Family):
    """Hand in and read requests for approval. Times are Unix seconds.

    Most of these calls are possible 600 times a minute.
    """

    def get_approval_template_detail(self, template_id: str) -> dict[str, Any]:
        """Get ``template_names`` and ``template_content``: the fields that a request fills in.

        WeCom page 91982.
        """
        body = {"template_id": template_id}
        return self._post("oa/gettemplatedetail", body, idempotent=True)

    def apply_event(
        self,
        creator_userid: str,
        template_id: str,
        use_template_approver: Flag,
        approver: Sequence[Mapping[str, object]] | None = None,
        apply_data: records.ApplyData | None = None,
        summary_list: Sequence[records.Summary] | None = None,
        *,
        choose_department: int | None = None,
        process: records.Process | None = None,
        notifyer: list[str] | None = None,
        notify_type: int | None = None,
    ) -> dict[str, Any]:
        """Hand in a request in a member's name and get its ``sp_no``.

        :param template_id: not one for forgotten check-ins or changed shifts (打卡补卡, 调班)
        :param use_template_approver: 1 takes the approvers of the template, 0 those given here
        :param approver: the approvers as WeCom had them before ``process``; the manual no longer
            knows this one, nor ``notifyer`` and ``notify_type``
        :param apply_data: needed: ``{"contents": [...]}``, one entry for each field of the
            template; at most 6 files
        :param summary_list: needed: the lines shown in lists, at most 3 of at most 20 characters
        :param choose_department: the department the member hands in for; the main one without it
        :param process: the approvers, ``{"node_list": [...]}``; needed when
            ``use_template_approver`` is 0
        :param notifyer: the members to notify; ``notify_type`` 1 when submitted, 2 when approved,
            3 both
        :raises ValueError: when something that is needed is missing

        WeCom page 91853.
        """
        required(apply_data=apply_data, summary_list=summary_list)
        if not int(use_template_approver):
            require_one_of(process=process, approver=approver)
        body = {
            "creator_userid": creator_userid,
            "template_id": template_id,
            "use_template_approver": use_template_approver,
            "choose_department": choose_department,
            "approver": approver,
            "process": process,
            "notifyer": notifyer,
            "notify_type": notify_type,
            "apply_data": apply_data,
            "summary_list": summary_list,
        }
        return self._post("oa/applyevent", body)

    def get_approval_info(
        self,
        starttime: Time,
        endtime: Time,
        cursor: int | None = None,
        size: int = PAGE,
        *,
        new_cursor: str | None = None,
        filters: Sequence[Mapping[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``sp_no_list``: numbers of the requests handed in during a span.

        :param endtime: at most 31 days after ``starttime``
        :param cursor: the older paging: 0, then ``next_cursor``
        :param size: numbers in the page, at most 100; WeCom may give fewer before the end
        :param new_cursor: today's paging: ``""``, then ``new_next_cursor``
        :param filters: ``{"key": …, "value": …}`` with ``template_id``, ``creator``,
            ``department`` (may stand several times), ``sp_status`` (1 open, 2 approved, 3 rejected,
            4 withdrawn, 6 withdrawn after approval, 7 deleted, 10 paid) or ``record_type`` (1
            leave, 2 forgotten check-in, 3 travel, 4 outside, 5 overtime, 6 changed shift, 7 meeting
            room, 8 refund, 9 red packet)

        WeCom page 91816.
        """
        max_days(starttime, endtime, MAX_DAYS)
        between("size", size, 1, PAGE)
        if cursor is None and new_cursor is None:
            new_cursor = ""
        body = {
            "starttime": starttime,
            "endtime": endtime,
            "cursor": cursor,
            "new_cursor": new_cursor,
            "size": size,
            "filters": filters,
        }
        return self._post("oa/getapprovalinfo", body, idempotent=True)

    def iter_approvals(
        self,
        starttime: Time,
        endtime: Time,
        *,
        filters: Sequence[Mapping[str, str]] | None = None,
    ) -> Iterator[str]:
        """Yield the numbers of all requests handed in during a span, 100 in a request.

        See :meth:`get_approval_info`; each is read with :meth:`get_approval_detail`.
        """

        def read(at: str | int) -> tuple[list[str], str | int | None]:
            # an older server knows the older paging only, which counts
            old = at if isinstance(at, int) else None
            new = at if isinstance(at, str) else None
            page = self.get_approval_info(starttime, endtime, old, new_cursor=new, filters=filters)
            following = page.get("new_next_cursor") or page.get("next_cursor")
            return page.get("sp_no_list") or [], following or None

        return Pages(read, "")

    def get_approval_detail(self, sp_no: str) -> dict[str, Any]:
        """Get ``info``: one request with its fields, approvers, comments and state.

        WeCom page 91983.
        """
        return self._post("oa/getapprovaldetail", {"sp_no": sp_no}, idempotent=True)

    def get_approval_data(
        self, starttime: Time, endtime: Time, *, next_spnum: int | None = None
    ) -> dict[str, Any]:
        """Get a page of at most 100 requests of at most 30 days. Legacy.

        Today :meth:`get_approval_info` and :meth:`get_approval_detail` do it. WeCom page 91530.
        """
        max_days(starttime, endtime, MAX_DAYS_LEGACY)
        body = {"starttime": starttime, "endtime": endtime, "next_spnum": next_spnum}
        return self._post("corp/getapprovaldata", body, idempotent=True)

    def get_open_approval_data(self, thirdNo: str) -> dict[str, Any]:
        """Get ``data``: the state of a request of our own approval flow (自建应用审批).

        :param thirdNo: the number that we gave it

        WeCom page 90269.
        """
        return self._post("corp/getopenapprovaldata", {"thirdNo": thirdNo}, idempotent=True)

    def create_approval_template(
        self,
        template_name: Sequence[records.Words],
        template_content: records.TemplateContent,
    ) -> dict[str, Any]:
        """Create a template and get its ``template_id``.

        :param template_name: ``{"text", "lang"}`` for each language, at most 40 characters, unlike
            the name of every other template
        :param template_content: ``{"controls": [...]}``; in a control the ``id`` is like
            ``Text-01``, a ``title`` has at most 40 characters, a ``placeholder`` 80. A template has
            one kind of leave, ``Vacation`` or ``Attendance``

        WeCom page 97437.
        """
        _check_names(template_name)
        body = {"template_name": template_name, "template_content": template_content}
        return self._post("oa/approval/create_template", body)

    def update_approval_template(
        self,
        template_id: str,
        template_name: Sequence[records.Words],
        template_content: records.TemplateContent,
    ) -> dict[str, Any]:
        """Replace a template that this application has made.

        The parameters are those of :meth:`create_approval_template`. A template with a print layout
        of its own cannot be replaced.

        WeCom page 97438.
        """
        _check_names(template_name)
        body = {
            "template_id": template_id,
            "template_name": template_name,
            "template_content": template_content,
        }
        return self._post("oa/approval/update_template", body, idempotent=True)

    def copy_approval_template(self, open_template_id: str) -> dict[str, Any]:
        """Copy a service provider's template into the corp, or update it: ``template_id``.

        For third-party applications; at most 600 calls a minute.

        WeCom page 92630.
        """
        return self._post("oa/approval/copytemplate", {"open_template_id": open_template_id})

    def get_vacation_corp_conf(self) -> dict[str, Any]:
        """Get ``lists``: the corp's kinds of leave and their rules.

        WeCom page 93375.
        """
        return self._get("oa/vacation/getcorpconf")

    def get_user_vacation_quota(self, userid: str) -> dict[str, Any]:
        """Get ``lists``: how much leave of each kind a member has, in seconds.

        WeCom page 93376.
        """
        return self._post("oa/vacation/getuservacationquota", {"userid": userid}, idempotent=True)

    def set_user_vacation_quota(
        self,
        userid: str,
        vacation_id: int,
        leftduration: int,
        time_attr: Literal[0, 1],
        *,
        remarks: str | None = None,
    ) -> dict[str, Any]:
        """Set how much leave of a kind a member has left.

        :param leftduration: seconds: a multiple of 360 (0.1 hours, at most 24,000 hours) when
            ``time_attr`` is 1, of 8,640 (0.1 days, at most 1,000 days) when it is 0
        :param time_attr: how the corp counts this kind: 0 in days, 1 in hours
        :param remarks: shown in the history of the quota; at most 200 characters
        :raises ValueError: over the limit

        WeCom page 93377.
        """
        between("time_attr", time_attr, 0, 1)
        max_length("remarks", remarks, REMARKS_LENGTH)
        body = {
            "userid": userid,
            "vacation_id": vacation_id,
            "leftduration": leftduration,
            "time_attr": time_attr,
            "remarks": remarks,
        }
        return self._post("oa/vacation/setoneuserquota", body, idempotent=True)


def _check_names(template_name: Sequence[records.Words]) -> None:
    for name in template_name:
        max_length("template_name", name.get("text", ""), NAME_LENGTH)
