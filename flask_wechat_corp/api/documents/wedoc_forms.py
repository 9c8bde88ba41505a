"""Documents (文档): forms (收集表) and their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_length, max_value
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["WedocForms"]


class WedocForms(Family):
    """Forms (收集表) and their answers."""

    def create_wedoc_form(
        self, form_info: JSONObject, *, spaceid: str | None = None, fatherid: str | None = None
    ) -> dict[str, Any]:
        """Create a form: ``formid``.

        :param form_info: ``form_title``, ``form_question`` with at most 200 ``items``,
            ``form_setting`` …; WeCom page 97462 lists the settings of each kind of question. A text
            has at most 4,000 characters, an answer 1 to 9 pictures or files of at most 3,000 MB
        :param spaceid: the space, with ``fatherid``, the folder in it

        WeCom page 97462.
        """
        return self._post(
            "wedoc/create_form",
            {"spaceid": spaceid, "fatherid": fatherid, "form_info": form_info},
        )

    def modify_wedoc_form(
        self, oper: Literal[1, 2], formid: str, form_info: JSONObject
    ) -> dict[str, Any]:
        """Replace the questions (``oper`` 1) or the settings (2) of a form.

        :param form_info: all questions in ``form_question``, perhaps with ``form_title``,
            ``form_desc`` and ``form_header``; or all settings in ``form_setting``, of which
            ``fill_out_auth`` (0 everybody, 1 certain members) is needed

        WeCom page 97816.
        """
        return self._post(
            "wedoc/modify_form",
            {"oper": oper, "formid": formid, "form_info": form_info},
            idempotent=True,
        )

    def get_wedoc_form_info(self, formid: str) -> dict[str, Any]:
        """Return a form: ``form_info``, with the ids of its rounds in ``repeated_id``.

        WeCom page 97817.
        """
        return self._post("wedoc/get_form_info", {"formid": formid}, idempotent=True)

    def get_wedoc_form_statistic(
        self,
        repeated_id: str,
        req_type: Literal[1, 2, 3],
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
        cursor: int | None = None,
    ) -> dict[str, Any]:
        """Return how many answered a form (``req_type`` 1), which did (2), which did not (3).

        Those who did not are known only when the form is for certain members.

        :param repeated_id: of the form, from :meth:`get_wedoc_form_info`
        :param start_time: Unix seconds or a datetime, of a day; needed, like ``end_time``, for
            ``req_type`` 2
        :param limit: entries in the page, at most 10,000
        :raises ValueError: over the limit

        WeCom page 97818.
        """
        max_value("limit", limit, 10_000)
        return self._post(
            "wedoc/get_form_statistic",
            {
                "repeated_id": repeated_id,
                "req_type": req_type,
                "start_time": start_time,
                "end_time": end_time,
                "limit": limit,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_wedoc_form_users(
        self,
        repeated_id: str,
        req_type: Literal[2, 3],
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the members who answered a form (``req_type`` 2) or did not (3), from all pages.

        The parameters are those of :meth:`get_wedoc_form_statistic`.
        """
        users = "submit_users" if int(req_type) == 2 else "unfill_users"

        def read(cursor: int | None) -> tuple[list[dict[str, Any]], int | None]:
            page = self.get_wedoc_form_statistic(
                repeated_id,
                req_type,
                start_time=start_time,
                end_time=end_time,
                limit=limit,
                cursor=cursor,
            )
            return page.get(users) or [], page.get("cursor") if page.get("has_more") else None

        return Pages(read)

    def get_wedoc_form_answer(self, repeated_id: str, answer_ids: Sequence[int]) -> dict[str, Any]:
        """Return answers: ``answer``.

        :param answer_ids: from :meth:`get_wedoc_form_statistic`, at most 100
        :raises ValueError: more than 100

        WeCom page 97819.
        """
        max_length("answer_ids", answer_ids, 100)
        return self._post(
            "wedoc/get_form_answer",
            {"repeated_id": repeated_id, "answer_ids": answer_ids},
            idempotent=True,
        )
