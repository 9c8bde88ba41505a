"""Reads JSON of requests."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

__all__ = ["read_object"]


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in ``data``.

    Lone surrogates, NaN and infinities are rejected, because a response that repeats them could
    not be encoded as UTF-8 or would not be JSON.

    :raises UnicodeError: (a ValueError) for lone surrogates
    :raises ValueError: if ``data`` is not a JSON object
    """
    try:
        value = json.loads(data, parse_constant=_reject, parse_float=_finite)
        if not isinstance(value, dict):
            raise ValueError("The body must be a JSON object.")
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("The body is nested too deeply.") from None
    except UnicodeError:
        raise
    except json.JSONDecodeError:
        raise ValueError("The body is not JSON.") from None
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("The body contains a number that is too large.")
    return number


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"The body contains {constant}, which is not JSON.")
