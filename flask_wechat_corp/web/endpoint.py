"""The callback endpoint: bytes in, bytes out, and the only place where errors become statuses."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Request, Response

from ..callback.message import Message
from ..callback.session import ConversationBusy
from ..config import NO_HOLD
from ..errors import BadMessage, CallbackError
from ..protocol.crypto import decode_utf8
from ..protocol.envelope import DecryptedCallback, sealed_reply
from ..protocol.xml_scan import read_envelope
from ..protocol.xmlio import is_message
from ..signals import message_received, reply_sent, send_signal
from .background import ExecutorFull, run_with_deadline, send_after, submit_deferred
from .decryption import TEXT_PLAIN, decrypt_body, decrypt_echo, reject
from .flask_compat import ThrowAwaySession, request_context, use_session
from .identity import check_identity, key_of_delivery
from .notices import NOTICE_ANSWER, is_notice
from .outcome import Outcome
from .runner import MessageContext
from .state import AppState

__all__ = ["callback_view"]

XML = "application/xml; charset=utf-8"


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
                return _echo(decrypt_echo(state, request))
            callback, _query = decrypt_body(state, request, read_envelope)
            crypt = callback.crypt
            message = Message.from_xml(callback.plain, crypt.corp_id, corp_key=crypt.corp_key)
            check_identity(state, message)
        except CallbackError as error:
            return reject(state, error, error.status, str(error))
        try:
            outcome = _handle(state, message)
        except (ConversationBusy, ExecutorFull) as error:
            reason = str(error) or type(error).__name__
            rejected = reject(state, error, HTTPStatus.SERVICE_UNAVAILABLE, reason)
            if NO_HOLD not in request.environ:
                state.hold.wait(arrived)  # the delivery is forgotten already: a repeat may come
            return rejected
        response = _answer(state, callback, message, outcome)
        if outcome.late or outcome.ack_sent is not None:
            send_after(state, message, outcome, response)
        return response

    return callback


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
