"""Every setting: its default, its check, its place. Read once, in ``init_app``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from .errors import ConfigError
from .protocol.crypto import AES_KEY
from .stores import Store, is_store

__all__ = ["Config", "Credentials"]

Timeout: TypeAlias = "tuple[float, float]"

_overrides: dict[str, Any] = {}


def override(settings: Mapping[str, Any]) -> None:
    """Let these settings win over those of every app in this process, whatever their prefix.

    Only ``flask wechat-corp simulate`` does this, before it loads the app: so that no real secret
    and no real address can slip in, however the app is configured.

    :param settings: named without prefix (``ID``, ``API_URL`` …); empty = none any more
    """
    _overrides.clear()
    _overrides.update(settings)


WECOM_WAITS = 5
"""Seconds after which WeCom gives a callback up."""


class Credentials(NamedTuple):
    """What opens a callback.

    :param token: the callback token
    :param encoding_aes_key: 43 letters and digits
    :param receive_id: the corp id, a suite id, or ``""`` for smart robots
    """

    token: str
    encoding_aes_key: str
    receive_id: str

    def __repr__(self) -> str:
        return f"<Credentials for {self.receive_id!r}>"


@dataclass(frozen=True)
class Config:
    """The settings of one agent in one app.

    Secrets are left out of the ``repr``. Build it with :meth:`from_mapping`.
    """

    id: str
    token: str | None = field(default=None, repr=False)
    encoding_aes_key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    agent_id: int | None = None
    receive_id: str | None = None
    url: str = "/wechat"
    api_url: str = "https://qyapi.weixin.qq.com"
    authorize_url: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    timeout: Timeout = (3.05, 15.0)
    store: str | Store | None = field(default=None, repr=False)
    max_age: float | None = 300
    max_content_length: int = 1024 * 1024
    dedupe_ttl: float = 600
    session_lifetime: float = 86400
    reply_deadline: float | None = None

    @property
    def simulated(self) -> bool:
        """Whether a simulator's identity is in force; the app's own keepers and resolver rest."""
        return bool(_overrides)

    @cached_property
    def credentials(self) -> Credentials | None:
        """The configured callback credentials, when there are any."""
        if self.token is None or self.encoding_aes_key is None:
            return None
        receive_id = self.id if self.receive_id is None else self.receive_id
        return Credentials(self.token, self.encoding_aes_key, receive_id)

    @classmethod
    def from_mapping(
        cls, settings: Mapping[str, Any], prefix: str = "WECHAT_CORP_", *, url: str | None = None
    ) -> Config:
        """Read and check all settings.

        :param settings: ``app.config``, for example
        :param prefix: what the names of the keys begin with
        :param url: takes the place of ``URL``
        :raises ConfigError: when one is missing or malformed; names the key, never the value
        """
        settings = {**settings, **{prefix + key: value for key, value in _overrides.items()}}
        read = _Reader(settings, prefix)
        config = cls(
            id=read.required("ID", "the corp id (企业ID)"),
            token=read.text("TOKEN"),
            encoding_aes_key=read.aes_key("ENCODING_AES_KEY"),
            secret=read.text("SECRET"),
            agent_id=read.whole("AGENT_ID", None, 0),
            receive_id=read.text("RECEIVE_ID", empty=True),
            url=read.path("URL", cls.url, url),
            api_url=read.web_address("API_URL", cls.api_url),
            authorize_url=read.web_address("AUTHORIZE_URL", cls.authorize_url),
            timeout=read.timeout("TIMEOUT", cls.timeout),
            store=read.store("STORE"),
            max_age=read.seconds("MAX_AGE", cls.max_age, none=True),
            max_content_length=read.whole("MAX_CONTENT_LENGTH", cls.max_content_length, 1),
            dedupe_ttl=read.seconds("DEDUPE_TTL", cls.dedupe_ttl, zero=True) or 0,
            session_lifetime=read.seconds("SESSION_LIFETIME", cls.session_lifetime) or 0,
            reply_deadline=read.seconds("REPLY_DEADLINE", None, none=True),
        )
        config._check_together(read)
        return config

    def _check_together(self, read: _Reader) -> None:
        if (self.token is None) != (self.encoding_aes_key is None):
            missing = "TOKEN" if self.token is None else "ENCODING_AES_KEY"
            raise read.error(missing, "must be set too: receiving takes both it and its partner")
        if self.dedupe_ttl and self.max_age is not None and self.dedupe_ttl < 2 * self.max_age:
            raise read.error("DEDUPE_TTL", "must be 0 or at least twice MAX_AGE (seconds)")
        if self.reply_deadline is not None and self.reply_deadline >= WECOM_WAITS:
            raise read.error(
                "REPLY_DEADLINE", f"must be None or less than the {WECOM_WAITS} seconds WeCom waits"
            )
        if self.store is not None and not isinstance(self.store, str) and not is_store(self.store):
            raise read.error("STORE", "must be a URL or an object with the methods of a store")


class _Reader:
    """Reads single settings, in the shapes that environment variables give them."""

    def __init__(self, settings: Mapping[str, Any], prefix: str) -> None:
        self._settings = settings
        self._prefix = prefix

    def error(self, key: str, must: str) -> ConfigError:
        return ConfigError(f"{self._prefix}{key} {must}")

    def _get(self, key: str) -> Any:
        value = self._settings.get(self._prefix + key)
        return value.strip() if isinstance(value, str) else value

    def text(self, key: str, *, empty: bool = False) -> str | None:
        value = self._get(key)
        if value is None or (value == "" and not empty):
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.error(key, "must be text: quote it where it is set")
        return str(value)

    def required(self, key: str, what: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.error(key, f"is required: {what}")
        return value

    def aes_key(self, key: str) -> str | None:
        value = self.text(key)
        if value is not None and not AES_KEY.fullmatch(value):
            raise self.error(key, "must be exactly 43 letters and digits")
        return value

    def path(self, key: str, default: str, given: str | None) -> str:
        value = given if given is not None else self.text(key) or default
        if not value.startswith("/"):
            raise self.error(key, "must be a path that begins with /")
        return value.rstrip("/") or "/"

    def web_address(self, key: str, default: str) -> str:
        value = (self.text(key) or default).rstrip("/")
        try:
            parts = urlsplit(value)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or parts.query or parts.fragment or parts.username is not None:
            raise self.error(key, "must be an http:// or https:// address without query")
        return value

    def store(self, key: str) -> Any:
        value = self._get(key)
        return None if value == "" else value

    def whole(self, key: str, default: Any, least: int) -> Any:
        value = self._get(key)
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
        value = self._get(key)
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
        value = self._get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str):
            value = value.strip("()[] ").split(",")
        if not isinstance(value, (list, tuple)):
            value = (value,)
        numbers = [self._number(one) for one in value]
        good = [number for number in numbers if number is not None and number > 0]
        if not 1 <= len(numbers) <= 2 or len(good) != len(numbers):
            raise self.error(key, "must be (connect, read) seconds, both more than 0")
        return (good[0], good[-1])
