"""Lists: small menus in a text, answered by typing one of their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..errors import UndefinedListError

__all__ = ["Item", "List", "Lists"]

#: What answers a key: a handler, or the reply itself.
Answer = Callable[..., Any] | str
#: A line of a list: a bare text, or the text with what answers its keys.
Item = str | Sequence[Any]

KEY = re.compile(r"\{([^{}]+)\}")


class List:
    """One list: a description for the user, and an answer for each of its keys.

    :param items: the lines; in each, ``{key}`` marks a word that the user may type. A line may
        hold several keys
    :raises TypeError: for a line that is no text, or an answer that is neither handler nor text
    :raises ValueError: when two lines answer the same key
    """

    def __init__(self, items: Iterable[Item]) -> None:
        lines: list[str] = []
        self._answers: dict[str, Answer] = {}
        for item in items:
            text, answer = _read(item)
            lines.append(KEY.sub(r"\1", text))
            if answer is None:
                continue
            for key in dict.fromkeys(found.strip() for found in KEY.findall(text)):
                if key in self._answers:
                    raise ValueError(f"two items of the list answer {key!r}")
                self._answers[key] = answer
        #: What the user is shown: all lines, without the braces.
        self.description = "\n".join(lines)

    def get(self, key: str) -> Answer | None:
        """Return what answers this word: a handler, a text, or ``None`` for nobody."""
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
        """Register a list, in place of an earlier one of that name.

        :param items: ``(text, handler or text)``, or a bare text for a line nobody answers
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
            raise UndefinedListError(f"no list was added under the name {name!r}") from None

    def clear(self) -> None:
        """Forget all lists."""
        self._lists.clear()


def _read(item: Item) -> tuple[str, Answer | None]:
    if isinstance(item, str):
        return item, None
    text, answer = (*item, None, None)[:2]
    if not isinstance(text, str) or len(item) > 2:
        raise TypeError("an item of a list is a text, or a pair of a text and what answers it")
    if answer is not None and not isinstance(answer, str) and not callable(answer):
        raise TypeError("what answers an item of a list is a handler or a text")
    return text, answer
