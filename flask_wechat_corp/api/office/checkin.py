"""Attendance: rules, records, shifts and faces (打卡)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Time
from ..engine.call import ProviderToken
from ..engine.checks import between, max_bytes, max_days, max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_approvals

__all__ = ["Checkin"]

MAX_USERS = 100
MAX_DAYS = 30
MAX_MONTH = 31
MAX_RECORDS = 200


class Checkin(Family):
    """Read and set attendance. Times are Unix seconds; lists of members hold at most 100."""

    def get_checkin_data(
        self,
        opencheckindatatype: Literal[1, 2, 3],
        starttime: Time,
        endtime: Time,
        useridlist: list[str],
    ) -> dict[str, Any]:
        """Get ``checkindata``: what members recorded.

        :param opencheckindatatype: 1 coming and going, 2 outside, 3 all
        :param endtime: at most 30 days after ``starttime``

        WeCom page 90262.
        """
        between("opencheckindatatype", opencheckindatatype, 1, 3)
        max_days(starttime, endtime, MAX_DAYS)
        body = {
            "opencheckindatatype": opencheckindatatype,
            **_span(starttime, endtime, useridlist),
        }
        return self._post("checkin/getcheckindata", body, idempotent=True)

    def get_checkin_option(self, datetime: Time, useridlist: list[str]) -> dict[str, Any]:
        """Get ``info``: the rule that holds for each member on a day.

        :param datetime: midnight of the day, Unix seconds or a datetime

        WeCom page 90263.
        """
        max_length("useridlist", useridlist, MAX_USERS)
        body = {"datetime": datetime, "useridlist": useridlist}
        return self._post("checkin/getcheckinoption", body, idempotent=True)

    def get_corp_checkin_option(self) -> dict[str, Any]:
        """Get ``group``: all rules of the corp.

        WeCom page 93384.
        """
        return self._post("checkin/getcorpcheckinoption", idempotent=True)

    def get_checkin_day_data(
        self, starttime: Time, endtime: Time, useridlist: list[str]
    ) -> dict[str, Any]:
        """Get ``datas``: a summary of each day of each member.

        :param starttime: midnight of the first day
        :param endtime: midnight of the last day, which the answer includes

        WeCom page 93374.
        """
        body = _span(starttime, endtime, useridlist)
        return self._post("checkin/getcheckin_daydata", body, idempotent=True)

    def get_checkin_month_data(
        self, starttime: Time, endtime: Time, useridlist: list[str]
    ) -> dict[str, Any]:
        """Get ``datas``: a summary of the span for each member.

        :param starttime: midnight of the first day
        :param endtime: midnight of the last day

        WeCom page 93387.
        """
        body = _span(starttime, endtime, useridlist)
        return self._post("checkin/getcheckin_monthdata", body, idempotent=True)

    def get_checkin_schedule_list(
        self, starttime: Time, endtime: Time, useridlist: list[str]
    ) -> dict[str, Any]:
        """Get ``schedule_list``: the shifts of members whose rule works by shifts.

        A day off has the shift 0, without times.

        :param endtime: at most a month after ``starttime``

        WeCom page 93380.
        """
        max_days(starttime, endtime, MAX_MONTH)
        body = _span(starttime, endtime, useridlist)
        return self._post("checkin/getcheckinschedulist", body, idempotent=True)

    def set_checkin_schedule_list(
        self, groupid: int, yearmonth: int, items: Sequence[records_approvals.Shift]
    ) -> dict[str, Any]:
        """Set shifts of a month, for members whose rule works by shifts.

        :param groupid: the rule
        :param yearmonth: for example 202612
        :param items: ``{"userid", "day", "schedule_id"}``; shift 0 is a day off

        WeCom page 93385.
        """
        body = {"groupid": groupid, "items": items, "yearmonth": yearmonth}
        return self._post("checkin/setcheckinschedulist", body, idempotent=True)

    def add_checkin_user_face(self, userid: str, userface: str) -> dict[str, Any]:
        """Set a member's face for recognition; it replaces the one before.

        WeCom stores it even if it answers 301071: a face much like another member's.

        :param userface: the picture, at most 1 MB, encoded in base64

        WeCom page 93378.
        """
        body = {"userid": userid, "userface": userface}
        return self._post("checkin/addcheckinuserface", body, idempotent=True)

    def punch_correction(
        self,
        userid: str,
        schedule_date_time: Time,
        checkin_time: Time,
        *,
        schedule_checkin_time: int | None = None,
        remark: str | None = None,
    ) -> dict[str, Any]:
        """Record what a member forgot to record; it replaces what approvals recorded.

        :param schedule_date_time: midnight of the day, Unix seconds or a datetime
        :param checkin_time: the time to record
        :param schedule_checkin_time: the due time it stands for, in seconds after midnight
        :param remark: at most 512 bytes
        :raises ValueError: over the limit

        WeCom page 95803.
        """
        max_bytes("remark", remark, 512)
        body = {
            "userid": userid,
            "schedule_date_time": schedule_date_time,
            "schedule_checkin_time": schedule_checkin_time,
            "checkin_time": checkin_time,
            "remark": remark,
        }
        return self._post("checkin/punch_correction", body)

    def add_checkin_record(
        self, records: Sequence[records_approvals.CheckinRecord]
    ) -> dict[str, Any]:
        """Add at most 200 records, for example of a gate of our own; at most 60 calls a minute.

        For self-built applications under 打卡-可调用接口的应用. A record that replaces one made by
        an approval clears what the approval wrote.

        :param records: needed are ``userid``, ``checkin_time``, ``location_title``,
            ``location_detail``, ``device_type`` (1 gate, 2 attendance machine, 3 other) and
            ``device_detail``, at most 40 characters; every other text has at most 1,024, and
            ``mediaids`` one picture

        WeCom page 99647.
        """
        max_length("records", records, MAX_RECORDS)
        return self._post("checkin/add_checkin_record", {"records": records})

    def add_checkin_option(
        self, group: records_approvals.CheckinGroup, *, effective_now: bool | None = None
    ) -> dict[str, Any]:
        """Add a rule; only this application may change or delete it.

        The answer has no id; :meth:`get_corp_checkin_option` lists the rules.

        :param group: ``grouptype`` (1 fixed hours, 2 shifts, 3 free), ``groupname`` of at most 40
            characters, ``range``, ``ot_info_v2``, at most 500 ``wifimac_infos`` or ``loc_infos``,
            and what the type needs
        :param effective_now: at once (WeCom's default: false)

        WeCom page 98041.
        """
        body = {"effective_now": effective_now, "group": group}
        return self._post("checkin/add_checkin_option", body)

    def update_checkin_option(
        self, group: records_approvals.CheckinGroupChange, *, effective_now: bool | None = None
    ) -> dict[str, Any]:
        """Change what is given of a rule, identified by ``groupid``.

        A list or an object that is given replaces the whole one. An empty list changes nothing;
        :meth:`clear_checkin_option_array_field` empties one.

        WeCom page 98041.
        """
        body = {"effective_now": effective_now, "group": group}
        return self._post("checkin/update_checkin_option", body, idempotent=True)

    def clear_checkin_option_array_field(
        self, groupid: int, clear_field: Sequence[int], *, effective_now: bool | None = None
    ) -> dict[str, Any]:
        """Empty lists of a rule.

        :param clear_field: 1 ``spe_workdays``, 2 ``spe_offdays``, 3 ``wifimac_infos``,
            4 ``loc_infos``; a rule needs one of the last two

        WeCom page 98041.
        """
        body = {"groupid": groupid, "clear_field": clear_field, "effective_now": effective_now}
        return self._post("checkin/clear_checkin_option_array_field", body, idempotent=True)

    def delete_checkin_option(
        self, groupid: int, *, effective_now: bool | None = None
    ) -> dict[str, Any]:
        """Delete a rule.

        WeCom page 98041.
        """
        body = {"groupid": groupid, "effective_now": effective_now}
        return self._post("checkin/del_checkin_option", body)

    def get_hardware_checkin_data(
        self,
        starttime: Time,
        endtime: Time,
        useridlist: list[str],
        *,
        filter_type: int | None = None,
    ) -> dict[str, Any]:
        """Get ``checkindata``: what attendance devices recorded, unfiltered by rules.

        :param endtime: at most a month after ``starttime``
        :param filter_type: the span is of 1 the records (the default), 2 their upload

        WeCom page 94126.
        """
        max_days(starttime, endtime, MAX_MONTH)
        between("filter_type", filter_type, 1, 2)
        body = {"filter_type": filter_type, **_span(starttime, endtime, useridlist)}
        return self._post("hardware/get_hardware_checkin_data", body, idempotent=True)

    def get_hardware_device_feature(
        self, provider_access_token: str, device_sn: str
    ) -> dict[str, Any]:
        """Get what an attendance device can do.

        WeCom page 92739, not checked against the manual.
        """
        return self._post(
            "hardware/get_device_feature",
            {"device_sn": device_sn},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )


def _span(starttime: Time, endtime: Time, useridlist: list[str]) -> dict[str, object]:
    max_length("useridlist", useridlist, MAX_USERS)
    return {"starttime": starttime, "endtime": endtime, "useridlist": useridlist}
