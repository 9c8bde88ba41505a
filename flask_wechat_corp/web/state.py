"""What one extension object keeps in one app: ``app.extensions["wechat_corp"][name]``."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Protocol

from blinker import NamedSignal
from flask import Flask, Request, current_app

from ..api import WeChatAPI
from ..callback.delivery import Deliveries
from ..callback.handler import Match, Rule
from ..callback.lists import Lists
from ..callback.message import Message
from ..callback.session import Backend, Conversation, StoreBackend, session_key
from ..config import Config, Credentials
from ..signals import tell
from ..stores import Store
from .flask_session import bridge, is_shared

__all__ = ["AppState", "Owner", "Queue", "Resolver"]

Resolver = Callable[[Request], "Credentials | list[Credentials]"]


class Owner(Protocol):
    """The extension object, seen from below."""

    lists: Lists
    resolver: Resolver | None

    def match(self, message: Message) -> Match | None:
        """Return the most specific rule for a message."""

    def deferred_rule(self, name: str) -> Rule | None:
        """Return the deferred rule of this dotted name."""


class Queue(Protocol):
    """Where deferred handlers wait, when it is not an executor of this process."""

    def bind(self, app: Flask, name: str) -> None:
        """Learn which app an extension object belongs to."""

    def check(self, rule: Rule, known: Rule | None) -> None:
        """Refuse a handler that cannot wait there."""

    def defer(self, name: str, message: Message, match: Match) -> None:
        """Hand one handler's run over."""


@dataclass
class AppState:
    """The settings and the living parts of one agent in one app."""

    name: str
    extension: Owner
    config: Config
    store: Store
    api: WeChatAPI
    executor: Executor
    """Runs handlers in this process."""
    queue: Queue | None = None
    """Takes deferred handlers instead of the executor."""
    clock: Callable[[], float] = field(default=time.time)
    deliveries: Deliveries = field(init=False)

    _warned: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.store, self.config.dedupe_ttl)
        self._own_sessions = StoreBackend(self.store)

    def tell(self, signal: NamedSignal, **facts: object) -> None:
        """Send a signal of this extension object in the current app, if anybody listens."""
        if signal.receivers:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
            tell(signal, app, self.name, **facts)

    def credentials(self, request: Request) -> Iterable[Credentials]:
        """Return what may open this callback: the resolver's answer, else the configured pair."""
        resolver = self.extension.resolver
        if resolver is None or self.config.simulated:
            configured = self.config.credentials
            return () if configured is None else (configured,)
        found = resolver(request)
        return (found,) if isinstance(found, Credentials) else found or ()

    def conversation(self, message: Message, wait: float) -> Conversation:
        """Return the conversation of a message, untouched.

        :param wait: seconds to wait for another message of the same conversation
        """
        agent = message.get("AgentID", self.config.agent_id)
        key = session_key(
            self._session_secret(),
            message.get("ToUserName", self.config.id),
            agent,
            message.get("FromUserName", ""),
        )
        lifetime = self.config.session_lifetime
        return Conversation(key, self.store, self._sessions(), lifetime, wait=wait)

    def warn_of_local_store(self, app: Flask) -> None:
        """Say, once, that a shared session store does not make a local ``STORE`` shared."""
        database = app.config.get("SQLALCHEMY_DATABASE_URI")
        local = getattr(self.store, "local", False)
        if local and not self._warned and is_shared(app.session_interface, database):
            self._warned = True
            warnings.warn(
                f"{self.name}: the app's sessions are shared, but STORE is on this machine only;"
                " with several machines set STORE=redis://…",
                RuntimeWarning,
                stacklevel=4,
            )

    def _sessions(self) -> Backend:
        """Flask-Session's store, when the app has one by now; else ours."""
        self.warn_of_local_store(current_app)
        return bridge(current_app.session_interface, current_app.app_context) or self._own_sessions

    def _session_secret(self) -> bytes:
        secret = current_app.secret_key or self.config.encoding_aes_key or self.config.secret
        if not secret:
            raise RuntimeError("conversations need a secret: set the app's SECRET_KEY")
        return secret.encode() if isinstance(secret, str) else secret
