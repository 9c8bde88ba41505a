"""Message contents as calls take them: a typed content, a dict, or a plain string for a text.

Every call that carries a content goes through here, so that all take the same forms; the limits
differ by call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ...content import Article, Text
from .checks import max_bytes, max_length

__all__ = [
    "AnyContent",
    "Article",
    "Sendable",
    "Text",
    "as_attachments",
    "as_message",
    "as_part",
    "as_text",
    "named_content",
    "one_content",
]

#: the longest texts of message/send and of group chats, in bytes (WeCom pages 90236, 90248)
TEXTS = {"text": 2048, "markdown": 2048}
#: what the parts of a message to customers hold; the rest of a typed content is for members
PARTS = {"video": ("media_id",), "file": ("media_id",), "voice": ("media_id",)}


class Sendable(Protocol):
    """Anything that can say how it is sent: the classes of ``content``, every reply object."""

    def to_message(self) -> dict[str, Any]:
        """Return ``{"msgtype": kind, kind: {…}}``."""


#: what the calls take: ``"hi"``, ``Text("hi")``, ``{"msgtype": "text", "text": {…}}``
AnyContent = Mapping[str, Any] | Sendable | str


def as_message(message: AnyContent, texts: Mapping[str, int] = TEXTS) -> dict[str, Any]:
    """Return ``message`` as WeCom takes it, its limits checked.

    :param texts: msgtype -> most bytes of its ``content``, which differs between calls
    :raises ValueError: naming the limit
    :raises TypeError: when it is nothing that can be sent
    """
    plain = _plain("message", message)
    kind = plain.get("msgtype")
    body = plain.get(kind) if isinstance(kind, str) else None
    if not isinstance(body, Mapping):
        raise ValueError('message must have "msgtype", and its content under the key of that type.')
    _check(str(kind), body, texts)
    return plain


def named_content(
    name: str, content: AnyContent, contents: Mapping[str, object], *, for_members: bool = False
) -> tuple[str, dict[str, object]]:
    """Return the message type and the contents of a call that takes either form.

    :param name: the argument's name, for errors
    :param content: a content; or, when one of ``contents`` is given, the message type
    :param contents: msgtype -> the content given under that name
    :param for_members: keep what only messages to members have, such as a video's title
    :raises TypeError: when it is nothing that can be sent
    """
    given = {key: value for key, value in contents.items() if value is not None}
    if given:
        if not isinstance(content, str):
            words = " and ".join([name, *given])
            raise TypeError(f"{words} are two contents. Give the message type and one content.")
        return content, {key: _body(key, value, for_members) for key, value in given.items()}
    plain = _plain(name, content)
    kind = plain.get("msgtype")
    if not isinstance(kind, str) or kind not in contents or plain.get(kind) is None:
        kinds = ", ".join(contents)
        raise ValueError(f"{name} needs a content of one of these types: {kinds}.")
    return kind, {kind: _pruned(kind, plain[kind], for_members)}


def one_content(content: AnyContent | None, msgtype: str | None) -> AnyContent:
    """Return what a call was given under either name.

    :raises ValueError: for neither or both
    """
    if (content is None) == (msgtype is None):
        raise ValueError("Give one of content and msgtype.")
    return content if content is not None else str(msgtype)


def as_text(name: str, text: Mapping[str, Any] | Text | str | None, limit: int) -> Any:
    """Return the text of a message to customers as WeCom takes it, its length checked.

    :param text: ``"hi"``, ``Text("hi")`` or ``{"content": "hi"}``
    :param limit: most bytes of the content
    :raises TypeError: for anything else
    """
    if text is None:
        return None
    plain = _body(name, text)
    max_bytes(f"{name}.content", plain.get("content"), limit)
    return plain


def as_part(name: str, content: object) -> dict[str, Any] | None:
    """Return one part of a message to customers, named by its argument, as WeCom takes it.

    :param content: a content such as ``Image(media_id)``, or a dict
    :raises TypeError: for anything else
    """
    return None if content is None else _body(name, content)


def as_attachments(name: str, attachments: Iterable[object] | None) -> list[Any] | None:
    """Return the attachments of a message to customers as WeCom takes them.

    :param attachments: contents such as ``Image(media_id)``, an ``Article`` for a link, or dicts
        with ``msgtype``
    :raises TypeError: for anything else
    """
    if attachments is None:
        return None
    plain = []
    for each in attachments:
        if isinstance(each, Article):
            link = {"title": each.title, "desc": each.description, "url": each.url}
            if each.pic_url:
                link["picurl"] = each.pic_url
            plain.append({"msgtype": "link", "link": link})
        elif isinstance(each, Mapping):
            plain.append(dict(each))
        else:
            message = _plain(name, each)
            kind = str(message["msgtype"])
            plain.append({"msgtype": kind, kind: _pruned(kind, message[kind])})
    return plain


def _plain(name: str, content: object) -> dict[str, Any]:
    if isinstance(content, str):
        content = Text(content)
    if isinstance(content, Mapping):
        return dict(content)
    to_message = getattr(content, "to_message", None)
    if to_message is None:
        raise TypeError(
            f"{name} takes a text, a content such as Text(…) or a dict, not "
            f"{type(content).__name__}."
        )
    return dict(to_message())


def _body(kind: str, value: object, for_members: bool = False) -> dict[str, Any]:
    """Return what stands under the name of a message type."""
    if isinstance(value, Mapping):
        return dict(value)
    message = _plain(kind, value)
    if kind not in message:
        raise TypeError(f"{kind} takes a content of that type, not {type(value).__name__}.")
    return _pruned(kind, message[kind], for_members)


def _pruned(kind: str, body: Any, for_members: bool = False) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise TypeError(f"{kind} takes a dict, not {type(body).__name__}.")
    keys = None if for_members else PARTS.get(kind)
    return {key: value for key, value in body.items() if keys is None or key in keys}


def _check(kind: str, body: Mapping[str, Any], texts: Mapping[str, int]) -> None:
    if kind in texts:
        words = f"{kind} content (split_text() helps)"
        max_bytes(words, str(body.get("content", "")), texts[kind])
    if kind in ("news", "mpnews") and "articles" in body:
        max_length("articles", body["articles"], 8)
    if kind == "textcard":
        for name in ("title", "description", "url"):
            if not body.get(name):
                raise ValueError(f"{name} is missing in the textcard.")
    if kind == "interactive_taskcard":
        max_length("btn", body.get("btn", ()), 2)
