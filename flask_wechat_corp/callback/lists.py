"""Lists: small menus in a text, answered by typing one of their keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..errors import UndefinedListError

__all__ = ["Item", "List", "Lists"]

#: The answer to a key: a handler, or the reply itself.
ItemAnswer = Callable[..., Any] | str
#: A line of a list: a bare text, or a pair of the text and the answer to its keys.
Item = str | Sequence[Any]

KEY = re.compile(r"\{([^{}]+)\}")


class List:
    """One list: a description for the user, and an answer for each of its keys.

    :param items: the lines; in each, ``{key}`` marks a word that the user may type. A line may
        have several keys
    :raises TypeError: when a line is not text, or an answer is neither a handler nor text
    :raises ValueError: when two lines have the same key
    """

    def __init__(self, items: Iterable[Item]) -> None:
        lines: list[str] = []
        self._answers: dict[str, ItemAnswer] = {}
        for item in items:
            text, answer = _read(item)
            lines.append(KEY.sub(r"\1", text))
            if answer is None:
                continue
            for key in dict.fromkeys(found.strip() for found in KEY.findall(text)):
                if key in self._answers:
                    raise ValueError(f"Two items of the list have the key {key!r}.")
                self._answers[key] = answer
        #: The text that the user is shown: all lines, without the braces.
        self.description = "\n".join(lines)

    def get(self, key: str) -> ItemAnswer | None:
        """Return the answer to this word: a handler, a text, or ``None``."""
        return self._answers.get(key.strip())


class Lists:
    """The lists of an application, by name. Register them when it starts, in every process."""

    def __init__(self) -> None:
        self._lists: dict[str, List] = {}

    def __bool__(self) -> bool:
        return bool(self._lists)

    def __contains__(self, name: object) -> bool:
        return name in self._lists

    def add(self, name: str, items: Iterable[Item]) -> List:
        """Register a list; it replaces an earlier one of that name.

        :param items: ``(text, handler or text)``, or a bare text for a line without an answer
        """
        self._lists[name] = made = List(items)
        return made

    def get(self, name: str) -> List:
        """Return a list.

        :raises UndefinedListError: when there is none of that name
        """
        try:
            return self._lists[name]
        except KeyError:
            raise UndefinedListError(
                f"No list is named {name!r}. Add it with wx.lists.add({name!r}, items)."
            ) from None

    def clear(self) -> None:
        """Forget all lists."""
        self._lists.clear()


def _read(item: Item) -> tuple[str, ItemAnswer | None]:
    if isinstance(item, str):
        return item, None
    text, answer = (*item, None, None)[:2]
    if not isinstance(text, str) or len(item) > 2:
        raise TypeError("A list item must be a string or a (text, handler or string) pair.")
    if answer is not None and not isinstance(answer, str) and not callable(answer):
        raise TypeError("The answer of a list item must be a handler or a string.")
    return text, answer
