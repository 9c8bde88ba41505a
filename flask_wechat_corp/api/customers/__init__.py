"""The calls of the area 客户联系: external contacts, their tags, groups, messages and moments."""

from __future__ import annotations

from .acquisition import CustomerAcquisition
from .contact_ways import ContactWays
from .contacts import ExternalContacts
from .group_chats import ExternalGroupChats
from .messages import ExternalMessages, GroupWelcomeTemplates
from .moments import ExternalMoments, MomentStrategies
from .strategies import CustomerStrategies, InterceptRules, ProductAlbums
from .tags import ExternalTags
from .transfers import ExternalTransfers

__all__ = ["Customers"]


class Customers(
    CustomerAcquisition,
    ContactWays,
    ExternalContacts,
    ExternalGroupChats,
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
