"""Splitting a text that is too long for one message, where a reader would split it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["split_text"]

_PARAGRAPH = r"(?P<core>)\r?\n[^\S\n]*\n\s*"
_LINE = r"(?P<core>)\r?\n"
_SENTENCE = r"(?P<core>(?:[。！？；…]+[”’」』）】》]*|(?<![.!?])[.!?]+[\"')\]]*(?=\s)))\s*"
_LEVELS = (_PARAGRAPH, _LINE, _SENTENCE)

#: Links: of Markdown (one level of brackets inside), of HTML, and bare addresses.
_LINK = (
    r"!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|<a\s[^<>]*>[^<>]*</a>"
    r"|https?://[!-~]+"
)

_OPENING = frozenset("([{<“‘「『（【《〈")
_CLOSING = frozenset(")]}>”’」』）】》〉，。、；：？！,.;:?!…—～%")
_JOINER, _SKIN_TONES = "\u200d", range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def split_text(text: str, max_bytes: int = 2048) -> list[str]:
    """Split ``text`` into pieces of at most ``max_bytes`` UTF-8 bytes.

    A piece ends between paragraphs, else lines, else sentences, else words, else characters; never
    inside a character, nor inside a link that fits.

    :param max_bytes: at least 4, so that every character fits
    :returns: the pieces in order; joined they are the text; an empty text gives no piece
    :raises ValueError: when ``max_bytes`` is under 4
    """
    if max_bytes < 4:
        raise ValueError("max_bytes must be at least 4, the size of the longest UTF-8 character.")
    return list(_pieces(text, max_bytes))


def _pieces(text: str, max_bytes: int) -> Iterator[str]:
    start = 0
    while start < len(text):
        # One character more than can fit, to see what follows the piece.
        ahead = text[start : start + 2 * max_bytes]
        fits = _fitting(ahead, max_bytes)
        end = fits if fits == len(ahead) else _cut(ahead, fits, max_bytes)
        yield ahead[:end]
        start += end


def _fitting(text: str, max_bytes: int) -> int:
    """Return how many characters of a text fit."""
    data = _bytes(text[:max_bytes])
    if len(data) <= max_bytes:
        return min(len(text), max_bytes)
    end = max_bytes
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return len(data[:end].decode("utf-8", "surrogatepass"))


def _bytes(text: str) -> bytes:
    """Return the text as UTF-8; half a character, which is dropped when it is sent, counts 3."""
    return text.encode("utf-8", "surrogatepass")


def _cut(text: str, fits: int, max_bytes: int) -> int:
    """Return where to end a piece: at most after ``fits`` characters, at least after one."""
    links = _links(text, fits, max_bytes)

    def inside_link(place: int) -> bool:
        return any(start < place < end for start, end in links)

    for level in _LEVELS:
        for place in _places(level, text, fits):
            if not inside_link(place):
                return place
    for place in range(fits, 0, -1):
        if _between_words(text, place) and not inside_link(place) and not _joined(text, place):
            if text[:place].strip():
                return place
            break
    for place in range(fits, 0, -1):
        if not inside_link(place) and not _joined(text, place):
            return place
    return fits


def _links(text: str, fits: int, max_bytes: int) -> list[tuple[int, int]]:
    """Return the links that would fit into one piece and cross or precede the end of this one."""
    found = (link.span() for link in re.finditer(_LINK, text))
    return [
        (start, end)
        for start, end in found
        if start < fits and len(_bytes(text[start:end])) <= max_bytes
    ]


def _places(level: str, text: str, fits: int) -> list[int]:
    """Return where a piece may end at this level, the last place first.

    White space behind a paragraph or a sentence belongs to it, as far as it fits.
    """
    places = []
    for found in re.finditer(level, text[: fits + 64]):
        if found.end("core") > fits:
            break
        place = min(found.end(), fits)
        if text[:place].strip():
            places.append(place)
    return places[::-1]


def _between_words(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if before.isspace():
        return not after.isspace() or after == "\n"
    if after.isspace():
        return True
    if after in _CLOSING or before in _OPENING:
        return False
    return _stands_alone(before) or _stands_alone(after)


def _stands_alone(character: str) -> bool:
    """Whether this is a character of a script that has no spaces between words."""
    return unicodedata.east_asian_width(character) in "WF"


def _joined(text: str, place: int) -> bool:
    """Whether the characters around a place are shown as one."""
    before, after = text[place - 1], text[place]
    if after == "\n" and before == "\r":
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True  # two halves of one character
    if _JOINER in (before, after) or ord(after) in _SKIN_TONES:
        return True
    if unicodedata.category(after) in ("Mn", "Me", "Mc"):  # accents, variation selectors
        return True
    if ord(before) in _FLAGS and ord(after) in _FLAGS:  # two letters are one flag
        flags = 0
        while flags < place and ord(text[place - 1 - flags]) in _FLAGS:
            flags += 1
        return flags % 2 == 1
    return False
