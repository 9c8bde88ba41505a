"""What the records of calls for customer service contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from .arguments import Flag
from .records_customers import Words

__all__ = [
    "Answer",
    "Attachment",
    "Card",
    "Group",
    "InviteLink",
    "Menu",
    "MiniProgram",
    "Place",
    "Question",
    "Questions",
    "Specialist",
    "Words",
]


class _Card(TypedDict):
    title: str
    url: str
    thumb_media_id: str


class Card(_Card, total=False):
    """A link with a picture: ``title`` 128 bytes, ``desc`` 512, ``url`` 2,048 (page 94677)."""

    desc: str


class _MiniProgram(TypedDict):
    appid: str
    pagepath: str
    thumb_media_id: str


class MiniProgram(_MiniProgram, total=False):
    """A page of a mini program: ``title`` at most 64 bytes (WeCom page 94677)."""

    title: str


class _Click(TypedDict):
    content: str


class _MenuClick(_Click, total=False):
    id: str


class _MenuView(TypedDict):
    url: str
    content: str


class _MenuPage(TypedDict):
    appid: str
    pagepath: str
    content: str


class _MenuWords(Words, total=False):
    no_newline: Flag


class _Entry(TypedDict):
    type: Literal["click", "view", "miniprogram", "text"]


class _MenuEntry(_Entry, total=False):
    click: _MenuClick
    view: _MenuView
    miniprogram: _MenuPage
    text: _MenuWords


class Menu(TypedDict, total=False):
    """A menu: at most 50 entries, 10 of them no plain texts (WeCom page 94677).

    In response to an event it has at most 10 entries (page 95122).
    """

    head_content: str
    list: Sequence[_MenuEntry]
    tail_content: str


class _Place(TypedDict):
    latitude: float
    longitude: float


class Place(_Place, total=False):
    """A location (WeCom page 94677)."""

    name: str
    address: str


class InviteLink(TypedDict):
    """A customer acquisition link (获客链接) (WeCom page 94677)."""

    link_url: str


class _Member(TypedDict):
    userid: str


class Specialist(_Member, total=False):
    """A member that a customer is recommended (WeCom page 94674)."""

    wording: str


class _Group(TypedDict):
    chat_id: str


class Group(_Group, total=False):
    """A customer group that a customer is recommended (WeCom page 94674)."""

    wording: str


class Question(TypedDict):
    """A question of the knowledge base, at most 200 characters (WeCom page 95972)."""

    text: Words


class Questions(TypedDict, total=False):
    """At most 100 questions that mean the same (WeCom page 95972)."""

    items: Sequence[Question]


class _Media(TypedDict):
    media_id: str


class _KnowledgeUrl(TypedDict):
    title: str
    url: str


class _KnowledgeLink(_KnowledgeUrl, total=False):
    pic_url: str
    desc: str


class _AttachmentKind(TypedDict):
    msgtype: Literal["image", "video", "link", "miniprogram"]


class Attachment(_AttachmentKind, total=False):
    """An attachment of an answer, its content under the name of its type (WeCom page 95972)."""

    image: _Media
    video: _Media
    link: _KnowledgeLink
    miniprogram: MiniProgram


class _Answer(TypedDict):
    text: Words


class Answer(_Answer, total=False):
    """An answer: at most 500 characters and 4 attachments (WeCom page 95972)."""

    attachments: Sequence[Attachment]
