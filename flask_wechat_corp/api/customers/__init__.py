"""The calls of the area 客户联系: external contacts, their tags, groups, messages and moments."""

from __future__ import annotations

from .acquisition import CustomerAcquisition
from .contact_ways import ContactWays
from .contacts import ExternalContacts
from .group_chats import ExternalGroupChats
from .intercept_rules import InterceptRules
from .join_ways import GroupChatJoinWays
from .messages import ExternalMessages
from .moments import ExternalMoments
from .products import ProductAlbums
from .strategies import CustomerStrategies, MomentStrategies
from .tags import ExternalTags
from .transfers import ExternalTransfers
from .welcome_templates import GroupWelcomeTemplates

__all__ = ["Customers"]


class Customers(
    CustomerAcquisition,
    ContactWays,
    ExternalContacts,
    ExternalGroupChats,
    GroupChatJoinWays,
    ExternalMessages,
    GroupWelcomeTemplates,
    ExternalMoments,
    MomentStrategies,
    CustomerStrategies,
    ProductAlbums,
    InterceptRules,
    ExternalTags,
    ExternalTransfers,
):
    """All calls of 客户联系."""
