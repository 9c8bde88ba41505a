"""Asynchronous jobs over the contacts, invitations and id conversions (通讯录 › 异步批量接口)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["BatchJobs"]

MAX_IDS = 1000
MAX_GROUPS = 100


class BatchJobs(Family):
    """Start jobs from an uploaded CSV file, and read their results.

    ``callback`` is ``{"url", "token", "encodingaeskey"}``: where WeCom reports the end of a job,
    as the event ``batch_job_result``.
    """

    def batch_sync_user(
        self,
        media_id: str,
        callback: records.JobCallback | None = None,
        *,
        to_invite: bool | None = None,
    ) -> dict[str, Any]:
        """Start a job that adds and changes members, and get its ``jobid``.

        The other members stay. A department that does not exist is created.

        :param media_id: the uploaded CSV file
        :param to_invite: invite new members (WeCom's default is to do so)

        WeCom page 90980.
        """
        body = {"media_id": media_id, "to_invite": to_invite, "callback": callback}
        return self._post("batch/syncuser", body)

    def batch_replace_user(
        self,
        media_id: str,
        callback: records.JobCallback | None = None,
        *,
        to_invite: bool | None = None,
    ) -> dict[str, Any]:
        """Start a job that replaces all members by those of the file; get its ``jobid``.

        Members that the file does not name are deleted. WeCom stops the job when these are 50 or
        more and over 20 % of all members, or fewer than 50 and over 80 %. The parameters are those
        of :meth:`batch_sync_user`. WeCom page 90981.
        """
        body = {"media_id": media_id, "to_invite": to_invite, "callback": callback}
        return self._post("batch/replaceuser", body)

    def batch_replace_party(
        self, media_id: str, callback: records.JobCallback | None = None
    ) -> dict[str, Any]:
        """Start a job that replaces all departments by those of the file; get its ``jobid``.

        Departments that the file does not name are deleted once they are empty.

        WeCom page 90982.
        """
        return self._post("batch/replaceparty", {"media_id": media_id, "callback": callback})

    def batch_get_result(self, jobid: str) -> dict[str, Any]:
        """Get ``status`` (1 started, 2 running, 3 done), ``percentage`` and ``result`` of a job.

        WeCom page 90983.
        """
        return self._get("batch/getresult", {"jobid": jobid})

    def batch_invite(
        self,
        *,
        user: list[str] | None = None,
        party: Sequence[int] | None = None,
        tag: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Invite members by WeChat or mail: a notice a day, for three days at most.

        Ids that WeCom does not take are named in ``invaliduser``, ``invalidparty`` and
        ``invalidtag`` of a successful answer.

        :param user: at most 1,000 members
        :param party: at most 100 departments
        :param tag: at most 100 tags

        WeCom page 90975.
        """
        require_one_of(user=user, party=party, tag=tag)
        max_length("user", user or (), MAX_IDS)
        max_length("party", party or (), MAX_GROUPS)
        max_length("tag", tag or (), MAX_GROUPS)
        return self._post("batch/invite", {"user": user, "party": party, "tag": tag})

    def batch_invite_user(
        self, to: Mapping[str, object], callback: records.JobCallback | None = None
    ) -> dict[str, Any]:
        """Start a job that invites members. Legacy (企业号).

        :param to: ``touser``, ``toparty``, ``totag`` (ids joined with ``|``) and ``invite_tips``

        Today :meth:`batch_invite` does it.
        """
        return self._post("batch/inviteuser", {**to, "callback": callback})

    def userid_to_openuserid(self, userid_list: list[str]) -> dict[str, Any]:
        """Get the encrypted ids, in ``open_userid_list``, of at most 1,000 members.

        For third-party applications and those made for the corp (代开发). WeCom blocks the call
        for a day after too many wrong ids; those are in ``invalid_userid_list``.

        WeCom page 97062.
        """
        max_length("userid_list", userid_list, MAX_IDS)
        body = {"userid_list": userid_list}
        return self._post("batch/userid_to_openuserid", body, idempotent=True)

    def openuserid_to_userid(
        self, open_userid_list: list[str], source_agentid: int | None = None
    ) -> dict[str, Any]:
        """Get the plain ids, in ``userid_list``, of at most 1,000 encrypted ones.

        :param source_agentid: the third-party application of this corp that got the encrypted
            ids (page 95884); not for ids that a smart robot got

        WeCom page 101521.
        """
        max_length("open_userid_list", open_userid_list, MAX_IDS)
        body = {"open_userid_list": open_userid_list, "source_agentid": source_agentid}
        return self._post("batch/openuserid_to_userid", body, idempotent=True)
