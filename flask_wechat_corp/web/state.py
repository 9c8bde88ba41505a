"""What one extension object keeps in one app: ``app.extensions["wechat_corp"][name]``."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from threading import Event
from typing import NamedTuple, Protocol

from flask import Flask, Request

from .._clocks import wall_clock
from ..api import WeChatAPI
from ..callback.delivery import CALLBACK_LOCK_WAIT, Deliveries
from ..callback.handler import Handler, HandlerEntry, Match
from ..callback.message import Message
from ..callback.session import Conversation, SessionBackend
from ..config import Config, Credentials
from ..stores import Store
from .hold import Hold
from .hold import hold as process_hold
from .pending import PendingWork
from .sender_queues import SenderQueues

__all__ = [
    "AppState", "ClientResolver", "Corp", "DeferredQueue", "Doorbell", "Resolver", "Watched",
]  # fmt: skip

Resolver = Callable[[Request], "Credentials | list[Credentials]"]
ClientResolver = Callable[[str], "WeChatAPI | None"]


class DeferredQueue(Protocol):
    """Where deferred handlers wait until they are run."""

    executor: Executor
    """Runs work of this process: handlers under a deadline, replies that are sent late."""
    senders: SenderQueues
    """Gives this executor the work of each sender, in order and a limited number at a time."""

    serves_customers: bool
    """Whether processes of the queue handle what customers write, see :meth:`submit_customer`."""

    def bind(self, app: Flask, name: str) -> None:
        """Remember which app an extension object belongs to."""

    def register(self, entry: HandlerEntry) -> None:
        """Accept a deferred handler when it is registered.

        :raises TypeError: when the queue could not run it later
        """

    def submit(
        self, state: AppState, message: Message, match: Match, after: Event | None = None
    ) -> None:
        """Take over one handler's run, in the app context of the request.

        :param after: run it when this is set: its ``ack`` has been handed to the server then
        Any exception means that the queue did not take it.
        """

    def takes(self, match: Match) -> bool:
        """Return whether workers elsewhere can run this handler of a robot."""

    def submit_stream(self, state: AppState, message: Message, match: Match) -> None:
        """Take over the run of a robot's handler that it takes; its stream waits in the store.

        Any exception means that the queue did not take it.
        """

    def submit_customer(self, state: AppState, corp: Corp, account: str, customer: str) -> None:
        """Have :meth:`Doorbell.serve` called in another process, in the app context of a fetch.

        Any exception means that the queue did not take it.
        """


class Corp(NamedTuple):
    """A corp as the receive id of its callbacks was verified."""

    receive_id: str
    key: str
    """What stands for it in keys: :attr:`~flask_wechat_corp.Message.corp_key`."""


class Doorbell(Protocol):
    """What fetches customers' messages when WeCom says that there are some."""

    def takes(self, message: Message) -> bool:
        """Return whether a callback is a doorbell that the app does not handle itself."""

    def ring(self, message: Message) -> None:
        """Have the messages fetched in the background."""

    @property
    def active(self) -> bool:
        """Whether anything is registered."""

    def sync(self, account: str, since: float) -> int:
        """Handle the messages of the last ``since`` seconds now; return how many."""

    def serve(self, corp: Corp, account: str, customer: str, *, wait: float) -> bool:
        """Handle what waits of a customer; return whether all is handled."""


class Watched(Protocol):
    """A message that has been handled."""

    @property
    def state(self) -> AppState:
        """That of the extension object."""

    @property
    def message(self) -> Message:
        """The message."""

    @property
    def conversation(self) -> Conversation:
        """The conversation of its sender.

        :raises RuntimeError: when the message has no sender
        """


@dataclass(eq=False, repr=False)
class AppState:
    """The settings and the shared objects of one agent in one app.

    It has no behaviour of its own; tests set its fields.
    """

    name: str
    """The name of the extension object."""
    handlers: Handler
    config: Config
    store: Store
    api: WeChatAPI
    queue: DeferredQueue
    resolver: Resolver | None = None
    """Returns the credentials of a callback instead of the configured ones."""
    client_for: ClientResolver | None = None
    """Returns the client of another corp, by the receive id that was verified."""
    clock: Callable[[], float] = wall_clock
    """Returns seconds since the epoch."""
    wait: float = CALLBACK_LOCK_WAIT
    """Seconds that a request waits for another message of its conversation."""
    sleep: Callable[[float], None] = time.sleep
    """Pauses a background thread."""
    hold: Hold = process_hold
    """Waits with a 503 until WeCom has closed the connection."""
    session_backend: SessionBackend | None = None
    """Where sessions are kept; chosen at the first message that needs one."""
    warned_about_sessions: bool = False
    warned_about_agent: bool = False
    kf: Doorbell | None = None
    """Customer service; set by the extension object."""
    watch: Callable[[Watched], object] | None = None
    """Called when a message has been handled and its session is saved; for ``simulate``."""
    pending: PendingWork = field(default_factory=PendingWork)
    """Background work in this process that has not ended yet."""
    deliveries: Deliveries = field(init=False)

    @property
    def agent_key(self) -> str:
        """What stands for our agent in keys: ``AGENT_ID``, or a hash of the callback token.

        Two apps that share a store may both leave ``AGENT_ID`` out; their tokens differ.
        """
        config = self.config
        if config.agent_id is None and config.token is not None:
            return hashlib.blake2b(config.token.encode(), digest_size=16).hexdigest()
        return str(config.agent_id)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.store, self.config.dedupe_ttl, wait=self.wait)
