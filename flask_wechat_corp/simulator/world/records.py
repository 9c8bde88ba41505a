"""The records of a simulated world: plain dictionaries with the vendor's field names."""

from __future__ import annotations

import hashlib
from typing import Any

__all__ = [
    "PART_HEADER",
    "Record",
    "complete_member",
    "keep_newest",
    "message_record",
    "part_of",
    "stable_id",
]

Record = dict[str, Any]
"""One row or object, JSON-plain."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


PART_HEADER = "X-Simulated-Part"
"""With it an app says which part of a long reply a message is: ``2/3``."""

_MAX_PARTS = 1_000


def part_of(header: str | None) -> list[int] | None:
    """Return the number of the part and how many there are, or None without a sensible header."""
    number, _, count = (header or "").partition("/")
    if not (number.isdecimal() and count.isdecimal()) or len(number + count) > 6:
        return None
    part = [int(number), int(count)]
    return part if 1 <= part[0] <= part[1] <= _MAX_PARTS else None


def stable_id(seed: str, prefix: str, length: int) -> str:
    """Return an opaque id of the vendor's form, always the same one for the same arguments.

    :param prefix: how the id begins
    :param length: characters in total
    """
    digest = hashlib.shake_256(seed.encode()).digest(length)
    letters = [_ALPHABET[byte % len(_ALPHABET)] for byte in digest]
    return prefix + "".join(letters)[: length - len(prefix)]


def keep_newest(rows: dict[str, Any], most: int) -> None:
    """Drop the oldest entries of ``rows`` until at most ``most`` are left."""
    while len(rows) > most:
        del rows[next(iter(rows))]


def message_record(
    time: float, via: str, users: list[str], msgtype: str, content: Record
) -> Record:
    """Return the row of a message that the app sent; see the event ``message`` of history.py."""
    return {
        "time": time,
        "agentid": 0,
        "direction": "to_user",
        "via": via,
        "users": users,
        "chatid": None,
        "msgtype": msgtype,
        "content": content,
        "status": "ok",
        "reason": "",
        "delivery": None,
        "msgid": None,
        "part": None,
    }


def complete_member(row: Record) -> Record:
    """Return a member's row with every field that ``user/get`` shows."""
    departments = row.get("department") or [1]
    first = {"name": row["userid"], "mobile": "", "department": departments}
    rest = {
        "order": [0] * len(departments),
        "position": "",
        "gender": "0",
        "email": "",
        "biz_mail": f"{row['userid']}@corp.example.com",
        "is_leader_in_dept": [0] * len(departments),
        "direct_leader": [],
        "avatar": "",
        "thumb_avatar": "",
        "telephone": "",
        "alias": "",
        "address": "",
        "open_userid": "wo" + row["userid"],
        "main_department": departments[0],
        "extattr": {"attrs": []},
        "status": 1,
        "enable": 1,
        "qr_code": f"https://open.work.weixin.qq.com/wwopen/userQRCode?vcode={row['userid']}",
        "external_position": "",
        "external_profile": {"external_corp_name": "", "external_attr": []},
    }
    return {"userid": row["userid"], **first, **rest, **row}
