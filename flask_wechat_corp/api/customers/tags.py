"""Tags of customers: the corp's own (企业标签), and those of a group of rules (规则组标签)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["ExternalTags"]


class ExternalTags(Family):
    """The library of customer tags (企业标签库), and tagging customers.

    At most 10,000 tags, those of groups of rules included. An app changes only tags that it
    created.
    """

    def get_corp_tag_list(
        self, *, tag_id: list[str] | None = None, group_id: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the corp's customer tags by group: ``tag_group``.

        Both lists empty: all of them; both given: ``tag_id`` is ignored.
        WeCom page 92117.
        """
        return self._post(
            "externalcontact/get_corp_tag_list",
            {"tag_id": tag_id, "group_id": group_id},
            idempotent=True,
        )

    def add_corp_tag(
        self,
        tag: Sequence[records.NamedTag],
        *,
        group_id: str | None = None,
        group_name: str | None = None,
        order: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Add tags to a group, or a new group with its tags: ``tag_group``.

        :param tag: ``[{"name": …, "order": …}]``, names of at most 30 characters; a name that is
            there twice counts once
        :param group_id: the group; with it ``group_name`` and ``order`` are ignored
        :param group_name: a new (or known) group, at most 30 characters
        :param order: place of the group, 0 to 2³²−1, the largest first; of a tag the same
        :param agentid: for old suites of service providers only
        :raises ValueError: over a limit

        WeCom page 92117.
        """
        max_length("group_name", group_name, 30)
        _check_names(tag)
        return self._post(
            "externalcontact/add_corp_tag",
            {
                "group_id": group_id,
                "group_name": group_name,
                "order": order,
                "tag": tag,
                "agentid": agentid,
            },
        )

    def edit_corp_tag(
        self,
        id: str,
        *,
        name: str | None = None,
        order: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Rename or reorder a tag or a group of tags.

        :param name: at most 30 characters
        :raises ValueError: over the limit

        WeCom page 92117.
        """
        max_length("name", name, 30)
        return self._post(
            "externalcontact/edit_corp_tag",
            {"id": id, "name": name, "order": order, "agentid": agentid},
            idempotent=True,
        )

    def delete_corp_tag(
        self,
        *,
        tag_id: list[str] | None = None,
        group_id: list[str] | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Delete tags, or whole groups; a group is deleted with its last tag.

        :raises ValueError: neither list given

        WeCom page 92117.
        """
        require_one_of(tag_id=tag_id, group_id=group_id)
        return self._post(
            "externalcontact/del_corp_tag",
            {"tag_id": tag_id, "group_id": group_id, "agentid": agentid},
        )

    def mark_corp_tag(
        self,
        userid: str,
        external_userid: str,
        *,
        add_tag: list[str] | None = None,
        remove_tag: list[str] | None = None,
    ) -> dict[str, Any]:
        """Add tags to a member's customer, or remove them; at most 3,000 tags by one member.

        Providers' applications need the permission 客户基础信息. Tags of a group of rules take the
        application that created it.

        :raises ValueError: neither list given

        WeCom page 92118.
        """
        require_one_of(add_tag=add_tag, remove_tag=remove_tag)
        return self._post(
            "externalcontact/mark_tag",
            {
                "userid": userid,
                "external_userid": external_userid,
                "add_tag": add_tag,
                "remove_tag": remove_tag,
            },
            idempotent=True,
        )

    def get_strategy_tag_list(
        self,
        *,
        strategy_id: int | None = None,
        tag_id: list[str] | None = None,
        group_id: list[str] | None = None,
    ) -> dict[str, Any]:
        """Return the tags of a group of rules, or of all: ``tag_group``.

        Both lists empty: all of them; both given: ``tag_id`` is ignored.
        WeCom page 94882.
        """
        return self._post(
            "externalcontact/get_strategy_tag_list",
            {"strategy_id": strategy_id, "tag_id": tag_id, "group_id": group_id},
            idempotent=True,
        )

    def add_strategy_tag(
        self,
        strategy_id: int,
        tag: Sequence[records.NamedTag],
        *,
        group_id: str | None = None,
        group_name: str | None = None,
        order: int | None = None,
    ) -> dict[str, Any]:
        """Add tags to a group of rules: ``tag_group``; limits as in :meth:`add_corp_tag`.

        The group of rules must have none above it.

        WeCom page 94882.
        """
        max_length("group_name", group_name, 30)
        _check_names(tag)
        return self._post(
            "externalcontact/add_strategy_tag",
            {
                "strategy_id": strategy_id,
                "group_id": group_id,
                "group_name": group_name,
                "order": order,
                "tag": tag,
            },
        )

    def edit_strategy_tag(
        self, id: str, *, name: str | None = None, order: int | None = None
    ) -> dict[str, Any]:
        """Rename (at most 30 characters) or reorder a tag, or a group of tags, of a group of rules.

        WeCom page 94882.
        """
        max_length("name", name, 30)
        return self._post(
            "externalcontact/edit_strategy_tag",
            {"id": id, "name": name, "order": order},
            idempotent=True,
        )

    def delete_strategy_tag(
        self, *, tag_id: list[str] | None = None, group_id: list[str] | None = None
    ) -> dict[str, Any]:
        """Delete tags of a group of rules, or whole groups of tags.

        :raises ValueError: neither list given

        WeCom page 94882.
        """
        require_one_of(tag_id=tag_id, group_id=group_id)
        return self._post(
            "externalcontact/del_strategy_tag", {"tag_id": tag_id, "group_id": group_id}
        )


def _check_names(tag: Sequence[records.NamedTag]) -> None:
    for one in tag:
        max_length("tag.name", one.get("name"), 30)
