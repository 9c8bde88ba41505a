"""Records that a call refers to: found, or rejected with WeCom's error code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import SimulatedError
from ..world.world import Record, World
from .request import Args, page

__all__ = ["find", "lenient_page", "need_media", "need_member", "need_members", "provider_id"]


def find(rows: Iterable[Record], key: str, value: object) -> Record | None:
    """Return the first of ``rows`` whose ``key`` has this value."""
    return next((row for row in rows if row.get(key) == value), None)


def need_member(world: World, userid: object, *, unknown: int = 60111) -> Record:
    """Return a member's record.

    :param unknown: the error code if there is no such member
    """
    row = world.member(userid)
    if row is None:
        raise SimulatedError(unknown)
    return row


def need_members(world: World, userids: Iterable[str], *, unknown: int = 60111) -> list[str]:
    """Return ``userids`` as a list, after checking that all of them are members."""
    ids = list(userids)
    for userid in ids:
        need_member(world, userid, unknown=unknown)
    return ids


def need_media(world: World, media_id: object) -> str:
    """Return a media id that was uploaded and has not expired.

    :raises SimulatedError: 40007
    """
    if not isinstance(media_id, str) or world.media.get(media_id) is None:
        raise SimulatedError(40007)
    return media_id


def provider_id(world: World, own: str) -> str:
    """Return the id that a service provider has for one of the company's."""
    return world.stable_id(own[:2], f"provider {own}", len(own))


def lenient_page(
    args: Args, name: str, rows: Sequence[Record], *, default: int, most: int, over: int = 0
) -> Record:
    """Return a page like :meth:`Args.paged`; a ``limit`` beyond ``most`` counts as the default.

    That is how WeCom reads it for mass messages, moments and products (93333, 93338, 95096).

    :param over: what such a ``limit`` counts as instead
    """
    limit = args.number("limit", default, least=1)
    cursor = args.optional_text("cursor")
    shown, following = page(rows, cursor, limit if limit <= most else over or default)
    return {name: shown, "next_cursor": following}
