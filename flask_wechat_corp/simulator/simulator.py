"""The simulator: one simulated corp, its API, its callbacks and its server together."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from ..protocol.crypto import WXBizMsgCrypt
from .api.gateway import Gateway
from .app import create_app
from .faults import Faults
from .push.queue import CallbackQueue
from .push.robots import RobotChats
from .push.sender import ATTEMPTS, TIME_LIMIT, DeliveryPolicy
from .settling import background_work, wait_until_settled
from .world.history import MAX_ROWS
from .world.world import Record, World
from .wsgi_server import HTTPServer, WSGIApp, is_loopback

__all__ = ["Simulator"]


class Simulator:
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
        self.world = world if world is not None else World()
        self.world.configure(corp_id, secret, int(agent_id))
        self.faults = Faults()
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
        self._served: WSGIApp | None = None
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

    # -- control ------------------------------------------------------------------------------

    def state(self, last: int | None = None) -> Record:
        """Return a copy of everything that the chat page shows.

        :param last: return only this many of the newest rows of each history
        """
        return dict(json.loads(self.state_text(last)))

    def state_text(self, last: int | None = None) -> str:
        """Return :meth:`state` as JSON text."""
        with self.world.lock:
            rows = {**self.info(), **self.world.snapshot(last), "faults": self.faults.rows()}
            return json.dumps(rows, ensure_ascii=False, default=str)

    def info(self) -> Record:
        """Return the world's time, its corp and agent, the callback URL and the limits."""
        world = self.world
        return {
            "now": world.clock(),
            "offset": world.clock.offset,
            "corp_id": world.corp_id,
            "corp_name": world.corp_name,
            "agent_id": world.agent_id,
            "callback_url": self.callback_url,
            "limits": {"rows": MAX_ROWS, "media_bytes": world.media.limit},
        }

    def reset(self) -> None:
        """Restore the initial world, clear all faults and reset the clock."""
        self.faults.clear()
        self.world.reset()

    def advance(self, seconds: float) -> float:
        """Move the world's clock forward and return its new time.

        :param seconds: 0 or more, less than a century
        :raises ValueError: if ``seconds`` is out of that range
        """
        now = self.world.clock.advance(seconds)
        self.world.events.publish("clock", {"now": now, "offset": self.world.clock.offset})
        return now

    def add_fault(self, spec: Mapping[str, Any]) -> Record:
        """Plan a fault, or revoke all tokens at once with ``{"kill_tokens": true}``.

        :param spec: the fields of ``POST /_sim/faults``
        :raises ValueError: if the description is malformed
        """
        if "kill_tokens" in spec:
            if dict(spec) != {"kill_tokens": True}:
                raise ValueError("kill_tokens must be true, and no other field may be given.")
            return {"killed": self.world.tokens.revoke_all()}
        fault = self.faults.add(spec)
        self._publish_faults()
        return fault.row()

    def clear_faults(self, id: int | None = None) -> bool:
        """Remove one fault, or all of them; return whether there was one.

        :param id: the fault's id; ``None`` removes all and returns True
        """
        found = True
        if id is None:
            self.faults.clear()
        else:
            found = self.faults.remove(id)
        self._publish_faults()
        return found

    def _publish_faults(self) -> None:
        self.world.events.publish("faults", {"faults": self.faults.rows()})

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
        host = self.host if self.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._server.port}"

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

        :param path: the path of the app's callback URL
        :returns: a context manager that gives the app's base URL
        """
        server = HTTPServer("127.0.0.1", 0, app)
        server.start()
        before = self.callback_url, self._served
        try:
            address = f"http://127.0.0.1:{server.port}"
            self.callback_url, self._served = address + path, app
            yield address
        finally:
            self.callback_url, self._served = before
            server.stop()

    def start(self) -> None:
        """Start the background thread that delivers queued callbacks."""
        self._stopping.clear()
        self.world.events.reopen()
        self._callbacks.start()

    def stop(self) -> None:
        """End all delays, all event streams and the background thread."""
        self._stopping.set()
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
