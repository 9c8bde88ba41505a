"""The run of one Celery task in a worker, and what happens when the worker cannot run it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from flask import Flask, current_app

from ..callback.delivery import Deliveries
from ..callback.entries import HandlerEntry, Match
from ..callback.message import Message
from ..config import EXTENSION_KEY
from ..errors import StoreError, WeChatCorpError
from .background import BACKGROUND_LOCK_WAIT, run_deferred
from .kf_tasks import KfJob
from .robot_remote import RobotJob, run_robot_job
from .robot_state import RobotState
from .state import AppState
from .task_records import MAX_DEATHS, Deaths, Job

__all__ = [
    "KF_RETRY_SECONDS", "RETRY_SECONDS", "SENT", "AnyJob", "UnknownTask", "Worker", "run_handler",
    "serve_customer",
]  # fmt: skip

logger = logging.getLogger("flask_wechat_corp.deferred")

#: The record of a task whose reply was sent.
SENT = "sent"
#: The record of a task that is not tried again.
GIVEN_UP = "given up"
#: Seconds after which a task that runs on another worker is tried again.
RETRY_SECONDS = 10
#: Seconds after which a task is tried again whose customer another worker serves: more than the
#: 4 seconds after which a killed worker has lost the customer.
KF_RETRY_SECONDS = 5
#: Seconds after which a worker that lacks the app or the handler tries again: doubled from the
#: first to the last. During a deployment the web processes may be newer than the workers.
UNKNOWN_RETRY_SECONDS = (10, 600)
#: Seconds after which a task whose app or handler no worker has is given up.
UNKNOWN_GIVE_UP_SECONDS = 86400

AnyJob: TypeAlias = Job | RobotJob | KfJob


class UnknownTask(LookupError):
    """This worker has no app or no handler for a task."""


class Worker(Protocol):
    """The apps and the handlers that a worker has."""

    remember: float
    """Seconds for which a finished task is remembered."""
    clock: Callable[[], float]
    """Returns seconds since the epoch."""

    @property
    def entries(self) -> Mapping[str, HandlerEntry]:
        """The handlers by name."""

    def app_of(self, job: AnyJob) -> Flask:
        """Return the app of a task.

        :raises UnknownTask: when there is none
        """


def run_handler(task: Any, worker: Worker, job: Job | RobotJob) -> None:
    """Run one handler of an agent or a robot.

    :param task: the Celery task, which is asked to run again
    """
    try:
        app, entry = worker.app_of(job), _entry_of(worker, job)
    except UnknownTask as error:
        reason = str(error)
    else:
        with app.app_context():
            state: AppState = current_app.extensions[EXTENSION_KEY][job.name]
            if isinstance(job, Job):
                _run_once(task, state, entry, job, worker.remember)
            else:
                _run_robot(task, state, entry, job)
        return
    _retry_unknown(task, worker, job, reason)


def serve_customer(task: Any, worker: Worker, job: KfJob) -> None:
    """Handle what waits of a customer.

    :param task: the Celery task, which is asked to run again
    """
    try:
        app = worker.app_of(job)
        with app.app_context():
            state: AppState = current_app.extensions[EXTENSION_KEY][job.name]
            if state.kf is None or not state.kf.active:
                raise UnknownTask(
                    "This Celery worker has no handler on wx.kf. Import the module that"
                    " registers it, and restart workers that are older than the web processes"
                )
            wait = BACKGROUND_LOCK_WAIT if task.request.is_eager else 0
            done = state.kf.serve(job.verified, job.account, job.customer, wait=wait)
    except (UnknownTask, WeChatCorpError) as error:
        reason = str(error).rstrip(".")
    else:
        if not done:  # another worker serves the customer; it may be killed
            raise task.retry(countdown=KF_RETRY_SECONDS)
        return
    _retry_unknown(task, worker, job, reason)


def _entry_of(worker: Worker, job: Job | RobotJob) -> HandlerEntry:
    entry = worker.entries.get(job.handler)
    if entry is None:
        raise UnknownTask(
            f"This Celery worker has no deferred handler {job.handler}. Import the module that"
            " registers it, and restart workers that are older than the web processes"
        )
    return entry


def _retry_unknown(task: Any, worker: Worker, job: AnyJob, reason: str) -> None:
    if task.request.is_eager:  # there is no later in which another worker could have it
        raise RuntimeError(f"{reason}.")
    if worker.clock() - job.submitted >= UNKNOWN_GIVE_UP_SECONDS:
        logger.error(
            "%s. The message of the handler %s is given up after a day.", reason, job.handler
        )
        return
    first, longest = UNKNOWN_RETRY_SECONDS
    seconds = min(first * 2 ** min(task.request.retries, 10), longest)
    logger.warning("%s. The task is tried again in %d seconds.", reason, seconds)
    raise task.retry(countdown=seconds)


def _run_once(task: Any, state: AppState, entry: HandlerEntry, job: Job, remember: float) -> None:
    """Run a deferred handler, unless another run has sent its reply or is under way.

    :param remember: seconds for which a finished task is remembered
    """
    deliveries = Deliveries(state.store, remember, wait=state.wait)
    delivery = deliveries.claim("task|" + job.key)
    if not delivery.ours and delivery.reply:
        return
    if not delivery.ours:  # another worker runs it; we try again in case that worker dies
        raise task.retry(countdown=RETRY_SECONDS)
    deaths = Deaths(state.store, job.key, remember)
    if not deaths.may_run():
        logger.error(
            "The deferred handler %s is given up for one message, because its process has died"
            " %d times while it was running. Look for a lack of memory or a hard time limit.",
            job.handler,
            MAX_DEATHS,
        )
        delivery.done(GIVEN_UP)
        return
    try:
        message = Message.from_xml(job.xml, job.receive_id, corp_key=job.corp_key)
        run_deferred(state, message, Match(entry, job.groups))
    except BaseException as error:
        if isinstance(error, Exception):  # any other one ends the process
            deaths.forget()
        delivery.forget()
        logger.exception("The deferred handler %s failed.", job.handler)
        raise
    deaths.forget()
    delivery.done(SENT)


def _run_robot(task: Any, state: AppState, entry: HandlerEntry, job: RobotJob) -> None:
    """Run a robot's handler; try again when the store fails before it was called."""
    assert isinstance(state, RobotState)  # noqa: S101 - its name is that of a robot
    eager = bool(task.request.is_eager)
    try:
        # An eager task runs in the request, and no poll can come before that has ended.
        run_robot_job(state, job, Match(entry, job.groups), wait=not eager)
    except StoreError:
        if eager:
            raise
        logger.warning("The store failed. The handler %s of a robot waits.", job.handler)
        raise task.retry(countdown=RETRY_SECONDS) from None
