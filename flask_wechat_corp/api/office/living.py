"""Live streams (直播)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import between, max_bytes, max_length
from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["LiveStreams"]

THEME_LENGTH = 20
DESCRIPTION_LENGTH = 100
PAGE = 100


class LiveStreams(Family):
    """Create live streams and read their viewers. An application sees those that it created."""

    def create_living(
        self,
        anchor_userid: str,
        theme: str,
        living_start: Time,
        living_duration: int,
        type: int = 0,
        *,
        description: str | None = None,
        remind_time: int | None = None,
        activity_cover_mediaid: str | None = None,
        activity_share_mediaid: str | None = None,
        activity_detail: Mapping[str, object] | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Create a live stream and get its ``livingid``.

        :param theme: at most 20 characters
        :param living_start: Unix seconds or a datetime
        :param living_duration: seconds
        :param type: 0 general, 1 small class, 2 large class, 3 training, 4 event; only schools and
            companies of the IT sector can create 1 and 2
        :param description: at most 100 characters; for an event in ``activity_detail`` instead
        :param remind_time: seconds before the start (WeCom's default: 0)
        :param activity_cover_mediaid: of an event: its cover
        :param activity_share_mediaid: of an event: the picture of the card that shares it
        :param activity_detail: of an event: ``{"description": …, "image_list": […]}``; of more
            than 5 pictures WeCom takes the first 5
        :param agentid: only for old third-party suites with several applications

        WeCom page 93637.
        """
        max_length("theme", theme, THEME_LENGTH)
        max_length("description", description or "", DESCRIPTION_LENGTH)
        between("type", type, 0, 4)
        body = {
            "anchor_userid": anchor_userid,
            "theme": theme,
            "living_start": living_start,
            "living_duration": living_duration,
            "type": type,
            "description": description,
            "remind_time": remind_time,
            "activity_cover_mediaid": activity_cover_mediaid,
            "activity_share_mediaid": activity_share_mediaid,
            "activity_detail": activity_detail,
            "agentid": agentid,
        }
        return self._post("living/create", body)

    def modify_living(
        self,
        livingid: str,
        *,
        theme: str | None = None,
        living_start: Time | None = None,
        living_duration: int | None = None,
        type: Literal[0, 1, 2, 3, 4] | None = None,
        description: str | None = None,
        remind_time: int | None = None,
        title: str | None = None,
    ) -> dict[str, Any]:
        """Change a planned live stream; what is not given stays.

        :param theme: at most 60 bytes
        :param description: at most 300 bytes; the other parameters are those of
            :meth:`create_living`
        :param title: not in the manual; sent as it is

        WeCom page 93640.
        """
        max_bytes("theme", theme, 60)
        max_bytes("description", description, 300)
        between("type", type, 0, 4)
        body = {
            "livingid": livingid,
            "title": title,
            "theme": theme,
            "living_start": living_start,
            "living_duration": living_duration,
            "type": type,
            "description": description,
            "remind_time": remind_time,
        }
        return self._post("living/modify", body, idempotent=True)

    def cancel_living(self, livingid: str) -> dict[str, Any]:
        """Cancel a planned live stream.

        WeCom page 93638.
        """
        return self._post("living/cancel", {"livingid": livingid})

    def delete_living_replay_data(self, livingid: str) -> dict[str, Any]:
        """Delete the recording of a live stream.

        WeCom page 93874.
        """
        return self._post("living/delete_replay_data", {"livingid": livingid})

    def get_living_info(self, livingid: str) -> dict[str, Any]:
        """Get ``living_info``: theme, times, status and counts.

        ``status``: 0 planned, 1 live, 2 over, 3 expired, 4 cancelled.

        WeCom page 93635.
        """
        return self._get("living/get_living_info", {"livingid": livingid})

    def get_living_watch_stat(
        self, livingid: str, *, next_key: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``stat_info``: the viewers, and how long they watched.

        ``ending`` is 1 on the last page; otherwise ``next_key`` asks for the next.

        WeCom page 93636.
        """
        body = {"livingid": livingid, "next_key": next_key}
        return self._post("living/get_watch_stat", body, idempotent=True)

    def iter_living_watchers(self, livingid: str) -> Iterator[dict[str, Any]]:
        """Yield who watched a broadcast, from all pages of :meth:`get_living_watch_stat`.

        :returns: an iterator over the entries of ``users`` and of ``external_users``
        """

        def read(next_key: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_living_watch_stat(livingid, next_key=next_key)
            found = page.get("stat_info") or {}
            watchers = [*(found.get("users") or ()), *(found.get("external_users") or ())]
            return watchers, None if page.get("ending") else page.get("next_key")

        return Pages(read)

    def get_user_all_livingid(
        self, userid: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``livingid_list``: the live streams of a member, and ``next_cursor``.

        :param limit: ids in the page, at most 100

        WeCom page 93634.
        """
        between("limit", limit, 1, PAGE)
        body = {"userid": userid, "cursor": cursor, "limit": limit}
        return self._post("living/get_user_all_livingid", body, idempotent=True)

    def iter_user_livingids(self, userid: str) -> Iterator[str]:
        """Yield the ids of all live streams of a member. See :meth:`get_user_all_livingid`."""
        body = {"userid": userid, "limit": PAGE}
        return self._post_pages("living/get_user_all_livingid", body, "livingid_list")

    def get_user_livingid_legacy(
        self,
        userid: str,
        begin_time: Time,
        end_time: Time,
        *,
        next_key: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of a member's live streams within a span. Legacy.

        Today :meth:`get_user_all_livingid` does it.
        """
        body = {
            "userid": userid,
            "begin_time": begin_time,
            "end_time": end_time,
            "next_key": next_key,
            "limit": limit,
        }
        return self._post("living/get_user_livingid", body, idempotent=True)

    def get_living_code(self, livingid: str, openid: str) -> dict[str, Any]:
        """Get ``living_code``, with which a WeChat user watches from a page or mini program.

        It is valid for five minutes, more than once, and only in WeChat.

        :param openid: of the WeChat user

        WeCom page 93641.
        """
        body = {"livingid": livingid, "openid": openid}
        return self._post("living/get_living_code", body, idempotent=True)

    def get_living_share_info(self, ww_share_code: str) -> dict[str, Any]:
        """Get the viewer, and the person who invited them, from the code that a shop received.

        The answer has ``livingid``, ``viewer_userid`` or ``viewer_external_userid``, and
        ``invitor_userid`` or ``invitor_external_userid``.

        :param ww_share_code: from the path with which the shop was opened; valid for five minutes

        WeCom page 94442.
        """
        body = {"ww_share_code": ww_share_code}
        return self._post("living/get_living_share_info", body, idempotent=True)
