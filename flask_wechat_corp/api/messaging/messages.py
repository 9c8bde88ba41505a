"""Messages to members: send, recall, and update cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...errors import UndeliveredError
from ..engine.arguments import Flag
from ..engine.checks import max_length
from ..engine.contents import AnyContent, Sendable, as_message
from ..engine.family import Family
from ..engine.paging import Pages
from .receivers import ids_by_kind, joined, portions_of

__all__ = ["Messages", "undelivered"]

#: keys in the response with the receivers who do not get the message
UNDELIVERED = ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser")
UNDELIVERED_HINT = (
    "They do not exist, are outside the visible range (可见范围) of the app, or have no licence."
)


class Messages(Family):
    """Sending: WeCom page 90236."""

    def send(
        self,
        to: Mapping[str, object] | Iterable[str] | str,
        message: AnyContent,
        *,
        agentid: int | None = None,
        safe: Flag | None = None,
        enable_id_trans: Flag | None = None,
        enable_duplicate_check: Flag | None = None,
        duplicate_check_interval: int | None = None,
        strict: bool = False,
    ) -> dict[str, Any]:
        """Send a message to members, departments and tags.

        WeCom drops what exceeds 30 messages a minute or 1,000 an hour to one member; a day's limit
        is 200 times the number of the corp's accounts.

        :param to: ``{"touser": …, "toparty": …, "totag": …}``, each one id, a list of at most
            1,000 (members) or 100, or WeCom's own form ``"a|b"``; a bare text or list is
            ``touser``, and ``"@all"`` all members
        :param message: a dict as WeCom describes it, an object such as
            ``Text("hi")``, ``TextCard(…)``, a reply object, or a bare text
        :param agentid: another agent than the client's own
        :param safe: 1 for a confidential message; 2 for an ``MPNews`` to share inside the corp only
        :param enable_duplicate_check: 1 lets WeCom drop an equal message within the interval;
            only then is the call repeated after −1, a timeout or a broken connection
        :param duplicate_check_interval: seconds, at most four hours; WeCom takes 1,800
        :param strict: raise when some of the receivers do not get it, see :func:`undelivered`
        :returns: WeCom's answer; ``invaliduser`` and similar keys list who does not get it
        :raises ValueError: without a receiver, or over a limit
        :raises UndeliveredError: with ``strict``, after the others got it

        WeCom page 90236.
        """
        options = {
            "safe": safe,
            "enable_id_trans": enable_id_trans,
            "enable_duplicate_check": enable_duplicate_check,
            "duplicate_check_interval": duplicate_check_interval,
        }
        body = {
            **joined(to),
            "agentid": self._agent(agentid),
            **as_message(message),
            **{key: value for key, value in options.items() if value is not None},
        }
        safe_to_repeat = str(body.get("enable_duplicate_check", 0)) in ("1", "True")
        answer = self._post("message/send", body, idempotent=safe_to_repeat)
        missed = undelivered(answer)
        if strict and missed:
            counts = ", ".join(f"{len(ids)} in {name}" for name, ids in missed.items())
            text = f"The message was not delivered to all receivers: {counts}."
            raise UndeliveredError(0, text, "/cgi-bin/message/send", UNDELIVERED_HINT, missed)
        return answer

    def send_in_portions(
        self,
        to: Mapping[str, object] | Iterable[str] | str,
        message: AnyContent,
        *,
        agentid: int | None = None,
        safe: Flag | None = None,
        enable_id_trans: Flag | None = None,
        enable_duplicate_check: Flag | None = None,
        duplicate_check_interval: int | None = None,
        strict: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Send a message to any number of receivers; yield the answer of each portion.

        A portion has at most 1,000 members, 100 departments and 100 tags, and is sent when its
        answer is asked for: iterate to the end. WeCom removes duplicates within a portion only.

        The parameters are those of :meth:`send`.

        :returns: an iterator. After an error ``next()`` sends the same portion again (what arrived
            all the same is dropped with ``enable_duplicate_check``); after
            :class:`~flask_wechat_corp.UndeliveredError`, the following one
        :raises ValueError: at once, before anything is sent, as :meth:`send` does

        WeCom page 90236.
        """
        body, agentid = as_message(message), self._agent(agentid)
        portions = portions_of(ids_by_kind(to))

        def read(number: int) -> tuple[list[dict[str, Any]], int | None]:
            following = number + 1 if number + 1 < len(portions) else None
            if not portions[number]:
                return [], following
            try:
                answer = self.send(
                    portions[number],
                    body,
                    agentid=agentid,
                    safe=safe,
                    enable_id_trans=enable_id_trans,
                    enable_duplicate_check=enable_duplicate_check,
                    duplicate_check_interval=duplicate_check_interval,
                    strict=strict,
                )
            except UndeliveredError:
                portions[number] = {}  # it was sent
                raise
            return [answer], following

        return Pages(read, 0)

    def recall_message(self, msgid: str) -> dict[str, Any]:
        """Recall a message within 24 hours, in WeCom but not in WeChat.

        :param msgid: from the result of :meth:`send`

        WeCom page 94867.
        """
        return self._post("message/recall", {"msgid": msgid}, idempotent=True)

    def update_template_card(
        self,
        response_code: str,
        *,
        userids: list[str] | None = None,
        partyids: list[int] | None = None,
        tagids: list[int] | None = None,
        atall: Flag | None = None,
        button: Mapping[str, Any] | None = None,
        template_card: Mapping[str, Any] | Sendable | None = None,
        enable_id_trans: Flag | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Replace the button of a card that was sent, or the whole card: ``invaliduser``.

        Cards of the types ``text_notice`` and ``news_notice`` must have an ``action_menu``; they
        have no button to replace.

        :param response_code: from a ``template_card_event`` or from the
            answer of :meth:`send`; good for 72 hours and for one call
        :param userids: members whose card changes, at most 1,000
        :param partyids: departments, at most 100
        :param tagids: tags, at most 100
        :param atall: ``True`` for all receivers of the card
        :param button: ``{"replace_name": "已处理"}``
        :param template_card: the new card, instead of ``button``
        :raises ValueError: over a limit, or when it is not exactly one of ``button`` and
            ``template_card``

        WeCom page 94888.
        """
        max_length("userids", userids, 1000)
        max_length("partyids", partyids, 100)
        max_length("tagids", tagids, 100)
        if (button is None) == (template_card is None):
            raise ValueError("Pass either button or template_card.")
        card: object = template_card
        if template_card is not None and not isinstance(template_card, Mapping):
            card = template_card.to_message()["template_card"]
        body = {
            "agentid": self._agent(agentid),
            "userids": userids,
            "partyids": partyids,
            "tagids": tagids,
            "atall": atall,
            "response_code": response_code,
            "enable_id_trans": enable_id_trans,
            "button": button,
            "template_card": card,
        }
        return self._post("message/update_template_card", body)

    def update_taskcard(
        self,
        userids: list[str],
        task_id: str,
        *,
        replace_name: str | None = None,
        clicked_key: str | None = None,
        original_task_id: str | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Change the button of an old task card for some members.

        :param userids: at most 1,000
        :param replace_name: the button's new text
        :param clicked_key: the button's key, of older cards

        WeCom page 91579, not checked against the manual.
        """
        max_length("userids", userids, 1000)
        body = {
            "userids": userids,
            "agentid": self._agent(agentid),
            "task_id": task_id,
            "original_task_id": original_task_id,
            "replace_name": replace_name,
            "clicked_key": clicked_key,
        }
        return self._post("message/update_taskcard", body, idempotent=True)

    def get_message_statistics(self, *, time_type: int | None = None) -> dict[str, Any]:
        """Return how many messages the corp's apps have sent.

        The answer is ``statistics``: records with ``agentid``, ``app_name`` and ``count``.

        :param time_type: 0 (default) today, 1 yesterday

        WeCom page 92369, not checked against the manual.
        """
        return self._post("message/get_statistics", {"time_type": time_type}, idempotent=True)

    def revoke_message(self, jobid: str, *, agentid: int | None = None) -> dict[str, Any]:
        """Recall a message by its job. Legacy: see :meth:`recall_message`."""
        body = {"agentid": self._agent(agentid), "jobid": jobid}
        return self._post("message/revoke", body, idempotent=True)


def undelivered(answer: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the receivers who do not get a message, from the result of ``send``.

    :returns: ``{"invaliduser": ["a", "b"], …}`` without the empty ones; WeCom gives lists or
        ``"a|b"``, this always gives lists
    """
    found = {}
    for name in UNDELIVERED:
        ids = answer.get(name)
        if isinstance(ids, str):
            ids = [part for part in ids.split("|") if part.strip()]
        if ids:
            found[name] = [str(one) for one in ids]
    return found
