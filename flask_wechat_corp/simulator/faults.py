"""Faults on demand: errors, delays and dropped connections.

A fault of the API names a ``path`` (``"user/get"``, or ``"*"`` for all) and one kind: ``errcode``
(with ``errmsg``), ``delay`` in seconds, ``drop``, ``body`` (with ``status``), or ``status`` alone.
A fault of the callbacks has ``callback`` instead: ``"double"`` (delivered again after the answer),
``"reorder"`` (held back until the next one is finished), ``"delay"`` (with ``delay``), ``"drop"``
(never delivered), ``"control_characters"`` or ``"cut_utf8"`` (its last text is malformed).
``times`` counts down for every kind; without it a fault stays.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .world.records import Record

__all__ = ["MALFORMED", "Fault", "Faults"]

_KINDS = ("errcode", "delay", "drop", "body", "status")
MALFORMED = {"control_characters": b"\x00\x0b\x1f", "cut_utf8": "你".encode()[:2]}
"""What these faults append to the last text of a callback."""
_CALLBACK = ("double", "reorder", "delay", "drop", *MALFORMED)
_KEYS = {"path", "callback", "errmsg", "times", *_KINDS}
_MAX = 100
_MAX_DELAY = 600.0


@dataclass
class Fault:
    """One planned fault."""

    id: int
    path: str = ""
    callback: str = ""
    errcode: int | None = None
    errmsg: str = ""
    delay: float | None = None
    drop: bool = False
    body: str | None = None
    status: int | None = None
    times: int | None = None

    def row(self) -> Record:
        """Return its fields without the unset ones."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "", False)}


class Faults:
    """The planned faults, oldest first; the first match is used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def add(self, spec: Mapping[str, Any] | None = None, **fields: Any) -> Fault:
        """Plan a fault; the fields are those of ``POST /_sim/faults``.

        :raises ValueError: if a field is unknown or malformed
        """
        fault = _read({**(spec or {}), **fields}, next(self._ids))
        with self._lock:
            if len(self._faults) >= _MAX:
                raise ValueError(
                    f"There are already {_MAX} faults. Remove some with DELETE /_sim/faults."
                )
            self._faults.append(fault)
        return fault

    def take_call(self, path: str) -> Fault | None:
        """Return the fault for a call to ``path`` and count it down; None if there is none."""
        return self._take(lambda fault: fault.path in (path, "*"))

    def take_callback(self) -> Fault | None:
        """Return the fault for the next callback and count it down; None if there is none."""
        return self._take(lambda fault: bool(fault.callback))

    def holds_back(self) -> bool:
        """Return whether the next callback may wait for the one behind it."""
        with self._lock:
            return any(one.callback == "reorder" for one in self._faults)

    def _take(self, fits: Any) -> Fault | None:
        with self._lock:
            fault = next((one for one in self._faults if fits(one)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault

    def remove(self, id: int) -> bool:
        """Remove one fault; return whether it existed."""
        with self._lock:
            before = len(self._faults)
            self._faults = [fault for fault in self._faults if fault.id != id]
            return len(self._faults) < before

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._faults.clear()

    def rows(self) -> list[Record]:
        """Return the planned faults."""
        with self._lock:
            return [fault.row() for fault in self._faults]


def _read(spec: Record, id: int) -> Fault:
    unknown = sorted(set(spec) - _KEYS)
    if unknown:
        raise ValueError(f"A fault has no field {unknown[0]!r}.")
    _check_types(spec)
    times = spec.get("times")
    if times is not None and times < 1:
        raise ValueError("times must be at least 1.")
    if not 0 <= (spec.get("delay") or 0) <= _MAX_DELAY:
        raise ValueError(f"delay must be 0 to {_MAX_DELAY:.0f} seconds.")
    if spec.get("callback"):
        if spec["callback"] not in _CALLBACK:
            raise ValueError(f"callback must be one of {', '.join(_CALLBACK)}.")
        if spec["callback"] == "delay" and spec.get("delay") is None:
            raise ValueError('The fault {"callback": "delay"} also needs delay, in seconds.')
        return Fault(id, **spec)
    path = str(spec.get("path", "")).removeprefix("/cgi-bin/").strip("/")
    if not path:
        raise ValueError("A fault needs path (for an API call) or callback.")
    if not any(spec.get(kind) is not None for kind in _KINDS):
        raise ValueError(f"A fault needs one of {', '.join(_KINDS)}.")
    return Fault(id, **{**spec, "path": path})


def _check_types(spec: Record) -> None:
    types: dict[str, tuple[type, ...]] = {
        "errcode": (int,), "status": (int,), "times": (int,), "delay": (int, float),
        "drop": (bool,),
    }  # fmt: skip
    for key, value in spec.items():
        wanted = types.get(key, (str,))
        if value is None:
            continue
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise ValueError(f"{key} must be {' or '.join(one.__name__ for one in wanted)}.")
    status = spec.get("status")
    if status is not None and not 200 <= status <= 599:
        raise ValueError("status must be 200 to 599.")
