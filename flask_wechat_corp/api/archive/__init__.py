"""The calls of the area 会话存档、文件内容存档: the archives of messages and files."""

from __future__ import annotations

from .files import ArchivedDocuments, ArchivedDrives
from .msgaudit import MessageAudit
from .schedules import ArchivedSchedules

__all__ = ["Archive"]


class Archive(
    MessageAudit,
    ArchivedDrives,
    ArchivedDocuments,
    ArchivedSchedules,
):
    """All calls of 会话存档、文件内容存档."""
