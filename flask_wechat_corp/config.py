"""Every setting: its default and its check. The settings are read once, in ``init_app``."""

from __future__ import annotations

import difflib
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from .errors import ConfigError
from .protocol.crypto import AES_KEY
from .stores import Store, is_store

__all__ = ["EXTENSION_KEY", "Config", "Credentials", "forced_settings"]

Timeout: TypeAlias = "tuple[float, float]"

EXTENSION_KEY = "wechat_corp"
"""The key of our states in ``app.extensions``, and the default name of an extension object."""

CALLBACK_TIMEOUT = 5
"""Seconds after which WeCom closes the connection of a callback."""

NO_HOLD = "flask_wechat_corp.no_hold"
"""The key in the WSGI environment with which a test client asks not to wait with a 503."""

_forced: Mapping[str, Any] = {}


@contextmanager
def forced_settings(settings: Mapping[str, Any]) -> Iterator[None]:
    """Force these settings on every app that is configured in this process meanwhile.

    Only ``flask wechat-corp simulate`` uses this, so that no real secret and no real address is
    used, however the app is configured. It is process-wide, because the app may call ``init_app``
    in any thread. What :meth:`Config.from_mapping` has read stays after the end of the context.

    :param settings: named without prefix (``ID``, ``API_URL`` …); they apply to every prefix
    """
    global _forced
    previous, _forced = _forced, dict(settings)
    try:
        yield
    finally:
        _forced = previous


def _forced_for(prefix: str) -> dict[str, Any]:
    """Return the forced settings with the names that they have for this prefix."""
    return {prefix + key: value for key, value in _forced.items()}


class Credentials(NamedTuple):
    """The credentials of a callback.

    :param token: the callback token (Token)
    :param encoding_aes_key: the EncodingAESKey, 43 letters and digits
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
    login_url: str = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    proxy: str | None = field(default=None, repr=False)
    """``""`` for none, ``None`` for that of the environment."""
    timeout: Timeout = (3.05, 15.0)
    store: str | Store | None = field(default=None, repr=False)
    max_age: float | None = 300
    max_content_length: int = 1024 * 1024
    dedupe_ttl: float = 600
    session_lifetime: float = 86400
    reply_deadline: float | None = None
    simulated: bool = False
    """Whether the settings were forced by :func:`forced_settings`. Then the app's own token
    callbacks and its ``@wx.credentials`` are not used."""

    @cached_property
    def credentials(self) -> Credentials | None:
        """The configured callback credentials, or ``None``."""
        if self.token is None or self.encoding_aes_key is None:
            return None
        return Credentials(self.token, self.encoding_aes_key, self.expected_receive_id)

    @property
    def expected_receive_id(self) -> str:
        """The receive id of this agent's own callbacks."""
        return self.id if self.receive_id is None else self.receive_id

    @classmethod
    def from_mapping(
        cls, settings: Mapping[str, Any], prefix: str = "WECHAT_CORP_", *, url: str | None = None
    ) -> Config:
        """Read and check all settings.

        :param settings: ``app.config``, for example
        :param prefix: the prefix of all keys
        :param url: used instead of the setting ``URL``
        :raises ConfigError: when a setting is missing or malformed; the message names the key and
            never contains the value
        """
        forced = _forced_for(prefix)
        settings = {**settings, **forced}
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
            login_url=read.web_address("LOGIN_URL", cls.login_url),
            # A simulated app stays on this machine.
            proxy="" if forced else read.text("PROXY", empty=True),
            timeout=read.timeout("TIMEOUT", cls.timeout),
            store=read.store("STORE"),
            max_age=read.seconds("MAX_AGE", cls.max_age, none=True),
            max_content_length=read.whole("MAX_CONTENT_LENGTH", cls.max_content_length, 1),
            dedupe_ttl=read.seconds("DEDUPE_TTL", cls.dedupe_ttl, zero=True) or 0,
            session_lifetime=read.seconds("SESSION_LIFETIME", cls.session_lifetime) or 0,
            reply_deadline=read.seconds("REPLY_DEADLINE", None, none=True),
            simulated=bool(forced),
        )
        config._check_together(read)
        _warn_about_unknown(settings, prefix, _setting_names(cls))
        return config

    def _check_together(self, read: _Reader) -> None:
        if (self.token is None) != (self.encoding_aes_key is None):
            missing = "TOKEN" if self.token is None else "ENCODING_AES_KEY"
            both = f"{read.key('TOKEN')} and {read.key('ENCODING_AES_KEY')}"
            raise read.error(
                missing,
                f"is missing. To receive callbacks set both {both};"
                " if the app only calls the API, set neither",
            )
        if self.dedupe_ttl and self.max_age is not None and self.dedupe_ttl < 2 * self.max_age:
            raise read.error(
                "DEDUPE_TTL", f"must be 0 or at least twice {read.key('MAX_AGE')}, in seconds"
            )
        if self.reply_deadline is not None and self.reply_deadline >= CALLBACK_TIMEOUT:
            raise read.error(
                "REPLY_DEADLINE",
                f"must be None or less than {CALLBACK_TIMEOUT} seconds, the time that WeCom waits",
            )
        if self.store is not None and not isinstance(self.store, str) and not is_store(self.store):
            raise read.error(
                "STORE",
                "must be a URL or an object with the methods get, set, add, delete and lock",
            )


def _setting_names(config: type[Config]) -> list[str]:
    return [one.name.upper() for one in fields(config) if one.name != "simulated"]


_warned_keys: set[str] = set()


def _warn_about_unknown(settings: Mapping[str, Any], prefix: str, known: list[str]) -> None:
    """Warn once about each key that begins with our prefix and is no setting.

    A key that ends with a known name after a longer prefix belongs to another object:
    ``WECHAT_CORP_LUNCH_SECRET``, with the prefix ``WECHAT_CORP_LUNCH_``.
    """
    if not prefix:
        return
    for key in settings:
        name = key.removeprefix(prefix)
        if name == key or name in known or key in _warned_keys:
            continue
        if any(name.endswith("_" + one) for one in known):
            continue
        _warned_keys.add(key)
        nearest = difflib.get_close_matches(name.upper(), known, 1, 0)[0]
        warnings.warn(
            f"{key} is not a setting of flask_wechat_corp. Did you mean {prefix}{nearest}?",
            RuntimeWarning,
            stacklevel=2,
        )


class _Reader:
    """Reads single settings, in the shapes that environment variables give them."""

    def __init__(self, settings: Mapping[str, Any], prefix: str) -> None:
        self._settings = settings
        self._prefix = prefix

    def key(self, name: str) -> str:
        """Return the full name of a setting."""
        return self._prefix + name

    def error(self, name: str, problem: str) -> ConfigError:
        return ConfigError(f"{self.key(name)} {problem}.")

    def _get(self, key: str) -> Any:
        value = self._settings.get(self._prefix + key)
        return value.strip() if isinstance(value, str) else value

    def text(self, key: str, *, empty: bool = False) -> str | None:
        value = self._get(key)
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
            raise self.error(key, "must be (connect, read) in seconds, both more than 0")
        return (good[0], good[-1])
