"""Composes what a robot receives, from the fields of ``POST /_sim/push``."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from ..world.records import Record

__all__ = ["compose_refresh", "compose_robot"]

_MEDIA = ("image", "file", "video")
_KNOWN = frozenset(
    "robot type from chat content items media data filename quote event event_key task_id"
    " card_type selected id feedback_type wait EventKey TaskId CardType SelectedItems AgentID"
    " MediaId".split()
)


def compose_robot(spec: Mapping[str, Any], robot: Record, now: int, media: Any) -> Record:
    """Return the JSON of a message or an event, without its ``response_url``.

    :param media: takes bytes and a file name, returns the fields of the sealed file: ``url``, and
        over a long connection its ``aeskey``
    :raises ValueError: if the description cannot be pushed
    """
    unknown = sorted(set(spec) - _KNOWN)
    if unknown:
        raise ValueError(f"A robot's push has no field {unknown[0]!r}.")
    kind = str(spec.get("type", "text"))
    user = str(spec.get("from", "zhangsan"))
    message: Record = {"msgid": secrets.token_hex(16), "aibotid": robot["bot_id"]}
    if spec.get("chat"):
        message.update(chatid=str(spec["chat"]), chattype="group")
    else:
        message["chattype"] = "single"
    message["from"] = {"userid": user}
    if kind == "event":
        return _event(spec, message, now)
    message["msgtype"] = kind
    message[kind] = _content(spec, kind, media)
    if spec.get("chat") and kind == "text":
        message["text"]["content"] = f"@{robot['title']} {message['text']['content']}"
    if isinstance(spec.get("quote"), dict):
        message["quote"] = spec["quote"]
    return message


def _content(spec: Mapping[str, Any], kind: str, media: Any) -> Record:
    if kind in ("text", "voice"):
        content = spec.get("content", "")
        if not isinstance(content, str) or not content:
            raise ValueError("content must be a text that is not empty.")
        return {"content": content}
    if spec.get("chat") and kind != "mixed":
        raise ValueError(f"WeCom sends {kind} to a robot in single chats only.")
    if kind in _MEDIA:
        return dict(media(_data(spec), str(spec.get("filename", ""))))
    if kind == "mixed":
        return {"msg_item": [_item(one, media) for one in spec.get("items", [])]}
    raise ValueError("type must be text, voice, image, file, video, mixed or event.")


def _item(one: Any, media: Any) -> Record:
    if not isinstance(one, dict):
        raise ValueError("items must be a list of objects with content or data.")
    if "content" in one:
        return {"msgtype": "text", "text": {"content": str(one["content"])}}
    return {"msgtype": "image", "image": dict(media(_data(one), ""))}


def _data(spec: Mapping[str, Any]) -> bytes:
    try:
        data = base64.b64decode(str(spec.get("data", "")), validate=True)
    except ValueError:
        raise ValueError("data must be base64.") from None
    if not data:
        raise ValueError("data is missing: the file in base64.")
    return data


def _event(spec: Mapping[str, Any], message: Record, now: int) -> Record:
    name = str(spec.get("event", ""))
    message.update(msgtype="event", create_time=now, event={"eventtype": name})
    if name == "enter_chat":
        del message["chattype"]
    elif name in ("template_card_event", "template_card_menu_event"):
        message["event"] = {"eventtype": "template_card_event", "template_card_event": _card(spec)}
    elif name == "feedback_event":
        data = {"id": str(spec.get("id", "")), "type": int(spec.get("feedback_type", 1))}
        message["event"]["feedback_event"] = data
    else:
        raise ValueError("event must be enter_chat, template_card_event or feedback_event.")
    return message


def _card(spec: Mapping[str, Any]) -> Record:
    """Return the event of a card; the chat page uses the names of an agent's XML."""
    card: Record = {
        "card_type": str(spec.get("card_type", spec.get("CardType", "button_interaction"))),
        "event_key": str(spec.get("event_key", spec.get("EventKey", ""))),
        "task_id": str(spec.get("task_id", spec.get("TaskId", ""))),
    }
    chosen: dict[str, list[str]] = dict(spec.get("selected") or {})
    for one in (spec.get("SelectedItems") or {}).get("SelectedItem", []):
        chosen[str(one["QuestionKey"])] = list(one["OptionIds"]["OptionId"])
    if chosen:
        items = [
            {"question_key": key, "option_ids": {"option_id": ids}} for key, ids in chosen.items()
        ]
        card["selected_items"] = {"selected_item": items}
    return card


def compose_refresh(message: Record, stream: str) -> Record:
    """Return the poll of a stream."""
    kept = ("aibotid", "chatid", "chattype", "from")
    return {
        "msgid": secrets.token_hex(16),
        **{name: message[name] for name in kept if name in message},
        "msgtype": "stream",
        "stream": {"id": stream},
    }
