"""The calls of the area 邮件: messages, mail groups, public mailboxes."""

from __future__ import annotations

from .exmail import Exmails
from .exmail_groups import ExmailGroups
from .exmail_mailboxes import ExmailMailboxes

__all__ = ["Mail"]


class Mail(
    Exmails,
    ExmailGroups,
    ExmailMailboxes,
):
    """All calls of 邮件."""
