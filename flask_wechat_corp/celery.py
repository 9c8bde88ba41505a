"""Deferred handlers, robots' streams and wx.kf on Celery workers. Needs the extra ``celery``.

::

    celery_app = Celery("bot", broker="redis://localhost:6379/1")
    wx = WeChatCorp(executor=CeleryExecutor(celery_app))

A handler runs at least once for each message that was accepted, also when its worker is killed. Its
reply is sent once, unless the worker dies after WeCom has accepted the message and before the task
is recorded as sent.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import Executor
from threading import Event
from typing import Any
from uuid import uuid4
from weakref import WeakSet

from celery import Celery
from celery.signals import worker_init
from flask import Flask, has_app_context

from ._clocks import wall_clock
from .callback.handler import HandlerEntry, Match
from .callback.message import Message
from .callback.robot.message import RobotMessage
from .config import EXTENSION_KEY
from .errors import ConfigError
from .stores.memory import MemoryStore
from .web.background import BoundedPool
from .web.flask_compat import this_app
from .web.identity import key_of_delivery
from .web.kf_tasks import KfJob
from .web.robot_remote import RobotJob, job_of
from .web.robot_state import RobotState
from .web.sender_queues import SenderQueues
from .web.state import AppState, Corp
from .web.task_records import Job
from .web.task_runs import AnyJob, UnknownTask, run_handler, serve_customer

__all__ = ["KF_TASK", "ROBOT_TASK", "TASK", "CeleryExecutor"]

#: The task's name, for ``task_routes`` and monitoring.
TASK = "flask_wechat_corp.deferred"
#: The name of the task that runs a handler of a robot.
ROBOT_TASK = "flask_wechat_corp.robot"
#: The name of the task that handles what a customer wrote (``wx.kf``).
KF_TASK = "flask_wechat_corp.kf"
#: Seconds after which a task is started whose handler has an ``ack``, so that its answer does not
#: overtake that text.
ACK_SECONDS = 1

_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
_REGISTRY = "_flask_wechat_corp_registry"


class CeleryExecutor:
    """Runs deferred handlers as tasks of your Celery app, with plain JSON arguments.

    A task is acknowledged late and redelivered when its worker dies. The handlers must be functions
    of a module: a worker finds them by module and qualified name among its own registered handlers,
    so it must import the same application. ``REPLY_DEADLINE`` uses threads of this process.

    Of a :class:`~flask_wechat_corp.WeChatRobot` it runs the generators, the async generators and
    the handlers with ``deferred=True``. Their streams are in ``STORE``, which web processes and
    workers must share. Such a handler runs once: when its worker is killed, its stream ends with
    ``FAILURE_TEXT``.

    What customers write (``wx.kf``) is handled by tasks too: the messages wait in ``STORE``, and
    those of a customer are handled in order.

    Several executors may use one Celery app, and several Flask apps one executor.

    :param celery_app: your Celery application
    :param remember: seconds for which a finished task is remembered; not less than the broker's
        ``visibility_timeout``
    """

    serves_customers = True

    def __init__(self, celery_app: Celery, *, remember: float = 86400) -> None:
        registry = getattr(celery_app, _REGISTRY, None)
        if registry is None:
            registry = _Registry(celery_app)
            setattr(celery_app, _REGISTRY, registry)
        self._registry: _Registry = registry
        registry.remember = max(registry.remember, remember)
        self.executor: Executor = BoundedPool()
        self.senders = SenderQueues(self.executor)

    def bind(self, app: Flask, name: str) -> None:
        """Remember a Flask app in which the handlers of this extension object run."""
        self._registry.bind(app, name)

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
        known = self._registry.entries.setdefault(entry.name, entry)
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
        job = Job(
            app=this_app().name,
            corp=state.config.id,
            name=state.name,
            handler=match.entry.name,
            groups=match.groups,
            xml=message.xml,
            receive_id=message.receive_id,
            corp_key=message.corp_key,
            key=key_of_delivery(state, message),
            submitted=int(self._registry.clock()),
        )
        self._registry.task.apply_async(
            kwargs=job._asdict(),
            countdown=None if after is None else ACK_SECONDS,
            retry_policy=_RETRY_POLICY,
        )

    def takes(self, match: Match) -> bool:
        """Return whether a worker can find this handler: an item of a list has no name there."""
        known = self._registry.entries.get(match.entry.name)
        return known is not None and known.function is match.entry.function

    def submit_stream(self, state: AppState, message: Message, match: Match) -> None:
        """Send one run of a robot's handler to the broker; its stream waits in the store."""
        assert isinstance(state, RobotState)  # noqa: S101 - only robots have streams
        assert isinstance(message, RobotMessage)  # noqa: S101 - and robots have these
        job = job_of(state, message, match, self._registry.clock())
        self._registry.robot_task.apply_async(kwargs=job._asdict(), retry_policy=_RETRY_POLICY)

    def submit_customer(self, state: AppState, corp: Corp, account: str, customer: str) -> None:
        """Send a task that handles what waits of a customer.

        :raises ConfigError: when the workers could not read it
        """
        task = self._registry.kf_task
        if isinstance(state.store, MemoryStore) and not task.app.conf.task_always_eager:
            raise ConfigError(
                "STORE must not be memory:// when wx.kf has a handler and the executor is a"
                " CeleryExecutor, because the workers read the messages from it."
            )
        job = KfJob(
            app=this_app().name, corp=state.config.id, name=state.name,
            receive_id=corp.receive_id, corp_key=corp.key, account=account, customer=customer,
            submitted=int(self._registry.clock()),
        )  # fmt: skip
        task.apply_async(kwargs=job._asdict(), retry_policy=_RETRY_POLICY)


