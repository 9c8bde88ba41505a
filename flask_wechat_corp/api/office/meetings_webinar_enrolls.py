"""Enrolment (报名) for webinars (网络研讨会)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length, max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["WebinarEnrolls"]


class WebinarEnrolls(Family):
    """Enrolment for webinars of this application."""

    def query_meeting_webinar_enroll_by_tmp_openid(
        self,
        meetingid: str,
        tmp_openid_list: list[str],
        *,
        sorting_rules: Literal[1, 2] | None = None,
    ) -> dict[str, Any]:
        """Get ``enroll_id_list``: the enrolment ids of people in a webinar.

        People without an enrolment are left out; if none has one, so is the key.

        :param sorting_rules: which enrolment of a person comes first: 1 the imported one (default),
            2 their own
        :param tmp_openid_list: their ids in this meeting, at most 500
        :raises ValueError: over the limit

        WeCom page 98873.
        """
        max_length("tmp_openid_list", tmp_openid_list, 500)
        body = {
            "meetingid": meetingid,
            "sorting_rules": sorting_rules,
            "tmp_openid_list": tmp_openid_list,
        }
        return self._post("meeting/webinar/enroll/query_by_tmp_openid", body, idempotent=True)

    def set_meeting_webinar_enroll_config(
        self,
        meetingid: str,
        *,
        approve_type: Literal[1, 2] | None = None,
        is_collect_question: Literal[1, 2] | None = None,
        no_registration_needed_for_staff: bool | None = None,
        question_list: Sequence[records.WebinarQuestion] | None = None,
    ) -> dict[str, Any]:
        """Change the enrolment settings of a webinar; the answer has ``question_count``.

        :param meetingid: one that asks for enrolment
        :param approve_type: 1 automatic approval (WeCom's default), 2 manual approval
        :param is_collect_question: 1 asks nothing (WeCom's default), 2 asks ``question_list``
        :param no_registration_needed_for_staff: members of this corp need not enrol
        :param question_list: ``is_required`` (1 no, 2 yes), ``question_type`` (1 single choice, 2
            multiple choice, 3 text), ``question_title`` (at most 40 characters), ``option_list``
            (at most 8, ``{"content": …}`` with at most 40 Chinese characters each),
            ``special_type`` (1 none, 2 mobile number, 3 mail address, 4 name, 5 company, 6 its
            size)

        WeCom page 98875.
        """
        body = {
            "meetingid": meetingid,
            "approve_type": approve_type,
            "is_collect_question": is_collect_question,
            "no_registration_needed_for_staff": no_registration_needed_for_staff,
            "question_list": question_list,
        }
        return self._post("meeting/webinar/enroll/set_config", body, idempotent=True)

    def get_meeting_webinar_enroll_config(self, meetingid: str) -> dict[str, Any]:
        """Get the enrolment settings of a webinar: ``approve_type``, ``question_list`` and more.

        :param meetingid: one that asks for enrolment

        WeCom page 98874.
        """
        body = {"meetingid": meetingid}
        return self._post("meeting/webinar/enroll/get_config", body, idempotent=True)

    def approve_meeting_webinar_enroll(
        self, meetingid: str, action: Literal[1, 2, 3], enroll_id_list: list[str]
    ) -> dict[str, Any]:
        """Approve or reject enrolments; the answer has ``handled_count``.

        :param action: 1 take an approval back, so that the person waits again, 2 reject, 3 approve

        WeCom page 98877.
        """
        body = {"meetingid": meetingid, "action": action, "enroll_id_list": enroll_id_list}
        return self._post("meeting/webinar/enroll/approve", body, idempotent=True)

    def list_meeting_webinar_enrolls(
        self,
        meetingid: str,
        *,
        status: Literal[0, 1, 2, 3] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``enroll_list``: the enrolments with their answers.

        :param status: 0 all, 1 waiting, 2 rejected, 3 approved
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 50 (50 if left out)
        :raises ValueError: over the limit

        WeCom page 98876.
        """
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "status": status, "cursor": cursor, "limit": limit}
        return self._post("meeting/webinar/enroll/list", body, idempotent=True)

    def iter_meeting_webinar_enrolls(
        self, meetingid: str, *, status: Literal[0, 1, 2, 3] | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the enrolments from all pages of :meth:`list_meeting_webinar_enrolls`."""
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "status": status, "limit": limit}
        return self._post_pages("meeting/webinar/enroll/list", body, "enroll_list")

    def import_meeting_webinar_enroll(
        self, meetingid: str, enroll_list: Sequence[records.EnrolledPerson]
    ) -> dict[str, Any]:
        """Enrol people; the answer has ``total_count`` and ``enroll_list`` with their ids.

        :param meetingid: one that asks for enrolment
        :param enroll_list: ``userid``, or ``area`` (``"86"``) and ``phone_number``; ``nick_name``
            is shown in exported lists only

        WeCom page 98880.
        """
        body = {"meetingid": meetingid, "enroll_list": enroll_list}
        return self._post("meeting/webinar/enroll/import", body)

    def delete_meeting_webinar_enroll(
        self, meetingid: str, enroll_id_list: Sequence[records.EnrolId]
    ) -> dict[str, Any]:
        """Delete enrolments; the answer has ``total_count``.

        :param enroll_id_list: ``{"enroll_id": …}`` each

        WeCom page 98881.
        """
        body = {"meetingid": meetingid, "enroll_id_list": enroll_id_list}
        return self._post("meeting/webinar/enroll/delete", body)
