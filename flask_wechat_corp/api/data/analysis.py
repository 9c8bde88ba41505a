"""Data and intelligence (数据与智能专区): analysis and export of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.family import Family, JSONObject

__all__ = ["ChatAnalysis"]


class ChatAnalysis(Family):
    """Jobs that analyse or export messages of the archive.

    None of these pages is in the copy of the manual that this client was checked against.
    """

    def chatdata_analyze_task_add(
        self, analyze_task: int, msg_list: Sequence[JSONObject], *, jobid: str | None = None
    ) -> dict[str, Any]:
        """Add messages to an analysis: ``jobid``, ``fail_list``.

        :param analyze_task: the number of the kind of analysis
        :param msg_list: ``[{"msgid": …, "encrypt_info": {"secret_key": …}}]``
        :param jobid: the analysis to add to; without it a new one is created

        WeCom page 99527, not checked against the manual.
        """
        return self._post(
            "chatdata/analyze_task_add",
            {"analyze_task": analyze_task, "jobid": jobid, "msg_list": msg_list},
        )

    def chatdata_analyze_task_submit(self, jobid: str) -> dict[str, Any]:
        """Run an analysis. WeCom page 99527, not checked against the manual."""
        return self._post("chatdata/analyze_task_submit", {"jobid": jobid})

    def chatdata_analyze_task_result(self, jobid: str) -> dict[str, Any]:
        """Return the ``status`` and the result of an analysis.

        WeCom page 99527, not checked against the manual.
        """
        return self._post("chatdata/analyze_task_result", {"jobid": jobid}, idempotent=True)

    def create_chatdata_export_job(self, code: str, media_id: str) -> dict[str, Any]:
        """Start an export: ``jobid``, for :meth:`get_chatdata_export_job_status`.

        :param code: from the conversation component, after an administrator has agreed
        :param media_id: the list of messages, from :meth:`chatdata_upload`

        WeCom page 99620, not checked against the manual.
        """
        return self._post("chatdata/export/create_job", {"code": code, "media_id": media_id})

    def get_chatdata_export_job_status(self, jobid: str) -> dict[str, Any]:
        """Return the status of an export: ``status``, ``result_id`` …

        WeCom page 99620, not checked against the manual.
        """
        return self._post("chatdata/export/get_job_status", {"jobid": jobid}, idempotent=True)
