"""Reads the values of settings, and warns about keys that are none."""

from __future__ import annotations

import difflib
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from .errors import ConfigError
from .protocol.crypto import AES_KEY

__all__ = ["SettingsReader", "Timeout", "warn_about_unknown"]

Timeout: TypeAlias = "tuple[float, float]"

_warned_keys: set[str] = set()


def warn_about_unknown(
    settings: Mapping[str, Any], prefix: str, known: Sequence[str], others: Sequence[str] = ()
) -> None:
    """Warn once about each key that begins with our prefix and is no setting.

    A key that ends with the name of a setting after a longer prefix belongs to another object:
    ``WECHAT_CORP_LUNCH_SECRET``, with the prefix ``WECHAT_CORP_LUNCH_``.

    :param known: the names of our settings
    :param others: names that only objects of another kind have
    """
    if not prefix:
        return
    for key in settings:
        name = key.removeprefix(prefix)
        if name == key or name in known or key in _warned_keys:
            continue
        if any(name.endswith("_" + one) for one in (*known, *others)):
            continue
        _warned_keys.add(key)
        nearest = difflib.get_close_matches(name.upper(), known, 1, 0)[0]
        warnings.warn(
            f"{key} is not a setting of flask_wechat_corp. Did you mean {prefix}{nearest}?",
            RuntimeWarning,
            stacklevel=2,
        )


class SettingsReader:
    """Reads single settings, in the shapes that environment variables give them."""

    def __init__(self, settings: Mapping[str, Any], prefix: str) -> None:
        self._settings = settings
        self._prefix = prefix

    def key(self, name: str) -> str:
        """Return the full name of a setting."""
        return self._prefix + name

    def error(self, name: str, problem: str) -> ConfigError:
        return ConfigError(f"{self.key(name)} {problem}.")

    def value(self, key: str) -> Any:
        """Return a value as it is set, without white space around it; ``None`` when it is not."""
        value = self._settings.get(self._prefix + key)
        return value.strip() if isinstance(value, str) else value

    def text(self, key: str, *, empty: bool = False) -> str | None:
        value = self.value(key)
        if value is None or (value == "" and not empty):
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.error(key, "must be text. Put quotes around the value where it is set")
        return str(value)

    def required(self, key: str, what: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.error(key, f"is missing. Set it to {what}")
        return value

    def aes_key(self, key: str) -> str | None:
        value = self.text(key)
        if value is not None and not AES_KEY.fullmatch(value):
            raise self.error(key, "must be exactly 43 letters and digits")
        return value

    def path(self, key: str, default: str, given: str | None) -> str:
        value = given if given is not None else self.text(key) or default
        if not value.startswith("/"):
            raise self.error(key, "must be a path that starts with /")
        return value.rstrip("/") or "/"

    def web_address(self, key: str, default: str) -> str:
        value = (self.text(key) or default).rstrip("/")
        try:
            parts = urlsplit(value)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or parts.query or parts.fragment or parts.username is not None:
            raise self.error(key, "must be an http:// or https:// address without a query")
        return value

    def store(self, key: str) -> Any:
        value = self.value(key)
        return None if value == "" else value

    def whole(self, key: str, default: Any, least: int) -> Any:
        value = self.value(key)
        if value is None or value == "":
            return default
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value, re.ASCII):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(key, f"must be a whole number, at least {least}")
        return value

    def _number(self, value: Any) -> float | None:
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return value if math.isfinite(value) else None

    def seconds(
        self, key: str, default: float | None, *, none: bool = False, zero: bool = False
    ) -> float | None:
        value = self.value(key)
        if self._prefix + key not in self._settings or value == "":
            return default
        if none and (value is None or value in ("None", "null")):
            return None
        number = self._number(value)
        if number is None or number < 0 or (number == 0 and not zero):
            least = "0 or more seconds" if zero else "more than 0 seconds"
            raise self.error(key, f"must be {least}{', or None' if none else ''}")
        return number

    def timeout(self, key: str, default: Timeout) -> Timeout:
        value = self.value(key)
        if value is None or value == "":
            return default
        if isinstance(value, str):
            value = value.strip("()[] ").split(",")
        if not isinstance(value, (list, tuple)):
            value = (value,)
        numbers = [self._number(one) for one in value]
        good = [number for number in numbers if number is not None and number > 0]
        if not 1 <= len(numbers) <= 2 or len(good) != len(numbers):
            raise self.error(key, "must be (connect, read) in seconds, both more than 0")
        return (good[0], good[-1])
