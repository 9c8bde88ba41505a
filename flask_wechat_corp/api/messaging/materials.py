"""Permanent media (永久素材) of 企业号 (legacy).

WeCom's manual no longer has these calls; new code uploads temporary media instead, see
:class:`~flask_wechat_corp.api.messaging.media.MediaFiles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.checks import between
from ..engine.download import Media
from ..engine.family import Family
from ..engine.multipart import FileLike, Progress, checked_upload

__all__ = ["Materials"]

MAX_COUNT = 50


class Materials(Family):
    """Permanent media of an application. All of it is legacy."""

    def add_material(
        self,
        agentid: int,
        file: FileLike,
        type: str,
        filename: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Upload a permanent file and get its ``media_id``. Legacy.

        :param file: a path, bytes (then with ``filename``), or a binary file
        :param type: ``image``, ``voice``, ``video`` or ``file``
        :param progress: called with (bytes sent, bytes in all)
        :raises ValueError: for another kind, a size out of range or a missing name
        """
        query = {"type": type, "agentid": agentid}
        with checked_upload(file, type, filename, progress) as body:
            return self._upload("material/add_material", body, query)

    def add_image(
        self, agentid: int, file: FileLike, filename: str | None = None
    ) -> dict[str, Any]:
        """Upload a permanent image. Legacy; see :meth:`add_material`."""
        return self.add_material(agentid, file, "image", filename)

    def add_voice(
        self, agentid: int, file: FileLike, filename: str | None = None
    ) -> dict[str, Any]:
        """Upload a permanent voice recording. Legacy; see :meth:`add_material`."""
        return self.add_material(agentid, file, "voice", filename)

    def add_video(
        self, agentid: int, file: FileLike, filename: str | None = None
    ) -> dict[str, Any]:
        """Upload a permanent video. Legacy; see :meth:`add_material`."""
        return self.add_material(agentid, file, "video", filename)

    def add_file(self, agentid: int, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload a permanent file of any kind. Legacy; see :meth:`add_material`."""
        return self.add_material(agentid, file, "file", filename)

    def add_mpnews(self, agentid: int, mpnews: Mapping[str, object]) -> dict[str, Any]:
        """Store permanent articles and get their ``media_id``. Legacy.

        :param mpnews: ``{"articles": [...]}``
        """
        return self._post("material/add_mpnews", {"agentid": agentid, "mpnews": mpnews})

    def update_mpnews(
        self, agentid: int, media_id: str, mpnews: Mapping[str, object]
    ) -> dict[str, Any]:
        """Replace permanent articles. Legacy."""
        body = {"agentid": agentid, "media_id": media_id, "mpnews": mpnews}
        return self._post("material/update_mpnews", body, idempotent=True)

    def get_material(self, agentid: int, media_id: str) -> Media:
        """Download a permanent file, streamed, as ``get_media`` does. Legacy."""
        return self._download("material/get", {"media_id": media_id, "agentid": agentid})

    def del_material(self, agentid: int, media_id: str) -> dict[str, Any]:
        """Delete a permanent file. Legacy."""
        query = {"media_id": media_id, "agentid": agentid}
        return self._get("material/del", query, idempotent=False)

    def count_material(self, agentid: int) -> dict[str, Any]:
        """Get the number of permanent files of each kind. Legacy."""
        return self._get("material/get_count", {"agentid": agentid})

    def batchget_material(
        self, agentid: int, type: str, offset: int = 0, count: int = 10
    ) -> dict[str, Any]:
        """Get a page of ``itemlist``: the permanent files of a kind. Legacy.

        :param type: ``mpnews``, ``image``, ``voice``, ``video`` or ``file``
        :param offset: files to leave out
        :param count: files in the page, 1 to 50
        """
        between("count", count, 1, MAX_COUNT)
        body = {"type": type, "agentid": agentid, "offset": offset, "count": count}
        return self._post("material/batchget", body, idempotent=True)
