"""What one robot keeps in one app: ``app.extensions["wechat_corp"][name]``."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import Flask

from ..callback.robot.message import RobotMessage
from ..callback.robot.stream import StreamStore, stream_id
from ..config import EXTENSION_KEY
from ..errors import ReplyError
from ..stores import Store
from .background import BoundedPool
from .robot_config import RobotConfig
from .robot_loop import StreamLoop
from .robot_schedule import Schedule
from .state import AppState

if TYPE_CHECKING:
    from ..api.engine.addresses import Addresses

__all__ = ["WAITING_REQUESTS", "LazyStore", "RobotState", "robot_states", "store_of_first_agent"]

logger = logging.getLogger("flask_wechat_corp.robot")

WAITING_REQUESTS = 8
"""Requests of a process that wait for a first piece at the same time; further ones do not wait."""


class LazyStore:
    """A store that is looked up at its first use, because the app's agent may come after us."""

    def __init__(self, find: Callable[[], Store]) -> None:
        self._find = find
        self._guard = threading.Lock()
        self._store: Store | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.found, name)

    @property
    def found(self) -> Store:
        """The store itself.

        :raises ConfigError: when there is none
        """
        with self._guard:
            if self._store is None:
                self._store = self._find()
            return self._store


def store_of_first_agent(app: Flask) -> Store | None:
    """Return the store of the app's first ``WeChatCorp``, or ``None``."""
    states = app.extensions.get(EXTENSION_KEY, {}).values()
    return next((one.store for one in states if not isinstance(one, RobotState)), None)


class Link(Protocol):
    """The long connection of a robot."""

    def post(self, chat: dict[str, Any], body: dict[str, Any]) -> None:
        """Send a message to a chat."""


@dataclass(eq=False, repr=False)
class RobotState(AppState):
    """The settings and the shared objects of one robot in one app."""

    config: RobotConfig
    schedule: Schedule = field(default_factory=Schedule)
    streams: StreamStore = field(init=False)
    pool: BoundedPool = field(init=False)
    """Runs generators."""
    loop: StreamLoop = field(init=False)
    """Runs async generators."""
    first_piece: float = 1.0
    """Seconds that a request waits for the first piece of a stream."""
    waiting: threading.BoundedSemaphore = field(init=False)
    link: Link | None = None
    """The long connection, in the process that holds it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        config = self.config
        self.streams = StreamStore(
            self.store, self.name, config.texts, config.stream_window, lambda: self.clock()
        )
        self.pool = BoundedPool(config.stream_workers, 1024)
        self.loop = StreamLoop()
        self.waiting = threading.BoundedSemaphore(WAITING_REQUESTS)

    @cached_property
    def addresses(self) -> Addresses:
        """Posts to and downloads from addresses that a message names."""
        from ..api.engine.addresses import Addresses  # on use: it loads the HTTP client

        config = self.config
        return Addresses(
            config.api_url,
            config.timeout,
            proxy=config.proxy,
            proxy_name=f"{config.prefix}PROXY",
        )

    def stream_of(self, message: RobotMessage) -> str:
        """Return the id of the stream that answers a message."""
        config = self.config
        secret = config.encoding_aes_key or config.bot_secret or self.name
        msgid = message.id or repr(sorted(message.json.items(), key=str))
        return stream_id(secret.encode(), f"{self.name}|{message.receive_id}", msgid)

    def post_later(self, url: str, body: dict[str, Any]) -> None:
        """Post a message to a ``response_url``.

        :raises WeChatAPIError: when WeCom refuses it
        :raises WeChatTransportError: when its answer is missing
        """
        if not url.startswith("link:"):
            self.addresses.post(url, body, "response_url")
            return
        if self.link is None:
            raise ReplyError(
                "Only the process that holds the robot's long connection can send this."
            )
        self.link.post(json.loads(url.removeprefix("link:")), body)


def robot_states(app: Flask) -> dict[str, RobotState]:
    """Return the robots of an app by name."""
    states = app.extensions.get(EXTENSION_KEY, {})
    found = {name: one for name, one in states.items() if isinstance(one, RobotState)}
    return cast("dict[str, RobotState]", found)
