"""What the pieces of an answer amount to: a text, a thinking, images, one card, a feedback id."""

from __future__ import annotations

import os
from typing import Any

from ...content import Content, Markdown, TemplateCard, Text
from ...errors import ReplyError
from .reply import (
    Replace,
    StreamReply,
    Thinking,
    card_json,
    check_feedback,
    check_images,
    picture,
)
from .stream import Snapshot

__all__ = ["Pieces"]


class Pieces:
    """Collects the pieces of one answer.

    :param snapshot: gets the text and the thinking
    :param image_bytes: the most bytes of all images together
    """

    def __init__(self, snapshot: Snapshot, image_bytes: int) -> None:
        self.snapshot = snapshot
        self.pictures: list[dict[str, str]] = []
        self.card: dict[str, Any] | None = None
        self.feedback: str | None = None
        self._image_bytes = image_bytes

    def take(self, piece: object) -> bool:
        """Take a piece; return whether the snapshot has changed.

        :raises ReplyError: when it cannot be shown
        """
        if piece is None:
            return False
        now = self.snapshot
        if isinstance(piece, str):
            now.text += _clean(piece)
            return bool(piece)
        if isinstance(piece, Thinking):
            now.thinking += _clean(piece.text)
            return bool(piece.text)
        if isinstance(piece, Replace):
            now.text = _clean(piece.text)
            return True
        if isinstance(piece, TemplateCard):
            self._set_card(card_json(piece))
            return False
        if isinstance(piece, (bytes, bytearray, os.PathLike)):
            self._add_images([picture(bytes(piece) if isinstance(piece, bytearray) else piece)])
            return False
        if isinstance(piece, StreamReply):
            return self._take_reply(piece)
        if isinstance(piece, (Text, Markdown)) or getattr(piece, "msgtype", "") == "markdown_v2":
            return self.take(getattr(piece, "content", ""))
        what = piece.msgtype if isinstance(piece, Content) else type(piece).__name__
        raise ReplyError(
            f"A robot's stream cannot show {what}. Yield strings, Thinking, Replace, an image as"
            " bytes or a path, or a TemplateCard."
        )

    def _take_reply(self, reply: StreamReply) -> bool:
        self._add_images([picture(one) for one in reply.images])
        if reply.card is not None:
            self._set_card(card_json(reply.card))
        if reply.feedback is not None:
            self.feedback = check_feedback(reply.feedback)
        return self.take(reply.text)

    def _set_card(self, card: dict[str, Any]) -> None:
        if self.card is not None:
            raise ReplyError("An answer has at most one card.")
        self.card = card

    def _add_images(self, pictures: list[dict[str, str]]) -> None:
        check_images([*self.pictures, *pictures], self._image_bytes)
        self.pictures.extend(pictures)


def _clean(text: str) -> str:
    """Replace halves of UTF-16 pairs, which cannot be encoded."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
