"""The callback endpoint: bytes in, bytes out, and the only place where errors become statuses."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_plus

from flask import Request, Response
from flask.globals import request_ctx
from flask.sessions import NullSession, SecureCookieSession
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ..callback.delivery import delivery_key
from ..callback.message import Message
from ..callback.session import Busy
from ..config import Config, Credentials
from ..errors import BadMessage, CallbackError, InvalidSignature, StaleCallback
from ..protocol.crypto import WXBizMsgCrypt, decode, random_bytes
from ..protocol.xmlio import read_envelope
from ..signals import callback_rejected, message_received, reply_sent
from .background import Full, defer, race
from .runner import WAIT, Turn, answer_with, find
from .state import AppState

if TYPE_CHECKING:
    from flask.ctx import RequestContext

__all__ = ["callback_view"]

logger = logging.getLogger(__name__)

XML = "application/xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)
_SIGNED = ("msg_signature", "timestamp", "nonce")
_LONGEST_PARAMETER = 4096
"""Characters; a real echostr has about a hundred."""


class Opened(NamedTuple):
    """A callback that passed every check."""

    crypt: WXBizMsgCrypt
    plain: bytes


def callback_view(state: AppState) -> Callable[..., Response]:
    """Return the view function of one extension object in one app."""

    def callback(**_: object) -> Response:
        context: RequestContext = request_ctx._get_current_object()  # type: ignore[attr-defined]
        _use_throw_away_session(context)  # each look through a proxy costs, so the object itself
        request = context.request
        try:
            if request.method != "POST":
                parameters = _parameters(request, *_SIGNED, "echostr")
                echo = parameters["echostr"].replace(" ", "+")
                opened = _open(state, request, parameters, echo)
                return Response(decode(opened.plain), content_type=PLAIN)
            body = _body(request, state.config.max_content_length)  # first: its size decides
            parameters = _parameters(request, *_SIGNED)
            encrypt = read_envelope(body)
            opened = _open(state, request, parameters, encrypt)
            message = Message.from_xml(opened.plain)
        except CallbackError as error:
            return _refuse(state, error, error.status, str(error))
        try:
            xml = _handle(state, message)
        except (Busy, Full) as error:
            return _refuse(state, error, HTTPStatus.SERVICE_UNAVAILABLE, type(error).__name__)
        return _answer(opened.crypt, xml, int(state.clock()))

    return callback


# -- in


def _parameters(request: Request, *names: str) -> dict[str, str]:
    """Return these query parameters, each exactly once; at a third of the cost of request.args."""
    found: dict[str, str] = {}
    for pair in request.environ.get("QUERY_STRING", "").split("&"):
        name, _, value = pair.partition("=")
        if name in names:
            if name in found or not value or len(value) > _LONGEST_PARAMETER:
                raise BadMessage(f"exactly one {name} is needed, of a sensible length")
            found[name] = value if value.isalnum() else unquote_plus(value)
    if len(found) != len(names):
        raise BadMessage(f"missing: {', '.join(name for name in names if name not in found)}")
    return found


def _body(request: Request, limit: int) -> bytes:
    """Return the request's body, reading no more than ``limit`` bytes of it."""
    length = request.environ.get("CONTENT_LENGTH", "")
    if "stream" in vars(request) or not _LENGTH.fullmatch(length):
        body = _unusual_body(request, limit)
    elif int(length) > limit:
        raise _too_large(limit)
    else:
        body = _read(request, int(length))
    if not body:
        # A hook that touches request.form has read the body of a form before us.
        form = "form" in request.headers.get("Content-Type", "").lower()
        raise BadMessage("empty body, read as a form before it came here" if form else "empty body")
    return body


def _read(request: Request, length: int) -> bytes:
    """Read a body that nobody has touched, at a tenth of the cost of ``get_data``."""
    try:
        body: bytes = request.environ["wsgi.input"].read(length)
    except (OSError, ValueError):
        body = b""
    if len(body) != length:
        raise BadMessage("the body ended early")
    request.environ["wsgi.input"] = BytesIO(body)  # for hooks that want to see it too
    return body


