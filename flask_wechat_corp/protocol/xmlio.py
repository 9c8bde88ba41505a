"""XML in and out: the envelope, the message, the reply.

In: no document type, no entities, no trimming, repeated elements become lists, nothing is dropped.
Out: text in CDATA sections, numbers bare, characters that XML cannot carry left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from ..errors import BadMessage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Fields", "Value", "build", "parse", "read_envelope"]

Value: TypeAlias = "str | dict[str, Value] | list[Value]"
"""What an element holds: its text, its children, or several of the same name."""

Fields: TypeAlias = "dict[str, Value]"

# What WeCom sends, but for a few nested events: one level of elements with plain text or one CDATA
# section each. Any text but "<" is taken here; _flat() sorts out what XML forbids.
_FIELD = re.compile(
    r"<([A-Za-z_]\w*)(?:/>|>(?:<!\[CDATA\[([^<]*)\]\]>|([^<&]*))</\1>)[ \t\n]*", re.ASCII
)
_HEAD = (
    r"(?:<\?xml version=['\"]1\.0['\"](?: encoding=['\"](?i:utf-8)['\"])?"
    r"(?: standalone=['\"](?:yes|no)['\"])? ?\?>)?[ \t\r\n]*<xml>[ \t\r\n]*"
)
_OPENING = re.compile(_HEAD, re.ASCII)

# The envelope around its ciphertext: elements of the same kind, none of them a second ciphertext.
_SHORT = r"[^]<&\x00-\x08\x0b\x0c\x0e-\x1f]*"
_OTHERS = (
    r"(?:<(?!Encrypt[>/])([A-Za-z_]\w*)"
    rf"(?:/>|>(?:<!\[CDATA\[{_SHORT}\]\]>|{_SHORT})</\1>)[ \t\r\n]*)*"
)
_BEFORE = re.compile(_HEAD + _OTHERS, re.ASCII)
_AFTER = re.compile(rf"[ \t\r\n]*{_OTHERS}</xml>[ \t\r\n]*", re.ASCII)
_CDATA, _END = "<![CDATA[", "]]>"

# Control characters are illegal, and "\r" is a line feed: both are left to the real parser.
_CONTROL = bytes({*range(0x20)} - {*b"\t\n"})

_DEPTH = 32
"""Levels of elements; WeCom's own messages have four."""

# XML 1.0 has no notation at all for these; a reply that carried one would be refused whole.
# Compiled on first use: a set this wide takes milliseconds, which an import should not.
_ILLEGAL = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def parse(text: str | bytes) -> Fields:
    """Return the children of the root element.

    Messages of one level are scanned, everything else is parsed by defusedxml.

    :param text: the XML; bytes are UTF-8
    :raises BadMessage: when it is not XML, nests too deeply, or has a document type
    """
    try:
        if isinstance(text, str):
            data = text.encode()
        else:
            data, text = text, text.decode()
    except UnicodeError:
        raise BadMessage("not UTF-8") from None
    return _flat(text, data) or _nested(data)


def read_envelope(body: bytes) -> str:
    """Return the ``Encrypt`` element of a callback's body.

    Anybody can send one, so it is scanned in linear time, never parsed. The signature that is
    checked next covers exactly the text found here; nothing else of the envelope is used.

    :raises BadMessage: when the body is not a flat ``<xml>`` with one ``Encrypt`` that has text
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadMessage("not UTF-8") from None
    before, _, rest = text.partition("<Encrypt>")
    sealed, _, after = rest.partition("</Encrypt>")
    if not _BEFORE.fullmatch(before) or not _AFTER.fullmatch(after):
        if text.lstrip().startswith("{"):
            raise BadMessage("a JSON body: this URL takes XML, callbacks of smart robots are JSON")
        raise BadMessage("the body is no envelope with one Encrypt element")
    if sealed.startswith(_CDATA) and sealed.endswith(_END):
        sealed = sealed[len(_CDATA) : -len(_END)]
    if not sealed or "<" in sealed or "&" in sealed or _END in sealed:
        raise BadMessage("the Encrypt element holds no ciphertext")
    return sealed


def _flat(text: str, data: bytes) -> Fields | None:
    """Scan XML of one level; None when it is anything else, be it richer XML or none at all."""
    if len(data.translate(None, _CONTROL)) != len(data):
        return None
    if len(data) != len(text) and ("\ufffe" in text or "\uffff" in text):
        return None
    head, *fields = _FIELD.split(text)
    if not fields or any(fields[3:-1:4]):
        return None
    if fields[-1].rstrip(" \t\n") != "</xml>" or not (head == "<xml>" or _OPENING.fullmatch(head)):
        return None
    names, sections = fields[::4], fields[1::4]
    if text.count("]]>") != len(sections) - sections.count(None):
        return None  # the end of a section inside of one, or of a plain text
    found: Fields = {
        name: section or plain or ""
        for name, section, plain in zip(names, sections, fields[2::4], strict=True)
    }
    return found if len(found) == len(names) else None


def _nested(data: bytes) -> Fields:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    # UTF-8 whatever is declared: WeCom sends nothing else, and a codec is code.
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(data)
        fields = _children(parser.close())
    except DefusedXmlException:
        raise BadMessage("document types and entities are refused") from None
    except ParseError:
        raise BadMessage("not XML") from None
    if not isinstance(fields, dict):
        raise BadMessage("no elements in the XML")
    return fields


def _children(element: Element, depth: int = 0) -> Value:
    if not len(element):
        return element.text or ""
    if depth > _DEPTH:
        raise BadMessage("the XML nests too deeply")
    fields: Fields = {}
    for child in element:
        value = _children(child, depth + 1)
        known = fields.get(child.tag)
        if known is None:
            fields[child.tag] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            fields[child.tag] = [known, value]
    return fields


def build(fields: Mapping[str, object]) -> str:
    """Return ``<xml>…</xml>``: numbers bare, text in CDATA, mappings and lists as elements.

    :param fields: values are ``str``, ``int``, ``float``, mappings, or lists of these (the element
        is then repeated); ``None`` leaves the element out
    """
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Mapping[str, object]) -> str:
    parts = []
    for name, value in fields.items():
        if isinstance(value, str):
            parts.append(f"<{name}>{_section(value)}</{name}>")
        elif isinstance(value, (list, tuple)):
            parts += [_elements({name: one}) for one in value]
        elif isinstance(value, Mapping):
            parts.append(f"<{name}>{_elements(value)}</{name}>")
        elif isinstance(value, (int, float)):
            parts.append(f"<{name}>{value}</{name}>")
        elif value is not None:
            parts.append(f"<{name}>{_section(str(value))}</{name}>")
    return "".join(parts)


def _section(text: str) -> str:
    if not text.isprintable():
        text = re.sub(_ILLEGAL, "", text)
    if "]]>" in text:
        text = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"
