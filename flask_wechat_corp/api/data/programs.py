"""Data and intelligence (数据与智能专区): the programs that process the message archive."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.family import Family
from ..engine.multipart import FileLike, Progress, checked_upload

__all__ = ["DataPrograms"]

SIXTY_MB = 60 * 1024 * 1024


class DataPrograms(Family):
    """Call and debug a program of the zone. Requires the permission 数据与智能专区."""

    def chatdata_sync_call_program(
        self, program_id: str, ability_id: str, request_data: str, *, notify_id: str | None = None
    ) -> dict[str, Any]:
        """Call a program and wait for its response: ``response_data``, a JSON text.

        The request is not retried, because running a program twice may not be safe.

        :param program_id: the program that belongs to the application
        :param ability_id: the ability of the program to call
        :param request_data: a JSON text in the format that is configured for the ability
        :param notify_id: from the event of a program that notified the application

        WeCom page 99965.
        """
        return self._post(
            "chatdata/sync_call_program",
            {
                "program_id": program_id,
                "ability_id": ability_id,
                "notify_id": notify_id,
                "request_data": request_data,
            },
        )

    def chatdata_async_program_task(
        self, program_id: str, ability_id: str, request_data: str
    ) -> dict[str, Any]:
        """Start a program: ``jobid``, for :meth:`chatdata_async_program_result`.

        The arguments are those of :meth:`chatdata_sync_call_program`.

        WeCom page 99966.
        """
        return self._post(
            "chatdata/async_program_task",
            {"program_id": program_id, "ability_id": ability_id, "request_data": request_data},
        )

    def chatdata_async_program_result(self, jobid: str) -> dict[str, Any]:
        """Return the result of a program: ``response_errcode``, ``response_data``.

        WeCom page 99966.
        """
        return self._post("chatdata/async_program_result", {"jobid": jobid}, idempotent=True)

    def set_chatdata_receive_callback(self, program_id: str) -> dict[str, Any]:
        """Set the program that receives the zone's events; it replaces the previous one.

        WeCom page 99963.
        """
        return self._post(
            "chatdata/set_receive_callback", {"program_id": program_id}, idempotent=True
        )

    def chatdata_open_debug_mode(self, program_id: str, debug_token: str) -> dict[str, Any]:
        """Enable the debug mode of a program.

        Only for test corps (代开发) and test installations (third-party applications).

        :param debug_token: the program's token for debugging

        WeCom page 100087.
        """
        return self._post(
            "chatdata/open_debug_mode",
            {"program_id": program_id, "debug_token": debug_token},
            idempotent=True,
        )

    def close_chatdata_debug_mode(self, program_id: str) -> dict[str, Any]:
        """Disable the debug mode of a program. WeCom page 100088."""
        return self._post("chatdata/close_debug_mode", {"program_id": program_id}, idempotent=True)

    def check_chatdata_debug_mode(self, program_id: str) -> dict[str, Any]:
        """Return ``debug_mode_status``: 1 off, 2 on. WeCom page 100113."""
        return self._post("chatdata/check_debug_mode", {"program_id": program_id}, idempotent=True)

    def set_chatdata_log_level(
        self, program_id: str, log_level: Literal[1, 2, 3]
    ) -> dict[str, Any]:
        """Set which log lines of a program are stored.

        :param log_level: 1 errors, 2 also information (WeCom's default), 3 also debugging

        WeCom page 100108.
        """
        return self._post(
            "chatdata/set_log_level",
            {"program_id": program_id, "log_level": log_level},
            idempotent=True,
        )

    def get_chatdata_log_level(self, program_id: str) -> dict[str, Any]:
        """Return ``log_level``; see :meth:`set_chatdata_log_level`. WeCom page 100108."""
        return self._post("chatdata/get_log_level", {"program_id": program_id}, idempotent=True)

    def chatdata_upload(
        self,
        file: FileLike,
        type: Literal["file"] = "file",
        filename: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Upload a file for the zone, streamed, and return its ``media_id``.

        The id is valid for three days, and only for the zone's calls of this corp and application.

        :param file: as in :meth:`upload_media`; 6 bytes to 60 MB
        :param type: ``"file"``, the only type
        :param filename: the displayed name
        :param progress: called with (bytes sent, total bytes)
        :raises ValueError: for a size out of range or a missing name

        WeCom page 100174.
        """
        with checked_upload(
            file, type, filename, progress, kinds=("file",), limit=SIXTY_MB
        ) as body:
            # a second upload only makes a second media_id, which ends by itself
            return self._upload("chatdata/upload_media", body, {"type": type}, idempotent=True)
