"""The receivers of a message: members, departments and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..engine.checks import max_length
from ..engine.encoding import query_value

__all__ = ["ids_by_kind", "joined", "portions_of"]

#: receivers that one call takes, by the key
RECEIVERS = {"touser": 1000, "toparty": 100, "totag": 100}


def joined(to: Mapping[str, object] | Iterable[str] | str) -> dict[str, str]:
    """Return the receivers as WeCom takes them, ``"a|b"``."""
    found = {}
    for name, ids in ids_by_kind(to).items():
        max_length(name, ids, RECEIVERS[name])
        found[name] = "|".join(ids)
    return found


def ids_by_kind(to: Mapping[str, object] | Iterable[str] | str) -> dict[str, list[str]]:
    """Return the receivers by kind.

    :raises ValueError: for an unknown kind, or none at all
    :raises TypeError: for what is no id
    """
    if not isinstance(to, Mapping):
        to = {"touser": to}
    unknown = {str(key) for key in to.keys() - RECEIVERS.keys()}
    if unknown:
        raise ValueError(
            f"to must have the keys touser, toparty or totag, not {', '.join(sorted(unknown))}."
        )
    receivers = {}
    for name, value in to.items():
        if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)):
            ids = [_id(name, one) for one in value]
        else:
            ids = [part.strip() for part in _id(name, "" if value is None else value).split("|")]
        if ids := [one for one in ids if one]:
            receivers[name] = ids
    if not receivers:
        raise ValueError("to has no receiver. Pass touser, toparty or totag.")
    return receivers


def _id(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError(f"{name} takes ids, not {type(value).__name__}.")
    return str(query_value(value)).strip()


def portions_of(receivers: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """Return receivers that one call takes each; the first has the first of each kind."""
    portions: list[dict[str, list[str]]] = []
    for name, ids in receivers.items():
        size = RECEIVERS[name]
        for number, start in enumerate(range(0, len(ids), size)):
            if number == len(portions):
                portions.append({})
            portions[number][name] = ids[start : start + size]
    return portions
