"""Media files of a simulated world, bounded in bytes."""

from __future__ import annotations

import base64
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .records import Record

__all__ = ["LIFETIME", "MAX_BYTES", "Media", "MediaLibrary"]

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of all files together; the oldest are dropped first."""

LIFETIME = 3 * 86_400
"""Seconds that a temporary media id is valid (document/path/90253)."""


@dataclass
class Media:
    """One uploaded file. ``expires_at`` is None for a permanent one."""

    media_id: str
    type: str
    filename: str
    content_type: str
    created_at: int
    data: bytes
    expires_at: float | None

    def row(self) -> Record:
        """Return it without its bytes."""
        return {
            "media_id": self.media_id,
            "type": self.type,
            "filename": self.filename,
            "content_type": self.content_type,
            "created_at": self.created_at,
            "size": len(self.data),
            "expires_at": self.expires_at,
        }


class MediaLibrary:
    """The media files of a world.

    :param clock: returns the current time
    :param limit: bytes of all files together
    """

    def __init__(self, clock: Callable[[], float], limit: int = MAX_BYTES) -> None:
        self._clock = clock
        self._files: OrderedDict[str, Media] = OrderedDict()
        self.limit = limit
        self.size = 0
        self.dropped = 0

    def add(
        self,
        type: str,
        filename: str,
        content_type: str,
        data: bytes,
        *,
        permanent: bool = False,
        lifetime: float = LIFETIME,
    ) -> Media:
        """Store a file under a new id; drop the oldest files beyond the limit.

        :param permanent: never expire
        :param lifetime: seconds until it expires otherwise
        """
        now = self._clock()
        media = Media(
            media_id="3" + secrets.token_urlsafe(32),
            type=type,
            filename=filename,
            content_type=content_type,
            created_at=int(now),
            data=data,
            expires_at=None if permanent else now + lifetime,
        )
        self._put(media)
        return media

    def _put(self, media: Media) -> None:
        self._files[media.media_id] = media
        self.size += len(media.data)
        while self.size > self.limit and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self.size -= len(oldest.data)
            self.dropped += 1

    def get(self, media_id: object) -> Media | None:
        """Return a file, or None if it is unknown, dropped or expired."""
        media = self._files.get(media_id) if isinstance(media_id, str) else None
        if media is None or (media.expires_at is not None and media.expires_at <= self._clock()):
            return None
        return media

    def rows(self) -> list[Record]:
        """Return all files without their bytes."""
        return [media.row() for media in list(self._files.values())]

    def clear(self) -> None:
        """Remove all files."""
        self._files.clear()
        self.size = self.dropped = 0

    def to_list(self) -> list[Record]:
        """Return all files as JSON-plain rows, with the bytes in base64."""
        files = list(self._files.values())
        return [{**one.row(), "data": base64.b64encode(one.data).decode()} for one in files]

    def load(self, rows: Iterable[Record]) -> None:
        """Add the files of :meth:`to_list`."""
        for row in rows:
            fields = {key: value for key, value in row.items() if key not in ("size", "data")}
            self._put(Media(**fields, data=base64.b64decode(row["data"])))
