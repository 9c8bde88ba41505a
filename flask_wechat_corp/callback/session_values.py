"""The values of a session: a dict of plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

__all__ = ["Session", "check_plain"]

JSON_SCALARS = frozenset({str, int, bool, type(None)})


class Session(dict[str, Any]):
    """The values that are kept between the messages of one user: a dict of plain JSON values.

    Plain values are ``None``, ``bool``, ``int``, finite ``float``, ``str``, and lists and dicts
    (with text keys) of these. Any other value raises :class:`TypeError` when it is set or, when it
    is nested deeper, when the session is saved. The session is saved at the end of the message.
    """

    #: The storage key; it reveals nothing about the user.
    id: str

    def __init__(
        self,
        key: str,
        values: dict[str, Any],
        write: Callable[[], None],
        release: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(values)
        self.id = key
        self._write = write
        self._release = release
        self._released = False

    def save(self) -> None:
        """Save now; the saved values stay, even if the handler fails afterwards.

        :raises TypeError: when a value is not plain; the message names its key
        :raises StoreError: when the store fails
        """
        self._writable()
        self._write()

    def release(self) -> None:
        """Save, and let the next message of this conversation in, before something slow.

        This object ends: reading it shows the old values, writing it raises
        :class:`RuntimeError`. The next ``wx.session`` waits for the conversation and reads what is
        stored then.

        :raises TypeError: when a value is not plain; the message names its key
        :raises StoreError: when the store fails
        """
        self._writable()
        self._release()
        self._released = True

    def destroy(self) -> None:
        """Delete everything; the empty session can be used again."""
        self.clear()
        self._write()

    def _writable(self) -> None:
        if self._released:
            raise RuntimeError("This session was released. Use wx.session again to go on.")

    def __setitem__(self, key: str, value: Any) -> None:
        self._writable()
        check_plain(key, value)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._writable()
        super().__delitem__(key)

    def clear(self) -> None:
        """Remove all values."""
        self._writable()
        super().clear()

    def pop(self, key: str, *default: Any) -> Any:
        """Remove a value and return it."""
        self._writable()
        return super().pop(key, *default)

    def popitem(self) -> tuple[str, Any]:
        """Remove the value that was set last and return it with its key."""
        self._writable()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value; set it first when the key is missing."""
        self._writable()
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set several values."""
        self._writable()
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __ior__(self, other: Any) -> Session:  # type: ignore[override,misc]  # a dict's
        self.update(other)
        return self


def check_plain(key: object, value: Any) -> None:
    """Raise :class:`TypeError`, naming the key, unless key and value are plain JSON."""
    if type(key) is not str:
        raise TypeError(f"A session key must be a str, not {type(key).__name__}.")
    try:
        culprit = _not_plain(value)
    except RecursionError:
        culprit = "a structure that contains itself"
    if culprit:
        raise TypeError(f"session[{key!r}] must contain plain JSON values only, not {culprit}.")


def _not_plain(value: Any) -> str | None:
    kind = type(value)
    if kind in JSON_SCALARS or (kind is float and isfinite(value)):
        return None
    if kind is list:
        return next(filter(None, map(_not_plain, value)), None)
    if kind is dict:
        if any(type(key) is not str for key in value):
            return "a dict with keys that are not text"
        return next(filter(None, map(_not_plain, value.values())), None)
    return str(value) if kind is float else kind.__name__
