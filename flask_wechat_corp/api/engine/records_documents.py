"""What the records of documents and the drive contain; see :mod:`.records`."""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = [
    "ChangedPage",
    "ChangedTable",
    "CoAuth",
    "DocMember",
    "DriveMember",
    "NewDriveMember",
    "NewPage",
    "NewTable",
    "Reader",
    "Watermark",
]


# -- documents ---------------------------------------------------------------------------------


class CoAuth(TypedDict):
    """A department (type 2) that may 1 read, 2 also write (WeCom page 97778)."""

    type: Literal[2]
    departmentid: int
    auth: Literal[1, 2]


class _DocMember(TypedDict):
    type: Literal[1]


class DocMember(_DocMember, total=False):
    """A person of a document: 1 reads, 2 writes, 7 administers (WeCom page 97781).

    One of the ids is needed. A person to remove needs no ``auth``.
    """

    userid: str
    tmp_external_userid: str
    auth: Literal[1, 2, 7]


class Watermark(TypedDict, total=False):
    """The watermark of a document: 1 sparse, 2 dense (WeCom pages 97782 and 97892)."""

    text: str
    margin_type: Literal[1, 2]
    show_text: bool
    show_visitor_name: bool


class _Reader(TypedDict):
    type: Literal[1, 2]


class Reader(_Reader, total=False):
    """A member (1) or a department (2) that may read a published copy (WeCom page 101616)."""

    userid: str
    departmentid: int


class NewPage(TypedDict, total=False):
    """A page of a smart document (WeCom page 101620)."""

    title: str
    parent_id: str
    after_id: str
    layout_mode: Literal[1, 2, 3]


class _PageId(TypedDict):
    page_id: str


class ChangedPage(_PageId, NewPage, total=False):
    """What changes of a page (WeCom page 101621)."""


class NewTable(TypedDict, total=False):
    """A table of a smart document (WeCom page 101629)."""

    title: str
    after_id: str


class _BlockId(TypedDict):
    block_id: str


class ChangedTable(_BlockId, NewTable, total=False):
    """What changes of a table (WeCom page 101631)."""


# -- the drive ---------------------------------------------------------------------------------


class _DriveMember(TypedDict):
    type: Literal[1, 2]


class DriveMember(_DriveMember, total=False):
    """A member (1) or a department (2) (WeCom pages 97875 and 97888)."""

    userid: str
    departmentid: int


class _Auth(TypedDict):
    auth: Literal[1, 4, 7]


class NewDriveMember(_Auth, DriveMember, total=False):
    """A member or a department with its permission (WeCom pages 93655, 93656 and 93658).

    1 reads. In a space a member with 7 administers, at most 3 of them; a space that a corp of the
    professional edition creates also has 4, to preview.
    """
