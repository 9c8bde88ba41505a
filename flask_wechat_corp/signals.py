"""What the extension tells an application: Flask signals, sent only when somebody listens.

The sender is the application; every signal carries ``extension``, the name of the extension
object. A receiver that raises is logged and harms neither the message nor the call.
"""

from __future__ import annotations

import logging

from blinker import NamedSignal, Namespace
from flask import Flask

__all__ = [
    "call_made",
    "callback_rejected",
    "message_received",
    "reply_sent",
    "tell",
    "token_refreshed",
]

logger = logging.getLogger(__name__)

_signals = Namespace()

message_received = _signals.signal("wechat-corp-message-received")
"""A message is about to be handled, once for each delivery: ``message``."""

reply_sent = _signals.signal("wechat-corp-reply-sent")
"""A reply was made for a message: ``message``, ``reply`` (a reply object), and ``late``: ``False``
for the answer to the callback, ``True`` for one that WeCom has taken by ``message/send``."""

callback_rejected = _signals.signal("wechat-corp-callback-rejected")
"""A callback was refused: ``error`` (a :class:`~flask_wechat_corp.CallbackError`, or what made us
answer 503) and ``status``, the HTTP status."""

token_refreshed = _signals.signal("wechat-corp-token-refreshed")
"""This process has fetched a new access token or JS-API ticket: ``kind`` (``"access_token"``,
``"jsapi_ticket"`` or ``"agent_ticket"``) and ``expires_at`` (Unix seconds); never the value."""

call_made = _signals.signal("wechat-corp-call-made")
"""An exchange with WeCom's API has ended: ``method``, ``path``, ``seconds``, and ``errcode``,
which is ``None`` when there was no usable answer. Repeats are exchanges of their own."""


def tell(signal: NamedSignal, app: Flask, extension: str, **facts: object) -> None:
    """Send a signal if anybody listens. Never raises."""
    if not signal.receivers:
        return
    try:
        signal.send(app, _async_wrapper=app.ensure_sync, extension=extension, **facts)
    except Exception:
        logger.exception("a receiver of %s failed", signal.name)
