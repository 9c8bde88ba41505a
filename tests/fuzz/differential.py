"""``parse`` and ``build`` against the standard library's ElementTree, which has none of our rules.

``python -m tests.fuzz.differential PATH…`` replays files and folders without a fuzzer.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from flask_wechat_corp.errors import BadMessage
from flask_wechat_corp.protocol.xml_scan import read_envelope
from flask_wechat_corp.protocol.xmlio import Fields, Value, build, parse

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
    return ours is not None


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
