"""A robot's handler in another process: what is sent there, and how it runs there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..callback.entries import Match
from ..callback.robot.growing import Growing
from ..callback.robot.message import RobotMessage
from ..errors import StoreError
from .flask_compat import this_app
from .robot_later import (
    FETCH_SECONDS,
    LOOK_SECONDS,
    URL_SECONDS,
    RobotServices,
    send_rest,
    send_whole,
)
from .robot_producer import produce, produce_now
from .robot_runner import Answer
from .robot_state import RobotState

__all__ = ["RobotJob", "job_of", "run_robot_job"]

logger = logging.getLogger("flask_wechat_corp.robot")


class RobotJob(NamedTuple):
    """One run of a robot's handler: plain JSON values."""

    app: str
    """The name of the Flask app."""
    corp: str
    """Empty: a robot has no corp id."""
    name: str
    """The name of the extension object."""
    handler: str
    groups: dict[str, str | None]
    message: dict[str, Any]
    receive_id: str
    arrived: float
    """When the message came, in seconds since the epoch."""
    stream: str
    """The id of the stream, for a check: the settings of both processes make it."""
    submitted: int
    """Unix seconds."""

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> RobotJob:
        """Read a task that another version of this package may have sent."""
        return cls(**{name: arguments[name] for name in cls._fields})


def job_of(state: RobotState, message: RobotMessage, match: Match, now: float) -> RobotJob:
    """Return what another process needs to run a handler."""
    return RobotJob(
        app=this_app().name,
        corp=state.config.id,
        name=state.name,
        handler=match.entry.name,
        groups=match.groups,
        message=message.json,
        receive_id=message.receive_id,
        arrived=message.arrived,
        stream=state.stream_of(message),
        submitted=int(now),
    )


def run_robot_job(state: RobotState, job: RobotJob, match: Match, *, wait: bool) -> None:
    """Run a handler whose stream waits in the store, and see the ending on its way.

    It runs once. When its process is killed the next poll ends the stream with a sentence, so a
    task that is delivered again has nothing to do.

    :param wait: return only when the ending has reached the user or was sent by ``response_url``
    :raises StoreError: when the store fails before the handler was called; try again later
    """
    services, names = RobotServices(state), state.config.bot_names
    message = RobotMessage(job.message, job.receive_id, names, services, job.arrived)
    settled = threading.Event()
    on_end = (lambda _: settled.set()) if wait else None
    answer = Answer(state, message, produce, on_end)
    growing = answer.growing
    if growing.id != job.stream:
        logger.error(
            "%s: The handler %s does not run, because this process has other settings than the one"
            " that received the message. Give both the same %sENCODING_AES_KEY.",
            state.name,
            job.handler,
            state.config.prefix,
        )
        return
    if not _may_run(state, growing, job) or not state.streams.claim_production(growing.id):
        return
    answer.use_ack(match)
    try:
        growing.adopt()
    except StoreError:
        state.streams.release_production(growing.id)
        raise
    produce_now(this_app(), answer, match)
    if wait and growing.ending is not None:
        settled.wait()
        _deliver_now(state, message, growing)


def _may_run(state: RobotState, growing: Growing, job: RobotJob) -> bool:
    """Whether there is still a way to the user."""
    ending = state.streams.ending(growing.id)
    if ending is not None and ending.why != "late":
        return False  # the other process could not say for sure that we were given the task
    if state.clock() < job.arrived + URL_SECONDS:
        return True
    logger.error(
        "%s: The handler %s does not run: its message is more than an hour old and can no longer"
        " be answered. Start more Celery workers.",
        state.name,
        job.handler,
    )
    return False


def _deliver_now(state: RobotState, message: RobotMessage, growing: Growing) -> None:
    """Wait for the poll that fetches the ending, and send what no poll has fetched."""
    settled = growing.settled
    if settled is not growing.ending:
        if settled is not None and settled.why == "late":
            send_whole(state, message, growing)
        else:
            logger.warning("%s: An answer was dropped: its stream was ended meanwhile.", state.name)
        return
    waited = 0.0
    try:
        while not state.streams.was_given(growing.id):
            if waited >= FETCH_SECONDS:
                send_whole(state, message, growing)
                return
            state.sleep(LOOK_SECONDS)
            waited += LOOK_SECONDS
    except StoreError:
        logger.warning("The store failed. It is not known whether an answer was fetched.")
        return
    if growing.rest:
        send_rest(state, message, growing)
