"""What leases and locks need of a store, and what the package's own stores do in one step."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final, Protocol

__all__ = ["ANYTHING", "Anything", "AtomicKeyValue", "KeyValue", "Renewal"]


class Anything(Enum):
    """The type of :data:`ANYTHING`."""

    ANYTHING = "anything"


#: Stands for an expected value that is not known.
ANYTHING: Final = Anything.ANYTHING


class Renewal(Enum):
    """What became of a lease when the store was asked to renew it."""

    #: It was still ours and lasts for another ``ttl`` seconds.
    KEPT = 1
    #: It had expired, no other process had it, and it is ours again.
    REACQUIRED = 2
    #: Another process has it.
    LOST = 0


class KeyValue(Protocol):
    """The part of a store that leases need; see :class:`~flask_wechat_corp.Store`."""

    def get(self, key: str) -> str | None: ...  # noqa: D102 - as in Store
    def set(self, key: str, value: str, ttl: float | None = None) -> None: ...  # noqa: D102 - as in Store
    def add(self, key: str, value: str, ttl: float) -> bool: ...  # noqa: D102 - as in Store
    def delete(self, key: str) -> None: ...  # noqa: D102 - as in Store


class AtomicKeyValue(KeyValue, Protocol):
    """What the package's own stores do in one step and, over a network, in one round trip."""

    def compare_and_set(
        self, key: str, old: str, new: str | None, ttl: float | None = None
    ) -> bool:
        """Replace the value, or delete it when ``new`` is ``None``, only if it is ``old``."""

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> Sequence[Renewal | None]:
        """Renew leases, each given as key, value and seconds; acquire again what has expired.

        :return: what became of each, ``None`` where the store could not be asked
        """

    def acquire(self, guard: str, owner: str, ttl: float, key: str) -> tuple[bool, str | None]:
        """Add the entry ``guard`` if it is free, then read ``key``.

        :return: whether it was free, and the value of ``key`` (``None`` when it was not free)
        """

    def write_guarded(
        self,
        guard: str,
        owner: str,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        release: bool = False,
        expected: str | Anything | None = ANYTHING,
        lapsed: bool = False,
    ) -> bool:
        """Set the entry, or delete it when ``value`` is ``None``, if the guard allows it.

        It is allowed when the entry ``guard`` is ``owner``. With ``expected`` it is also allowed
        when there is no entry ``guard`` and ``key`` still has the expected value (``None``: no
        value).

        :param release: delete the entry ``guard`` in the same step
        :param lapsed: the guard was without an owner for some time, so the expected value counts
            even when ``guard`` is ``owner`` again
        """
