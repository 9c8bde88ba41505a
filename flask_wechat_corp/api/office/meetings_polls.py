"""Polls (投票) in running meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Flag
from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingPolls"]


class MeetingPolls(Family):
    """Polls of running meetings: a theme holds the questions, each start of it is a poll.

    ``operator_userid`` is a host or the administrator of the meeting, ``instance_id`` the kind of
    the device that they are in the meeting with (1 PC, 2 Mac, 3 Android, 4 iOS …). The manual's
    tables describe ``operator_userid`` as an openid.
    """

    def create_meeting_poll_theme(
        self,
        operator_userid: str,
        instance_id: int,
        meetingid: str,
        poll_topic: str,
        poll_desc: str,
        poll_questions: Sequence[records.PollQuestion],
        *,
        is_anony: Flag | None = None,
    ) -> dict[str, Any]:
        """Create a theme; the answer has ``poll_theme_id``.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device
        :param poll_topic: at most 50 characters
        :param poll_desc: at most 100 characters
        :param is_anony: whether votes are anonymous; false if left out
        :param poll_questions: at most 10: ``question_desc`` (at most 50 characters),
            ``question_type`` (0 single choice, 1 multiple choice), ``poll_option`` (2 to 10 texts
            of at most 36 characters)
        :raises ValueError: over a limit

        WeCom page 98834.
        """
        max_length("poll_topic", poll_topic, 50)
        max_length("poll_desc", poll_desc, 100)
        max_length("poll_questions", poll_questions, 10)
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_topic": poll_topic,
            "poll_desc": poll_desc,
            "is_anony": is_anony,
            "poll_questions": poll_questions,
        }
        return self._post("meeting/poll/create_theme", body)

    def update_meeting_poll_theme(
        self,
        operator_userid: str,
        instance_id: int,
        meetingid: str,
        poll_theme_id: str,
        poll_topic: str,
        poll_desc: str,
        poll_questions: Sequence[records.PollQuestion],
        *,
        is_anony: Flag | None = None,
    ) -> dict[str, Any]:
        """Replace a theme as a whole.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device
        :param poll_topic: at most 50 characters
        :param poll_desc: at most 100 characters
        :param is_anony: whether votes are anonymous; false if left out
        :param poll_questions: at most 10: ``question_desc`` (at most 50 characters),
            ``question_type`` (0 single choice, 1 multiple choice), ``poll_option`` (1 to 10 texts
            of at most 36 characters)
        :raises ValueError: over a limit

        WeCom page 98835.
        """
        max_length("poll_topic", poll_topic, 50)
        max_length("poll_desc", poll_desc, 100)
        max_length("poll_questions", poll_questions, 10)
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_theme_id": poll_theme_id,
            "poll_topic": poll_topic,
            "poll_desc": poll_desc,
            "is_anony": is_anony,
            "poll_questions": poll_questions,
        }
        return self._post("meeting/poll/update_theme", body, idempotent=True)

    def get_meeting_poll_list(
        self, operator_userid: str, instance_id: int, meetingid: str
    ) -> dict[str, Any]:
        """Get ``polls_theme_info``: the themes of a meeting and their polls.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device

        WeCom page 98836.
        """
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
        }
        return self._post("meeting/poll/get_poll_list", body, idempotent=True)

    def get_meeting_poll_theme_info(
        self,
        operator_userid: str,
        instance_id: int,
        poll_theme_id: str,
        *,
        meetingid: str | None = None,
    ) -> dict[str, Any]:
        """Get the questions of a theme, without votes.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device

        WeCom page 98837.
        """
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_theme_id": poll_theme_id,
        }
        return self._post("meeting/poll/get_theme_info", body, idempotent=True)

    def get_meeting_poll_detail(
        self, operator_userid: str, instance_id: int, meetingid: str, poll_id: str
    ) -> dict[str, Any]:
        """Get a poll with its votes: ``vote_total_num``, ``poll_question_data``.

        Voters are listed unless the poll is anonymous.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device

        WeCom page 98838.
        """
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_id": poll_id,
        }
        return self._post("meeting/poll/get_poll_detail", body, idempotent=True)

    def delete_meeting_poll(
        self,
        operator_userid: str,
        instance_id: int,
        meetingid: str,
        *,
        poll_theme_id: str | None = None,
        poll_id: str | None = None,
    ) -> dict[str, Any]:
        """Delete a theme, whose polls stay, or one poll, and with the last poll its theme.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device
        :param poll_theme_id: the theme to delete
        :param poll_id: the poll to delete; it takes precedence if both are given
        :raises ValueError: neither given

        WeCom page 98839.
        """
        require_one_of(poll_theme_id=poll_theme_id, poll_id=poll_id)
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_theme_id": poll_theme_id,
            "poll_id": poll_id,
        }
        return self._post("meeting/poll/delete", body)

    def start_meeting_poll(
        self, operator_userid: str, instance_id: int, meetingid: str, poll_theme_id: str
    ) -> dict[str, Any]:
        """Start a poll from a theme; the answer has ``poll_id``.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device

        WeCom page 98840.
        """
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_theme_id": poll_theme_id,
        }
        return self._post("meeting/poll/start", body)

    def meeting_poll_finish(
        self,
        operator_userid: str,
        instance_id: int,
        meetingid: str,
        poll_theme_id: str,
        poll_id: str,
    ) -> dict[str, Any]:
        """End a poll.

        :param operator_userid: host or administrator
        :param instance_id: the kind of their device

        WeCom page 98841.
        """
        body = {
            "operator_userid": operator_userid,
            "instance_id": instance_id,
            "meetingid": meetingid,
            "poll_theme_id": poll_theme_id,
            "poll_id": poll_id,
        }
        return self._post("meeting/poll/finish", body)
