"""JSON from outside, made safe to keep and to show."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

__all__ = ["read_object"]


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in ``data``.

    Half characters (lone surrogates), NaN and infinities are refused: they could be kept, but no
    page could be sent that shows them.

    :raises UnicodeError: for half characters (a ValueError too)
    :raises ValueError: when it is no JSON object
    """
    try:
        value = json.loads(data, parse_constant=_refuse, parse_float=_finite)
        if not isinstance(value, dict):
            raise ValueError("the body must be a JSON object")
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    except UnicodeError:
        raise
    except json.JSONDecodeError:
        raise ValueError("the body is not JSON") from None
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
