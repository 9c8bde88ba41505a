"""The calls of the area 上下游、互联企业: linked corps, corp groups, chains."""

from __future__ import annotations

from .chain import ChainRules, Chains
from .corpgroup import CorpGroups
from .linkedcorp import LinkedCorp

__all__ = ["Corps"]


class Corps(
    Chains,
    ChainRules,
    CorpGroups,
    LinkedCorp,
):
    """All calls of 上下游、互联企业."""
