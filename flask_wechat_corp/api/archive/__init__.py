"""The calls of the area 会话存档: the message archive."""

from __future__ import annotations

from .msgaudit import MessageAudit

__all__ = ["Archive"]


class Archive(
    MessageAudit,
):
    """All calls of 会话存档."""
