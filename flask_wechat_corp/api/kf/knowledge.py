"""WeChat customer service: the knowledge of its bot (知识库), and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.checks import at_most_days
from ..engine.family import Family, at_most, no_more_than

__all__ = ["KfKnowledge", "KfStatistics"]

Part = Mapping[str, Any]


class KfKnowledge(Family):
    """Questions and answers of the bot: at most 100 groups of at most 200."""

    def add_kf_knowledge_group(self, name: str) -> dict[str, Any]:
        """Add a group: ``group_id``.

        :param name: at most 12 characters
        :raises ValueError: over the limit

        WeCom page 95971.
        """
        at_most("name", name, 12)
        return self._post("kf/knowledge/add_group", {"name": name})

    def update_kf_knowledge_group(self, group_id: str, name: str) -> dict[str, Any]:
        """Rename a group, at most 12 characters. WeCom page 95971."""
        at_most("name", name, 12)
        return self._post(
            "kf/knowledge/mod_group", {"group_id": group_id, "name": name}, repeatable=True
        )

    def delete_kf_knowledge_group(self, group_id: str) -> dict[str, Any]:
        """Delete a group, but for the first one. WeCom page 95971."""
        return self._post("kf/knowledge/del_group", {"group_id": group_id})

    def list_kf_knowledge_groups(
        self,
        *,
        group_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the groups: ``group_list``.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 95971.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "kf/knowledge/list_group",
            {"group_id": group_id, "cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_kf_knowledge_groups(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the groups from all pages of :meth:`list_kf_knowledge_groups`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages("kf/knowledge/list_group", {"limit": limit}, "group_list")

    def add_kf_knowledge_intent(
        self,
        group_id: str,
        question: Part,
        answers: list[Part],
        *,
        similar_questions: Part | None = None,
    ) -> dict[str, Any]:
        """Add a question with its answer: ``intent_id``.

        :param question: ``{"text": {"content": …}}``, at most 200 characters
        :param answers: one; its text at most 500 characters, at most 4 attachments
        :param similar_questions: ``{"items": […]}``, at most 100 like ``question``
        :raises ValueError: over a limit

        WeCom page 95972.
        """
        _check_intent(question, similar_questions, answers)
        return self._post(
            "kf/knowledge/add_intent",
            {
                "group_id": group_id,
                "question": question,
                "similar_questions": similar_questions,
                "answers": answers,
            },
        )

    def update_kf_knowledge_intent(
        self,
        intent_id: str,
        *,
        question: Part | None = None,
        similar_questions: Part | None = None,
        answers: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Replace parts of a question; limits as in :meth:`add_kf_knowledge_intent`.

        WeCom page 95972.
        """
        _check_intent(question, similar_questions, answers)
        return self._post(
            "kf/knowledge/mod_intent",
            {
                "intent_id": intent_id,
                "question": question,
                "similar_questions": similar_questions,
                "answers": answers,
            },
            repeatable=True,
        )

    def delete_kf_knowledge_intent(self, intent_id: str) -> dict[str, Any]:
        """Delete a question. WeCom page 95972."""
        return self._post("kf/knowledge/del_intent", {"intent_id": intent_id})

    def list_kf_knowledge_intents(
        self,
        *,
        group_id: str | None = None,
        intent_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the questions: ``intent_list``.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 95972.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "kf/knowledge/list_intent",
            {"group_id": group_id, "intent_id": intent_id, "cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_kf_knowledge_intents(
        self, *, group_id: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the questions from all pages of :meth:`list_kf_knowledge_intents`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "kf/knowledge/list_intent", {"group_id": group_id, "limit": limit}, "intent_list"
        )


class KfStatistics(Family):
    """How much the customer service has to do, day by day."""

    def get_kf_corp_statistic(
        self, open_kfid: str, start_time: int, end_time: int
    ) -> dict[str, Any]:
        """Return the figures of an account: ``statistic_list``.

        :param start_time: Unix seconds, from 180 days ago to yesterday
        :param end_time: at most 31 days after ``start_time``
        :raises ValueError: over the limit

        WeCom page 95489.
        """
        at_most_days(start_time, end_time, 31)
        return self._post(
            "kf/get_corp_statistic",
            {"open_kfid": open_kfid, "start_time": start_time, "end_time": end_time},
            repeatable=True,
        )

    def get_kf_servicer_statistic(
        self,
        open_kfid: str,
        start_time: int,
        end_time: int,
        *,
        servicer_userid: str | None = None,
    ) -> dict[str, Any]:
        """Return the figures of a servicer, or of all of them: ``statistic_list``.

        Limits as in :meth:`get_kf_corp_statistic`. WeCom page 95490.
        """
        at_most_days(start_time, end_time, 31)
        return self._post(
            "kf/get_servicer_statistic",
            {
                "open_kfid": open_kfid,
                "servicer_userid": servicer_userid,
                "start_time": start_time,
                "end_time": end_time,
            },
            repeatable=True,
        )


def _check_intent(
    question: Part | None, similar_questions: Part | None, answers: list[Part] | None
) -> None:
    similar = list((similar_questions or {}).get("items") or ())
    at_most("similar_questions.items", similar, 100)
    for one in [question or {}, *similar]:
        at_most("question.text.content", _content(one), 200)
    at_most("answers", answers, 1)
    for answer in answers or ():
        at_most("answers.text.content", _content(answer), 500)
        at_most("answers.attachments", answer.get("attachments"), 4)


def _content(part: Part) -> str | None:
    content = (part.get("text") or {}).get("content")
    return None if content is None else str(content)
