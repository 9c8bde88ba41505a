"""``WeChatRobot``, the extension object of a smart robot (智能机器人)."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, cast

from flask import Flask, Response

from .callback.handler import Handler, HandlerEntry
from .callback.robot.message import RobotMessage
from .callback.steps import StepEntry
from .callback.table import Registered
from .config import EXTENSION_KEY
from .errors import ConfigError
from .stores import Store, open_store
from .web.extension_object import ExtensionObject
from .web.robot_config import RobotConfig
from .web.robot_endpoint import robot_view
from .web.robot_later import ReplyLater, load_reply_later
from .web.robot_state import LazyStore, RobotState, store_of_first_agent
from .web.state import DeferredQueue

__all__ = ["WeChatRobot"]


class WeChatRobot(ExtensionObject[RobotState]):
    """A smart robot (智能机器人) for a Flask application, in API mode.

    It is itself a registry of handlers, as :class:`~flask_wechat_corp.WeChatCorp` is. A handler
    that is a generator or an async generator streams: what it yields is appended to the answer.

    :param app: the application; without it call :meth:`init_app`, also for several applications
    :param handler: a :class:`~flask_wechat_corp.Handler`, or one function for every message
    :param name: the name of the blueprint and of the state in ``app.extensions["wechat_corp"]``
    :param config_prefix: the prefix of this object's settings
    :param url: callback path, used instead of the setting ``URL``; may contain Flask's converters
    :param executor: an executor of this process, for handlers that are no generators; or a
        :class:`flask_wechat_corp.celery.CeleryExecutor`, whose workers run generators and handlers
        with ``deferred=True``; by default a bounded pool of threads
    :raises ConfigError: see :meth:`init_app`
    """

    _state_type = RobotState
    _not_initialized = (
        "The current app has no WeChatRobot named {name!r}. Did you forget to call"
        " bot.init_app(app)?"
    )

    def __init__(
        self,
        app: Flask | None = None,
        *,
        handler: Handler | Callable[..., Any] | None = None,
        name: str = "wechat_robot",
        config_prefix: str = "WECHAT_ROBOT_",
        url: str | None = None,
        executor: Executor | DeferredQueue | None = None,
    ) -> None:
        super().__init__(name, config_prefix, url, executor)
        self._register_given(handler)
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings, store our state in the app, and register the callback's route.

        With ``BOT_ID`` and ``BOT_SECRET`` alone (long connection) there is no route.

        :raises ConfigError: when a setting is missing or malformed, or when the app already has an
            extension object with this name or callback path
        """
        states: dict[str, Any] = app.extensions.setdefault(EXTENSION_KEY, {})
        if self.name in states:
            raise ConfigError(
                f"An extension object named {self.name!r} is already registered on this app. Was"
                " init_app() called twice? For a second robot pass name=, config_prefix= and url=."
            )
        config = RobotConfig.from_mapping(app.config, self._config_prefix, url=self._url)
        if config.simulated and config.bot_id is None:
            config = replace(config, bot_id=f"aib{self.name}")  # as the simulator names it
        for other in states.values():
            if other.config.url == config.url and other.config.credentials and config.credentials:
                raise ConfigError(
                    f"{self._config_prefix}URL {config.url!r} is already used by {other.name!r}."
                    " Give each extension object its own URL."
                )
        state = RobotState(
            self.name,
            self,
            config,
            self._store(app, config),
            cast("Any", None),  # a robot has no access token
            self._queue_for(config),
            self._resolver,
        )
        self._attach(app, state)

    def _view(self, state: RobotState) -> Callable[..., Response]:
        return robot_view(state)

    def _store(self, app: Flask, config: RobotConfig) -> Store:
        if config.store is None:
            return cast("Store", LazyStore(lambda: self._shared_store(app)))
        try:
            return open_store(config.store, app.instance_path)
        except ConfigError as error:
            raise ConfigError(f"{self._config_prefix}{error}") from None

    def _shared_store(self, app: Flask) -> Store:
        """Return the store of the app's first agent, else a file of our own."""
        found = store_of_first_agent(app)
        if found is not None:
            return found
        try:
            os.makedirs(app.instance_path, exist_ok=True)
            return open_store("sqlite:///wechat_robot.sqlite", app.instance_path)
        except (OSError, ConfigError):
            raise ConfigError(
                f"{self._config_prefix}STORE must be set, because the instance folder cannot be"
                " used."
            ) from None

    @property
    def message(self) -> RobotMessage:
        """The message that is being handled.

        :raises RuntimeError: outside of a message, or in a message of another object
        """
        message: RobotMessage = super().message
        return message

    def later(self, text: str) -> ReplyLater:
        """Return the late answer that :meth:`ReplyLater.dump` put into a queue.

        Call it in an app context.

        :raises ValueError: when the text is something else
        """
        return load_reply_later(self._state, text)

    def _register(self, one: Registered, *, own: bool = True) -> None:
        entry = one.handler if isinstance(one, StepEntry) else one
        if isinstance(entry, HandlerEntry) and entry.is_generator and entry.msg_type == "event":
            raise TypeError(
                f"The handler {entry.name} is a generator, but an event is not answered with a"
                " stream. Return a value instead."
            )
        super()._register(one, own=own)
