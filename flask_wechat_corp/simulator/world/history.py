"""Bounded histories of messages, callbacks and calls, and a stream of events for the page.

``GET /_sim/events`` is a stream of server-sent events. Each has an ``event:`` name, an ``id:`` and
``data:`` with one JSON object, which is always ``{"type": <the name>, "row": {...}}``:

``hello``
    The first event of every stream. ``row`` = ``{"now", "corp_id", "agent_id", "callback_url",
    "limits": {"rows", "media_bytes"}}``. Fetch ``/_sim/state`` when it arrives.
``message``
    A new row of a conversation, or (same ``row.id``) a row that changed. ``row`` = ``{"id",
    "time", "agentid", "direction", "via", "users", "chatid", "msgtype", "content", "status",
    "reason", "delivery", "msgid", "part"}``. ``direction`` is ``"to_app"`` (a member wrote) or
    ``"to_user"``; ``via`` is ``"push"`` (a member wrote), ``"reply"`` (passive answer), ``"send"``
    (``message/send``), ``"appchat"``, ``"webhook"`` or ``"kf"``. ``users`` are the members that
    see the row. ``content`` holds the vendor's fields: for ``to_app`` and ``reply`` those of the
    XML (``Content``, ``MediaId``, ``Articles`` …), for the rest those of the JSON body
    (``content["content"]``, ``articles``, ``media_id`` …). ``status`` is ``"pending"``, ``"ok"``,
    ``"failed"``, ``"recalled"`` or ``"updated"``; ``reason`` is why it failed; ``delivery`` is the
    id of the delivery row or null. ``part`` is ``[number, count]`` of a long reply when the app
    says so in a header, ``X-Simulated-Part: 2/3``, else null.
``delivery``
    A callback, new or (same id) finished. ``row`` = ``{"id", "time", "kind", "msgtype", "event",
    "user", "agentid", "msgid", "ok", "status", "ms", "reason", "fields", "xml", "reply",
    "reply_xml", "attempts", "fault"}``; ``kind`` is ``"push"``, ``"event"`` or ``"verify"``;
    ``ok`` is null while it runs; ``fields`` are the pushed fields as a mapping, ``xml`` the same
    decrypted text, ``reply`` the opened reply or null, ``reply_xml`` its text. ``attempts`` is a
    list of ``{"time", "status", "ms", "reason", "url", "request", "response"}`` in raw form.
    A message to a robot has JSON in ``xml`` and ``reply_xml``, without the addresses that are
    secrets, and two fields more: ``polls``, how often WeCom asked for the stream (``attempts`` has
    the message and those polls whose answer was new), and ``way``, ``"url"`` or ``"link"`` (the
    long connection).
``call``
    A finished API call. ``row`` = ``{"id", "time", "method", "path", "query", "body", "status",
    "ms", "errcode", "errmsg", "answer", "agentid", "unknown", "simulated", "fault"}``. Tokens and
    secrets in ``query`` are masked; ``unknown`` lists the parameters that the manual does not
    know; ``simulated`` is false for paths that are only catalogued.
``menu``
    An agent's menu changed. ``row`` = ``{"agentid", "menu"}``; ``menu`` is ``{"button": [...]}``
    or null.
``contacts``, ``tags``, ``agents``, ``chats``, ``media``
    Something of that kind changed; ``row`` = ``{"action", "id"}``. Fetch the state again.
``dialogue``
    What a conversation waits for has changed, as the app says with ``POST /_sim/dialogue``. ``row``
    = ``{"agentid", "user", "step", "list"}``; ``step`` and ``list`` are names or null.
``clock``
    The clock was moved. ``row`` = ``{"now", "offset"}``.
``faults``
    The list of faults changed. ``row`` = ``{"faults": [...]}``.
``reset``
    The state was reset, or this stream fell behind: fetch ``/_sim/state``. ``row`` = ``{}``.

Long texts in rows are truncated after 8,192 characters. All times are seconds of the simulated
clock.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator

from .records import Record

__all__ = ["MAX_ROWS", "MAX_TEXT", "EventBus", "History", "Subscription", "truncate"]

MAX_ROWS = 2_000
"""Rows that each history keeps; the oldest are dropped first."""

MAX_TEXT = 8_192
"""Characters of a raw text that a row keeps."""

_BACKLOG = 1_000
_HEARTBEAT = 15.0


def truncate(text: str) -> str:
    """Return ``text``, truncated to what a row keeps."""
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}… ({len(text)} characters)"


class Subscription:
    """One listener's queue. A listener that falls behind gets the event ``reset``."""

    def __init__(self) -> None:
        self._events: queue.Queue[tuple[int, str, Record] | None] = queue.Queue(_BACKLOG)
        self._behind = False

    def put(self, event: tuple[int, str, Record] | None) -> None:
        """Add an event; ``None`` ends the stream."""
        try:
            self._events.put_nowait(event)
        except queue.Full:
            self._behind = True
            self.clear()
            if event is None:
                self._events.put_nowait(None)

    def clear(self) -> None:
        """Drop the unread events."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._events.get_nowait()

    def get(self, timeout: float) -> tuple[int, str, Record] | None:
        """Return the next event.

        :raises queue.Empty: if none comes within ``timeout`` seconds
        """
        if self._behind:
            self._behind = False
            return (0, "reset", {})
        return self._events.get(timeout=timeout)

    def stream(self, heartbeat: float = _HEARTBEAT) -> Iterator[str]:
        """Yield the text of a ``text/event-stream`` until the bus is closed.

        :param heartbeat: seconds without an event after which a comment keeps the stream open
        """
        while True:
            try:
                event = self.get(heartbeat)
            except queue.Empty:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            number, name, row = event
            data = json.dumps({"type": name, "row": row}, ensure_ascii=False)
            yield f"id: {number}\nevent: {name}\ndata: {data}\n\n"


class EventBus:
    """Delivers events to all subscriptions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    def publish(self, name: str, row: Record) -> None:
        """Send an event to every listener. The row is copied, so later changes do not show."""
        with self._lock:
            if not self._subscriptions:
                return
            event = (next(self._numbers), name, json.loads(json.dumps(row, default=str)))
            for one in self._subscriptions:
                one.put(event)

    def subscribe(self) -> Subscription:
        """Return a new subscription; end it with :meth:`unsubscribe`."""
        one = Subscription()
        with self._lock:
            if self._closed:
                one.put(None)
            self._subscriptions.add(one)
        return one

    def unsubscribe(self, one: Subscription) -> None:
        """Remove a subscription."""
        with self._lock:
            self._subscriptions.discard(one)

    def close(self) -> None:
        """End all streams."""
        with self._lock:
            self._closed = True
            for one in self._subscriptions:
                one.put(None)

    def reopen(self) -> None:
        """Accept subscriptions again after :meth:`close`."""
        with self._lock:
            self._closed = False


