"""Records that a call refers to: found, or rejected with WeCom's error code."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import SimulatedError
from ..world.world import Record, World

__all__ = ["find", "need_media", "need_member", "need_members", "provider_id"]


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