def _unusual_body(request: Request, limit: int) -> bytes:
    """Read a body that is chunked, has no length, or was looked at by a hook before us."""
    chunked = request.content_length is None and "Transfer-Encoding" in request.headers
    if chunked and not request.environ.get("wsgi.input_terminated"):
        raise _status(BadMessage("the body's length is unknown"), HTTPStatus.LENGTH_REQUIRED)
    try:
        # Our own limit, whatever the app's MAX_CONTENT_LENGTH is; only for this request. Of a
        # chunked body werkzeug silently gives what fits: the byte too many is how we know.
        request.max_content_length = limit + chunked
        body = request.get_data()
    except RequestEntityTooLarge:
        raise _too_large(limit) from None
    except ClientDisconnected:
        raise BadMessage("the body ended early") from None
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_large(limit: int) -> CallbackError:
    return _status(BadMessage(f"more than {limit} bytes"), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _status(error: CallbackError, status: HTTPStatus) -> CallbackError:
    error.status = int(status)
    return error


def _open(state: AppState, request: Request, parameters: dict[str, str], encrypt: str) -> Opened:
    """Check time, signature, ciphertext and receive id; the first credentials that fit open it."""
    error: CallbackError = InvalidSignature("bad signature")
    for crypt in map(_crypt, state.credentials(request)):
        try:
            crypt.verify(
                parameters["msg_signature"],
                parameters["timestamp"],
                parameters["nonce"],
                encrypt,
            )
            _check_age(parameters["timestamp"], state.config, state.clock())
            return Opened(crypt, crypt.open(encrypt))
        except InvalidSignature:
            continue  # signed with another token: another pair may fit
        except CallbackError as refused:
            error = refused  # another corp's pair may share the token
    raise error


def _check_age(timestamp: str, config: Config, now: float) -> None:
    if not (timestamp.isdecimal() and timestamp.isascii() and len(timestamp) <= 12):
        raise BadMessage("the timestamp is not a number of seconds")
    if config.max_age is not None and abs(now - int(timestamp)) > config.max_age:
        raise StaleCallback("the timestamp is too far from this machine's clock")


@lru_cache(maxsize=1024)
def _crypt(credentials: Credentials) -> WXBizMsgCrypt:
    return WXBizMsgCrypt(*credentials)


# -- through


def _handle(state: AppState, message: Message) -> str | None:
    """Answer a message once; its repeats get the same answer.

    :return: the plaintext of the reply, ``None`` for an empty one
    """
    delivery = state.deliveries.claim(_delivery_key(state, message))
    if not delivery.ours:
        return delivery.reply or None
    state.tell(message_received, message=message)
    try:
        deadline = state.config.reply_deadline
        xml = _run(state, message) if deadline is None else race(state, message, deadline)
    except BaseException:
        delivery.forget()
        raise
    delivery.done(xml or "")
    return xml


def _delivery_key(state: AppState, message: Message) -> str:
    """What a delivery is known by; our own agent where the message names none.

    WeCom sends a change of the contacts to every agent that may see it, word for word the same.
    """
    ours = () if "AgentID" in message else (state.name, str(state.config.agent_id))
    return delivery_key(message, *ours)


def _run(state: AppState, message: Message) -> str | None:
    """Let the handlers answer, here and now."""
    answer = xml = None
    with Turn(state, message, WAIT) as current:
        match = find(current)
        if match is not None and match.rule.deferred:
            defer(state, message, match)
        elif match is not None:
            answer = answer_with(match, current)
            xml = answer.xml(current) if answer else None
        current.save()
    if answer is not None:
        state.tell(reply_sent, message=message, reply=answer.reply, late=False)
    return xml


# -- out


def _answer(crypt: WXBizMsgCrypt, xml: str | None, now: int) -> Response:
    if xml is None:
        return Response(b"", content_type=PLAIN)
    nonce = random_bytes(8).hex()
    encrypt = crypt.encrypt(xml)
    signature = crypt.get_signature(now, nonce, encrypt)
    # Base64, hexadecimal and a number: nothing in here needs the care of xmlio.build.
    envelope = (
        f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
        f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{now}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )
    return Response(envelope.encode(), content_type=XML)


def _refuse(state: AppState, error: Exception, status: int, reason: str) -> Response:
    """Say no more than the class of the failure; the log says which check failed."""
    logger.warning("%s: refused a callback with %d: %s", state.name, status, reason)
    state.tell(callback_rejected, error=error, status=int(status))
    return Response(HTTPStatus(status).phrase.encode(), status, content_type=PLAIN)


_WRITES = ("__delitem__", "__setitem__", "clear", "pop", "popitem", "setdefault", "update")

#: A ``flask.session`` that can be written; Flask takes it for a null session and never saves it.
_ThrowAwaySession = type(
    "_ThrowAwaySession",
    (NullSession,),
    {name: getattr(SecureCookieSession, name) for name in _WRITES},
)


def _use_throw_away_session(context: RequestContext) -> None:
    """Take the browser's session away: WeCom has none, and no handler may start one by accident."""
    # Flask made the attribute private in a patch release of 3.1.
    setattr(context, "_session" if hasattr(context, "_session") else "session", _ThrowAwaySession())
