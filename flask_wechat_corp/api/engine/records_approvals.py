"""What the records of approvals and of attendance contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from .arguments import Time

__all__ = [
    "ApplyData",
    "CheckinGroup",
    "CheckinGroupChange",
    "CheckinRecord",
    "Field",
    "Process",
    "ProcessNode",
    "Shift",
    "Summary",
    "TemplateContent",
    "Words",
]


class Words(TypedDict):
    """A text in one language, ``zh_CN`` or ``en``."""

    text: str
    lang: str


class _Field(TypedDict):
    control: str
    id: str
    value: Mapping[str, Any]


class Field(_Field, total=False):
    """A field of a request and what it has been given; page 91853 has the values of each kind."""

    title: Sequence[Words]


class ApplyData(TypedDict):
    """The fields of a request (WeCom page 91853)."""

    contents: Sequence[Field]


class Summary(TypedDict):
    """A line of a request's summary, at most 20 characters (WeCom page 91853)."""

    summary_info: Sequence[Words]


class _ProcessNode(TypedDict):
    type: Literal[1, 2, 3]
    userid: Sequence[str]


class ProcessNode(_ProcessNode, total=False):
    """A step: 1 approval, 2 copies, 3 handling (WeCom page 91853).

    ``apv_rel`` is needed for 1 and 3: 1 all of them, 2 one of them, 3 one after the other.
    """

    apv_rel: Literal[1, 2, 3]


class Process(TypedDict):
    """The steps of a request (WeCom page 91853)."""

    node_list: Sequence[ProcessNode]


class _Property(TypedDict):
    control: str
    id: str
    title: Sequence[Words]


class _FieldProperty(_Property, total=False):
    placeholder: Sequence[Words]
    require: Literal[0, 1]
    un_print: Literal[0, 1]


class _Control(TypedDict):
    property: _FieldProperty


class _TemplateField(_Control, total=False):
    config: Mapping[str, Any]


class TemplateContent(TypedDict):
    """The fields of a template (WeCom page 97437)."""

    controls: Sequence[_TemplateField]


# -- attendance --------------------------------------------------------------------------------


class _CheckinRange(TypedDict, total=False):
    party_id: Sequence[int]
    userid: Sequence[str]
    tagid: Sequence[int]


class _WiFi(TypedDict):
    wifiname: str
    wifimac: str


class _Place(TypedDict):
    lat: int
    lng: int
    loc_title: str
    loc_detail: str
    distance: int


class _Reporter(TypedDict, total=False):
    userid: str
    tagid: int


class _Reporters(TypedDict, total=False):
    reporters: Sequence[_Reporter]


class _ReminderDay(TypedDict, total=False):
    buka_remind_day: int
    buka_remind_month: Literal[0, 1]


class _Reminder(_ReminderDay):
    open_remind: bool


class _ReminderChange(_ReminderDay, total=False):
    open_remind: bool


class _CheckinFields(TypedDict, total=False):
    checkindate: Sequence[Mapping[str, Any]]
    spe_workdays: Sequence[Mapping[str, Any]]
    spe_offdays: Sequence[Mapping[str, Any]]
    schedulelist: Sequence[Mapping[str, Any]]
    sync_holidays: bool
    need_photo: bool
    note_can_use_local_pic: bool
    allow_checkin_offworkday: bool
    allow_apply_offworkday: bool
    wifimac_infos: Sequence[_WiFi]
    loc_infos: Sequence[_Place]
    white_users: Sequence[str]
    type: Literal[0, 2, 3]
    reporterinfo: _Reporters
    allow_apply_bk_cnt: int
    allow_apply_bk_day_limit: int
    buka_limit_next_month: int
    option_out_range: Literal[0, 1, 2]
    offwork_interval_time: int
    use_face_detect: bool
    open_face_live_detect: bool
    sync_out_checkin: bool
    buka_restriction: int
    span_day_time: int
    standard_work_duration: int
    open_sp_checkin: bool
    checkin_method_type: Literal[0, 1, 2]


class _CheckinGroup(TypedDict):
    grouptype: Literal[1, 2, 3]
    groupname: str
    range: _CheckinRange
    ot_info_v2: Mapping[str, Any]


class CheckinGroup(_CheckinGroup, _CheckinFields, total=False):
    """A rule to add: 1 fixed hours, 2 shifts, 3 free (WeCom page 98041).

    ``lat`` and ``lng`` are degrees times 1,000,000, ``distance`` metres; times of a day are
    seconds after midnight.
    """

    buka_remind: _Reminder


class _CheckinGroupId(TypedDict):
    groupid: int


class CheckinGroupChange(_CheckinGroupId, _CheckinFields, total=False):
    """What changes of a rule; an empty ``buka_remind`` removes the reminder (WeCom page 98041)."""

    grouptype: Literal[1, 2, 3]
    groupname: str
    range: _CheckinRange
    ot_info_v2: Mapping[str, Any]
    buka_remind: _ReminderChange


class _CheckinRecord(TypedDict):
    userid: str
    checkin_time: Time
    location_title: str
    location_detail: str
    device_type: Literal[1, 2, 3]
    device_detail: str


class CheckinRecord(_CheckinRecord, total=False):
    """A record of a member's attendance (WeCom page 99647).

    ``lat`` and ``lng`` are degrees times 1,000,000; with ``wifiname`` WeCom needs ``wifimac``.
    """

    lat: int
    lng: int
    wifiname: str
    wifimac: str
    notes: str
    mediaids: Sequence[str]


class Shift(TypedDict):
    """Which shift a member has on a day of the month; ``schedule_id`` 0 is a day off."""

    userid: str
    day: int
    schedule_id: int
