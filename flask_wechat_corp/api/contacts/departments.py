"""Departments of the contacts (通讯录 › 部门管理)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.checks import between, max_length
from ..engine.family import Family

__all__ = ["Departments"]

#: characters that no department name may contain
FORBIDDEN = set('\\:*?"<>|')
NAME_LENGTH = 64
MAX_ORDER = 2**32 - 1


class Departments(Family):
    """Read and change the departments.

    At most 15 levels and 30,000 departments, each with at most 30,000 members and departments.
    """

    def create_department(
        self,
        name: str,
        *,
        parentid: int = 1,
        order: int | None = None,
        id: int | None = None,
        name_en: str | None = None,
    ) -> dict[str, Any]:
        r"""Create a department and get its ``id``.

        :param name: 1 to 64 characters, without ``\ : * ? " < > |``, unique among its siblings
        :param parentid: the department above; 1 is the root
        :param order: place among the siblings, 0 to 2³²−1, the largest first
        :param id: an id of your own choice, above 1; WeCom chooses one without it
        :param name_en: the English name, shown when the corp has switched languages on

        WeCom page 90205.
        """
        _check_names(name, name_en)
        between("order", order, 0, MAX_ORDER)
        if id is not None and int(id) < 2:
            raise ValueError("id: WeCom takes numbers above 1.")
        body = {"name": name, "name_en": name_en, "parentid": parentid, "order": order, "id": id}
        return self._post("department/create", body)

    def update_department(
        self,
        id: int,
        *,
        name: str | None = None,
        parentid: int | None = None,
        order: int | None = None,
        name_en: str | None = None,
    ) -> dict[str, Any]:
        """Change what is given of a department; limits as in :meth:`create_department`.

        WeCom page 90206.
        """
        _check_names(name, name_en)
        between("order", order, 0, MAX_ORDER)
        body = {"id": id, "name": name, "name_en": name_en, "parentid": parentid, "order": order}
        return self._post("department/update", body, idempotent=True)

    def delete_department(self, id: int | Iterable[int]) -> dict[str, Any]:
        """Delete an empty department other than the root, or several: one request each, in order.

        The first refusal ends a list; what came before it stays deleted. The answer is that of
        the last request.

        :raises ValueError: when the list is empty

        WeCom page 90207.
        """
        ids = [id] if isinstance(id, (int, str)) else list(id)
        if not ids:
            raise ValueError("id is missing. Pass the id of a department.")
        answer: dict[str, Any] = {}
        for each in ids:
            # not idempotent: a second deletion answers that there is no such department
            answer = self._get("department/delete", {"id": each}, idempotent=False)
        return answer

    def get_departments(self, id: int | None = None) -> dict[str, Any]:
        """Get ``department``: all that the application may see, or ``id`` and everything below it.

        Slow for large corps; WeCom advises :meth:`list_department_ids` with
        :meth:`get_department`.

        WeCom page 90208.
        """
        return self._get("department/list", {"id": id})

    def list_department_ids(self, id: int | None = None) -> dict[str, Any]:
        """Get ``department_id``: id, parent and order of ``id`` and of everything below it.

        WeCom page 95350.
        """
        return self._get("department/simplelist", {"id": id})

    def get_department(self, id: int) -> dict[str, Any]:
        """Get one ``department`` with its names and leaders.

        WeCom page 95351.
        """
        return self._get("department/get", {"id": id})


def _check_names(name: str | None, name_en: str | None) -> None:
    for key, value in (("name", name), ("name_en", name_en)):
        if value is None:
            continue
        max_length(key, value, NAME_LENGTH)
        if not value:
            raise ValueError(f"{key}: WeCom takes at least one character.")
        if FORBIDDEN & set(value):
            raise ValueError(f'{key}: WeCom takes none of \\ : * ? " < > |.')
