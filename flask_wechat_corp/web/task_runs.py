"""The run of one Celery task in a worker."""

from __future__ import annotations

import logging
from typing import Any

from ..callback.delivery import Deliveries
from ..callback.entries import HandlerEntry, Match
from ..callback.message import Message
from ..errors import StoreError
from .background import run_deferred
from .robot_remote import RobotJob, run_robot_job
from .robot_state import RobotState
from .state import AppState
from .task_records import MAX_DEATHS, Deaths, Job

__all__ = ["GIVEN_UP", "RETRY_SECONDS", "SENT", "run_once", "run_robot"]

logger = logging.getLogger("flask_wechat_corp.deferred")

#: The record of a task whose reply was sent.
SENT = "sent"
#: The record of a task that is not tried again.
GIVEN_UP = "given up"
#: Seconds after which a task that runs on another worker is tried again.
RETRY_SECONDS = 10


def run_once(task: Any, state: AppState, entry: HandlerEntry, job: Job, remember: float) -> None:
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


def run_robot(task: Any, state: AppState, entry: HandlerEntry, job: RobotJob) -> None:
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
