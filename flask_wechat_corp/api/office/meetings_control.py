"""Control of running meetings (会中控制)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingControl"]


class MeetingControl(Family):
    """Control running meetings of this application, as a host does.

    People are named by ``tmp_openid`` and ``instance_id`` (the kind of their device), both from
    :meth:`get_meeting_realtime_attendee_list`. A wrong ``instance_id`` has no effect.
    """

    def set_meeting_realcontrol(
        self,
        meetingid: str,
        *,
        mute_all: bool | None = None,
        allow_unmute_self: bool | None = None,
        enable_enter_mute: Literal[0, 1, 2] | None = None,
        meeting_locked: bool | None = None,
        hide_meeting_code_password: bool | None = None,
        allow_chat: Literal[0, 1, 2] | None = None,
        allow_share_screen: bool | None = None,
        allow_external_user: bool | None = None,
        play_ivr_on_join: bool | None = None,
        enable_waiting_room: bool | None = None,
    ) -> dict[str, Any]:
        """Change the settings of a running meeting; what is left out stays.

        :param mute_all: mute all members
        :param allow_unmute_self: let members unmute themselves; only together with
            ``mute_all=True``
        :param enable_enter_mute: mute members as they join: 0 no, 1 yes, 2 when more than 6 are
            there
        :param meeting_locked: admit no further people
        :param allow_chat: 0 freely, 1 in public only, 2 with the host only
        :param allow_external_user: true lets in members of the corp **only**, in spite of its name
        :param play_ivr_on_join: a sound when a member joins

        WeCom page 98175.
        """
        body = {
            "meetingid": meetingid,
            "mute_all": mute_all,
            "allow_unmute_self": allow_unmute_self,
            "enable_enter_mute": enable_enter_mute,
            "meeting_locked": meeting_locked,
            "hide_meeting_code_password": hide_meeting_code_password,
            "allow_chat": allow_chat,
            "allow_share_screen": allow_share_screen,
            "allow_external_user": allow_external_user,
            "play_ivr_on_join": play_ivr_on_join,
            "enable_waiting_room": enable_waiting_room,
        }
        return self._post("meeting/realcontrol/set", body, idempotent=True)

    def set_meeting_realcontrol_cohost(
        self, meetingid: str, action: bool, operated_user: records.Participant
    ) -> dict[str, Any]:
        """Make a person a co-host, or revoke it; not a room connector (MRA).

        :param action: true makes a co-host, false revokes it
        :param operated_user: ``{"tmp_openid": …, "instance_id": …}``

        WeCom page 98180.
        """
        body = {"meetingid": meetingid, "action": action, "operated_user": operated_user}
        return self._post("meeting/realcontrol/set_cohost", body, idempotent=True)

    def meeting_realcontrol_kickout_users(
        self, meetingid: str, allow_rejoin: bool, operated_users: Sequence[records.Participant]
    ) -> dict[str, Any]:
        """Remove people from a running meeting.

        :param allow_rejoin: whether they may come back
        :param operated_users: ``{"tmp_openid": …, "instance_id": …}`` each

        WeCom page 98181.
        """
        body = {
            "meetingid": meetingid,
            "allow_rejoin": allow_rejoin,
            "operated_users": operated_users,
        }
        return self._post("meeting/realcontrol/kickout_users", body)

    def mute_meeting_realcontrol_user(
        self, meetingid: str, option: bool, operated_user: records.Participant
    ) -> dict[str, Any]:
        """Mute or unmute one person.

        :param option: true mutes, false unmutes
        :param operated_user: ``{"tmp_openid": …, "instance_id": …}``

        WeCom page 98184.
        """
        body = {"meetingid": meetingid, "option": option, "operated_user": operated_user}
        return self._post("meeting/realcontrol/mute_user", body, idempotent=True)

    def close_meeting_realcontrol_screen_share(
        self, meetingid: str, operated_user: records.Participant
    ) -> dict[str, Any]:
        """End the screen sharing of one person; not of a room connector (MRA).

        :param operated_user: ``{"tmp_openid": …, "instance_id": …}``

        WeCom page 98185.
        """
        body = {"meetingid": meetingid, "operated_user": operated_user}
        return self._post("meeting/realcontrol/close_screen_share", body)

    def meeting_realcontrol_manage_waiting_room_users(
        self,
        meetingid: str,
        operate_type: Literal[1, 2, 3],
        operated_users: Sequence[records.Participant],
        *,
        allow_rejoin: bool | None = None,
    ) -> dict[str, Any]:
        """Move people between the waiting room and the meeting.

        :param operate_type: 1 from the waiting room into the meeting, 2 from the meeting into the
            waiting room, 3 out of the waiting room
        :param allow_rejoin: with ``operate_type`` 3: whether they may come back; no effect on room
            connectors (MRA)
        :param operated_users: ``{"tmp_openid": …, "instance_id": …}`` each

        WeCom page 98186.
        """
        body = {
            "meetingid": meetingid,
            "operate_type": operate_type,
            "allow_rejoin": allow_rejoin,
            "operated_users": operated_users,
        }
        return self._post("meeting/realcontrol/manage_waiting_room_users", body)

    def dismiss_meeting_realcontrol(
        self,
        meetingid: str,
        *,
        force_dismiss: Flag | None = None,
        retrieve_code: Flag | None = None,
    ) -> dict[str, Any]:
        """End a running meeting.

        :param force_dismiss: also while people are in it; true if left out
        :param retrieve_code: take the meeting's number back, so that no one can join again; false
            if left out. Leave it false for a recurring meeting with more occurrences

        WeCom page 98187.
        """
        body = {
            "meetingid": meetingid,
            "force_dismiss": force_dismiss,
            "retrieve_code": retrieve_code,
        }
        return self._post("meeting/realcontrol/dismiss", body)

    def set_meeting_realcontrol_nicknames(
        self, meetingid: str, operated_users: Sequence[records.NamedParticipant]
    ) -> dict[str, Any]:
        """Change the names that people have in a running meeting.

        :param operated_users: ``{"tmp_openid": …, "instance_id": …, "nickname": …}`` each, the name
            with at most 20 characters

        WeCom page 98188.
        """
        body = {"meetingid": meetingid, "operated_users": operated_users}
        return self._post("meeting/realcontrol/set_nicknames", body, idempotent=True)

    def meeting_realcontrol_switch_user_video(
        self, meetingid: str, operated_user: records.Participant, *, video: bool | None = None
    ) -> dict[str, Any]:
        """Turn the video of one person off, or that of a room connector (MRA) on.

        :param video: true turns it on, for room connectors only; false if left out
        :param operated_user: ``{"tmp_openid": …, "instance_id": …}``

        WeCom page 98189.
        """
        body = {"meetingid": meetingid, "video": video, "operated_user": operated_user}
        return self._post("meeting/realcontrol/switch_user_video", body, idempotent=True)
