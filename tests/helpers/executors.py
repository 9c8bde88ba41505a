"""Another executor for an extension object that exists already."""

from __future__ import annotations

from typing import Any

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.web.sender_queues import SenderQueues

__all__ = ["use_executor"]


def use_executor(wx: WeChatCorp, executor: Any) -> None:
    """Run the background work of ``wx`` on ``executor``."""
    wx._queue.executor = executor
    wx._queue.senders = SenderQueues(executor)
