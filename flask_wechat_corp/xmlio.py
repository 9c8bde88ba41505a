"""XML in and out: the envelope, the message, the reply.

In: no document type, no entities, no trimming, repeated elements become lists, nothing is dropped.
Out: text in CDATA sections, numbers bare, characters that XML cannot carry left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from .errors import BadMessage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Fields", "Value", "build", "parse", "read_envelope"]

Value: TypeAlias = "str | dict[str, Value] | list[Value]"
"""What an element holds: its text, its children, or several of the same name."""

Fields: TypeAlias = "dict[str, Value]"

# One flat level of elements with plain text or one CDATA section: what WeCom's envelope is.
# Anything else goes to the real parser.
_FLAT = re.compile(
    rb"\s*<xml>\s*"
    rb"(?:<(\w+)>(?:<!\[CDATA\[[^\]<>&]*\]\]>|[^<>&]*)</\1>\s*)*"
    rb"</xml>\s*"
)
_ENCRYPT = re.compile(rb"<Encrypt>(?:<!\[CDATA\[)?([^\]<]*)(?:\]\]>)?</Encrypt>")

# XML 1.0 has no notation at all for these; a reply that carried one would be refused whole.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(text: str | bytes) -> Fields:
    """Return the children of the root element.

    :raises BadMessage: when it is not XML, nests too deeply, or has a document type
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text, forbid_dtd=True)
        fields = _children(root)
    except DefusedXmlException:
        raise BadMessage("document types and entities are refused") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        # ValueError and LookupError: an encoding that the declaration names and nobody knows.
        raise BadMessage("not XML") from None
    if not isinstance(fields, dict):
        raise BadMessage("no elements in the XML")
    return fields


def _children(element: Element) -> Value:
    if not len(element):
        return element.text or ""
    fields: Fields = {}
    for child in element:
        value = _children(child)
        known = fields.get(child.tag)
        if known is None:
            fields[child.tag] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            fields[child.tag] = [known, value]
    return fields


def read_envelope(body: bytes) -> str:
    """Return the ``Encrypt`` element of a callback's body.

    The usual form is scanned, not parsed: the signature that is checked next covers exactly the
    text found here, and nothing else of the envelope is used.

    :raises BadMessage: when the body is not XML, or has not exactly one ``Encrypt`` with text
    """
    if _FLAT.fullmatch(body):
        found = _ENCRYPT.findall(body)
        if len(found) == 1 and found[0]:
            return _ascii(found[0])
        raise BadMessage("exactly one Encrypt element is needed")
    encrypt = parse(body).get("Encrypt")
    if not isinstance(encrypt, str) or not encrypt:
        raise BadMessage("exactly one Encrypt element is needed")
    return encrypt


def _ascii(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise BadMessage("Encrypt is not ASCII") from None


def build(fields: Mapping[str, object]) -> str:
    """Return ``<xml>…</xml>``: numbers bare, text in CDATA, mappings and lists as elements.

    :param fields: values are ``str``, ``int``, ``float``, mappings, or lists of these (the element
        is then repeated); ``None`` leaves the element out
    """
    return f"<xml>{''.join(_elements(fields.items()))}</xml>"


def _elements(items: Iterable[tuple[str, object]]) -> Iterable[str]:
    for name, value in items:
        if value is None:
            continue
        for one in value if isinstance(value, (list, tuple)) else (value,):
            yield f"<{name}>{_text(one)}</{name}>"


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(_elements(value.items()))
    if isinstance(value, (int, float)):
        return str(value)
    clean = _ILLEGAL.sub("", str(value))
    return f"<![CDATA[{clean.replace(']]>', ']]]]><![CDATA[>')}]]>"
