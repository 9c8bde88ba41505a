"""Messages to members: send, recall, and update cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ...content import Text
from ...errors import UndeliveredError
from ..engine.checks import max_bytes, max_length
from ..engine.family import Family

__all__ = ["Messages", "Sendable", "as_message", "undelivered"]

#: receivers that one call takes, by the key
RECEIVERS = {"touser": 1000, "toparty": 100, "totag": 100}
#: keys in the response with the receivers who do not get the message
UNDELIVERED = ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser")
UNDELIVERED_HINT = (
    "They do not exist, are outside the visible range (可见范围) of the app, or have no licence."
)


class Sendable(Protocol):
    """An object that can be sent: the classes of ``content``, and every reply object."""

    def to_message(self) -> dict[str, Any]:
        """Return ``{"msgtype": kind, kind: {…}}``."""


class Messages(Family):
    """Sending: WeCom page 90236."""

    def send(
        self,
        to: Mapping[str, object] | Iterable[str] | str,
        message: Mapping[str, Any] | Sendable | str,
        *,
        agentid: int | None = None,
        safe: int | None = None,
        enable_id_trans: int | None = None,
        enable_duplicate_check: int | None = None,
        duplicate_check_interval: int | None = None,
        strict: bool = False,
    ) -> dict[str, Any]:
        """Send a message to members, departments and tags.

        :param to: ``{"touser": …, "toparty": …, "totag": …}``, each one id, a list of at most
            1,000 (members) or 100, or WeCom's own form ``"a|b"``; a bare text or list is
            ``touser``, and ``"@all"`` all members
        :param message: a dict as WeCom describes it, an object such as
            ``Text("hi")``, ``TextCard(…)``, a reply object, or a bare text
        :param agentid: another agent than the client's own
        :param safe: 1 for a confidential message
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
            **_receivers(to),
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

    def recall_message(self, msgid: str) -> dict[str, Any]:
        """Recall a message within 24 hours.

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
        atall: int | None = None,
        button: Mapping[str, Any] | None = None,
        template_card: Mapping[str, Any] | Sendable | None = None,
        enable_id_trans: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Replace the button of a card that was sent, or the whole card.

        :param response_code: from a ``template_card_event`` (72 hours, works once) or from the
            answer of :meth:`send` (24 hours)
        :param button: ``{"replace_name": "已处理"}``
        :param template_card: the new card, instead of ``button``
        :raises ValueError: when it is not exactly one of ``button`` and ``template_card``

        WeCom page 94888.
        """
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

        :param replace_name: the button's new text
        :param clicked_key: the button's key, of older cards

        WeCom page 91579.
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

        :param time_type: 0 today, 1 yesterday

        WeCom page 92369.
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


def as_message(message: Mapping[str, Any] | Sendable | str) -> dict[str, Any]:
    """Return ``message`` as WeCom takes it, its limits checked.

    :raises ValueError: naming the limit
    :raises TypeError: for another type
    """
    if isinstance(message, str):
        message = Text(message)
    if isinstance(message, Mapping):
        plain = dict(message)
    elif hasattr(message, "to_message"):
        plain = message.to_message()
    else:
        raise TypeError(
            "message must be a dict, a text or an object with to_message(), not"
            f" {type(message).__name__}."
        )
    kind = plain.get("msgtype")
    body = plain.get(kind) if isinstance(kind, str) else None
    if not isinstance(body, Mapping):
        raise ValueError('message must have "msgtype", and its content under the key of that type.')
    _check(str(kind), body)
    return plain


def _check(kind: str, body: Mapping[str, Any]) -> None:
    if kind in ("text", "markdown"):
        max_bytes(f"{kind} content (split_text() helps)", str(body.get("content", "")), 2048)
    if kind in ("news", "mpnews") and "articles" in body:
        max_length("articles", body["articles"], 8)
    if kind == "textcard":
        for name in ("title", "description", "url"):
            if not body.get(name):
                raise ValueError(f"{name} is missing in the textcard.")
    if kind == "interactive_taskcard":
        max_length("btn", body.get("btn", ()), 2)


def _receivers(to: Mapping[str, object] | Iterable[str] | str) -> dict[str, str]:
    """Return the receivers as WeCom takes them, ``"a|b"``."""
    if not isinstance(to, Mapping):
        to = {"touser": to}
    unknown = to.keys() - RECEIVERS.keys()
    if unknown:
        raise ValueError(
            f"to must have the keys touser, toparty or totag, not {', '.join(sorted(unknown))}."
        )
    receivers = {}
    for name, value in to.items():
        if value is None:
            continue
        if isinstance(value, Iterable) and not isinstance(value, str):
            ids = [str(one) for one in value]
        else:
            ids = [part.strip() for part in str(value).split("|")]
        ids = [one for one in ids if one]
        max_length(name, ids, RECEIVERS[name])
        if ids:
            receivers[name] = "|".join(ids)
    if not receivers:
        raise ValueError("to has no receiver. Pass touser, toparty or totag.")
    return receivers
