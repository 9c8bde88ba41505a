"""What the families of simulated calls share: checks of arguments, ids, pages, rooms.

A *room* is one family's part of the world's state: a JSON-plain dict that is saved with the world
and made on first use, so that a small friendly company has customers, approvals and calendars
without anybody having to describe them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from ..errors import SimulatedError
from ..world.world import World

T = TypeVar("T")

MISSING = 40058
INVALID = 40035
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
DAY = 86400


class Source(Protocol):
    """A call's arguments, or an object within them."""

    def get(self, name: str, /) -> Any:
        """Return the value, None when there is none."""


def room(world: World, name: str, furnish: Callable[[World], dict[str, Any]]) -> dict[str, Any]:
    """The family's part of the state, furnished when it is entered for the first time."""
    state = world.room(name)
    if not state:
        state.update(furnish(world))
    return state


def now(world: World) -> int:
    """The world's clock in whole seconds."""
    return int(world.clock())


def new_id(world: World, prefix: str, length: int = 32) -> str:
    """A new opaque id of the vendor's form: its prefix, then letters and digits."""
    return plain_id(world, prefix, str(world.next_id()), length)


def plain_id(world: World, prefix: str, name: str, length: int = 32) -> str:
    """The id that `name` always has in this company."""
    seed = f"{world.corp_id}/{prefix}/{name}".encode()
    digest = hashlib.shake_256(seed).digest(length)
    letters = [ALPHABET[byte % len(ALPHABET)] for byte in digest]
    return prefix + "".join(letters)[: length - len(prefix)]


def text(
    args: Source,
    key: str,
    *,
    missing: int = MISSING,
    most: int | None = None,
    invalid: int = MISSING,
) -> str:
    """A required string, else `missing`; not a string or too long is `invalid`."""
    value = args.get(key)
    if value is None or value == "":
        raise SimulatedError(missing, f"missing {key}")
    return _checked(value, key, most, invalid)


def optional_text(
    args: Source, key: str, *, most: int | None = None, invalid: int = MISSING
) -> str:
    """A string that may be left out, then empty."""
    value = args.get(key)
    return "" if value is None else _checked(value, key, most, invalid)


def _checked(value: object, key: str, most: int | None, invalid: int) -> str:
    if not isinstance(value, str):
        raise SimulatedError(invalid, f"{key} must be a string")
    if most is not None and len(value) > most:
        raise SimulatedError(invalid, f"{key} exceed max length {most}")
    return value


def number(
    args: Source,
    key: str,
    default: int | None = None,
    *,
    least: int | None = None,
    most: int | None = None,
    missing: int = MISSING,
    invalid: int = MISSING,
) -> int:
    """A whole number (a query carries it as digits); without `default` it is required."""
    value = args.get(key)
    if value is None or value == "":
        if default is None:
            raise SimulatedError(missing, f"missing {key}")
        return default
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SimulatedError(invalid, f"{key} must be an integer")
    if (least is not None and value < least) or (most is not None and value > most):
        raise SimulatedError(invalid, f"{key} out of range")
    return value


def texts(
    args: Source,
    key: str,
    *,
    most: int,
    least: int = 0,
    missing: int = MISSING,
    invalid: int = MISSING,
) -> list[str]:
    """A list of strings with `least` to `most` items; left out means empty."""
    return _items(args, key, str, most, least, missing, invalid)


def _items(
    args: Source, key: str, kind: type[T], most: int, least: int, missing: int, invalid: int
) -> list[T]:
    value = args.get(key)
    if value is None:
        value = []
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        raise SimulatedError(invalid, f"{key} must be a list of {_KINDS[kind]}")
    if len(value) < least:
        raise SimulatedError(missing, f"missing {key}")
    if len(value) > most:
        raise SimulatedError(invalid, f"{key} exceed max size {most}")
    return list(value)


_KINDS: dict[type, str] = {str: "strings", int: "integers", dict: "objects"}


