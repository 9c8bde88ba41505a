"""Deferred handlers on Celery workers. Needs the extra ``celery``.

::

    celery_app = Celery("bot", broker="redis://localhost:6379/1")
    wx = WeChatCorp(executor=CeleryExecutor(celery_app))

A handler runs at least once for each message that was answered for, also when its worker is
killed; its reply is sent once, unless the worker dies in the moment between WeCom's yes and the
note of it.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery  # type: ignore[import-untyped]  # it has no type hints
from flask import Flask

from .callback.delivery import Deliveries, delivery_key
from .callback.handler import Match, Rule
from .callback.message import Message
from .web.background import run_deferred
from .web.state import AppState

__all__ = ["TASK", "CeleryExecutor"]

logger = logging.getLogger(__name__)

#: The task's name, for ``task_routes`` and monitoring.
TASK = "flask_wechat_corp.web.background"
#: What marks a task whose reply was sent.
SENT = "sent"
#: Seconds after which a task that runs elsewhere is looked at again.
LATER = 10


class CeleryExecutor:
    """Hands deferred handlers to your Celery app, as one task with plain JSON arguments.

    The task is acknowledged late and given back when its worker dies. The handlers must be
    functions of a module: a worker finds them by module and qualified name among those that are
    registered there, so it must import the same application.

    :param celery_app: your Celery application
    :param remember: seconds for which a finished task is remembered; not less than the broker's
        ``visibility_timeout``
    """

    def __init__(self, celery_app: Celery, *, remember: float = 86400) -> None:
        self._remember = remember
        self._apps: dict[str, Flask] = {}
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

    def check(self, rule: Rule, known: Rule | None) -> None:
        """Refuse a handler that a worker could not find.

        :param known: an earlier rule under the same name
        :raises TypeError: naming the handler
        """
        module, _, qualname = rule.name.partition(".")
        if "<" in qualname or module in ("__main__", "?") or not _is_named(rule.function):
            raise TypeError(
                f"the deferred handler {rule.name} must be a function of an imported module:"
                " a Celery worker finds it by name"
            )
        if known is not None and known.function is not rule.function:
            raise TypeError(f"two deferred handlers are named {rule.name}")

    def defer(self, name: str, message: Message, match: Match) -> None:
        """Put one handler's run into the queue."""
        self._task.apply_async(
            args=(name, match.rule.name, match.words, message.xml, delivery_key(message, name)),
            retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
        )

    def _run(
        self, task: Any, name: str, handler: str, words: dict[str, str | None], xml: str, key: str
    ) -> None:
        """Run one handler, in a worker."""
        app = self._apps.get(name)
        if app is None:
            raise RuntimeError(f"this worker has no app with a WeChatCorp named {name!r}")
        with app.app_context():
            state: AppState = app.extensions["wechat_corp"][name]
            rule = state.extension.deferred_rule(handler)
            if rule is None:
                raise RuntimeError(f"this worker has no deferred handler {handler}")
            delivery = Deliveries(state.store, self._remember).claim("task|" + key)
            if not delivery.ours and delivery.reply == SENT:
                return
            if not delivery.ours:  # it runs elsewhere; should that worker die, we are here
                raise task.retry(countdown=LATER)
            try:
                run_deferred(state, Message.from_xml(xml), Match(rule, words))
            except BaseException:
                delivery.forget()
                logger.exception("the deferred handler %s failed", handler)
                raise
            delivery.done(SENT)


def _is_named(function: object) -> bool:
    return hasattr(function, "__qualname__") and hasattr(function, "__module__")
