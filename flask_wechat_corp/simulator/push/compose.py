"""Builds the fields of a callback from a short description.

``{"type": "text", "from": "zhangsan", "content": "hi"}`` becomes ``ToUserName``, ``FromUserName``,
``CreateTime``, ``MsgType``, ``Content``, ``MsgId`` and ``AgentID``. Required fields that
are left out get a plausible value, so that the name of a type or event is enough to try it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from ..data import load_data
from ..world.world import Record, World
from .cards import CARD_EVENTS, complete_event

__all__ = ["SYSTEM", "compose"]

SYSTEM = "sys"
"""The sender of contact changes and job results."""


_CALLBACKS = load_data("callbacks.json")
_MESSAGES: dict[str, list[str]] = _CALLBACKS["messages"]
_EVENTS: dict[str, list[str]] = _CALLBACKS["events"]
_SYSTEM_EVENTS = {
    name.partition("/")[0]
    for name, fields in _EVENTS.items()
    if "AgentID" not in fields
}  # fmt: skip
_CONTROL = {"type", "from", "to", "target"}

# One pixel, for an image message without a media id.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f0e9fe0a0002f301cdffd1d8990000000049454e44ae426082"
)


def snake(name: str) -> str:
    """Return a vendor's field name in snake_case: ``AgentID`` → ``agent_id``."""
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name).lower()


# AgentID and UserID, as applications get them, before AgentId and UserId of service providers.
_VENDOR = {snake(name): name for name in sorted(_CALLBACKS["names"], reverse=True)}


def _vendor_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise ValueError(
            "A field's name must begin with a letter and contain only letters, digits and _."
        )
    if name[:1].isupper() or name == "item":
        return name
    return _VENDOR.get(name) or "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _vendor_fields(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_vendor_name(str(key)): _vendor_fields(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_vendor_fields(one) for one in value]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


def compose(world: World, spec: Mapping[str, Any]) -> Record:
    """Return the callback's fields in the vendor's order.

    :raises ValueError: if the description cannot be pushed
    """
    kind = spec.get("type")
    if not isinstance(kind, str) or not kind:
        raise ValueError("type must be a MsgType such as text, or event.")
    given = _vendor_fields({key: value for key, value in spec.items() if key not in _CONTROL})
    event = given.get("Event")
    if kind == "event" and (not isinstance(event, str) or not event):
        raise ValueError("An event needs its name in the field event.")
    system = kind == "event" and event in _SYSTEM_EVENTS
    fields: Record = {
        "ToUserName": world.corp_id,
        "FromUserName": _sender(world, spec.get("from"), system),
        "CreateTime": int(world.clock()),
        "MsgType": kind,
    }
    fields |= _event_defaults(given) if kind == "event" else _defaults(world, kind, given)
    fields |= given
    if kind == "event" and event in CARD_EVENTS:
        complete_event(world, fields)
    if kind != "event":
        fields.setdefault("MsgId", _message_id())
    if not system:
        fields.setdefault("AgentID", world.agent_id)
    if kind == "event" and "CreateTime" not in given:
        fields["CreateTime"] = world.event_times.next(fields)
    return fields


def _sender(world: World, userid: object, system: bool) -> str:
    if userid is None:
        if system:
            return SYSTEM
        userid = next(iter(world.members), "")
    member = world.member(userid)
    if member is None and userid != SYSTEM:
        raise ValueError("from must be the userid of a member.")
    return str(member["userid"]) if member else SYSTEM


def _message_id() -> int:
    # Like WeCom's: 64 bits, more than a double can represent. It is random and does not restart
    # with a world: an app would take a message with a known id for a repeated delivery.
    return 7_000_000_000_000_000_000 + secrets.randbelow(10**18)


def _defaults(world: World, kind: str, given: Record) -> Record:
    if kind == "text":
        return {"Content": ""}
    if kind == "image":
        media_id = given.get("MediaId") or _sample(world, "image")
        return {"PicUrl": f"{world.base_url}/_sim/media/{media_id}", "MediaId": media_id}
    if kind == "voice":
        return {"MediaId": given.get("MediaId") or _sample(world, "voice"), "Format": "amr"}
    if kind in ("video", "shortvideo"):
        return {
            "MediaId": given.get("MediaId") or _sample(world, "video"),
            "ThumbMediaId": given.get("ThumbMediaId") or _sample(world, "image"),
        }
    if kind == "location":
        return {
            "Location_X": "31.230416", "Location_Y": "121.473701", "Scale": 15,
            "Label": "上海市黄浦区人民广场", "AppType": "wxwork",
        }  # fmt: skip
    if kind == "link":
        return {
            "Title": "标题", "Description": "描述", "Url": "https://example.com/",
            "PicUrl": f"{world.base_url}/_sim/media/none",
        }  # fmt: skip
    return {}


_SAMPLES = {
    "image": ("image.png", "image/png", _PIXEL),
    "voice": ("voice.amr", "audio/amr", b"#!AMR\n"),
    "video": ("video.mp4", "video/mp4", bytes(16)),
}


def _sample(world: World, kind: str) -> str:
    return world.media.add(kind, *_SAMPLES[kind]).media_id


def _event_defaults(given: Record) -> Record:
    event = str(given["Event"])
    fields: Record = {"Event": event}
    if event == "LOCATION":
        fields |= {"Latitude": "31.230416", "Longitude": "121.473701", "Precision": "30.000000"}
    elif event in ("scancode_push", "scancode_waitmsg"):
        fields["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": "https://example.com/"}
    elif event in ("pic_sysphoto", "pic_photo_or_album", "pic_weixin"):
        item = {"item": {"PicMd5Sum": "1b5f7c23b5bf75682a53e7b6d163e185"}}
        fields["SendPicsInfo"] = {"Count": 1, "PicList": item}
    elif event == "location_select":
        fields["SendLocationInfo"] = {
            "Location_X": "31.230416", "Location_Y": "121.473701", "Scale": "16",
            "Label": "上海市黄浦区人民广场", "Poiname": "人民广场",
        }  # fmt: skip
    elif event == "batch_job_result":
        fields["BatchJob"] = {
            "JobId": "job", "JobType": "sync_user", "ErrCode": 0, "ErrMsg": "ok",
        }  # fmt: skip
    if "EventKey" in _EVENTS.get(event, []):
        fields["EventKey"] = ""
    return fields
