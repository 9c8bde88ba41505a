"""What the records of calls for meetings contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

__all__ = [
    "AdvancedLayout",
    "AdvancedPage",
    "AdvancedPageUpdate",
    "AdvancedSeat",
    "AdvancedSeatUpdate",
    "BackgroundImage",
    "EnrolId",
    "EnrolOption",
    "EnrolQuestion",
    "EnrolledPerson",
    "GridUser",
    "GridUserId",
    "Guest",
    "Host",
    "Layout",
    "LayoutPage",
    "NamedParticipant",
    "Participant",
    "PhoneNumber",
    "PollQuestion",
    "PollingSetting",
    "RecordingSharing",
    "RoomAddress",
    "Seat",
    "TmpOpenId",
    "UserId",
    "WebinarGuest",
    "WebinarMedia",
    "WebinarQuestion",
]


class UserId(TypedDict, total=False):
    """A member of a list."""

    userid: str


class Host(TypedDict):
    """A host of a webinar."""

    userid: str


class _Guest(TypedDict):
    area: str
    phone_number: str


class Guest(_Guest, total=False):
    """A guest of a meeting, invited by telephone number (WeCom page 99040)."""

    guest_name: str


class _EnrolQuestion(TypedDict):
    is_required: Literal[1, 2]


class _Question(_EnrolQuestion, total=False):
    question_title: str
    option_list: Sequence[EnrolOption]
    question_type: Literal[1, 2, 3]


class EnrolQuestion(_Question, total=False):
    """A question to people who enrol for a meeting (WeCom page 98797)."""

    special_type: Literal[1, 2, 3, 4, 5]


class WebinarQuestion(_Question, total=False):
    """A question to people who enrol for a webinar (WeCom page 98875)."""

    special_type: Literal[1, 2, 3, 4, 5, 6]


class EnrolOption(TypedDict, total=False):
    """One of the answers to choose from."""

    content: str


class EnrolledPerson(TypedDict, total=False):
    """A person to enrol: a member, or a telephone number (WeCom page 98816)."""

    userid: str
    area: str
    phone_number: str
    nick_name: str


class EnrolId(TypedDict):
    """An enrolment to delete."""

    enroll_id: str


class TmpOpenId(TypedDict):
    """A person or a room connector in a running meeting."""

    tmp_openid: str


class Participant(TmpOpenId):
    """A person in a running meeting, with the kind of their device."""

    instance_id: int


class NamedParticipant(Participant, total=False):
    """A person in a running meeting, with their new name."""

    nickname: str


class PollQuestion(TypedDict):
    """A question of a poll (WeCom page 98834)."""

    question_desc: str
    question_type: Literal[0, 1]
    poll_option: Sequence[str]


class _PhoneNumber(TypedDict):
    area: int
    phone: str


class PhoneNumber(_PhoneNumber, total=False):
    """A telephone (WeCom page 98823)."""

    extension_number: str


class RoomAddress(TypedDict):
    """The address of SIP or H.323 hardware (WeCom page 98804)."""

    protocol: Literal[1, 2]
    dial_string: str


class RecordingSharing(TypedDict, total=False):
    """How a recording is shared (WeCom page 98208)."""

    enable_sharing: bool
    sharing_auth_type: Literal[0, 1, 2, 3, 4, 5]
    enable_password: bool
    password: str
    enable_sharing_expire: bool
    sharing_expire: int
    allow_download: bool


class Layout(TypedDict):
    """A layout (WeCom page 98845)."""

    page_list: Sequence[LayoutPage]


class _LayoutPage(TypedDict):
    layout_template_id: str


class LayoutPage(_LayoutPage, total=False):
    """A page of a layout."""

    user_seat_list: Sequence[Seat]


class _Seat(TypedDict):
    grid_id: str
    grid_type: Literal[1, 2, 3]


class Seat(_Seat, total=False):
    """What a cell of a page shows."""

    userid: str
    tmp_openid: str
    nick_name: str
    tool_sdkid: str


class _AdvancedLayout(TypedDict):
    page_list: Sequence[AdvancedPage]


class AdvancedLayout(_AdvancedLayout, total=False):
    """A layout that rotates people (WeCom page 98861)."""

    layout_name: str


class _AdvancedPage(TypedDict):
    layout_template_id: str
    user_seat_list: Sequence[AdvancedSeat]


class AdvancedPage(_AdvancedPage, total=False):
    """A page of an advanced layout."""

    enable_polling: bool
    polling_setting: PollingSetting


class _AdvancedPageUpdate(TypedDict):
    layout_template_id: str
    enable_polling: bool


class AdvancedPageUpdate(_AdvancedPageUpdate, total=False):
    """A page that replaces one of an advanced layout (WeCom page 98868)."""

    polling_setting: PollingSetting
    user_seat_list: Sequence[AdvancedSeatUpdate]


class PollingSetting(TypedDict):
    """How often people rotate."""

    polling_interval_unit: Literal[1, 2]
    polling_interval: int
    ignore_user_novideo: bool
    ignore_user_absence: bool


class _AdvancedSeat(TypedDict):
    grid_id: str
    grid_type: Literal[1, 2]


class AdvancedSeat(_AdvancedSeat, total=False):
    """What a cell of an advanced page shows."""

    video_type: Literal[1, 2, 3]
    user_list: Sequence[GridUser]


class AdvancedSeatUpdate(_AdvancedSeat, total=False):
    """What a cell of a page that replaces another one shows."""

    video_type: Literal[1, 2, 3]
    user_list: Sequence[GridUserId]


class GridUserId(UserId, total=False):
    """A person in a cell, by one of the ids."""

    tmp_openid: str


class GridUser(GridUserId, total=False):
    """A person in a cell, with the name to show."""

    nick_name: str


class BackgroundImage(TypedDict):
    """A picture behind a meeting (WeCom page 98851)."""

    image_md5: str
    image_url: str


class WebinarMedia(TypedDict, total=False):
    """Sound, video and recording of a webinar (WeCom page 98842)."""

    enable_enter_mute: bool
    allow_unmute_self: bool
    allow_enter_before_host: bool
    enable_screen_watermark: bool
    watermark_type: Literal[0, 1]
    allow_external_user: bool
    auto_record_type: Literal["none", "local", "cloud"]
    attendee_join_auto_record: bool
    enable_host_pause_auto_record: bool


class _WebinarGuest(TypedDict):
    guest_type: Literal[1, 2]


class WebinarGuest(_WebinarGuest, total=False):
    """A guest of a webinar (WeCom page 98872)."""

    userid: str
    area: str | int
    phone_number: str
    guest_name: str
    email: str
