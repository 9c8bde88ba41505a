"""Deferred handlers on Celery workers. Needs the extra ``celery``.

::

    celery_app = Celery("bot", broker="redis://localhost:6379/1")
    wx = WeChatCorp(executor=CeleryExecutor(celery_app))

A handler runs at least once for each message that was accepted, also when its worker is killed. Its
reply is sent once, unless the worker dies after WeCom has accepted the message and before the task
is recorded as sent.
"""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from threading import Event
from typing import Any

from celery import Celery
from flask import Flask

from .callback.delivery import Deliveries, delivery_key
from .callback.handler import HandlerEntry, Match
from .callback.message import Message
from .config import EXTENSION_KEY
from .web.background import BoundedPool, run_deferred
from .web.sender_queues import SenderQueues
from .web.state import AppState

__all__ = ["TASK", "CeleryExecutor"]

logger = logging.getLogger("flask_wechat_corp.deferred")

#: The task's name, for ``task_routes`` and monitoring.
TASK = "flask_wechat_corp.deferred"
#: The record of a task whose reply was sent.
SENT = "sent"
#: Seconds after which a task is started whose handler has an ``ack``, so that its answer does not
#: overtake that text.
ACK_SECONDS = 1
#: Seconds after which a task that runs on another worker is tried again.
RETRY_SECONDS = 10


class CeleryExecutor:
    """Runs deferred handlers as tasks of your Celery app, with plain JSON arguments.

    A task is acknowledged late and redelivered when its worker dies. The handlers must be functions
    of a module: a worker finds them by module and qualified name among its own registered handlers,
    so it must import the same application. ``REPLY_DEADLINE`` uses threads of this process.

    :param celery_app: your Celery application
    :param remember: seconds for which a finished task is remembered; not less than the broker's
        ``visibility_timeout``
    """

    def __init__(self, celery_app: Celery, *, remember: float = 86400) -> None:
        self._remember = remember
        self._apps: dict[str, Flask] = {}
        self._entries: dict[str, HandlerEntry] = {}
        self.executor: Executor = BoundedPool()
        self.senders = SenderQueues(self.executor)
        options = {
            "bind": True, "name": TASK, "acks_late": True, "reject_on_worker_lost": True,
            "ignore_result": True, "max_retries": None, "serializer": "json",
        }  # fmt: skip

        def run(task: Any, *arguments: Any) -> None:  # Celery makes it a method of the task
            self._run(task, *arguments)

        self._task = celery_app.task(**options)(run)

    def bind(self, app: Flask, name: str) -> None:
        """Remember the Flask app in which the handlers of this extension object run."""
        self._apps[name] = app

    def register(self, entry: HandlerEntry) -> None:
        """Remember a handler by its name.

        :raises TypeError: when a worker could not find it; the message names the handler
        """
        module, _, qualname = entry.name.partition(".")
        if "<" in qualname or module in ("__main__", "?") or not _is_named(entry.function):
            raise TypeError(
                f"The deferred handler {entry.name} must be a function of an imported module,"
                " because a Celery worker finds it by name."
            )
        known = self._entries.setdefault(entry.name, entry)
        if known.function is not entry.function:
            raise TypeError(
                f"Two deferred handlers are named {entry.name}. Rename one, because a Celery worker"
                " finds them by name."
            )

    def submit(
        self, state: AppState, message: Message, match: Match, after: Event | None = None
    ) -> None:
        """Send one handler's run to the broker.

        :param after: is not waited for: the task starts a second later
        """
        name, key = state.name, delivery_key(message, state.name)
        self._task.apply_async(
            args=(name, match.entry.name, match.groups, message.xml, key),
            countdown=None if after is None else ACK_SECONDS,
            retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
        )

    def _run(
        self, task: Any, name: str, handler: str, groups: dict[str, str | None], xml: str, key: str
    ) -> None:
        """Run one handler in a worker."""
        app = self._apps.get(name)
        if app is None:
            raise RuntimeError(
                f"This Celery worker has no app with a WeChatCorp named {name!r}. Import the"
                " application in the worker."
            )
        with app.app_context():
            state: AppState = app.extensions[EXTENSION_KEY][name]
            entry = self._entries.get(handler)
            if entry is None:
                raise RuntimeError(
                    f"This Celery worker has no deferred handler {handler}. Import the module that"
                    " registers it."
                )
            deliveries = Deliveries(state.store, self._remember, wait=state.wait)
            delivery = deliveries.claim("task|" + key)
            if not delivery.ours and delivery.reply == SENT:
                return
            if not delivery.ours:  # another worker runs it; we try again in case that worker dies
                raise task.retry(countdown=RETRY_SECONDS)
            try:
                run_deferred(state, Message.from_xml(xml), Match(entry, groups))
            except BaseException:
                delivery.forget()
                logger.exception("The deferred handler %s failed.", handler)
                raise
            delivery.done(SENT)


def _is_named(function: object) -> bool:
    return hasattr(function, "__qualname__") and hasattr(function, "__module__")
