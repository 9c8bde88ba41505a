"""Tags of members and departments (通讯录 › 标签管理)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

__all__ = ["Tags"]

NAME_LENGTH = 32
MAX_USERS = 1000
MAX_PARTIES = 100


class Tags(Family):
    """Read and change tags. At most 3,000 tags, and 30,000 members and departments in each.

    An application changes only the tags that it made itself.
    """

    def create_tag(self, tagname: str, *, tagid: int | None = None) -> dict[str, Any]:
        """Create a tag and get its ``tagid``.

        :param tagname: at most 32 characters, unique in the corp
        :param tagid: an id of your own choice, not negative; WeCom counts on without it

        WeCom page 90210.
        """
        max_length("tagname", tagname, NAME_LENGTH)
        return self._post("tag/create", {"tagname": tagname, "tagid": tagid})

    def update_tag_name(self, tagid: int, tagname: str) -> dict[str, Any]:
        """Rename a tag; at most 32 characters.

        WeCom page 90211.
        """
        max_length("tagname", tagname, NAME_LENGTH)
        return self._post("tag/update", {"tagid": tagid, "tagname": tagname}, idempotent=True)

    def delete_tag(self, tagid: int) -> dict[str, Any]:
        """Delete a tag.

        WeCom page 90212.
        """
        return self._get("tag/delete", {"tagid": tagid}, idempotent=False)

    def get_tag_users(self, tagid: int) -> dict[str, Any]:
        """Get ``tagname``, ``userlist`` and ``partylist`` of a tag, all at once.

        Only members that the application may see are listed.

        WeCom page 90213.
        """
        return self._get("tag/get", {"tagid": tagid})

    def add_tag_users(
        self,
        tagid: int,
        userlist: list[str] | None = None,
        *,
        partylist: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Add members and departments to a tag.

        Ids that WeCom does not take are named in ``invalidlist`` and ``invalidparty`` of a
        successful answer.

        :param userlist: at most 1,000 members
        :param partylist: at most 100 departments

        WeCom page 90214.
        """
        body = _members(tagid, userlist, partylist)
        return self._post("tag/addtagusers", body, idempotent=True)

    def delete_tag_users(
        self,
        tagid: int,
        userlist: list[str] | None = None,
        *,
        partylist: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Remove members and departments from a tag; limits and result as :meth:`add_tag_users`.

        WeCom page 90215.
        """
        return self._post("tag/deltagusers", _members(tagid, userlist, partylist))

    def list_tags(self) -> dict[str, Any]:
        """Get ``taglist``: id and name of every tag; a third-party application gets its own ones.

        WeCom page 90216.
        """
        return self._get("tag/list")


def _members(
    tagid: int, userlist: list[str] | None, partylist: Sequence[int] | None
) -> dict[str, object]:
    require_one_of(userlist=userlist, partylist=partylist)
    max_length("userlist", userlist or (), MAX_USERS)
    max_length("partylist", partylist or (), MAX_PARTIES)
    return {"tagid": tagid, "userlist": userlist, "partylist": partylist}
