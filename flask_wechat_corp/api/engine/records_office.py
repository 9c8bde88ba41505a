"""What the records of to-dos, the roster and rules of the contacts contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

__all__ = [
    "ContactRange",
    "ContactRule",
    "NewContactRule",
    "NewRosterEntry",
    "RobotMarkdown",
    "RosterEntry",
    "RosterField",
    "RosterValue",
    "TodoAttendee",
]


class TodoAttendee(TypedDict):
    """A participant of a to-do (WeCom page 101534)."""

    userid: str
    status: Literal[0, 1]


class _RosterField(TypedDict):
    fieldid: int


class RosterField(_RosterField, total=False):
    """A field of the roster to read (WeCom page 99132)."""

    sub_idx: int


class _RosterValue(TypedDict):
    fieldid: int


class _Phone(TypedDict, total=False):
    value_country_code: str
    value_mobile: str


class RosterValue(_RosterValue, total=False):
    """A field of the roster with its new value (WeCom page 99133)."""

    sub_idx: int
    value_string: str
    value_uint64: int
    value_uint32: int
    value_int64: int
    value_mobile: _Phone


class RosterEntry(TypedDict):
    """An entry of a repeated group of the roster."""

    group_type: Literal[1, 2, 3, 4, 5]
    sub_idx: int


class _NewRosterEntry(TypedDict):
    group_type: Literal[1, 2, 3, 4, 5]


class NewRosterEntry(_NewRosterEntry, total=False):
    """An entry to add to a repeated group of the roster."""

    item: Sequence[RosterValue]


class ContactRange(TypedDict, total=False):
    """Members, departments and tags, at most 1,000, 100 and 100."""

    userid: Sequence[str]
    partyid: Sequence[int]
    tagid: Sequence[int]


class _NewContactRule(TypedDict):
    rule_type: Literal[1, 2, 3]
    range: ContactRange


class NewContactRule(_NewContactRule, total=False):
    """A rule to create (WeCom page 101536)."""

    whitelist: ContactRange
    exclude: ContactRange
    is_allowed_search: bool
    is_allowed_conversation: bool


class _ContactRule(TypedDict):
    rule_id: int
    range: ContactRange


class ContactRule(_ContactRule, total=False):
    """A rule that replaces another (WeCom page 101539).

    The page's table asks for ``rule_type``, its example does without.
    """

    rule_type: Literal[1, 2, 3]
    whitelist: ContactRange
    exclude: ContactRange
    is_allowed_search: bool
    is_allowed_conversation: bool


class _RobotMarkdown(TypedDict):
    content: str


class RobotMarkdown(_RobotMarkdown, total=False):
    """Markdown of a smart robot (WeCom page 101138)."""

    feedback: Mapping[str, Any]
