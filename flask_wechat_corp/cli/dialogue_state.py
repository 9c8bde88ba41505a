"""What a conversation waits for, in a header of a simulated app's answers, for the chat page."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, g

from ..callback.message import Message
from ..config import EXTENSION_KEY
from ..signals import message_received
from ..web.runner import MessageContext

__all__ = ["HEADER", "show_dialogue_state"]

HEADER = "X-Simulated-Dialogue"
"""Its value is JSON: ``{"step": "bot.describe", "list": "lunch"}``, both optional."""

logger = logging.getLogger("flask_wechat_corp.callback")


def show_dialogue_state(app: Flask) -> None:
    """Add the header to the answers of all callbacks of an app."""

    def remember(sender: Flask, extension: str, message: Message, **facts: Any) -> None:
        g.simulated_message = (extension, message)

    # The app holds the receiver, because the signal itself does not.
    app.extensions["wechat_corp_dialogue_state"] = remember
    message_received.connect(remember, app)

    @app.after_request
    def add_header(response: Response) -> Response:
        extension, message = g.get("simulated_message", (None, None))
        if message is not None:
            response.headers[HEADER] = json.dumps(_waits_for(app, extension, message))
        return response


def _waits_for(app: Flask, extension: str, message: Message) -> dict[str, str]:
    state = app.extensions[EXTENSION_KEY][extension]
    try:
        waiting = MessageContext(state, message, 0.0).conversation.waiting
    except Exception:  # a message without a sender, or a store that fails
        logger.debug("The state of a dialogue cannot be shown.", exc_info=True)
        return {}
    shown = {"step": waiting.step and waiting.step.name, "list": waiting.list_name}
    return {name: value for name, value in shown.items() if value}
