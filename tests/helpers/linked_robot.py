"""A robot over its long connection: what ``flask wechat-corp robot`` runs, in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from flask_wechat_corp import WeChatRobot
from flask_wechat_corp.web.long_connection import LongConnection


def until(condition: Callable[[], Any], seconds: float = 15) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


class LinkedRobot:
    """A robot whose connection looks often and reconnects at once.

    :param connected: waited for when it starts, unless the connection ends with an error
    :param settings: without the prefix
    """

    def __init__(self, connected: Callable[[], Any] = lambda: True, **settings: Any) -> None:
        self._connected = connected
        self.app = Flask(__name__)
        self.app.secret_key = "test-only"
        for name, value in {"BOT_ID": "aibX", "STORE": "memory://", **settings}.items():
            self.app.config[f"WECHAT_ROBOT_{name}"] = value
        self.bot = WeChatRobot(self.app)
        state: Any = self.app.extensions["wechat_corp"]["wechat_robot"]
        self.said: list[str] = []
        self.connection = LongConnection(self.app, state, self.said.append)
        self.connection.answers.push_every = 0.02
        self.connection.tick = 0.01
        self.connection.backoff = (0.01, 0.1)
        self.error: BaseException | None = None

    def _run(self) -> None:
        try:
            self.connection.run()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            self.error = error

    @contextmanager
    def running(self) -> Iterator[LinkedRobot]:
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            until(lambda: self._connected() or self.error)
            yield self
        finally:
            self.connection.stop()
            thread.join(30)
            assert not thread.is_alive()
