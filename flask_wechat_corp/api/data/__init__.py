"""The calls of the area 数据与智能专区: programs for the message archive, and orders."""

from __future__ import annotations

from .analysis import ChatAnalysis
from .conversations import ChatData, ChatDataMembers
from .keywords import ChatKeywords
from .orders import AdvancedApiOrders
from .programs import DataPrograms

__all__ = ["DataIntelligence"]


class DataIntelligence(
    DataPrograms,
    ChatDataMembers,
    ChatData,
    ChatKeywords,
    ChatAnalysis,
    AdvancedApiOrders,
):
    """All calls of 数据与智能专区."""
