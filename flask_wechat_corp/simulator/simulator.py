"""The simulator: one simulated corp, its API, its callbacks and its server together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from ..protocol.crypto import WXBizMsgCrypt
from .api.gateway import Gateway
from .app import create_app
from .controls import Controls
from .push.queue import CallbackQueue
from .push.robots import RobotChats
from .push.sender import ATTEMPTS, TIME_LIMIT, DeliveryPolicy
from .settling import background_work, wait_until_settled
from .world.world import Record, World
from .wsgi_server import HTTPServer, WSGIApp, is_loopback

__all__ = ["Simulator"]

logger = logging.getLogger("flask_wechat_corp.simulator")

FINISH_SECONDS = 10
"""How long :meth:`Simulator.serving` waits at its end."""


class Simulator(Controls):
    """Simulate WeCom on this machine: one corp and one app behind a callback URL.

    A context manager that serves HTTP while it is open. Its methods do what the control plane does.

    :param corp_id: the corp id that ``gettoken`` accepts and callbacks are encrypted for
    :param secret: the app's secret, which also works for the contacts API; never a real one
    :param agent_id: the app's agent id
    :param token: the callback token
    :param aes_key: the callback's EncodingAESKey, 43 letters and digits
    :param callback_url: the URL that gets the callbacks; ``None`` sends none
    :param host: the address to listen on; beyond loopback only with ``allow_remote``
    :param port: the port to listen on; 0 takes any free one
    :param allow_remote: let other machines connect
    :param world: the simulated company; by default a small one with a few members
    :param strict: reject parameters that the manual does not list, with 40058
    :param time_limit: seconds that the app has for a response
    :param attempts: deliveries in total, if the connection fails or the response is late
    :param repeat_on_5xx: deliver a callback again after a 5xx status
    :raises ValueError: if ``host`` is reachable from other machines without ``allow_remote``,
        or ``callback_url`` is not an HTTP URL
    :raises ConfigError: if ``aes_key`` is malformed
    """

    def __init__(
        self,
        *,
        corp_id: str,
        secret: str,
        agent_id: int | str,
        token: str,
        aes_key: str,
        callback_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        allow_remote: bool = False,
        world: World | None = None,
        strict: bool = False,
        time_limit: float = TIME_LIMIT,
        attempts: int = ATTEMPTS,
        repeat_on_5xx: bool = False,
    ) -> None:
        if not allow_remote and not is_loopback(host):
            raise ValueError(
                f"The simulator would be reachable from other machines at host {host!r}. "
                "Use a loopback address, or pass allow_remote=True (--allow-remote)."
            )
        super().__init__(world if world is not None else World())
        self.world.configure(corp_id, secret, int(agent_id))
        self._stopping = threading.Event()
        self.gateway = Gateway(self.world, self.faults, self._stopping, strict=strict)
        policy = DeliveryPolicy(time_limit, attempts, repeat_on_5xx)
        self._callbacks = CallbackQueue(
            self.world,
            self.faults,
            self._stopping,
            WXBizMsgCrypt(token, aes_key, corp_id),
            policy,
        )
        self.robot_chats = RobotChats(self.world, self._stopping, policy)
        self.callback_url = callback_url
        self.world.on_event = self._callbacks.enqueue
        self._token = token
        self._aes_key = aes_key
        self.host = host
        self.allow_remote = allow_remote
        self._port = port
        self._served: HTTPServer | None = None
        self._server: HTTPServer | None = None

    @property
    def callback_url(self) -> str | None:
        """The URL that gets the callbacks; may be set at any time."""
        return self._callbacks.url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        self._callbacks.url = url

    @property
    def strict(self) -> bool:
        """Whether parameters that the manual does not list are rejected."""
        return self.gateway.strict

    # -- callbacks ----------------------------------------------------------------------------

    def verify(self) -> Record:
        """Verify the callback URL; return ``{"ok", "status", "ms", "reason"}``."""
        return self._callbacks.verify()

    def push(self, spec: Mapping[str, Any]) -> Record:
        """Push a message or an event and wait for the app's response.

        :param spec: the fields of ``POST /_sim/push``
        :returns: ``{"ok", "status", "ms", "attempts", "reply", "reason", "delivery"}``
        :raises ValueError: if the description cannot be pushed
        """
        if "robot" in spec:
            return self.robot_chats.push(spec)
        return self._callbacks.push(spec)

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait until no callback is queued and no handler runs in the background.

        It sees the deferred handlers of an app that :meth:`serving` serves.

        :param timeout: seconds to wait
        :returns: whether that happened in time
        """
        end = time.monotonic() + timeout
        return wait_until_settled(
            [self._callbacks.wait_until_idle, *background_work(self._served)],
            lambda: end - time.monotonic(),
        )

    # -- server -------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL, for example ``http://127.0.0.1:49152``.

        :raises RuntimeError: while the simulator is not running
        """
        if self._server is None:
            raise RuntimeError(
                "The simulator is not running. Use it in a with statement: with Simulator(…)."
            )
        return f"http://{self._shown_host}:{self._server.port}"

    @property
    def _shown_host(self) -> str:
        host = self.host if self.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - compared
        return f"[{host}]" if ":" in host else host

    def open_link(self, port: int = 0) -> str:
        """Accept the long connections of robots; return the address for ``LINK_URL``.

        :raises RuntimeError: when websockets is missing (extra ``robot``)
        """
        taken = self.robot_chats.links.open(self.host, port)
        return f"ws://{self._shown_host}:{taken}"

    def settings(self, prefix: str = "WECHAT_CORP_") -> dict[str, Any]:
        """Return the settings that connect a Flask app to this simulator, for ``app.config``.

        :param prefix: the app's ``config_prefix``
        """
        values = {
            "ID": self.world.corp_id,
            "SECRET": self.world.secret,
            "AGENT_ID": self.world.agent_id,
            "TOKEN": self._token,
            "ENCODING_AES_KEY": self._aes_key,
            "API_URL": self.url,
            "AUTHORIZE_URL": f"{self.url}/connect/oauth2/authorize",
            "LOGIN_URL": f"{self.url}/wwlogin/sso/login",
            "PROXY": "",  # whatever the environment of the developer's machine says
            "STORE": "memory://",
        }
        return {prefix + key: value for key, value in values.items()}

    @contextmanager
    def serving(self, app: WSGIApp, path: str = "/wechat") -> Iterator[str]:
        """Serve a WSGI app on a free port and send the callbacks to it.

        At the end of the ``with`` block it waits, as :meth:`settle` does, for at most 10 seconds.

        :param path: the path of the app's callback URL
        :returns: a context manager that gives the app's base URL
        """
        server = HTTPServer("127.0.0.1", 0, app)
        server.start()
        before = self.callback_url, self._served
        try:
            address = f"http://127.0.0.1:{server.port}"
            self.callback_url, self._served = address + path, server
            yield address
            self._finish()
        except Exception:  # that of a failed test; its handlers still need the app and the API
            self._finish()
            raise
        finally:
            self.callback_url, self._served = before
            server.stop()

    def _finish(self) -> None:
        if not self.settle(FINISH_SECONDS):
            logger.warning(
                "A callback or a deferred handler still runs %d seconds after the end of serving()."
                " It can no longer reach the simulated WeCom.",
                FINISH_SECONDS,
            )

    def start(self) -> None:
        """Start the background thread that delivers queued callbacks."""
        self._stopping.clear()
        self.world.events.reopen()
        self._callbacks.start()

    def stop(self) -> None:
        """End all delays, all event streams and the background thread."""
        self._stopping.set()
        self.robot_chats.links.close()
        self.world.events.close()
        self._callbacks.stop()

    def __enter__(self) -> Simulator:
        if self._server is not None:
            raise RuntimeError("The simulator is already running.")
        app = create_app(self, self.host, allow_remote=self.allow_remote)
        self._server = HTTPServer(self.host, self._port, app)
        self._port = self._server.port
        self.world.base_url = self.url
        self.start()
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._server is not None:
            self._server.stop()
            self._server = None
