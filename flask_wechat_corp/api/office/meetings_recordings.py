"""Cloud recordings (录制) of meetings and their transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Time
from ..engine.checks import max_days, max_value, require_one_of
from ..engine.family import Family
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingRecordings"]


class MeetingRecordings(Family):
    """Cloud recordings of meetings of this application."""

    def list_meeting_records(
        self,
        start_time: Time,
        end_time: Time,
        *,
        meetingid: str | None = None,
        meeting_code: str | None = None,
        userid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of the recordings of a meeting, or of all meetings that a member made.

        The manual calls the list ``record_list`` in its table and ``record_meetings`` in its
        example. Times in it are milliseconds; ``state`` is 1 recording, 3 ready, with files.

        :param meetingid: one of ``meetingid``, ``meeting_code`` and ``userid`` is needed
        :param meeting_code: the number that people type
        :param userid: recordings of the meetings that this member made
        :param start_time: Unix seconds
        :param end_time: Unix seconds, at most 31 days later
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 20 (10 if left out), the same for all pages
        :raises ValueError: over a limit, or none of them given

        WeCom page 98192.
        """
        require_one_of(meetingid=meetingid, meeting_code=meeting_code, userid=userid)
        max_value("limit", limit, 20)
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        body = {
            "meetingid": meetingid,
            "meeting_code": meeting_code,
            "userid": userid,
            "start_time": start_time,
            "end_time": end_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("meeting/record/list", body, idempotent=True)

    def iter_meeting_records(
        self,
        start_time: Time,
        end_time: Time,
        *,
        meetingid: str | None = None,
        meeting_code: str | None = None,
        userid: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the recordings from all pages of :meth:`list_meeting_records`."""

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.list_meeting_records(
                start_time,
                end_time,
                meetingid=meetingid,
                meeting_code=meeting_code,
                userid=userid,
                cursor=cursor,
                limit=limit,
            )
            found = page.get("record_list") or page.get("record_meetings") or []
            return found, (page.get("next_cursor") or None) if page.get("has_more", True) else None

        return Pages(read)

    def list_meeting_record_files(self, meeting_record_id: str, meetingid: str) -> dict[str, Any]:
        """Get ``record_files``: the addresses to play and to download the files of a recording.

        Addresses of video and sound are good for 6 hours, those of summaries for one hour.

        WeCom page 98196.
        """
        body = {"meeting_record_id": meeting_record_id, "meetingid": meetingid}
        return self._post("meeting/record/get_file_list", body, idempotent=True)

    def get_meeting_record_file(self, record_file_id: str, meetingid: str) -> dict[str, Any]:
        """Get one file of a recording: its addresses, summary and transcript.

        Addresses of video and sound are good for 6 hours, those of texts for one hour.
        ``meeting_summary`` is a list in the manual's table and one object in its example.

        WeCom page 98205.
        """
        body = {"record_file_id": record_file_id, "meetingid": meetingid}
        return self._post("meeting/record/get_file", body, idempotent=True)

    def delete_meeting_record(self, meeting_record_id: str, meetingid: str) -> dict[str, Any]:
        """Delete a recording with all its files. WeCom page 98206."""
        body = {"meeting_record_id": meeting_record_id, "meetingid": meetingid}
        return self._post("meeting/record/delete", body)

    def delete_meeting_record_file(self, meetingid: str, record_file_id: str) -> dict[str, Any]:
        """Delete one file of a recording. WeCom page 98207."""
        body = {"meetingid": meetingid, "record_file_id": record_file_id}
        return self._post("meeting/record/delete_file", body)

    def update_meeting_record_sharing_config(
        self,
        meeting_record_id: str,
        meetingid: str,
        *,
        sharing_config: records.RecordingSharing | None = None,
    ) -> dict[str, Any]:
        """Change how a recording is shared.

        :param sharing_config: ``enable_sharing`` (true if left out; with false nothing else is
            taken, and the settings so far are lost), ``sharing_auth_type`` (0 signed-in people, 1
            members of the corp, 2 attendees, 3 all, 4 those who are approved, 5 by an invitation in
            WeChat; Rooms have neither 4 nor 5), ``enable_password`` (true if left out) and
            ``password``, ``enable_sharing_expire`` (false if left out) and ``sharing_expire`` (Unix
            **milliseconds**), ``allow_download`` (false if left out). A password or an end is
            needed where it is enabled, and refused where it is not

        WeCom page 98208.
        """
        body = {
            "meeting_record_id": meeting_record_id,
            "meetingid": meetingid,
            "sharing_config": sharing_config,
        }
        return self._post("meeting/record/update_sharing_config", body, idempotent=True)

    def get_meeting_record_statistics(
        self,
        meeting_record_id: str,
        *,
        meetingid: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
    ) -> dict[str, Any]:
        """Get ``summaries``: views and downloads of a recording, day by day.

        :param meetingid: in the manual's example, not in its table
        :param start_time: Unix seconds; the last 31 days if left out
        :param end_time: Unix seconds, at most 31 days later
        :raises ValueError: over the limit

        WeCom page 98209.
        """
        if start_time is not None and end_time is not None:
            max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        body = {
            "meeting_record_id": meeting_record_id,
            "meetingid": meetingid,
            "start_time": start_time,
            "end_time": end_time,
        }
        return self._post("meeting/record/get_statistics", body, idempotent=True)

    def get_meeting_transcript_detail(
        self,
        record_file_id: str,
        meetingid: str,
        *,
        pid: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get ``transcripts``: the words of a recording with the times at which they were said.

        ``has_more`` says whether paragraphs are left; times are milliseconds into the file.

        :param pid: the paragraph to begin with, included
        :param limit: paragraphs; all if left out

        WeCom page 98211.
        """
        body = {
            "record_file_id": record_file_id,
            "meetingid": meetingid,
            "pid": pid,
            "limit": limit,
        }
        return self._post("meeting/record/transcript/get_detail", body, idempotent=True)

    def list_meeting_transcript_paragraphs(
        self, record_file_id: str, meetingid: str
    ) -> dict[str, Any]:
        """Get ``paragraphs``: id, start and end of each paragraph of a transcript.

        WeCom page 98212.
        """
        body = {"record_file_id": record_file_id, "meetingid": meetingid}
        return self._post("meeting/record/transcript/get_paragraph_list", body, idempotent=True)

    def search_meeting_transcript(
        self, record_file_id: str, meetingid: str, text: str
    ) -> dict[str, Any]:
        """Get ``hits`` and ``timelines``: where a text occurs in a transcript. WeCom page 98213."""
        body = {"record_file_id": record_file_id, "meetingid": meetingid, "text": text}
        return self._post("meeting/record/transcript/search", body, idempotent=True)
