"""The calls of the area 邮件: messages, mail groups, public mailboxes."""

from __future__ import annotations

from .exmail import ExmailGroups, ExmailMailboxes, Exmails

__all__ = ["Mail"]


class Mail(
    Exmails,
    ExmailGroups,
    ExmailMailboxes,
):
    """All calls of 邮件."""
