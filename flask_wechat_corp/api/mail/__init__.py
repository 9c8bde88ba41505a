"""The calls of the area 邮件: messages, mail groups, public mailboxes."""

from __future__ import annotations

from .exmail import Exmails
from .exmail_groups import ExmailGroups
from .exmail_mailboxes import ExmailMailboxes
from .vips import ExmailVips

__all__ = ["Mail"]


class Mail(
    ExmailGroups,
    ExmailMailboxes,
    ExmailVips,
    Exmails,
):
    """All calls of 邮件."""
