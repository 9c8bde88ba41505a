"""JSON of robots' callbacks, read as leniently as XML is: real senders cut and garble texts."""

from __future__ import annotations

import json
import re
from typing import Any

from ..errors import BadMessage

__all__ = ["dump", "parse_object", "read_json_envelope"]

_SURROGATE = "[\ud800-\udfff]"
_MAX_DEPTH_ERRORS = (ValueError, RecursionError)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


_decode = json.JSONDecoder(strict=False, object_pairs_hook=_unique).decode


def parse_object(data: bytes) -> dict[str, Any]:
    """Read a JSON object; raw control characters are kept, broken UTF-8 becomes U+FFFD.

    :raises BadMessage: when it is no JSON object, or when an object has one name twice
    """
    text = data.decode("utf-8", "replace")
    try:
        found = _decode(text)
        if isinstance(found, dict):
            return _without_surrogates(found) if "\\u" in text else found
    except _MAX_DEPTH_ERRORS:
        pass
    raise BadMessage("The callback is not a JSON object.")


def _without_surrogates(value: Any) -> Any:
    """Replace halves of UTF-16 pairs (an escape that was cut), which cannot be encoded again."""
    if isinstance(value, str):
        return re.sub(_SURROGATE, "\ufffd", value)
    if isinstance(value, dict):
        return {re.sub(_SURROGATE, "\ufffd", k): _without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(one) for one in value]
    return value


def read_json_envelope(body: bytes) -> str:
    """Return the ciphertext of ``{"encrypt": "…"}``.

    :raises BadMessage: when the body is something else
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        raise BadMessage(
            "The request body is XML, but this URL takes the JSON callbacks of a smart robot."
            " Callbacks of a self-built app (应用) belong to the URL of a WeChatCorp."
        )
    found = parse_object(body)
    encrypt = found.get("encrypt", found.get("Encrypt"))
    if not isinstance(encrypt, str) or not encrypt:
        raise BadMessage("The request body has no text under 'encrypt'.")
    return encrypt


def dump(value: Any) -> str:
    """Return compact JSON; a lone surrogate, which cannot be encoded, becomes U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub(_SURROGATE, "\ufffd", text)
