"""The callback endpoint of a smart robot: JSON in the envelope of page 101033.

Source: developer.work.weixin.qq.com/document/path/101033 (encryption and reply).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from flask import Request, Response

from ..callback.delivery import delivery_key
from ..callback.robot.message import RobotMessage
from ..errors import BadMessage, CallbackError, InvalidReceiveId, StoreError
from ..protocol.crypto import decode_utf8
from ..protocol.envelope import DecryptedCallback, sealed_json
from ..protocol.jsonio import dump, parse_object, read_json_envelope
from ..signals import message_received, send_signal
from .decryption import TEXT_PLAIN, decrypt_body, decrypt_echo, reject
from .flask_compat import ThrowAwaySession, request_context, use_session
from .robot_later import RobotServices
from .robot_producer import produce
from .robot_runner import Answer
from .robot_state import RobotState

__all__ = ["answer_message", "read_message", "robot_view"]

logger = logging.getLogger("flask_wechat_corp.robot")

JSON = "application/json; charset=utf-8"
#: What is remembered of a delivery whose answer is a stream.
STREAM = "stream:"


def robot_view(state: RobotState) -> Callable[..., Response]:
    """Return the view function of one robot in one app."""

    def callback(**_: object) -> Response:
        context = request_context()
        # WeCom has no browser session, and no handler may start one by accident.
        use_session(context, ThrowAwaySession())
        request: Request = context.request
        try:
            if request.method != "POST":
                return _echo(decrypt_echo(state, request))
            opened, query = decrypt_body(state, request, read_json_envelope)
            message = read_message(state, parse_object(opened.plain), opened.receive_id)
        except CallbackError as error:
            return reject(state, error, error.status, str(error))
        answer = answer_message(state, message)
        if answer is None:
            return Response(b"", content_type=TEXT_PLAIN)
        sealed = sealed_json(opened.crypt, dump(answer), int(state.clock()), query["nonce"])
        return Response(sealed, content_type=JSON)

    return callback


def _echo(opened: DecryptedCallback) -> Response:
    """Answer the URL check; a captured callback is not decrypted for anybody."""
    text = decode_utf8(opened.plain)
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "<"):
        raise BadMessage("The decrypted echostr is a message, not the text of a URL check.")
    return Response(text.encode(), content_type=TEXT_PLAIN)


def read_message(state: RobotState, fields: dict[str, Any], receive_id: str) -> RobotMessage:
    """Return the message.

    :raises InvalidReceiveId: when it is for another robot than ``BOT_ID``
    """
    config = state.config
    message = RobotMessage(
        fields, receive_id, config.bot_names, RobotServices(state), state.clock()
    )
    if config.bot_id is not None and message.bot_id != config.bot_id:
        raise InvalidReceiveId("The callback is for another robot than BOT_ID.")
    return message


def answer_message(state: RobotState, message: RobotMessage) -> dict[str, Any] | None:
    """Return the answer to a message or a poll, ``None`` for an empty one."""
    if message.type == "stream":
        return _poll(state, message.json.get("stream"))
    delivery = state.deliveries.claim(_delivery_key(state, message))
    if not delivery.ours:
        return _again(state, delivery.reply)
    send_signal(message_received, state.name, message=message)
    try:
        answer = Answer(state, message, produce).first()
    except BaseException:
        delivery.forget()
        raise
    delivery.done(_remembered(answer))
    return answer


def _delivery_key(state: RobotState, message: RobotMessage) -> str:
    if not message.id:
        return delivery_key(message.receive_id, message, state.name)
    known = {"MsgId": message.id, "CreateTime": message.type}
    return delivery_key(message.receive_id, known, state.name)


def _remembered(answer: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    stream = answer.get("stream")
    return dump(answer) if stream is None else STREAM + stream["id"]


def _again(state: RobotState, reply: str) -> dict[str, Any] | None:
    """Answer a repeat: with the same reply, or with what its stream shows now."""
    if not reply:
        return None
    if reply.startswith(STREAM):
        return _snapshot(state, reply.removeprefix(STREAM))
    answer: dict[str, Any] = json.loads(reply)
    return answer


def _poll(state: RobotState, stream: Any) -> dict[str, Any] | None:
    asked = stream.get("id") if isinstance(stream, dict) else None
    if not isinstance(asked, str) or not asked:
        logger.warning("%s: WeCom asked for a stream without an id.", state.name)
        return None
    return _snapshot(state, asked)


def _snapshot(state: RobotState, id: str) -> dict[str, Any] | None:
    try:
        return state.streams.poll(id)
    except StoreError:
        # An empty answer leaves what is shown as it is; WeCom asks again.
        logger.warning("%s: The store failed. A poll is answered empty.", state.name)
        return None
