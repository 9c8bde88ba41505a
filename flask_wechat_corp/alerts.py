"""Log records as messages: to a group through its robot, or to members through an agent.

::

    handler = WeComHandler(webhook=os.environ["ALERT_ROBOT_KEY"], store="redis://localhost")
    logging.getLogger().addHandler(handler)
"""

from __future__ import annotations

import hashlib
import logging
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from ._clocks import monotonic
from ._forks import reset_after_fork, reset_if_forked
from .api import WeChatAPI
from .content import Text
from .errors import StoreError
from .stores import Store, open_store

__all__ = ["WeComHandler"]

#: Messages of a group robot that WeCom accepts in a minute (page 91770).
PER_MINUTE = 20
MINUTE = 60.0
#: Records that wait for the network; more of them are counted and dropped.
MAX_WAITING = 1_000
#: Bytes of a text message (pages 90236 and 91770).
MAX_BYTES = 2_048
#: Seconds that the end of the process waits for messages that are not sent yet.
FLUSH_SECONDS = 5.0

_thread = threading.local()


class WeComHandler(logging.Handler):
    """Send log records as text messages, without blocking the code that logs.

    A thread of its own sends them, at most ``per_minute`` in any 60 seconds and in all processes
    that share the store. Records beyond that are counted, and the next message tells their number.
    A record is cut at 2,048 bytes. Records of the sending itself are ignored; a message that
    cannot be sent is reported on standard error.

    :param api: the client that sends; without it one is made, which can only use a group robot
    :param to: the receivers, as
        :meth:`~flask_wechat_corp.api.messaging.messages.Messages.send` takes them
    :param webhook: instead of ``to``: the key of a group robot, or its webhook address
    :param store: counts the messages of all processes: a store's URL or object; by default that of
        ``api``. Without ``api`` and ``store`` each process counts for itself
    :param level: the lowest level that is sent
    :param per_minute: messages in any 60 seconds
    :param clock: returns seconds that only increase
    :raises ValueError: when not exactly one of ``to`` and ``webhook`` is given, ``to`` without
        ``api``, or ``per_minute`` is less than 1

    WeCom pages 91770 and 90236.
    """

    def __init__(
        self,
        api: WeChatAPI | None = None,
        *,
        to: Mapping[str, object] | Iterable[str] | str | None = None,
        webhook: str | None = None,
        store: Store | str | None = None,
        level: int | str = logging.ERROR,
        per_minute: int = PER_MINUTE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(level)
        if (to is None) == (webhook is None):
            raise ValueError("Give either to= or webhook= to WeComHandler.")
        if to is not None and api is None:
            raise ValueError("WeComHandler needs api= to send to members with to=.")
        if per_minute < 1:
            raise ValueError("per_minute= must be at least 1.")
        self._api = api or WeChatAPI("", None)
        self._to = to
        self._key = None if webhook is None else _key_of(webhook)
        self._store = self._api.store if store is None else open_store(store)
        name = self._key or f"{self._api.corpid} {self._api.agentid}"
        self._slot = f"alerts|{hashlib.sha256(name.encode()).hexdigest()[:32]}|"
        self._per_minute = per_minute
        self._clock = clock
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._queue: queue.Queue[str] = queue.Queue(MAX_WAITING)
        self._worker: threading.Thread | None = None
        self._starting = threading.Lock()
        self._sent_at: deque[float] = deque()
        self._dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Give a record to the thread that sends; never wait."""
        if getattr(_thread, "sends_alerts", False):
            return
        reset_if_forked(self)
        try:
            self._queue.put_nowait(self.format(record))
        except queue.Full:
            with self._starting:
                self._dropped += 1
        except Exception:  # noqa: BLE001 - a record that cannot be formatted
            self.handleError(record)
        else:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(
                    target=self._work, name="flask-wechat-corp-alerts", daemon=True
                )
                self._worker.start()

    def flush(self) -> None:
        """Wait until all records are sent or counted, 5 seconds at most."""
        reset_if_forked(self)
        end = monotonic() + FLUSH_SECONDS
        with self._queue.all_tasks_done:
            while self._queue.unfinished_tasks and monotonic() < end:
                self._queue.all_tasks_done.wait(max(0.0, end - monotonic()))

    # -- the thread

    def _work(self) -> None:
        _thread.sends_alerts = True
        while True:
            try:
                text = self._queue.get(timeout=MINUTE)
            except queue.Empty:
                if self._dropped and self._may_send():
                    self._send("")
                continue
            try:
                if self._may_send():
                    self._send(text)
                else:
                    with self._starting:
                        self._dropped += 1
            finally:
                self._queue.task_done()

    def _may_send(self) -> bool:
        """Take one of the places of this minute; each is free again 60 seconds later."""
        now = self._clock()
        while self._sent_at and self._sent_at[0] <= now - MINUTE:
            self._sent_at.popleft()
        if len(self._sent_at) >= self._per_minute:
            return False
        first = len(self._sent_at)
        try:
            for number in range(self._per_minute):
                place = (first + number) % self._per_minute
                if self._store.add(f"{self._slot}{place}", "1", MINUTE):
                    break
            else:
                return False
        except StoreError as error:
            _report(f"The store failed, so only this process is counted: {error}")
        self._sent_at.append(now)
        return True

    def _send(self, text: str) -> None:
        with self._starting:
            dropped, self._dropped = self._dropped, 0
        note = (
            f"（另有 {dropped} 条日志未发送 · {dropped} more records not sent）" if dropped else ""
        )
        message = Text(_shortened(text, note))
        try:
            if self._key is not None:
                self._api.send_webhook(self._key, message)
            else:
                self._api.send(self._to or "", message)
        except Exception as error:  # noqa: BLE001 - logging must not end the thread
            _report(f"A message was not sent: {error}")


def _key_of(webhook: str) -> str:
    key = webhook.strip()
    if "://" in key:
        key = parse_qs(urlsplit(key).query).get("key", [""])[0]
    if not key:
        raise ValueError("webhook= must be the key of a group robot, or its address with ?key=.")
    return key


def _shortened(text: str, note: str) -> str:
    limit = MAX_BYTES - len(note.encode()) - 1
    data = text.encode("utf-8", "replace")
    if len(data) > limit:
        text = data[: limit - len("…".encode())].decode("utf-8", "ignore") + "…"
    else:
        text = data.decode()
    return f"{text}\n{note}".strip() if note else text


def _report(problem: str) -> None:
    # The logging of the application may end here again.
    print(f"flask_wechat_corp.alerts: {problem}", file=sys.stderr)
