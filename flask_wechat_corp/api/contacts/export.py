"""Asynchronous, encrypted exports of the contacts (通讯录 › 异步导出接口)."""

from __future__ import annotations

import re
from typing import Any

from ..engine.checks import between
from ..engine.family import Family

__all__ = ["ExportJobs"]

AES_KEY = "[0-9A-Za-z]{43}"
MIN_BLOCK = 10**4
MAX_BLOCK = 10**6


class ExportJobs(Family):
    """Start an export, get its ``jobid``, and fetch the encrypted files when it is done.

    ``encoding_aeskey`` is 43 letters and digits of your own choice; the files are encrypted with
    it. ``block_size`` is the number of entries in a file, 10,000 to 1,000,000 (the default).
    """

    def export_simple_user(
        self, encoding_aeskey: str, *, block_size: int | None = None
    ) -> dict[str, Any]:
        """Start an export of ids, names and departments of the members.

        WeCom page 94849.
        """
        return self._post("export/simple_user", _body(encoding_aeskey, block_size))

    def export_user(self, encoding_aeskey: str, *, block_size: int | None = None) -> dict[str, Any]:
        """Start an export of the members' whole records, of those that the caller may read.

        With the secret of the contacts, IP addresses added since August 2022 cannot do so.

        WeCom page 94851.
        """
        return self._post("export/user", _body(encoding_aeskey, block_size))

    def export_department(
        self, encoding_aeskey: str, *, block_size: int | None = None
    ) -> dict[str, Any]:
        """Start an export of the departments.

        WeCom page 94852.
        """
        return self._post("export/department", _body(encoding_aeskey, block_size))

    def export_tag_user(
        self, tagid: int, encoding_aeskey: str, *, block_size: int | None = None
    ) -> dict[str, Any]:
        """Start an export of the members and departments under a tag.

        WeCom page 94853.
        """
        body = {"tagid": tagid, **_body(encoding_aeskey, block_size)}
        return self._post("export/taguser", body)

    def get_export_result(self, jobid: str) -> dict[str, Any]:
        """Get ``status`` (0 waiting, 1 running, 2 done, 3 failed) and ``data_list`` of an export.

        Each file has ``url``, good for two hours, ``size`` and ``md5``. Only the application that
        started the export gets them. WeCom page 94854.
        """
        return self._get("export/get_result", {"jobid": jobid})


def _body(encoding_aeskey: str, block_size: int | None) -> dict[str, object]:
    if not re.fullmatch(AES_KEY, encoding_aeskey):
        raise ValueError("encoding_aeskey: WeCom takes exactly 43 letters and digits.")
    between("block_size", block_size, MIN_BLOCK, MAX_BLOCK)
    return {"encoding_aeskey": encoding_aeskey, "block_size": block_size}
