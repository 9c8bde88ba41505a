"""What the records of documents and the drive contain; see :mod:`.records`."""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = [
    "ChangedPage",
    "ChangedTable",
    "CoAuth",
    "DocMember",
    "DocMemberId",
    "DriveMember",
    "FirstSpaceMember",
    "NewFileMember",
    "NewPage",
    "NewSpaceMember",
    "NewTable",
    "Reader",
    "Watermark",
]


# -- documents ---------------------------------------------------------------------------------


class CoAuth(TypedDict, total=False):
    """A department (type 2) that may 1 read, 2 also write (WeCom page 97778)."""

    type: Literal[2]
    departmentid: int
    auth: Literal[1, 2]


class _DocMemberType(TypedDict):
    type: Literal[1]


class DocMemberId(_DocMemberType, total=False):
    """A person to remove from a document: one of the ids is needed (WeCom page 97781)."""

    userid: str
    tmp_external_userid: str


class _DocMemberAuth(TypedDict):
    auth: Literal[1, 2, 7]


class DocMember(_DocMemberAuth, DocMemberId):
    """A person of a document: 1 reads, 2 writes, 7 administers (WeCom page 97781)."""


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


class FirstSpaceMember(TypedDict, total=False):
    """A member or a department of a space to create (WeCom page 93655).

    ``auth`` is 1 to download, 4 to preview (professional edition only), 7 to administer (members
    only, at most 3).
    """

    type: Literal[1, 2]
    userid: str
    departmentid: int
    auth: Literal[1, 4, 7]


class _SpaceAuth(TypedDict):
    auth: Literal[1, 7]


class NewSpaceMember(_SpaceAuth, DriveMember):
    """A member or a department to add to a space (WeCom page 93656).

    ``auth`` is 1 to download, 7 to administer (members only, at most 3 in the space).
    """


class _FileAuth(TypedDict):
    auth: Literal[1]


class NewFileMember(_FileAuth, DriveMember):
    """A member or a department to share a file with; ``auth`` 1 downloads (WeCom page 93658)."""
