"""The calls of the area 微信客服: accounts, servicers, messages, knowledge base, statistics."""

from __future__ import annotations

from .accounts import KfAccounts
from .knowledge import KfKnowledge
from .messages import KfMessages
from .servicers import KfServicers
from .statistics import KfStatistics

__all__ = ["CustomerService"]


class CustomerService(
    KfAccounts,
    KfServicers,
    KfMessages,
    KfKnowledge,
    KfStatistics,
):
    """All calls of 微信客服."""
