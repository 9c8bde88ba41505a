"""``parse`` and ``build`` against the standard library's ElementTree, which has none of our rules.

``parse_message`` must read everything that is well-formed as ElementTree does, and the rest as a
slow second reading of the same rules, which enumerates every way to read it.

``python -m tests.fuzz.differential PATH…`` replays files and folders without a fuzzer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from flask_wechat_corp.errors import BadMessage
from flask_wechat_corp.protocol.xml_scan import read_envelope
from flask_wechat_corp.protocol.xmlio import Fields, Value, build, parse, parse_message

from .endpoint import ciphertext, files

DEPTH = 32
"""Levels that are always read; none is promised beyond."""


def compare(data: bytes) -> bool:
    """Read bytes in both ways; returns whether they are a message.

    :raises AssertionError: when the two disagree, or what was read does not survive ``build``
    """
    try:
        ours = parse(data)
    except BadMessage:
        ours = None
    theirs = _reference(data)
    if ours is None:
        assert theirs is None or _depth(theirs) > DEPTH, "refused for no reason"
    else:
        assert theirs is not None, "taken, but not XML with elements and without document type"
        assert ours == _fields(theirs)
        if not any("{" in name for name in _names(ours)):
            assert parse(build(ours)) == _normal(ours)
    with suppress(BadMessage):
        assert read_envelope(data) == ciphertext(data)
    _compare_lenient(data, ours)
    return ours is not None


def _compare_lenient(data: bytes, strict: Fields | None) -> None:
    try:
        lenient = parse_message(data)
    except BadMessage:
        lenient = None
    if strict is not None:
        assert lenient == strict
        return
    text = FORBIDDEN.sub("", data.decode("utf-8", "replace"))
    cleaned = _reference(text.encode())
    if cleaned is not None:
        if _depth(cleaned) <= DEPTH:
            assert lenient == _fields(cleaned), "well-formed but for its characters"
        return
    if lenient is not None:
        assert not _has_document_type(text.encode())
        assert "]]>" in text or "&#" in text, "nothing else is repaired"
    if len(text) <= READABLE and "&" not in text:
        found = [*islice(readings(text), 2)]
        if len(found) != 1 or not isinstance(found[0], dict):
            assert lenient is None, "read in spite of two readings, or of none"
        else:
            assert lenient == found[0]


# --- a second reading of what is not well-formed, slow and without memory -------------------------

FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
READABLE = 300
"""Characters of what is read in every way; the time grows fast with the length."""

MADE_BY_WECOM = {
    "ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "ChangeType", "InfoType",
    "MsgId", "AgentID", "MediaId", "ThumbMediaId", "SuiteId", "AuthCorpId",
}  # fmt: skip

NAME = r"([A-Za-z_][A-Za-z0-9_.\-]*)[ \t\r\n]*"


def readings(text: str) -> Iterator[Value]:
    """Yield the content of the root for every way to read a document."""
    declared = r"""<\?xml version=("1\.0"|'1\.0')"""
    declared += r"""( encoding=("[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?"""
    declared += r"""( standalone=("yes"|"no"|'yes'|'no'))? ?\?>"""
    head = re.match(f"\ufeff?({declared})?", text)
    assert head
    for _, value, end in _one(text, _space(text, head.end()), 0):
        if not text[end:].strip(" \t\r\n"):
            yield value


def _one(text: str, at: int, depth: int) -> Iterator[tuple[str, Value, int]]:
    opening = re.compile(f"<{NAME}(/?)>").match(text, at)
    if not opening or depth > DEPTH + 1:
        return
    name, inside = opening[1], opening.end()
    if opening[2]:
        yield name, "", inside
        return
    for end in re.compile(f"</{re.escape(name)}[ \t\r\n]*>").finditer(text, inside):
        content = text[inside : end.start()]
        section = re.match(r"([ \t\r\n]*)<!\[CDATA\[(.*)\]\]>([^<&\]]*)\Z", content, re.DOTALL)
        if section:
            yield name, _lines("".join(section.groups())), end.end()
            if name in MADE_BY_WECOM:
                break
        elif "<" not in content:
            yield name, _lines(content), end.end()
    start = _space(text, inside)
    if text[start : start + 2] != "</" and not text.startswith("<!", start):
        for children, last in _several(text, start, depth + 1):
            closing = re.compile(f"</{re.escape(name)}[ \t\r\n]*>").match(text, last)
            if children and closing:
                yield name, _gathered(children), closing.end()


def _several(text: str, at: int, depth: int) -> Iterator[tuple[list[tuple[str, Value]], int]]:
    at = _space(text, at)
    yield [], at
    for name, value, end in _one(text, at, depth):
        for more, last in _several(text, end, depth):
            yield [(name, value), *more], last


def _space(text: str, at: int) -> int:
    found = re.compile(r"[ \t\r\n]*").match(text, at)
    assert found
    return found.end()


def _lines(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def _gathered(children: list[tuple[str, Value]]) -> Value:
    found: dict[str, list[Value]] = {}
    for name, value in children:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _reference(data: bytes) -> Element | None:
    try:
        data.decode()  # UTF-8 is all that is promised
        root = ElementTree.fromstring(data, XMLParser(encoding="utf-8"))
    except (UnicodeDecodeError, ParseError):
        return None
    if _has_document_type(data):
        return None
    return root if len(root) else None


def _has_document_type(data: bytes) -> bool:
    seen: list[object] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(None)
    with suppress(expat.ExpatError):
        parser.Parse(data, True)
    return bool(seen)


def _depth(root: Element) -> int:
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for one in level for child in one]
    return depth


def _fields(element: Element) -> Value:
    if not len(element):
        return element.text or ""
    found: dict[str, list[Value]] = {}
    for child in element:
        found.setdefault(child.tag, []).append(_fields(child))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _names(value: Value) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in _names(inner))]
    return [name for inner in value for name in _names(inner)] if isinstance(value, list) else []


def _normal(value: Value) -> Fields | Value:
    """Return the value with its line ends as XML reads them when they are written plainly."""
    if isinstance(value, dict):
        return {name: _normal(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_normal(inner) for inner in value]
    return re.sub("\r\n?", "\n", value)


if __name__ == "__main__":
    for file in files(sys.argv[1:]):
        print(file, "is a message" if compare(file.read_bytes()) else "is refused")
