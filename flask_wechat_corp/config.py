"""Every setting: its default and its check. The settings are read once, in ``init_app``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from ._settings import SettingsReader, Timeout, warn_about_unknown
from .stores import Store, is_store

__all__ = ["EXTENSION_KEY", "Config", "Credentials", "forced_for", "forced_settings"]

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


def forced_for(prefix: str) -> dict[str, Any]:
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


@dataclass(repr=False)
class Config:
    """The settings of one agent in one app.

    Build it with :meth:`from_mapping`. It has secrets, so no ``repr`` shows its fields.
    """

    id: str
    token: str | None = None
    encoding_aes_key: str | None = None
    secret: str | None = None
    agent_id: int | None = None
    receive_id: str | None = None
    url: str = "/wechat"
    api_url: str = "https://qyapi.weixin.qq.com"
    authorize_url: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    login_url: str = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    proxy: str | None = None
    """``""`` for none, ``None`` for that of the environment."""
    timeout: Timeout = (3.05, 15.0)
    store: str | Store | None = None
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
        forced = forced_for(prefix)
        read = SettingsReader({**settings, **forced}, prefix)
        config = cls(
            id=read.required("ID", "the corp id (企业ID)"),
            secret=read.text("SECRET"),
            agent_id=read.whole("AGENT_ID", None, 0),
            authorize_url=read.web_address("AUTHORIZE_URL", cls.authorize_url),
            login_url=read.web_address("LOGIN_URL", cls.login_url),
            **cls._read_shared(read, url, simulated=bool(forced)),
        )
        config._check_together(read)
        warn_about_unknown(settings, prefix, setting_names(), ROBOT_SETTINGS)
        return config

    @classmethod
    def _read_shared(
        cls, read: SettingsReader, url: str | None, *, simulated: bool
    ) -> dict[str, Any]:
        """Read the settings that an agent and a robot both have."""
        receive_id = read.text("RECEIVE_ID", empty=True)
        return {
            "token": read.text("TOKEN"),
            "encoding_aes_key": read.aes_key("ENCODING_AES_KEY"),
            "receive_id": cls.receive_id if receive_id is None else receive_id,
            "url": read.path("URL", cls.url, url),
            "api_url": read.web_address("API_URL", cls.api_url),
            # A simulated app stays on this machine.
            "proxy": "" if simulated else read.text("PROXY", empty=True),
            "timeout": read.timeout("TIMEOUT", cls.timeout),
            "store": read.store("STORE"),
            "max_age": read.seconds("MAX_AGE", cls.max_age, none=True),
            "max_content_length": read.whole("MAX_CONTENT_LENGTH", cls.max_content_length, 1),
            "dedupe_ttl": read.seconds("DEDUPE_TTL", cls.dedupe_ttl, zero=True) or 0,
            "session_lifetime": read.seconds("SESSION_LIFETIME", cls.session_lifetime) or 0,
            "reply_deadline": read.seconds("REPLY_DEADLINE", cls.reply_deadline, none=True),
            "simulated": simulated,
        }

    def _check_together(self, read: SettingsReader) -> None:
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


ROBOT_SETTINGS = (
    "BOT_ID", "BOT_SECRET", "BOT_NAME", "LINK_URL", "STREAM_WINDOW", "STREAM_WORKERS",
    "STREAM_IMAGE_BYTES", "PLACEHOLDER", "FAILURE_TEXT", "BUSY_TEXT", "LATE_TEXT", "EXPIRED_TEXT",
)  # fmt: skip
"""The settings that only a robot has."""


def setting_names() -> list[str]:
    """Return the names of an agent's settings, without a prefix."""
    return [one.name.upper() for one in fields(Config) if one.name != "simulated"]
