"""What the records of planned meetings contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from .arguments import Flag, Time

__all__ = ["MeetingReminders", "MeetingSettings", "Members"]


class Members(TypedDict, total=False):
    """Members by their ids."""

    userid: Sequence[str]


class MeetingSettings(TypedDict, total=False):
    """How a meeting runs (WeCom pages 99104 and 98148).

    ``password`` has 4 to 6 digits, ``host_key`` 6, and ``hosts`` at most 10 members.
    ``remind_scope`` is 1 none, 2 the host, 3 all, 4 ``ring_users``. The second half needs the
    advanced functions.
    """

    password: str
    enable_waiting_room: bool
    allow_enter_before_host: bool
    remind_scope: Literal[1, 2, 3, 4]
    enable_enter_mute: Literal[0, 1, 2]
    enable_screen_watermark: bool
    hosts: Members
    ring_users: Members
    allow_unmute_self: bool
    mute_all: bool
    allow_external_user: bool
    watermark_type: Literal[0, 1]
    auto_record_type: Literal["none", "local", "cloud"]
    attendee_join_auto_record: bool
    enable_host_pause_auto_record: bool
    enable_interpreter: bool
    enable_enroll: bool
    enable_host_key: bool
    host_key: str


class MeetingReminders(TypedDict, total=False):
    """When WeCom reminds of a meeting, and how it repeats (WeCom pages 99104 and 98148).

    ``repeat_type`` is 0 daily, 1 weekly, 2 monthly, 7 every working day. ``remind_before`` are
    seconds: 0, 300, 900, 3,600 or 86,400. The second half needs the advanced functions.
    """

    is_repeat: Flag
    repeat_type: Literal[0, 1, 2, 7]
    repeat_until: Time
    repeat_interval: int
    remind_before: Sequence[int]
    is_custom_repeat: Flag
    repeat_day_of_week: Sequence[int]
    repeat_day_of_month: Sequence[int]
    repeat_until_type: Literal[0, 1]
    repeat_until_count: int
