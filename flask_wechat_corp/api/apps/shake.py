"""Shaking a phone near a beacon (摇一摇周边) of 企业号 (legacy)."""

from __future__ import annotations

from typing import Any

from ..engine.family import Family

__all__ = ["ShakeTickets"]


class ShakeTickets(Family):
    """The result of a shake."""

    def get_shake_info(self, ticket: str) -> dict[str, Any]:
        """Get page, beacon and member behind the ticket of a shake. Legacy (企业号).

        :param ticket: from the address that the shake opened, good for 30 minutes
        """
        return self._post("shakearound/getshakeinfo", {"ticket": ticket}, idempotent=True)