class History:
    """The latest rows of one kind, and the number of older ones that were dropped.

    :param name: the name of the event for a new or changed row
    :param publish: called with the name and the row
    :param limit: the number of rows to keep
    """

    def __init__(
        self, name: str, publish: Callable[[str, Record], None], limit: int = MAX_ROWS
    ) -> None:
        self.name = name
        self.total = 0
        self._publish = publish
        self._rows: deque[Record] = deque(maxlen=limit)
        self._lock = threading.Lock()

    def add(self, row: Record) -> Record:
        """Give the row an id, keep it and publish it; return the same object."""
        with self._lock:
            self.total += 1
            row["id"] = self.total
            self._rows.append(row)
        self._publish(self.name, row)
        return row

    def replace(self, old: Record, new: Record) -> None:
        """Put ``new`` in the place of ``old``, a row of this history, and publish it."""
        new["id"] = old["id"]
        with self._lock:
            index = old["id"] - 1 - (self.total - len(self._rows))
            # It may have been dropped, or cleared and its number given to another row.
            if 0 <= index < len(self._rows) and self._rows[index] is old:
                self._rows[index] = new
        self._publish(self.name, new)

    def changed(self, row: Record) -> None:
        """Publish a row that was changed in place."""
        self._publish(self.name, row)

    def find(self, **values: object) -> Record | None:
        """Return the latest row whose fields have these values."""
        for row in reversed(self.rows()):
            if all(row.get(key) == value for key, value in values.items()):
                return row
        return None

    def rows(self, last: int | None = None) -> list[Record]:
        """Return the kept rows, oldest first.

        :param last: return only this many of the newest
        """
        with self._lock:
            rows = list(self._rows)
        return rows if last is None else rows[max(0, len(rows) - last) :]

    @property
    def dropped(self) -> int:
        """The number of dropped rows."""
        return self.total - len(self._rows)

    def counts(self) -> Record:
        """Return the numbers of all rows and of dropped rows."""
        return {"total": self.total, "dropped": self.dropped}

    def clear(self) -> None:
        """Remove all rows and restart the numbering at 1."""
        with self._lock:
            self._rows.clear()
            self.total = 0
