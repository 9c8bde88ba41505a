"""Documents (文档): upload of images and files."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ..engine.checks import max_display_width, max_value
from ..engine.family import Family

__all__ = ["WedocUploads"]

TEN_MIB = 10 * 1024 * 1024
TWENTY_GIB = 20 * 1024**3


class WedocUploads(Family):
    """Files of up to 10 MB at once, larger ones in parts of 2 MB."""

    def upload_wedoc_image(self, docid: str, base64_content: str | bytes) -> dict[str, Any]:
        """Upload an image: ``url``, ``width``, ``height``, ``size``.

        :param base64_content: the image: bytes, or a base64 string

        WeCom page 99933.
        """
        return self._post(
            "wedoc/image_upload", {"docid": docid, "base64_content": _encoded(base64_content)}
        )

    def upload_wedoc_file(
        self, docid: str, file_name: str, file_base64_content: str | bytes
    ) -> dict[str, Any]:
        """Upload a file of at most 10 MB: ``file_url``.

        :param file_name: at most 255, a Chinese character counts twice
        :param file_base64_content: the content: bytes, or a base64 string
        :raises ValueError: over a limit

        WeCom page 101870.
        """
        max_display_width("file_name", file_name, 255)
        content = _encoded(file_base64_content)
        size = len(content) // 4 * 3 - content[-2:].count("=")
        max_value("file_base64_content (bytes)", size, TEN_MIB)
        return self._post(
            "wedoc/file_upload",
            {"docid": docid, "file_name": file_name, "file_base64_content": content},
        )

    def upload_wedoc_file_init(
        self, docid: str, file_name: str, size: int, block_sha: list[str]
    ) -> dict[str, Any]:
        """Begin the upload of a large file: ``upload_key``.

        For a known file, ``hit_exist`` is true and the response has ``file_url``.

        :param size: in bytes, at most 20 GB
        :param block_sha: for each block of 2,097,152 bytes the SHA-1 state after it, in
            hexadecimal; the last one is the SHA-1 of the whole file
        :raises ValueError: over the limit

        WeCom page 101871.
        """
        max_value("size", size, TWENTY_GIB)
        return self._post(
            "wedoc/file_upload_init",
            {"docid": docid, "file_name": file_name, "size": size, "block_sha": block_sha},
            idempotent=True,
        )

    def upload_wedoc_file_part(
        self, upload_key: str, index: int, file_base64_content: str | bytes
    ) -> dict[str, Any]:
        """Send one block of 2,097,152 bytes; WeCom advises at most ten at the same time.

        :param upload_key: from :meth:`upload_wedoc_file_init`
        :param index: number of the block, from 1
        :param file_base64_content: bytes, or a base64 string

        WeCom page 101871.
        """
        return self._post(
            "wedoc/file_upload_part",
            {
                "upload_key": upload_key,
                "index": index,
                "file_base64_content": _encoded(file_base64_content),
            },
            idempotent=True,
        )

    def upload_wedoc_file_finish(self, upload_key: str) -> dict[str, Any]:
        """Finish the upload of a large file: ``file_url``. WeCom page 101871."""
        return self._post("wedoc/file_upload_finish", {"upload_key": upload_key})


def _encoded(content: str | bytes) -> str:
    return b64encode(content).decode() if isinstance(content, bytes) else content
