"""A robot's handler that streams its answer in two parts."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from flask_wechat_corp import RobotMessage, WeChatRobot


def paused_stream(
    bot: WeChatRobot, before: Sequence[object], after: Sequence[object]
) -> threading.Event:
    """Answer every text with a stream; what comes ``after`` waits for the event returned."""
    go = threading.Event()

    @bot.text
    def answer(message: RobotMessage) -> Iterator[object]:
        yield from before
        go.wait(10)
        yield from after

    return go
