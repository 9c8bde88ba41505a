"""Lists: small menus in a text, answered by typing one of their keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..errors import UndefinedListError
from .steps import normal_key

__all__ = ["Item", "List", "Lists"]

#: The answer to a key: a handler, or the reply itself.
ItemAnswer = Callable[..., Any] | str
#: A line of a list: a bare text, or a pair of the text and the answer to its keys.
Item = str | Sequence[Any]

_PIECE = r"\{\{|\}\}|\{([^{}]*)\}|\{"


class List:
    """One list: a description for the user, and an answer for each of its keys.

    :param items: the lines; in each, ``{key}`` marks a word that the user may type. A line may
        have several keys; ``{{`` is a brace
    :raises TypeError: when a line is not text, or an answer is neither a handler nor text
    :raises ValueError: when two lines have the same key, or a brace is not closed
    """

    def __init__(self, items: Iterable[Item]) -> None:
        if isinstance(items, (str, Mapping)):
            raise TypeError(
                f"The items of a list must be (text, handler or string) pairs in a list, not a"
                f" {type(items).__name__}."
            )
        lines: list[str] = []
        self._answers: dict[str, ItemAnswer] = {}
        for item in items:
            text, answer = _read(item)
            line, keys = _read_line(text)
            lines.append(line)
            if answer is None:
                continue
            for key in dict.fromkeys(map(normal_key, keys)):
                if key in self._answers:
                    raise ValueError(f"Two items of the list have the key {key!r}.")
                self._answers[key] = answer
        #: The text that the user is shown: all lines, without the braces.
        self.description = "\n".join(lines)

    def get(self, key: str) -> ItemAnswer | None:
        """Return the answer to this word: a handler, a text, or ``None``.

        Words are compared after NFKC and without case: ``１`` is ``1``, ``YES`` is ``yes``.
        """
        return self._answers.get(normal_key(key))


class Lists:
    """The lists of an application, by name. Register them when it starts, in every process."""

    def __init__(self) -> None:
        self._lists: dict[str, List] = {}
        self._included_by: list[Lists] = []

    def __bool__(self) -> bool:
        return bool(self._lists)

    def __contains__(self, name: object) -> bool:
        return name in self._lists

    def add(self, name: str, items: Iterable[Item]) -> List:
        """Register a list; it replaces an earlier one of that name.

        :param items: ``(text, handler or text)``, or a bare text for a line without an answer
        :raises TypeError: when the items are a dict, or one of them is not of this kind
        :raises ValueError: when a key comes twice, or a brace is not closed
        """
        made = List(items)
        self._keep(name, made)
        return made

    def _keep(self, name: str, made: List) -> None:
        self._lists[name] = made
        for lists in self._included_by:
            lists._keep(name, made)

    def include(self, other: Lists) -> None:
        """Add the lists of another registry, also those that are added there later."""
        for name, made in other._lists.items():
            self._keep(name, made)
        other._included_by.append(self)

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
        for lists in self._included_by:
            lists._forget(self._lists)
        self._lists.clear()

    def _forget(self, those: Mapping[str, List]) -> None:
        for lists in self._included_by:
            lists._forget(those)
        for name, made in those.items():
            if self._lists.get(name) is made:
                del self._lists[name]


def _read(item: Item) -> tuple[str, ItemAnswer | None]:
    if isinstance(item, str):
        return item, None
    if not isinstance(item, Sequence):
        raise TypeError(
            f"A list item must be a string or a (text, handler or string) pair, not a"
            f" {type(item).__name__}."
        )
    text, answer = (*item, None, None)[:2]
    if not isinstance(text, str) or len(item) > 2:
        raise TypeError("A list item must be a string or a (text, handler or string) pair.")
    if answer is not None and not isinstance(answer, str) and not callable(answer):
        raise TypeError("The answer of a list item must be a handler or a string.")
    return text, answer


def _read_line(text: str) -> tuple[str, list[str]]:
    """Return a line without the braces, and its keys."""
    keys: list[str] = []

    def shown(found: re.Match[str]) -> str:
        piece: str = found[0]
        if piece in ("{{", "}}"):
            return piece[0]
        if piece == "{":
            raise ValueError(
                f"The brace in the list item {text!r} is not closed. Write {{{{ for a brace."
            )
        key: str = found[1]
        if not key.strip():
            raise ValueError(f"The list item {text!r} has an empty key. Write {{{{ for a brace.")
        keys.append(key)
        return key

    return re.sub(_PIECE, shown, text), keys
