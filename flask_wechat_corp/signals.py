"""Flask signals, sent only when a receiver is connected.

The sender is the application; every signal carries ``extension``, the name of the extension
object. An exception in a receiver is logged and affects neither the message nor the call.
"""

from __future__ import annotations

import logging

from blinker import NamedSignal, Namespace
from flask import Flask, current_app

__all__ = [
    "call_made",
    "callback_rejected",
    "message_received",
    "reply_sent",
    "send_signal",
    "token_refreshed",
]

logger = logging.getLogger("flask_wechat_corp.callback")

_signals = Namespace()

message_received = _signals.signal("wechat-corp-message-received")
"""A message is about to be handled, once for each delivery: ``message``."""

reply_sent = _signals.signal("wechat-corp-reply-sent")
"""A reply was made for a message: ``message``, ``reply`` (a reply object), and ``late``: ``False``
for the answer to the callback, ``True`` for one that was sent with ``message/send``."""

callback_rejected = _signals.signal("wechat-corp-callback-rejected")
"""A callback was rejected: ``error`` (a :class:`~flask_wechat_corp.CallbackError`, or the reason of
a 503) and ``status``, the HTTP status."""

token_refreshed = _signals.signal("wechat-corp-token-refreshed")
"""This process has fetched a new access token or JS-API ticket: ``kind`` (``"access_token"``,
``"jsapi_ticket"`` or ``"agent_ticket"``) and ``expires_at`` (Unix seconds); never the value."""

call_made = _signals.signal("wechat-corp-call-made")
"""A request to WeCom's API has ended: ``method``, ``path``, ``seconds``, and ``errcode``, which is
``None`` when there was no usable response. Each retry is a request of its own."""


def send_signal(
    signal: NamedSignal, extension: str, *, app: Flask | None = None, **facts: object
) -> None:
    """Send a signal if a receiver is connected. Never raises.

    :param extension: the name of the extension object
    :param app: the sender; by default the current app
    """
    if not signal.receivers:
        return
    try:
        sender: Flask = app or current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
        signal.send(sender, _async_wrapper=sender.ensure_sync, extension=extension, **facts)
    except Exception:
        logger.exception("A receiver of the signal %s failed.", signal.name)
