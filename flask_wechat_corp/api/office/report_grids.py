"""Grids and categories of reports by residents (政民沟通 › 网格结构、事件类别)."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["ReportCategories", "ReportGrids"]


class ReportGrids(Family):
    """The tree of grids, at most 10 levels, with the members responsible for each."""

    def add_report_grid(
        self,
        grid_name: str,
        grid_parent_id: str,
        grid_admin: list[str],
        *,
        grid_member: list[str] | None = None,
    ) -> dict[str, Any]:
        """Add a grid: ``grid_id``, ``invalid_userids``.

        For self-built applications under 居民联系-可调用接口的应用, and those that a provider makes
        for the corp (代开发) with the permission 居民联系; not for third-party applications.

        :param grid_name: at most 30 characters, unique under its parent
        :param grid_admin: userids of 1 to 20 responsible members; a member can be responsible for
            at most 10 grids
        :param grid_member: userids of at most 100 members
        :raises ValueError: over a limit

        WeCom page 94478.
        """
        max_length("grid_name", grid_name, 30)
        max_length("grid_admin", grid_admin, 20)
        max_length("grid_member", grid_member, 100)
        body = {
            "grid_name": grid_name,
            "grid_parent_id": grid_parent_id,
            "grid_admin": grid_admin,
            "grid_member": grid_member,
        }
        return self._post("report/grid/add", body)

    def update_report_grid(
        self,
        grid_id: str,
        grid_name: str,
        grid_parent_id: str,
        grid_admin: list[str],
        *,
        grid_member: list[str] | None = None,
    ) -> dict[str, Any]:
        """Change a grid; the answer has ``invalid_userids``.

        :param grid_name: at most 30 characters, unique under its parent
        :param grid_admin: userids of 1 to 20 responsible members; a member can be responsible for
            at most 10 grids
        :param grid_member: all members, at most 100 userids; the manual says that all are removed
            when it is empty, so pass them again to be sure that they stay
        :raises ValueError: over a limit

        WeCom page 94479.
        """
        max_length("grid_name", grid_name, 30)
        max_length("grid_admin", grid_admin, 20)
        max_length("grid_member", grid_member, 100)
        body = {
            "grid_id": grid_id,
            "grid_name": grid_name,
            "grid_parent_id": grid_parent_id,
            "grid_admin": grid_admin,
            "grid_member": grid_member,
        }
        return self._post("report/grid/update", body, idempotent=True)

    def delete_report_grid(self, grid_id: str) -> dict[str, Any]:
        """Delete a grid and those below it, if none has members.

        :param grid_id: ``""`` for the root

        WeCom page 94480.
        """
        return self._post("report/grid/delete", {"grid_id": grid_id})

    def list_report_grids(self, *, grid_id: str | None = None) -> dict[str, Any]:
        """Get ``grid_list``: a grid with its parent and those below it.

        :param grid_id: the root and its children if left out

        WeCom page 94481.
        """
        return self._post("report/grid/list", {"grid_id": grid_id}, idempotent=True)

    def get_report_user_grid_info(self, userid: str) -> dict[str, Any]:
        """Get ``manage_grids`` and ``joined_grids`` of a member. WeCom page 94482."""
        return self._post("report/grid/get_user_grid_info", {"userid": userid}, idempotent=True)


class ReportCategories(Family):
    """Categories of reports, on two levels."""

    def add_report_grid_cata(
        self, category_name: str, level: Literal[1, 2], *, parent_category_id: str | None = None
    ) -> dict[str, Any]:
        """Add a category; the answer has ``category_id``.

        :param category_name: at most 30 characters, unique under the category above
        :param parent_category_id: the category above, needed with ``level`` 2
        :raises ValueError: over the limit

        WeCom page 94536.
        """
        max_length("category_name", category_name, 30)
        body = {
            "category_name": category_name,
            "level": level,
            "parent_category_id": parent_category_id,
        }
        return self._post("report/grid/add_cata", body)

    def update_report_grid_cata(
        self,
        category_id: str,
        category_name: str,
        level: Literal[1, 2],
        *,
        parent_category_id: str | None = None,
    ) -> dict[str, Any]:
        """Change a category.

        :param category_name: at most 30 characters, unique under the category above
        :param parent_category_id: the category above, needed with ``level`` 2
        :raises ValueError: over the limit

        WeCom page 94537.
        """
        max_length("category_name", category_name, 30)
        body = {
            "category_id": category_id,
            "category_name": category_name,
            "level": level,
            "parent_category_id": parent_category_id,
        }
        return self._post("report/grid/update_cata", body, idempotent=True)

    def delete_report_grid_cata(self, category_id: str) -> dict[str, Any]:
        """Delete a category. WeCom page 94538."""
        return self._post("report/grid/delete_cata", {"category_id": category_id})

    def list_report_grid_cata(self) -> dict[str, Any]:
        """Get ``category_list``: all categories. WeCom page 94540."""
        return self._post("report/grid/list_cata", idempotent=True)
