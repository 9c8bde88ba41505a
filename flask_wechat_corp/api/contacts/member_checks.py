"""Checks of a member's record before it is sent, with the limits of WeCom pages 90195 and 90197."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..engine.checks import max_bytes, max_length

__all__ = ["check_change", "check_new"]

USERID = r"[0-9A-Za-z][0-9A-Za-z_\-@.]*"
USERID_BYTES = 64
#: field of a member's record -> most entries (lists) or characters (texts)
LIMITS = {
    "name": 64,
    "alias": 64,
    "position": 128,
    "address": 128,
    "department": 100,
    "direct_leader": 1,
}


def check_new(user: Mapping[str, object]) -> None:
    """Check the record of a new member.

    :raises ValueError: without ``userid`` or ``name``, or over a limit
    """
    for key in ("userid", "name"):
        if not user.get(key):
            raise ValueError(f"{key} is missing in user.")
    _check_userid("userid", user["userid"])
    _check_lengths(user)


def check_change(user: Mapping[str, object]) -> None:
    """Check what changes of a member; only a new id has to follow the rules for ids.

    :raises ValueError: without ``userid``, or over a limit
    """
    if not user.get("userid"):
        raise ValueError("userid is missing in user.")
    _check_userid("new_userid", user.get("new_userid"))
    _check_lengths(user)


def _check_userid(key: str, value: object) -> None:
    if isinstance(value, str):
        max_bytes(key, value, USERID_BYTES)
        if not re.fullmatch(USERID, value):
            raise ValueError(
                f"{key}: WeCom takes letters, digits and _-@. and a letter or digit first."
            )


def _check_lengths(user: Mapping[str, object]) -> None:
    for key, limit in LIMITS.items():
        value = user.get(key)
        if isinstance(value, (str, list, tuple)):
            max_length(key, value, limit)
