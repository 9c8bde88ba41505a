"""The access tokens of a simulated world."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from ..errors import SimulatedError
from .records import Record, keep_newest

__all__ = ["LIFETIME", "Tokens"]

LIFETIME = 7_200
"""Seconds that an access token is valid (document/path/91039)."""

_MAX_TOKENS = 500


class Tokens(dict[str, Record]):
    """Tokens with their owner, kind and expiry.

    :param clock: returns the world's time
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()

    def issue(
        self, owner: str, kind: str = "access_token", *, lifetime: int = LIFETIME
    ) -> tuple[str, int]:
        """Return the owner's token and its remaining seconds; the same token while it is valid.

        :param owner: the agent's id as text, a suite id, a provider's corp id …
        :param kind: ``access_token``, ``suite_access_token`` or ``provider_access_token``
        """
        now = self._clock()
        with self._lock:
            for token, row in self.items():
                same = row["owner"] == owner and row["kind"] == kind
                if same and row["alive"] and row["expires_at"] > now:
                    return token, max(1, int(row["expires_at"] - now))
            token = secrets.token_urlsafe(64)
            row = {"owner": owner, "kind": kind, "alive": True, "expires_at": now + lifetime}
            self[token] = row
            keep_newest(self, _MAX_TOKENS)
            return token, lifetime

    def check(self, token: str, kind: str = "access_token") -> str:
        """Return the owner of a token.

        :raises SimulatedError: 41001, 40014 or 42001; 41022, 40082 or 42009 for another kind
        """
        if not token:
            raise SimulatedError(41001 if kind == "access_token" else 41022)
        row = self.get(token)
        if row is None or row["kind"] != kind or not row["alive"]:
            raise SimulatedError(40014 if kind == "access_token" else 40082)
        if row["expires_at"] <= self._clock():
            raise SimulatedError(42001 if kind == "access_token" else 42009)
        return str(row["owner"])

    def revoke_all(self) -> int:
        """Revoke every token, as an administrator can; return how many were valid."""
        now = self._clock()
        with self._lock:
            alive = [row for row in self.values() if row["alive"]]
            for row in alive:
                row["alive"] = False
            return sum(row["expires_at"] > now for row in alive)
