"""What is sent with ``message/send``: late replies, and the parts of a long one after the first."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import ContextVar

from ..api import WeChatAPI
from ..api.messaging.messages import undelivered
from ..callback.message import Message
from ..callback.reply import Reply
from ..content import Content
from ..errors import RateLimitError, ReplyError
from ..signals import reply_sent, send_signal
from .identity import late_client
from .outcome import Outcome
from .state import AppState

__all__ = ["check_late", "part_in_hand", "send_late"]

logger = logging.getLogger("flask_wechat_corp.deferred")

part_in_hand: ContextVar[tuple[int, int] | None] = ContextVar(
    "flask_wechat_corp_part", default=None
)
"""The number of the part that is being sent, and how many there are; for ``simulate``."""

#: Seconds before a message that WeCom refused because of its frequency limits is sent again. Other
#: failures are not repeated: the member may have got the message.
RETRY_AFTER = (1.0, 3.0, 10.0)


def check_late(client: WeChatAPI | None, message: Message, handler: str) -> None:
    """Check that a message can be sent to the member who wrote.

    :param client: the client of the message's corp
    :param handler: the handler's name, for the error
    :raises ReplyError: when the message has no sender, its corp has no client, or a setting is
        missing
    """
    client = late_client(client, message, handler)
    missing = client.missing_to_send
    if missing:
        raise ReplyError(f"Handler {handler}: This reply needs message/send. Set {missing}.")


def send_late(state: AppState, message: Message, outcome: Outcome) -> None:
    """Send the parts of a reply that are not in the response, in order.

    A part after the first that cannot be sent is logged, and ends the rest.

    :raises ReplyError: when this kind of reply exists only as the answer to a callback
    :raises WeChatAPIError: when WeCom does not accept the first part
    """
    if not outcome.late:
        return
    client = late_client(outcome.client, message, outcome.handler)
    count = len(outcome.parts)
    first = count - len(outcome.late) + 1
    for number, part in enumerate(outcome.late, first):
        token = part_in_hand.set((number, count) if count > 1 else None)
        try:
            _send(state, client, message, part, outcome.handler)
        except Exception:
            if number == 1:
                raise
            logger.exception(
                "%s: Part %d of %d of the reply of the handler %s could not be sent. The rest is"
                " not sent.",
                state.name,
                number,
                count,
                outcome.handler,
            )
            return
        finally:
            part_in_hand.reset(token)
        if number == 1:
            send_signal(reply_sent, state.name, message=message, reply=outcome.reply, late=True)


def _send(
    state: AppState, client: WeChatAPI, message: Message, part: Reply | Content, handler: str
) -> None:
    receiver = {"touser": message.sender}
    content = part.to_message()
    for pause in RETRY_AFTER:
        try:
            answer = client.send(receiver, content)
            break
        except RateLimitError:
            logger.warning("%s: WeCom's frequency limit; sent again in %g s.", state.name, pause)
            state.sleep(pause)
    else:
        answer = client.send(receiver, content)
    missed = undelivered(answer) if isinstance(answer, Mapping) else {}
    if missed:
        logger.error(
            "%s: WeCom delivered the late reply of the handler %s to no one: the member is named"
            " in %s.",
            state.name,
            handler,
            ", ".join(missed),
        )
