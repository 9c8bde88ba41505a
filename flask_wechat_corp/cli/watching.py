"""What a simulated app tells the simulator for its chat page, beyond WeCom's own protocol.

What a conversation waits for is posted to the control plane when a message has been handled, in the
request or in the background. The parts of a long reply have a number in a header.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g

from ..callback.message import Message
from ..callback.parts import parts_of
from ..callback.reply import Reply
from ..config import EXTENSION_KEY
from ..signals import reply_sent
from ..web.late import part_in_hand
from ..web.robot_state import RobotState
from ..web.state import AppState, Watched

__all__ = ["PART", "tell_the_simulator"]

PART = "X-Simulated-Part"
"""The header of the first part's response and of the requests with the others: ``2/3``."""

logger = logging.getLogger("flask_wechat_corp.callback")

# No proxy: the simulator runs on this machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def tell_the_simulator(app: Flask) -> None:
    """Have an app tell its simulator what its conversations wait for, and number long replies."""
    for state in app.extensions.get(EXTENSION_KEY, {}).values():
        if isinstance(state, RobotState):
            continue
        state.watch = _report
        state.api.http.send = _numbered(state.api.http.send)

    def remember(sender: Flask, *, reply: Reply, late: bool, **facts: Any) -> None:
        if not late:
            g.simulated_parts = len(parts_of(reply, ""))

    # The app holds the receiver, because the signal itself does not.
    app.extensions["wechat_corp_simulated"] = remember
    reply_sent.connect(remember, app)

    @app.after_request
    def number_first_part(response: Response) -> Response:
        count = g.get("simulated_parts", 1)
        if count > 1:
            response.headers[PART] = f"1/{count}"
        return response


def _numbered(send: Callable[..., Any]) -> Callable[..., Any]:
    def numbered(request: Any, **options: Any) -> Any:
        part = part_in_hand.get()
        if part is not None:
            request.headers[PART] = "{}/{}".format(*part)
        return send(request, **options)

    return numbered


def _report(watched: Watched) -> None:
    """Post what the conversation waits for. The page is the only one that misses it."""
    state, message = watched.state, watched.message
    if not message.sender:
        return
    try:
        waiting = watched.conversation.waiting
        step = waiting.step and waiting.step.name
        agent = _agent(state, message)
        _post(
            f"{state.config.api_url}/_sim/dialogue",
            {"agentid": agent, "user": message.sender, "step": step, "list": waiting.list_name},
        )
    except Exception:
        logger.debug("The state of a dialogue cannot be shown.", exc_info=True)


def _agent(state: AppState, message: Message) -> int | None:
    return state.config.agent_id if message.agent_id is None else message.agent_id


def _post(url: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - the simulator's own address
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with _opener.open(request, timeout=5):
        pass
