"""An answer that grows in this process, and its snapshots in the store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from ...errors import StoreError
from ...stores.leases import Lease
from ...stores.renewal import lease_renewer
from .pieces import Pieces
from .reply import content_parts, finished, shown, stream_json, with_closing
from .stream import Ending, Snapshot, StreamStore

__all__ = ["Growing", "StreamLost"]

logger = logging.getLogger("flask_wechat_corp.robot")

#: Seconds between two snapshots of a stream.
SNAPSHOT_SECONDS = 0.5
#: Seconds after which an ending that the store did not take is tried again.
RETRY_SECONDS = 1.0


class Schedule(Protocol):
    """Calls functions later, in a thread of its own."""

    @property
    def clock(self) -> Callable[[], float]:
        """Returns seconds."""

    def after(self, seconds: float, task: Callable[[], object]) -> None:
        """Call ``task`` in so many seconds."""


class StreamLost(Exception):
    """Another process has ended this stream, because it took this one for dead."""


class Growing:
    """The answer to one message while it grows. All methods may be called from any thread.

    :param id: of the stream
    :param started: when the message came, in seconds since the epoch
    :param image_bytes: the most bytes of all images together
    :param on_end: called once when the ending is settled, with this object
    """

    def __init__(
        self,
        streams: StreamStore,
        schedule: Schedule,
        id: str,
        started: float,
        *,
        image_bytes: int,
        placeholder: str = "",
        on_end: Callable[[Growing], object] = lambda _: None,
    ) -> None:
        self.id = id
        self.streams = streams
        self.snapshot = Snapshot(started, placeholder=placeholder)
        self.rest: list[str] = []
        """The pieces of the text that the ending has no room for."""
        self.ending: Ending | None = None
        """Our own ending, once the producer is done."""
        self.settled: Ending | None = None
        """The ending that the stream has; not ours when a poll came first."""
        self.answered = False
        """Whether the response to the message has carried the ending."""
        self.shown_first = threading.Event()
        """Set when there is something to show, and at the end."""
        self.ended = threading.Event()
        """Set at the end."""
        self._schedule = schedule
        self._pieces = Pieces(self.snapshot, image_bytes)
        self._on_end = on_end
        self._lock = threading.RLock()
        self._lease: Lease | None = None
        self._alone = False
        self._open = False
        self._lost = False
        self._handed_over = False
        self._writing = False
        self._written_at: float | None = None

    # -- the producer

    def check(self) -> None:
        """Raise when this producer must end.

        :raises StreamLost: when another process has ended the stream
        """
        if self._lost:
            raise StreamLost

    def feed(self, piece: object) -> None:
        """Take one piece of the answer.

        :raises ReplyError: when it cannot be shown
        """
        with self._lock:
            if self._pieces.take(piece):
                self.shown_first.set()
                self._soon()

    def finish(self, closing: str | None = None) -> None:
        """End the stream; never raises.

        :param closing: a sentence below the text so far
        """
        with self._lock:
            if self.ending is not None:
                return
            now, made = self.snapshot, self._pieces
            if closing is not None:
                content = with_closing(now.thinking, now.text, closing)
                now.text = f"{now.text}\n\n{closing}" if now.text else closing
                self.ending = Ending(content)
            else:
                content, self.rest = content_parts(now.thinking, now.text)
                self.ending = Ending(content, images=made.pictures, card=made.card)
            self.ending.feedback = made.feedback
            self.shown_first.set()
            self.ended.set()
            if not self._open and not self._alone:
                return  # the response to the message carries it
        self._settle()

    def _settle(self) -> None:
        """Write the ending; while the store fails, again and again."""
        assert self.ending is not None  # noqa: S101 - only finish() and first_reply() call this
        try:
            self.settled = self.streams.close(self.id, self.ending)
        except StoreError:
            if self.streams.clock() - self.snapshot.started < self.streams.window:
                logger.warning("The store failed at the end of a stream; it is tried again.")
                self._schedule.after(RETRY_SECONDS, self._settle)
                return
            self.settled = Ending("", "late")  # nothing was shown: it is sent by response_url
        self.drop_lease()
        self._on_end(self)

    def drop_lease(self) -> None:
        """Let the lease end by itself."""
        if self._lease is not None:
            lease_renewer.drop(self._lease)
            self._lease = None

    # -- the response to the message

    def first_reply(self) -> dict[str, Any] | None:
        """Return the first reply of the stream, and keep its snapshot for the polls.

        :returns: ``None`` when the answer has ended and is empty
        :raises StoreError: when the store fails; then no poll could be answered
        """
        self._start()
        with self._lock:
            if self.ending is None:
                feedback, self._pieces.feedback = self._pieces.feedback, None
                return stream_json(self.id, self._content(), finish=False, feedback=feedback)
        return self._whole()

    def _whole(self) -> dict[str, Any] | None:
        """Answer with the ending at once; polls that come all the same get it again."""
        ending = self.ending
        assert ending is not None  # noqa: S101 - first_reply() has looked
        self.drop_lease()
        if not (ending.content or ending.images or ending.card):
            return None
        ending.given = self.answered = True
        try:
            self.settled = self.streams.close(self.id, ending)
        except StoreError:
            logger.warning("The store failed. A finished answer is not kept for further polls.")
            self.settled = ending
        self._on_end(self)
        return finished(self.id, ending.content, ending.images, ending.card, ending.feedback)

    def answer_alone(self, closing: str) -> dict[str, Any] | None:
        """Answer with the text so far and end the stream there, because there is no store.

        What the producer still makes is sent by ``response_url``.
        """
        with self._lock:
            if self.ending is None:
                self._alone = True
                now = self.snapshot
                return finished(self.id, with_closing(now.thinking, now.text, closing))
        return self._whole()

    def _start(self) -> None:
        """Write the first snapshot; the lock is not held meanwhile, so that pieces can come."""
        with self._lock:
            if self._open or self.ending is not None:
                return
            first = replace(self.snapshot)
        lease = self.streams.lease(self.id)
        try:
            self.streams.write(self.id, first)
        except StoreError:
            lease_renewer.drop(lease)
            raise
        with self._lock:
            self._lease, self._written_at = lease, self._schedule.clock()
            self._open = self.ending is None
            if first != self.snapshot:
                self._soon()

    # -- from one process to another

    def hand_over(self) -> None:
        """Let another process produce the answer: the stream waits for it in the store.

        :raises StoreError: when the store fails; the answer stays here
        """
        with self._lock:
            waiting = replace(self.snapshot, queued=True)
        self.streams.write(self.id, waiting)
        with self._lock:
            self._handed_over = True
        self.drop_lease()

    def take_back(self) -> None:
        """Produce the answer here after all: no other process has taken it."""
        with self._lock:
            self._handed_over = False

    def adopt(self) -> None:
        """Go on, in this process, with a stream that another one has handed over.

        :raises StoreError: when the store fails
        """
        self._start()

    def _content(self) -> str:
        now = self.snapshot
        return shown(now.thinking, now.text, now.placeholder)

    # -- snapshots

    def _soon(self) -> None:
        """Write a snapshot as soon as the last one is old enough: only the newest is written."""
        if not self._open or self._writing:
            return
        self._writing = True
        since = self._schedule.clock() - (self._written_at or 0.0)
        self._schedule.after(max(0.0, SNAPSHOT_SECONDS - since), self._write)

    def _write(self) -> None:
        with self._lock:
            self._writing = False
            if self.ending is not None or self._handed_over:
                return
            self._written_at = self._schedule.clock()
            now = replace(self.snapshot)
        try:
            ended = self.streams.ending(self.id)
            if ended is None:
                self.streams.write(self.id, now)
            elif ended.why == "dead":
                self._lost = True
        except StoreError:
            logger.warning("The store failed while a stream was written; it is tried again.")
            with self._lock:
                self._soon()
