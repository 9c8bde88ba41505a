"""WeChat customer service (微信客服): the knowledge base of its bot (知识库)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, max_value, record
from ..engine.family import Family, JSONObject

if TYPE_CHECKING:
    from ..engine import records_kf as records

__all__ = ["KfKnowledge"]


class KfKnowledge(Family):
    """Questions and answers of the bot: at most 100 groups of at most 200."""

    def add_kf_knowledge_group(self, name: str) -> dict[str, Any]:
        """Add a group: ``group_id``.

        :param name: at most 12 characters, not that of another group
        :raises ValueError: over the limit

        WeCom page 95971.
        """
        max_length("name", name, 12)
        return self._post("kf/knowledge/add_group", {"name": name})

    def update_kf_knowledge_group(self, group_id: str, name: str) -> dict[str, Any]:
        """Rename a group other than the default one, at most 12 characters. WeCom page 95971."""
        max_length("name", name, 12)
        return self._post(
            "kf/knowledge/mod_group", {"group_id": group_id, "name": name}, idempotent=True
        )

    def delete_kf_knowledge_group(self, group_id: str) -> dict[str, Any]:
        """Delete a group other than the default one. WeCom page 95971."""
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
        max_value("limit", limit, 1000)
        return self._post(
            "kf/knowledge/list_group",
            {"group_id": group_id, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_kf_knowledge_groups(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the groups from all pages of :meth:`list_kf_knowledge_groups`."""
        max_value("limit", limit, 1000)
        return self._post_pages("kf/knowledge/list_group", {"limit": limit}, "group_list")

    def add_kf_knowledge_intent(
        self,
        group_id: str,
        question: records.Question,
        answers: Sequence[records.Answer],
        *,
        similar_questions: records.Questions | None = None,
    ) -> dict[str, Any]:
        """Add a question with its answer: ``intent_id``.

        :param question: ``{"text": {"content": …}}``, at most 200 characters
        :param answers: one; its text at most 500 characters, at most 4 attachments: ``image``,
            ``video``, ``link`` or ``miniprogram``
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
        question: records.Question | None = None,
        similar_questions: records.Questions | None = None,
        answers: Sequence[records.Answer] | None = None,
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
            idempotent=True,
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

        Attachments that are files have their ``name`` there. The manual's example has
        ``similar_questions`` and ``answers`` inside ``question``, its table beside it.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 95972.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "kf/knowledge/list_intent",
            {"group_id": group_id, "intent_id": intent_id, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_kf_knowledge_intents(
        self, *, group_id: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the questions from all pages of :meth:`list_kf_knowledge_intents`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "kf/knowledge/list_intent", {"group_id": group_id, "limit": limit}, "intent_list"
        )


def _check_intent(
    question: JSONObject | None,
    similar_questions: JSONObject | None,
    answers: Sequence[JSONObject] | None,
) -> None:
    similar = list((similar_questions or {}).get("items") or ())
    max_length("similar_questions.items", similar, 100)
    for one in [question or {}, *similar]:
        max_length("question.text.content", _content(one), 200)
    max_length("answers", answers, 1)
    for answer in answers or ():
        max_length("answers.text.content", _content(answer), 500)
        max_length("answers.attachments", answer.get("attachments"), 4)


def _content(part: JSONObject) -> str | None:
    content = record("text", record("question", part).get("text") or {}).get("content")
    return None if content is None else str(content)
