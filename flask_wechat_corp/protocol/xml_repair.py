"""Repair the XML of a message that is not well-formed.

Real senders put what a member typed into a CDATA section as it is: with control characters, with
half an emoji, and with ``]]>``. The first two are dropped or replaced. A ``]]>`` is harder, because
text after it looks like elements. The rule: a section ends at the last ``]]>`` before the closing
tag of its own element, and what lies between is text. Every way to read the document like that is
followed; when there are two, the sender may have meant either, and the document is refused.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from html import escape
from typing import NamedTuple, TypeAlias

from ..errors import BadMessage
from .xml_scan import drop_illegal

__all__ = ["close_sections"]

_MAX_STEPS = 20_000
"""Readings of single elements that are tried; a message of WeCom has some dozens of elements."""
_MAX_DEPTH = 32

_NEVER_TYPED = frozenset(
    "ToUserName FromUserName CreateTime MsgType Event ChangeType InfoType MsgId AgentID MediaId"
    " ThumbMediaId SuiteId AuthCorpId".split()
)
"""Elements whose content WeCom makes: their section ends at the first ``]]>`` and closing tag. So a
member can paste a whole message into a text without a second reading."""

_HEAD = re.compile(
    r"\ufeff?(?:<\?xml version=(['\"])1\.0\1(?: encoding=(['\"])[A-Za-z][\w.-]*\2)?"
    r"(?: standalone=(['\"])(?:yes|no)\3)? ?\?>)?[ \t\r\n]*",
    re.ASCII,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_OPEN = re.compile(r"<([A-Za-z_][\w.-]*)[ \t\r\n]*(/?)>", re.ASCII)
_CLOSE = re.compile(r"</([A-Za-z_][\w.-]*)[ \t\r\n]*>", re.ASCII)
_PLAIN = re.compile(
    r"([^<&]*(?:&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});[^<&]*)*)</"
)
_REFERENCE = re.compile(r"&#(x?)([0-9a-fA-F]+);")
_SECTION = re.compile(r"([ \t\r\n]*)<!\[CDATA\[")
_SECTION_END = re.compile(r"\]\]>([^<&\]]*)</([A-Za-z_][\w.-]*)[ \t\r\n]*>", re.ASCII)


def close_sections(text: str) -> str:
    """Return the document with every text escaped, also one that has ``]]>`` in it.

    :param text: elements without attributes; each holds elements, plain text or one CDATA section
    :raises BadMessage: when it cannot be read like that, or in more than one way
    """
    return _Readings(text).only_one()


_Stack: TypeAlias = "tuple[str, ...]"
_State: TypeAlias = "tuple[int, _Stack]"


class _Piece(NamedTuple):
    """How a state was reached: from which one, and what was read on the way."""

    before: _State | None
    xml: str
    text: tuple[int, int] | None = None
    """The part of the document that is the raw text of a section, after ``xml``."""
    after: str = ""


class _Readings:
    """All readings of a document, followed from left to right at the same time.

    A state is a position between two elements and the names of the open ones. Two readings that
    reach the same state are two readings of what lies before, so each state is visited once.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._reached: dict[_State, _Piece] = {}
        self._twice: set[_State] = set()
        self._agenda: list[_State] = []
        self._steps = 0
        self._start = 0
        self._plain: dict[int, re.Match[str] | None] = {}
        self._ends: dict[str, list[re.Match[str]]] = defaultdict(list)
        for found in _SECTION_END.finditer(text):
            self._ends[found[2]].append(found)
        self._end_positions = {
            name: [end.start() for end in ends] for name, ends in self._ends.items()
        }

    def only_one(self) -> str:
        """Return the only reading."""
        head = _HEAD.match(self._text)
        self._start = head.end() if head else 0
        self._reach((self._start, ()), _Piece(None, ""))
        ends = []
        while self._agenda:
            state = heapq.heappop(self._agenda)
            position, stack = state
            if position == len(self._text) and not stack:
                ends.append(state)
            else:
                self._read(state)
        if not ends:
            raise BadMessage("The message is not XML.")
        if ends[0] in self._twice:
            raise BadMessage("The message can be read in two ways, because a text has ]]> in it.")
        return self._written(ends[0])

    def _reach(self, state: _State, piece: _Piece) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise BadMessage("The message is not XML, and has too many elements to be repaired.")
        if state in self._reached:
            self._twice.add(state)
            return
        self._reached[state] = piece
        heapq.heappush(self._agenda, state)

    def _step(self, before: _State, end: int, stack: _Stack, piece: _Piece) -> None:
        """Go on behind an element."""
        position = _SPACE.match(self._text, end).end()  # type: ignore[union-attr]  # it may be empty
        state = (position, stack)
        self._reach(state, piece)
        if before in self._twice:
            self._twice.add(state)

    def _read(self, state: _State) -> None:
        """Read one tag or one element at a state."""
        position, stack = state
        closing = _CLOSE.match(self._text, position)
        if closing:
            if stack and closing[1] == stack[-1]:
                self._step(state, closing.end(), stack[:-1], _Piece(state, closing[0]))
            return
        opening = _OPEN.match(self._text, position)
        if not opening or len(stack) > _MAX_DEPTH or (not stack and position != self._start):
            return
        if opening[2]:
            self._step(state, opening.end(), stack, _Piece(state, opening[0]))
            return
        self._read_content(state, opening)

    def _read_content(self, state: _State, opening: re.Match[str]) -> None:
        _, stack = state
        name, inside = opening[1], opening.end()
        section = _SECTION.match(self._text, inside)
        if section:
            first = bisect_left(self._end_positions.get(name, ()), section.end())
            last = first + 1 if name in _NEVER_TYPED else None
            for end in self._ends[name][first:last]:
                raw = (section.end(), end.start())
                piece = _Piece(state, opening[0] + section[1], raw, f"{end[1]}</{name}>")
                self._step(state, end.end(), stack, piece)
            return
        plain = self._plain_at(inside)
        if plain:
            closing = _CLOSE.match(self._text, plain.end() - 2)
            if closing and closing[1] == name:
                text = _REFERENCE.sub(_legal, plain[1].replace("]]>", "]]&gt;"))
                piece = _Piece(state, f"{opening[0]}{text}{closing[0]}")
                self._step(state, closing.end(), stack, piece)
                return
        self._step(state, inside, (*stack, name), _Piece(state, opening[0]))

    def _plain_at(self, position: int) -> re.Match[str] | None:
        if position not in self._plain:
            self._plain[position] = _PLAIN.match(self._text, position)
        return self._plain[position]

    def _written(self, state: _State) -> str:
        pieces: list[str] = []
        before: _State | None = state
        while before is not None:
            piece = self._reached[before]
            raw = escape(self._text[slice(*piece.text)], quote=False) if piece.text else ""
            pieces.append(piece.xml + raw + piece.after)
            before = piece.before
        return "".join(reversed(pieces))


def _legal(reference: re.Match[str]) -> str:
    """Return a reference to a character, or nothing when XML forbids the character."""
    try:
        character = chr(int(reference[2], 16 if reference[1] else 10))
    except (ValueError, OverflowError):
        return ""
    return drop_illegal(character) and reference[0]
