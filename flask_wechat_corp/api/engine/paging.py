"""Iterating over the pages of a call, so that an error does not end the iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

__all__ = ["Pages", "pages_by_offset"]

Entry = TypeVar("Entry")


class Pages(Iterator[Entry], Generic[Entry]):
    """The entries of all pages, each page read when its first entry is wanted.

    When reading a page fails, the error comes out of ``next()``, and the following ``next()``
    asks for the same page again. So a loop that goes on after an error must end itself when the
    error stays. One iterator belongs to one thread.

    :param read: gets where a page begins (``start``, then what it returned itself) and returns
        the page's entries and where the next one begins; ``None`` or ``""`` after the last page
    :param start: where the first page begins
    """

    def __init__(
        self, read: Callable[[Any], tuple[Iterable[Entry], Any]], start: Any = None
    ) -> None:
        self._read = read
        self._at = start
        self._entries: Iterator[Entry] = iter(())
        self._seen = {start}
        self._ended = False

    def __next__(self) -> Entry:
        while True:
            for entry in self._entries:
                return entry
            if self._ended:
                raise StopIteration
            entries, following = self._read(self._at)
            self._entries = iter(list(entries))
            # a server that gives a cursor for the second time would go round for ever
            self._ended = following in (None, "") or following in self._seen
            self._seen.add(following)
            self._at = following


def pages_by_offset(
    read: Callable[[int], Mapping[str, Any]], items: str, *, size: int | None = None
) -> Pages[Any]:
    """Return an iterator over the pages of a call that pages with an offset.

    The end is ``has_more: 0``; else a page shorter than ``size``, where that is known; else an
    empty page, or the page before once more, from a server that ignores the offset.

    :param read: gets an offset and returns that page
    :param items: the key of its entries
    """
    size = None if size is None else int(size)  # a text of digits is taken for a number
    before: list[Any] = []

    def page_at(offset: int) -> tuple[list[Any], int | None]:
        nonlocal before
        page = read(offset)
        entries = list(page.get(items) or ())
        if not entries or entries == before:
            return [], None
        before = entries
        more = page.get("has_more", size is None or len(entries) >= size)
        return entries, offset + len(entries) if more else None

    return Pages(page_at, 0)
