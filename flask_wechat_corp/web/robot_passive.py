"""The reply in the response itself: which one WeCom takes for a message, and which for an event.

Source: developer.work.weixin.qq.com/document/path/101031 (passive replies).
"""

from __future__ import annotations

from typing import Any

from ..callback.reply import UpdateTemplateCardReply
from ..callback.robot.growing import Growing
from ..callback.robot.message import RobotMessage
from ..callback.robot.reply import RobotReply, StreamReply, card_json, update_json
from ..content import TemplateCard
from ..errors import ReplyError
from .background import submit
from .robot_later import address_of, body_of, send_now
from .robot_state import RobotState

__all__ = ["passive_reply"]


def passive_reply(
    state: RobotState,
    message: RobotMessage,
    growing: Growing,
    handler: str,
    reply: RobotReply | None,
) -> dict[str, Any] | None:
    """Return the answer to a message or an event, ``None`` for an empty one.

    :param growing: the stream of the message, if the reply is one
    :param handler: the name of the handler, for errors
    :raises ReplyError: when WeCom takes no such reply
    """
    if message.type == "event":
        return _reply_to_event(state, message, handler, reply)
    if isinstance(reply, UpdateTemplateCardReply):
        raise ReplyError(
            f"Handler {handler}: Only template_card_event can be answered with an"
            " UpdateTemplateCardReply."
        )
    if reply is None:
        return None
    if isinstance(reply, TemplateCard):
        return {"msgtype": "template_card", "template_card": card_json(reply)}
    if reply.card is not None and not reply.text and not reply.images:
        card = card_json(reply.card)
        if reply.feedback:
            card["feedback"] = {"id": reply.feedback}
        return {"msgtype": "template_card", "template_card": card}
    growing.feed(reply)
    growing.finish()
    return growing.first_reply()


def _reply_to_event(
    state: RobotState, message: RobotMessage, handler: str, reply: RobotReply | None
) -> dict[str, Any] | None:
    event = message.event_name
    if reply is None:
        return None
    if event == "template_card_event" and isinstance(reply, UpdateTemplateCardReply):
        return update_json(reply, message)
    if event == "enter_chat":
        if isinstance(reply, TemplateCard):
            return {"msgtype": "template_card", "template_card": card_json(reply)}
        if isinstance(reply, StreamReply) and not reply.images and reply.card is None:
            return {"msgtype": "text", "text": {"content": reply.text}}
    if address_of(message) is not None and not isinstance(reply, UpdateTemplateCardReply):
        submit(state, send_now, state, message, body_of(reply, group=message.is_group))
        return None
    raise ReplyError(
        f"Handler {handler}: The event {event} cannot be answered with {type(reply).__name__}."
    )
