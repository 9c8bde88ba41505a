"""What a conversation waits for: the step of a dialogue, a list, or both; and the stored row.

A row is JSON: ``[session, list]``, or ``[session, list, more]`` where ``more`` has the step and the
time when the list is forgotten. The short form is that of version 1.
"""

from __future__ import annotations

import json
import logging
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from .entries import HandlerEntry

__all__ = [
    "NOTHING",
    "RememberedStep",
    "StepEntry",
    "Waiting",
    "cancel_words",
    "normal_key",
    "read_row",
    "until",
    "written_row",
]

logger = logging.getLogger("flask_wechat_corp.callback")

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(eq=False, repr=False)
class StepEntry:
    """A registered step of a dialogue."""

    handler: HandlerEntry

    def keep_in(self, steps: dict[str, StepEntry]) -> None:
        """Add the step to those of a registry.

        :raises TypeError: when another function has its name
        """
        name = self.handler.name
        known = steps.setdefault(name, self)
        if known.handler.function is not self.handler.function:
            raise TypeError(
                f"Two steps are named {name}. Rename one, because a conversation remembers its"
                " step by name."
            )

    def check(self) -> None:
        """Fail at the decorator when the function cannot be a step.

        :raises TypeError: when it has no name of its own or does not take the message
        """
        function = self.handler.function
        if not hasattr(function, "__qualname__") or "<lambda>" in function.__qualname__:
            raise TypeError(
                f"The step {self.handler.name} must be a function with a name, because a"
                " conversation remembers its step by name."
            )
        self.handler.check()


class RememberedStep(NamedTuple):
    """The step that gets the next message of a conversation."""

    name: str
    until: float | None = None
    """When it is forgotten, in seconds since the epoch; ``None``: with the session."""
    cancel: tuple[str, ...] | None = None
    """The words that end the dialogue; ``None`` for those of the extension object."""
    cancelled: str | None = None
    """The reply to them; ``None`` for that of the extension object."""


class Waiting(NamedTuple):
    """What a conversation waits for."""

    list_name: str | None = None
    list_until: float | None = None
    step: RememberedStep | None = None


NOTHING = Waiting()


def normal_key(word: str) -> str:
    """Return what two spellings of a word share: ``１`` is ``1``, ``YES`` is ``yes``."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def cancel_words(words: Iterable[str] | str) -> tuple[str, ...]:
    """Return the words in the form in which they are compared; a string is one word.

    :raises TypeError: when one of them is not a string
    """
    given = (words,) if isinstance(words, str) else tuple(words)
    if not all(isinstance(word, str) for word in given):
        raise TypeError("The words of cancel= must be strings.")
    return tuple(normal_key(word) for word in given)


def until(timeout: float | None, now: float) -> float | None:
    """Return when something that is remembered now is forgotten.

    :param timeout: seconds; ``None`` for no end
    :raises TypeError: when it is not a number
    :raises ValueError: when it is not more than 0
    """
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError("timeout= must be a number of seconds, or None.")
    if not (math.isfinite(timeout) and timeout > 0):
        raise ValueError("timeout= must be more than 0 seconds, or None.")
    return now + timeout


def written_row(values: dict[str, Any], waiting: Waiting) -> str | None:
    """Return the row of a conversation; ``None`` when there is nothing to keep."""
    if not values and waiting == NOTHING:
        return None
    if waiting.list_until is None and waiting.step is None:
        return encode([values, waiting.list_name])
    more: dict[str, Any] = {}
    if waiting.list_until is not None:
        more["list_until"] = waiting.list_until
    if waiting.step is not None:
        more["step"] = waiting.step
    return encode([values, waiting.list_name, more])


def read_row(text: str | None) -> tuple[dict[str, Any], Waiting]:
    """Return the session and what the conversation waits for."""
    if text is None:
        return {}, NOTHING
    try:
        values, name, *rest = json.loads(text)
        if not rest:
            return dict(values), NOTHING if name is None else Waiting(name)
        more = rest[0]
        step = more.get("step")
        if step is not None:
            known, end, cancel, cancelled = step
            step = RememberedStep(known, end, None if cancel is None else tuple(cancel), cancelled)
        return dict(values), Waiting(name, more.get("list_until"), step)
    except (ValueError, TypeError, AttributeError):
        logger.error("A stored session cannot be read; the conversation starts with an empty one.")
        return {}, NOTHING
