"""XML in and out: the message and the reply.

In: no document type, no entities, no trimming; repeated elements become lists and nothing is
dropped. :func:`parse` is strict; :func:`parse_message` also reads what real senders get wrong. Out:
text in CDATA sections, numbers bare, characters that XML cannot carry left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import BadMessage
from .xml_scan import Fields, Value, drop_illegal, scan_flat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Fields", "Value", "build", "is_message", "parse", "parse_message"]

_DEPTH = 32
"""The deepest nesting of elements that is read; WeCom's own messages have four levels."""


class _NotWellFormed(BadMessage):
    """It is not XML, or not UTF-8."""


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
        raise _NotWellFormed("The message is not UTF-8.") from None
    return scan_flat(text, data) or _parse_defused(data)


def parse_message(text: str | bytes) -> Fields:
    """Return the children of the root element, also of XML that is not well-formed.

    What is well-formed is read as :func:`parse` reads it. Of the rest, characters that XML forbids
    are dropped, what is not UTF-8 becomes U+FFFD, and ``]]>`` inside a text stays text.

    :param text: the XML; bytes are UTF-8
    :raises BadMessage: when it is not XML even so, can be read in two ways, nests too deeply, or
        has a document type
    """
    try:
        return parse(text)
    except _NotWellFormed:
        repaired = _lenient(text)
    try:
        return parse(repaired)
    except _NotWellFormed:
        from .xml_repair import close_sections  # on use: few senders need it

        return parse(close_sections(repaired))


def _lenient(text: str | bytes) -> str:
    """Return legal text; what is not UTF-8, such as half a character, becomes U+FFFD."""
    return drop_illegal(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)


def is_message(data: bytes) -> bool:
    """Return whether a decrypted text is, or was meant to be, a message or a reply.

    The URL check must not show these: its signature covers the same parts as a message's.
    """
    try:
        parse_message(data)
    except BadMessage:
        text = _lenient(data).strip("\ufeff \t\r\n")
    else:
        return True
    if text.startswith("{"):
        return text.endswith("}")  # a robot's callbacks and replies are JSON objects
    return text.startswith("<") and re.search(r"</[^<>]*>\s*\Z", text) is not None


def _parse_defused(data: bytes) -> Fields:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    # The declared encoding is ignored: it would run any codec of Python on untrusted input.
    # WeCom sends UTF-8 only.
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(data)
        fields = _children(parser.close())
    except DefusedXmlException:
        raise BadMessage("The XML of the message has a document type or an entity.") from None
    except ParseError:
        raise _NotWellFormed("The message is not XML.") from None
    if not isinstance(fields, dict):
        raise BadMessage("The XML of the message has no elements.")
    return fields


def _children(element: Element, depth: int = 0) -> Value:
    if not len(element):
        return element.text or ""
    if depth > _DEPTH:
        raise BadMessage(f"The XML of the message has more than {_DEPTH} levels of elements.")
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

    :param fields: values are ``str``, ``int``, ``float``, ``bool`` (``true`` or ``false``),
        mappings, or lists of these (the element is then repeated); ``None`` leaves the element out
    """
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Mapping[str, object]) -> str:
    parts = []
    for name, value in fields.items():
        if isinstance(value, str):
            parts.append(f"<{name}>{_cdata(value)}</{name}>")
        elif isinstance(value, bool):
            parts.append(f"<{name}>{'true' if value else 'false'}</{name}>")
        elif isinstance(value, (int, float)):
            parts.append(f"<{name}>{value}</{name}>")
        elif isinstance(value, (list, tuple)):
            parts += [_elements({name: one}) for one in value]
        elif isinstance(value, Mapping):
            parts.append(f"<{name}>{_elements(value)}</{name}>")
        elif value is not None:
            parts.append(f"<{name}>{_cdata(str(value))}</{name}>")
    return "".join(parts)


def _cdata(text: str) -> str:
    if not text.isprintable():
        text = drop_illegal(text)
    if "]]>" in text:
        text = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"