class _Registry:
    """The apps, the handlers and the tasks of a Celery app."""

    def __init__(self, celery_app: Celery) -> None:
        self.entries: dict[str, HandlerEntry] = {}
        self.remember = 0.0
        self.clock: Callable[[], float] = wall_clock
        self._last: dict[tuple[str, str, str], Flask] = {}
        self._all: dict[tuple[str, str, str], WeakSet[Flask]] = {}
        options = {
            "bind": True, "acks_late": True, "reject_on_worker_lost": True,
            "ignore_result": True, "max_retries": None, "serializer": "json",
        }  # fmt: skip

        def run(task: Any, **arguments: Any) -> None:  # Celery makes it a method of the task
            run_handler(task, self, Job.from_arguments(arguments))

        def run_robot(task: Any, **arguments: Any) -> None:
            run_handler(task, self, RobotJob.from_arguments(arguments))

        def serve(task: Any, **arguments: Any) -> None:
            serve_customer(task, self, KfJob.from_arguments(arguments))

        self.task = celery_app.task(name=TASK, **options)(run)
        self.robot_task = celery_app.task(name=ROBOT_TASK, **options)(run_robot)
        self.kf_task = celery_app.task(name=KF_TASK, **options)(serve)
        # Without such a name Celery 5.5 takes the methods of two registries for one receiver.
        worker_init.connect(self._worker_starts, dispatch_uid=uuid4().hex)

    def bind(self, app: Flask, name: str) -> None:
        """Remember an app; of several with the same names and corp, the last one."""
        corp = app.extensions[EXTENSION_KEY][name].config.id
        key = (name, corp, app.name)
        self._last[key] = app
        self._all.setdefault(key, WeakSet()).add(app)

    def app_of(self, job: AnyJob) -> Flask:
        """Return the app of a task.

        :raises UnknownTask: when there is none, or several that the task's names do not tell apart
        """
        found = {key: app for key, app in self._last.items() if key[:2] == (job.name, job.corp)}
        if has_app_context():  # an eager task runs in the context of its request
            ours = this_app()
            if any(ours in self._all[key] for key in found):
                return ours
        if len(found) > 1:
            found = {key: app for key, app in found.items() if key[2] == job.app}
        if not found:
            what = "WeChatRobot" if isinstance(job, RobotJob) else "WeChatCorp"
            corp = "" if isinstance(job, RobotJob) else " for the corp of the message"
            raise UnknownTask(
                f"This Celery worker has no Flask app with a {what} named {job.name!r}{corp}."
                " Create the app in the module that -A names"
            )
        return next(iter(found.values()))

    def _worker_starts(self, sender: Any = None, **_: Any) -> None:
        """End a worker that could not run its tasks, before it takes one."""
        if getattr(getattr(sender, "app", None), _REGISTRY, None) is not self:
            return
        if not self._last:
            raise SystemExit(
                "This Celery worker has no Flask app with a WeChatCorp, so it could not run a"
                " deferred handler. Create the app in the module that -A names, for example:"
                " from bot import celery_app, create_app; app = create_app()"
            )
        gc.collect()  # an app that is not used any more would be a false alarm
        for (name, _corp, app_name), last in self._last.items():
            apps = self._all[name, _corp, app_name]
            if any(app.config != last.config for app in apps):
                raise SystemExit(
                    f"This Celery worker has two Flask apps named {app_name!r} that have different"
                    f" settings and a WeChatCorp named {name!r} for the same corp. A task cannot"
                    " tell them apart. Give them different names: Flask(import_name)."
                )


def _is_named(function: object) -> bool:
    return hasattr(function, "__qualname__") and hasattr(function, "__module__")
