"""The callback endpoint: bytes in, bytes out, and the only place where errors become statuses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus

from flask import Request, Response

from ..callback.message import Message
from ..callback.session import ConversationBusy
from ..config import NO_HOLD, Credentials
from ..errors import BadMessage, CallbackError
from ..protocol.crypto import WXBizMsgCrypt, decode_utf8
from ..protocol.envelope import DecryptedCallback, Signed, decrypt_callback, sealed_reply
from ..protocol.xml_scan import read_envelope
from ..protocol.xmlio import is_message
from ..signals import callback_rejected, message_received, reply_sent, send_signal
from .background import ExecutorFull, run_with_deadline, send_after, submit_deferred
from .flask_compat import ThrowAwaySession, request_context, use_session
from .identity import check_identity, key_of_delivery
from .notices import NOTICE_ANSWER, is_notice
from .outcome import Outcome
from .request_data import read_body, read_query
from .runner import MessageContext
from .state import AppState

__all__ = ["callback_view"]

logger = logging.getLogger("flask_wechat_corp.callback")

XML = "application/xml; charset=utf-8"
TEXT_PLAIN = "text/plain; charset=utf-8"

_SIGNED = ("msg_signature", "timestamp", "nonce")


def callback_view(state: AppState) -> Callable[..., Response]:
    """Return the view function of one extension object in one app."""

    def callback(**_: object) -> Response:
        arrived = state.hold.clock()
        context = request_context()
        # WeCom has no browser session, and no handler may start one by accident.
        use_session(context, ThrowAwaySession())
        request: Request = context.request
        try:
            if request.method != "POST":
                query = read_query(request, *_SIGNED, "echostr")
                echo = query["echostr"].replace(" ", "+")
                return _echo(_decrypt(state, request, query, echo))
            body = read_body(request, state.config.max_content_length)  # first: its size decides
            query = read_query(request, *_SIGNED)
            callback = _decrypt(state, request, query, read_envelope(body))
            crypt = callback.crypt
            message = Message.from_xml(callback.plain, crypt.corp_id, corp_key=crypt.corp_key)
            check_identity(state, message)
        except CallbackError as error:
            return _reject(state, error, error.status, str(error))
        try:
            outcome = _handle(state, message)
        except (ConversationBusy, ExecutorFull) as error:
            reason = str(error) or type(error).__name__
            rejected = _reject(state, error, HTTPStatus.SERVICE_UNAVAILABLE, reason)
            if NO_HOLD not in request.environ:
                state.hold.wait(arrived)  # the delivery is forgotten already: a repeat may come
            return rejected
        response = _answer(state, callback, message, outcome)
        if outcome.late or outcome.ack_sent is not None:
            send_after(state, message, outcome, response)
        return response

    return callback


def _decrypt(
    state: AppState, request: Request, query: dict[str, str], encrypt: str
) -> DecryptedCallback:
    signed = Signed(query["msg_signature"], query["timestamp"], query["nonce"], encrypt)
    crypts = map(_crypt, _credentials(state, request))
    return decrypt_callback(signed, crypts, state.clock(), state.config.max_age)


def _credentials(state: AppState, request: Request) -> Iterable[Credentials]:
    """Return the credentials to try: those of ``@wx.credentials``, else the configured pair."""
    if state.resolver is None or state.config.simulated:
        configured = state.config.credentials
        return () if configured is None else (configured,)
    found = state.resolver(request)
    return (found,) if isinstance(found, Credentials) else found or ()


@lru_cache(maxsize=1024)
def _crypt(credentials: Credentials) -> WXBizMsgCrypt:
    return WXBizMsgCrypt(*credentials)


def _handle(state: AppState, message: Message) -> Outcome:
    """Handle a message once; its repeats get the same answer."""
    delivery = state.deliveries.claim(key_of_delivery(state, message))
    if not delivery.ours:
        return Outcome(xml=delivery.reply or None)
    send_signal(message_received, state.name, message=message)
    try:
        deadline = state.config.reply_deadline
        if state.kf is not None and state.kf.takes(message):
            state.kf.ring(message)
            outcome = Outcome()
        elif deadline is None:
            outcome = _run(state, message)
        else:
            outcome = run_with_deadline(state, message, deadline)
    except BaseException:
        delivery.forget()
        raise
    delivery.done(outcome.xml or "")
    if outcome.xml is not None and outcome.reply is not None:
        send_signal(reply_sent, state.name, message=message, reply=outcome.reply, late=False)
    return outcome


def _run(state: AppState, message: Message) -> Outcome:
    """Run the handler in this request; submit it when it is deferred."""
    outcome = MessageContext(state, message, state.wait).run()
    if outcome.deferred is not None:
        return submit_deferred(state, message, outcome)
    return outcome


def _echo(callback: DecryptedCallback) -> Response:
    """Answer the URL check.

    Its signature covers the same parts as that of a message. Without this check anyone with a copy
    of a callback or of a reply, but without token and key, could have it decrypted here.

    :raises BadMessage: when the text is a message or a reply
    """
    if is_message(callback.plain):
        raise BadMessage("The echostr of the URL check is a message or a reply.")
    return Response(decode_utf8(callback.plain), content_type=TEXT_PLAIN)


def _answer(
    state: AppState, callback: DecryptedCallback, message: Message, outcome: Outcome
) -> Response:
    if outcome.xml is None:
        return Response(NOTICE_ANSWER if is_notice(message) else b"", content_type=TEXT_PLAIN)
    body = sealed_reply(callback.crypt, outcome.xml, int(state.clock()))
    return Response(body, content_type=XML)


def _reject(state: AppState, error: Exception, status: int, reason: str) -> Response:
    """Answer with the phrase of the status only; the log says which check failed."""
    logger.warning("%s: Rejected a callback with %d: %s", state.name, status, reason)
    send_signal(callback_rejected, state.name, error=error, status=int(status))
    return Response(HTTPStatus(status).phrase.encode(), status, content_type=TEXT_PLAIN)
