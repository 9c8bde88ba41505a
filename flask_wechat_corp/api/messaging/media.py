"""Temporary media files (临时素材): upload and download."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.download import Media
from ..engine.family import Family
from ..engine.multipart import FileLike, Progress, checked_upload

__all__ = ["MediaFiles"]

MB = 1024 * 1024


class MediaFiles(Family):
    """Temporary media: WeCom page 90253.

    A ``media_id`` works for three days in every app of the corp.
    """

    def upload_media(
        self,
        file: FileLike,
        type: Literal["image", "voice", "video", "file"],
        filename: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Upload a file, streamed, and return its ``media_id``.

        :param file: a path, bytes (then with ``filename``), or a binary file, read from its current
            position; one that cannot be rewound goes through a temporary file
        :param type: ``"image"`` (10 MB, JPG or PNG), ``"voice"`` (2 MB, 60 seconds, AMR),
            ``"video"`` (10 MB, MP4) or ``"file"`` (20 MB)
        :param filename: the name that is shown
        :param progress: called with (bytes sent, total bytes)
        :raises ValueError: for another kind, a size out of range or a missing name

        WeCom page 90253.
        """
        with checked_upload(file, type, filename, progress) as body:
            # A second upload only creates a second media_id, which expires.
            return self._upload("media/upload", body, {"type": type}, idempotent=True)

    def upload_image(self, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload an image (JPG or PNG, 10 MB); see :meth:`upload_media`."""
        return self.upload_media(file, "image", filename)

    def upload_voice(self, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload a voice recording (AMR, 2 MB, 60 seconds); see :meth:`upload_media`."""
        return self.upload_media(file, "voice", filename)

    def upload_video(self, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload a video (MP4, 10 MB); see :meth:`upload_media`."""
        return self.upload_media(file, "video", filename)

    def upload_file(self, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload a file of any kind (20 MB); see :meth:`upload_media`."""
        return self.upload_media(file, "file", filename)

    def upload_img(self, file: FileLike, filename: str | None = None) -> dict[str, Any]:
        """Upload a picture (2 MB) for messages; its ``url`` does not expire.

        The picture shows in the text of ``mpnews`` and in welcome messages only. A corp uploads at
        most 3,000 a month and 1,000 a day.

        WeCom page 90256.
        """
        with checked_upload(file, "image", filename, None, limit=2 * MB) as body:
            return self._upload("media/uploadimg", body, {})

    def upload_attachment(
        self,
        file: FileLike,
        media_type: Literal["image", "video", "file"],
        attachment_type: Literal[1, 2],
        filename: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Upload an attachment for moments or the product album: at most 10 MB, files too.

        The ``media_id`` works for three days. For moments, a picture (JPG or PNG) has sides of at
        most 10,800 and 1,080 pixels, and a video (MP4) 30 seconds.

        :param media_type: ``"image"``, ``"video"`` or ``"file"``; moments take the first two,
            the product album pictures
        :param attachment_type: 1 for moments, 2 for the product album
        :raises ValueError: for another kind, a size out of range or a missing name

        WeCom page 95098.
        """
        kinds = ("image", "video", "file")
        query = {"media_type": media_type, "attachment_type": attachment_type}
        with checked_upload(
            file, media_type, filename, progress, kinds=kinds, limit=10 * MB, name="media_type"
        ) as body:
            return self._upload("media/upload_attachment", body, query, idempotent=True)

    def upload_media_by_url(
        self, scene: Literal[1], type: Literal["video", "file"], filename: str, url: str, md5: str
    ) -> dict[str, Any]:
        """Let WeCom fetch a large file (200 MB) from a URL; returns a ``jobid``.

        The event ``upload_media_job_finish`` tells when it is done. The ``media_id`` works for
        three days, in welcome messages of customer groups and in :meth:`get_media` only.

        :param scene: 1, welcome messages of customer groups (入群欢迎语素材)
        :param type: ``"video"`` (MP4) or ``"file"``
        :param filename: the name that is shown, at most 128 bytes
        :param url: must answer range requests, at most 1,024 bytes
        :param md5: of the file, in hexadecimal

        WeCom page 96219.
        """
        body = {"scene": scene, "type": type, "filename": filename, "url": url, "md5": md5}
        return self._post("media/upload_by_url", body)

    def get_upload_by_url_result(self, jobid: str) -> dict[str, Any]:
        """Return ``status`` of :meth:`upload_media_by_url`: 1 running, 2 finished, 3 failed.

        ``detail`` has the ``media_id``, or the ``errcode`` of the failure.

        :param jobid: at most 128 bytes; valid for 60 minutes

        WeCom page 96219.
        """
        return self._post("media/get_upload_by_url_result", {"jobid": jobid}, idempotent=True)

    def get_media(
        self, media_id: str, *, start: int | None = None, end: int | None = None
    ) -> Media:
        """Download a file, streamed.

        ::

            with api.get_media(media_id) as media:
                media.save(media.filename or "unnamed")

        :param start: first byte, to resume a download, or to read a large file (error 830002) in
            parts of at most 20 MB; the length of a part should be a multiple of 16
        :param end: last byte, included
        :raises WeChatAPIError: 40007 when the ``media_id`` is unknown or has expired

        WeCom page 90254.
        """
        headers = None
        if start is not None or end is not None:
            headers = {"Range": f"bytes={start or 0}-{'' if end is None else end}"}
        return self._download("media/get", {"media_id": media_id}, headers)

    def get_hd_voice(self, media_id: str) -> Media:
        """Download a voice recording of the JS-SDK in its original quality (Speex, 16 kHz).

        WeCom page 90255.
        """
        return self._download("media/get/jssdk", {"media_id": media_id})
