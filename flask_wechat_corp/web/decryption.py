"""The request of a callback, of an agent or a robot: read, verified and decrypted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus

from flask import Request, Response

from ..config import Credentials
from ..protocol.crypto import WXBizMsgCrypt
from ..protocol.envelope import DecryptedCallback, Signed, decrypt_callback
from ..signals import callback_rejected, send_signal
from .request_data import read_body, read_query
from .state import AppState

__all__ = ["TEXT_PLAIN", "decrypt_body", "decrypt_echo", "reject"]

logger = logging.getLogger("flask_wechat_corp.callback")

TEXT_PLAIN = "text/plain; charset=utf-8"

_SIGNED = ("msg_signature", "timestamp", "nonce")


def decrypt_echo(state: AppState, request: Request) -> DecryptedCallback:
    """Return what the URL check asks to be sent back.

    :raises CallbackError: when the request is malformed or was not signed by WeCom
    """
    query = read_query(request, *_SIGNED, "echostr")
    return _decrypt(state, request, query, query["echostr"].replace(" ", "+"))


def decrypt_body(
    state: AppState, request: Request, read_envelope: Callable[[bytes], str]
) -> tuple[DecryptedCallback, dict[str, str]]:
    """Return what WeCom pushed, and the query.

    :param read_envelope: returns the encrypted text of a body
    :raises CallbackError: when the request is malformed or was not signed by WeCom
    """
    body = read_body(request, state.config.max_content_length)  # first: its size decides
    query = read_query(request, *_SIGNED)
    return _decrypt(state, request, query, read_envelope(body)), query


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


def reject(state: AppState, error: Exception, status: int, reason: str) -> Response:
    """Answer with the phrase of the status only; the log says which check failed."""
    logger.warning("%s: Rejected a callback with %d: %s", state.name, status, reason)
    send_signal(callback_rejected, state.name, error=error, status=int(status))
    return Response(HTTPStatus(status).phrase.encode(), status, content_type=TEXT_PLAIN)
