"""What the records of calls for customers contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

__all__ = [
    "Conclusions",
    "CustomerPrivilege",
    "ExtraRule",
    "Link",
    "ListOwnerFilter",
    "MomentPrivilege",
    "Node",
    "OwnerFilter",
    "Page",
    "Picture",
    "Range",
    "TagFilter",
    "Words",
]


class Words(TypedDict):
    """A text."""

    content: str


class _Image(TypedDict):
    media_id: str


class _Link(TypedDict):
    title: str
    url: str


class Link(_Link, total=False):
    """A link: ``title`` at most 128 bytes, ``desc`` 512 (WeCom page 92228)."""

    picurl: str
    desc: str


class Page(TypedDict):
    """A page of a mini program: ``title`` at most 64 bytes (WeCom page 92228)."""

    title: str
    pic_media_id: str
    appid: str
    page: str


class Conclusions(TypedDict, total=False):
    """What ends a temporary chat: a text, and one of the others (WeCom page 92228).

    The text has at most 4,000 bytes.
    """

    text: Words
    image: _Image
    link: Link
    miniprogram: Page


class ListOwnerFilter(TypedDict, total=False):
    """The owners of the groups to list, at most 100 (WeCom page 92120)."""

    userid_list: Sequence[str]


class OwnerFilter(TypedDict):
    """The owners of the groups of a statistic, at most 100 (WeCom page 92133)."""

    userid_list: Sequence[str]


class _TagGroup(TypedDict):
    tag_list: Sequence[str]


class TagFilter(TypedDict):
    """Customers with a tag of each group, at most 100 tags in a group (WeCom page 92135)."""

    group_list: Sequence[_TagGroup]


class Range(TypedDict, total=False):
    """To whom a rule applies, at most 1,000 each (WeCom page 95097)."""

    user_list: Sequence[str]
    department_list: Sequence[int]


class ExtraRule(TypedDict, total=False):
    """What else a rule stops: 1 phone numbers, 2 mail addresses, 3 red packets (page 95097)."""

    semantics_list: Sequence[Literal[1, 2, 3]]


class _PictureMedia(TypedDict):
    media_id: str


class _Picture(TypedDict):
    type: Literal["image"]


class Picture(_Picture, total=False):
    """A picture of a product, uploaded with :meth:`upload_attachment` (WeCom page 95096)."""

    image: _PictureMedia


class _Node(TypedDict):
    type: Literal[1, 2]


class Node(_Node, total=False):
    """A member (1) or a department (2) of a group of rules (WeCom pages 94883 and 94890)."""

    userid: str
    partyid: int


class CustomerPrivilege(TypedDict, total=False):
    """What the members of a group of rules may do (WeCom page 94883)."""

    view_customer_list: bool
    view_customer_data: bool
    view_room_list: bool
    contact_me: bool
    join_room: bool
    share_customer: bool
    oper_resign_customer: bool
    oper_resign_group: bool
    send_customer_msg: bool
    edit_welcome_msg: bool
    view_behavior_data: bool
    view_room_data: bool
    send_group_msg: bool
    room_deduplication: bool
    rapid_reply: bool
    onjob_customer_transfer: bool
    edit_anti_spam_rule: bool
    export_customer_list: bool
    export_customer_data: bool
    export_customer_group_list: bool
    manage_customer_tag: bool


class MomentPrivilege(TypedDict, total=False):
    """What the members of a group of rules may do with moments (WeCom page 94890)."""

    view_moment_list: bool
    send_moment: bool
    manage_moment_cover_and_sign: bool
