"""The settings of a smart robot: its own ones, and those it shares with an agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._settings import SettingsReader, warn_about_unknown
from ..api.engine.proxy import check_proxy
from ..callback.robot.stream import Texts
from ..config import ROBOT_SETTINGS, Config, forced_for, setting_names

__all__ = ["RobotConfig"]

STREAM_WINDOW = 330.0
"""Seconds after which we leave a stream: WeCom asks for 6 minutes (page 100719)."""

SHARED_SETTINGS = (
    "TOKEN", "ENCODING_AES_KEY", "RECEIVE_ID", "URL", "API_URL", "PROXY", "TIMEOUT", "STORE",
    "MAX_AGE", "MAX_CONTENT_LENGTH", "DEDUPE_TTL", "SESSION_LIFETIME", "REPLY_DEADLINE",
)  # fmt: skip
"""The settings of an agent that a robot has too."""


@dataclass(eq=False, repr=False)
class RobotConfig(Config):
    """The settings of one robot in one app."""

    receive_id: str | None = ""
    url: str = "/robot"
    reply_deadline: float | None = 3.0
    bot_id: str | None = None
    bot_secret: str | None = None
    bot_names: tuple[str, ...] = ()
    link_url: str = "wss://openws.work.weixin.qq.com"
    stream_window: float = STREAM_WINDOW
    stream_workers: int = 64
    stream_image_bytes: int = 512 * 1024
    texts: Texts = field(default_factory=Texts)
    prefix: str = "WECHAT_ROBOT_"
    """What the names of the settings begin with, for messages."""

    @classmethod
    def from_mapping(
        cls, settings: Mapping[str, Any], prefix: str = "WECHAT_ROBOT_", *, url: str | None = None
    ) -> RobotConfig:
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
            id="",
            bot_id=read.text("BOT_ID"),
            bot_secret=read.text("BOT_SECRET"),
            bot_names=_names(read, "BOT_NAME"),
            link_url=_link(read, "LINK_URL", cls.link_url),
            stream_window=read.seconds("STREAM_WINDOW", cls.stream_window) or STREAM_WINDOW,
            stream_workers=read.whole("STREAM_WORKERS", cls.stream_workers, 1),
            stream_image_bytes=read.whole("STREAM_IMAGE_BYTES", cls.stream_image_bytes, 1),
            texts=_texts(read),
            prefix=prefix,
            **cls._read_shared(read, url, simulated=bool(forced)),
        )
        config._check_together(read)
        known = (*SHARED_SETTINGS, *ROBOT_SETTINGS)
        warn_about_unknown(settings, prefix, known, setting_names())
        return config

    def _check_together(self, read: SettingsReader) -> None:
        super()._check_together(read)
        if self.token is None and (self.bot_id is None or self.bot_secret is None):
            raise read.error(
                "TOKEN",
                f"is missing. To receive callbacks set {read.key('TOKEN')} and"
                f" {read.key('ENCODING_AES_KEY')}; for a long connection set {read.key('BOT_ID')}"
                f" and {read.key('BOT_SECRET')}",
            )
        if self.proxy:
            check_proxy(self.proxy, read.key("PROXY"))


def _names(read: SettingsReader, key: str) -> tuple[str, ...]:
    value = read.value(key)
    if isinstance(value, (list, tuple)):
        names = [name.strip() for name in value if isinstance(name, str)]
        if len(names) != len(value):
            raise read.error(key, "must be a name, several separated by commas, or a list of names")
    else:
        names = [name.strip() for name in (read.text(key) or "").replace("，", ",").split(",")]
    return tuple(name.removeprefix("@") for name in names if name)


def _link(read: SettingsReader, key: str, default: str) -> str:
    value = read.text(key) or default
    if not value.startswith(("wss://", "ws://")):
        raise read.error(key, "must be a wss:// address")
    return value


def _texts(read: SettingsReader) -> Texts:
    names = {
        "placeholder": "PLACEHOLDER",
        "failure": "FAILURE_TEXT",
        "busy": "BUSY_TEXT",
        "late": "LATE_TEXT",
        "expired": "EXPIRED_TEXT",
    }
    given = {name: read.text(key, empty=True) for name, key in names.items()}
    return Texts(**{name: text for name, text in given.items() if text is not None})