def numbers(args: Source, key: str, *, most: int) -> list[int]:
    """A list of whole numbers; left out means empty."""
    return _items(args, key, int, most, 0, MISSING, MISSING)


def record(args: Source, key: str, *, required: bool = True) -> dict[str, Any]:
    """An object; when it is not required and left out, empty."""
    value = args.get(key)
    if value is None and not required:
        return {}
    if value is None:
        raise SimulatedError(MISSING, f"missing {key}")
    if not isinstance(value, dict):
        raise SimulatedError(MISSING, f"{key} must be an object")
    return dict(value)


def records(
    args: Source, key: str, *, most: int, least: int = 0, invalid: int = MISSING
) -> list[dict[str, Any]]:
    """A list of objects with `least` to `most` items; left out means empty."""
    return _items(args, key, dict, most, least, MISSING, invalid)


def kept(args: Source, *keys: str) -> dict[str, Any]:
    """The given ones of `keys`, as they came."""
    found = {key: args.get(key) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def span(
    args: Source, start: str, end: str, *, days: int, invalid: int = INVALID
) -> tuple[int, int]:
    """Two moments (Unix seconds) at most `days` apart, in order."""
    first, last = number(args, start, invalid=invalid), number(args, end, invalid=invalid)
    if first > last:
        raise SimulatedError(invalid, f"{start} is later than {end}")
    if last - first > days * DAY:
        raise SimulatedError(invalid, f"{start} and {end} are more than {days} days apart")
    return first, last


def page(items: Sequence[T], cursor: str, limit: int) -> tuple[list[T], str]:
    """One page of `items` and the opaque cursor of the next one, empty at the end."""
    start = _offset(cursor)
    if start is None or start > len(items):
        raise SimulatedError(50100, "invalid cursor")
    end = start + limit
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def paged(
    args: Source, name: str, rows: Sequence[Any], *, default: int, most: int
) -> dict[str, Any]:
    """The answer with the page of `rows` that `limit` and `cursor` ask for, called `name`."""
    limit = number(args, "limit", default, least=1, most=most)
    shown, cursor = page(rows, optional_text(args, "cursor"), limit)
    return {name: shown, "next_cursor": cursor}


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"cursor:{offset}".encode()).decode("ascii")


def _offset(cursor: str) -> int | None:
    if not cursor:
        return 0
    try:
        name, _, digits = base64.urlsafe_b64decode(cursor.encode("ascii")).decode().partition(":")
    except ValueError:
        return None
    return int(digits) if name == "cursor" and digits.isdecimal() else None


def find(items: Iterable[dict[str, Any]], key: str, value: object) -> dict[str, Any] | None:
    """The first of `items` whose `key` is `value`."""
    return next((item for item in items if item.get(key) == value), None)


def member_ids(world: World) -> list[str]:
    """The ids of all members, in the order in which they joined."""
    return list(world.members)


def member(world: World, userid: str, *, unknown: int = 60111) -> dict[str, Any]:
    """The member's record; `unknown` is the code for one that does not exist."""
    found = world.member(userid)
    if found is None:
        raise SimulatedError(unknown)
    return found


def known_members(world: World, userids: Iterable[str], *, unknown: int = 60111) -> list[str]:
    """`userids`, all of which must be members."""
    ids = list(userids)
    for userid in ids:
        member(world, userid, unknown=unknown)
    return ids


def need_media(world: World, media_id: object) -> str:
    """A media id that was uploaded and has not expired."""
    if not isinstance(media_id, str) or world.media.get(media_id) is None:
        raise SimulatedError(40007)
    return media_id


def said(world: World, via: str, users: list[str], msgtype: str, content: dict[str, Any]) -> None:
    """Show a message of the app in the conversations of `users`."""
    world.messages.add(
        {
            "time": world.clock(),
            "agentid": world.agent_id,
            "direction": "to_user",
            "via": via,
            "users": users,
            "chatid": "",
            "msgtype": msgtype,
            "content": content,
            "status": "ok",
            "reason": "",
            "delivery": None,
            "msgid": new_id(world, ""),
        }
    )
