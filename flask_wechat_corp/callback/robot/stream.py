"""A stream in the store: what any process needs to answer WeCom's polls.

Each stream has these entries, ``robot|<name>|<id>|…``:

``state``
    The text so far and when the message came. Written by the producer.
``alive``
    A lease that the producer's process renews. It ends four seconds after that process dies.
``closed``
    The ending, written by the first that ends the stream: the producer, or a poll that finds the
    producer dead or the window over.
``given``
    How the ending left: ``poll`` or ``url``. It is sent in one way only.
``url``
    The claim of ``response_url``, which may be used once.
``producer``
    The claim to run the handler, when it was handed over to another process.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..._clocks import monotonic, wall_clock
from ...stores import Store
from ...stores.leases import Lease, compare_and_set, new_owner_id
from ...stores.renewal import lease_renewer
from .reply import finished, shown, stream_json, with_closing

__all__ = ["Ending", "Snapshot", "StreamStore", "Texts", "stream_id"]

logger = logging.getLogger("flask_wechat_corp.robot")

#: Seconds after which the lease of a killed producer expires.
LEASE_SECONDS = 4.0
#: Seconds that a stream goes on after its producer's lease is gone.
GRACE_SECONDS = 5.0
#: Seconds for which the state of a stream is kept after its last change.
STATE_SECONDS = 900.0
#: Seconds for which an ending is kept, and a claim of ``response_url``.
ENDING_SECONDS = 3600.0


@dataclass(frozen=True)
class Texts:
    """The sentences that a user sees when an answer is not there."""

    placeholder: str = ""
    failure: str = "抱歉，出错了，请稍后再试。Something went wrong. Please try again later."
    busy: str = "现在问题太多了，请稍后再问。I am busy. Please ask again later."
    late: str = "回答还没有写完，写完后另发给你。The answer will follow in a new message."
    expired: str = "这条回答已失效，请重新提问。This answer has expired. Please ask again."
    cut: str = "（回答太长，后面的部分未发送。The rest was too long to be sent.）"


@dataclass
class Snapshot:
    """A running stream."""

    started: float
    """When its message came, in seconds since the epoch."""
    text: str = ""
    thinking: str = ""
    placeholder: str = ""
    gone: float | None = None
    """When a poll first found the producer's lease gone."""
    queued: bool = False
    """Whether it waits for a worker of another process; there is no lease yet."""


@dataclass
class Ending:
    """The end of a stream."""

    content: str
    why: str = "done"
    """``done``; ``late`` when the window was over; ``dead`` when the producer was gone."""
    images: list[dict[str, str]] = field(default_factory=list)
    card: dict[str, Any] | None = None
    feedback: str | None = None
    given: bool = False
    """Whether it was the answer to the message itself."""


def stream_id(secret: bytes, name: str, msgid: str) -> str:
    """Return the id of a message's stream: the same for its repeats, not to be guessed."""
    parts = json.dumps(["flask_wechat_corp stream", name, msgid])
    return hmac.new(secret, parts.encode(), hashlib.sha256).hexdigest()[:32]


class StreamStore:
    """The streams of one robot.

    :param name: the name of the extension object
    :param window: seconds from the message after which a stream is left
    :param clock: returns seconds since the epoch
    """

    def __init__(
        self,
        store: Store,
        name: str,
        texts: Texts,
        window: float,
        clock: Callable[[], float] = wall_clock,
    ) -> None:
        self.store = store
        self.texts = texts
        self.window = window
        self.clock = clock
        self._prefix = f"robot|{name}|"

    def _key(self, id: str, what: str) -> str:
        return f"{self._prefix}{id}|{what}"

    # -- the producer

    def write(self, id: str, snapshot: Snapshot) -> None:
        """Keep what a running stream shows.

        :raises StoreError: when the store fails
        """
        self.store.set(self._key(id, "state"), _dump(asdict(snapshot)), STATE_SECONDS)

    def lease(self, id: str) -> Lease:
        """Acquire the lease that says that the producer lives; it is renewed until it is dropped.

        :raises StoreError: when the store fails
        """
        key, value, since = self._key(id, "alive"), new_owner_id(), monotonic()
        self.store.set(key, value, LEASE_SECONDS)
        lease = Lease(self.store, key, value, LEASE_SECONDS, since=since)
        lease_renewer.keep(lease)
        return lease

    def close(self, id: str, ending: Ending) -> Ending:
        """End a stream; the first ending stays.

        :returns: the ending that the stream has, which is the given one or an earlier one
        :raises StoreError: when the store fails
        """
        key = self._key(id, "closed")
        if self.store.add(key, _dump(asdict(ending)), ENDING_SECONDS):
            return ending
        return _ending(self.store.get(key)) or ending

    def ending(self, id: str) -> Ending | None:
        """Return the ending of a stream, or ``None`` while it runs.

        :raises StoreError: when the store fails
        """
        return _ending(self.store.get(self._key(id, "closed")))

    def shows_something(self, id: str) -> bool:
        """Whether there is more to show than the placeholder.

        :raises StoreError: when the store fails
        """
        if self.store.get(self._key(id, "closed")) is not None:
            return True
        text = self.store.get(self._key(id, "state"))
        now = {} if text is None else json.loads(text)
        return bool(now.get("text") or now.get("thinking"))

    def claim_production(self, id: str) -> bool:
        """Claim to run the handler of a stream that was handed over; once, also after a crash.

        :raises StoreError: when the store fails
        """
        return self.store.add(self._key(id, "producer"), "1", ENDING_SECONDS)

    def release_production(self, id: str) -> None:
        """Give that claim back."""
        self.store.delete(self._key(id, "producer"))

    # -- the way out of an ending, and response_url

    def take(self, id: str, way: str) -> bool:
        """Claim to deliver the ending, by ``poll`` or by ``url``; one of the two gets ``True``.

        :raises StoreError: when the store fails
        """
        key = self._key(id, "given")
        return self.store.add(key, way, ENDING_SECONDS) or self.store.get(key) == way

    def give_back(self, id: str) -> None:
        """Let a poll deliver the ending, because WeCom refused it by ``response_url``."""
        self.store.delete(self._key(id, "given"))

    def was_given(self, id: str) -> bool:
        """Whether a poll has delivered the ending."""
        return self.store.get(self._key(id, "given")) == "poll"

    def claim_url(self, id: str) -> bool:
        """Claim the message's ``response_url``; exactly one caller of many gets ``True``."""
        return self.store.add(self._key(id, "url"), "1", ENDING_SECONDS)

    def release_url(self, id: str) -> None:
        """Give the claim back, because WeCom refused the message."""
        self.store.delete(self._key(id, "url"))

    def claim_sending(self, id: str) -> bool:
        """Claim to send the one message of a ``ReplyLater``."""
        return self.store.add(self._key(id, "sent"), "1", ENDING_SECONDS)

    def release_sending(self, id: str) -> None:
        """Give that claim back."""
        self.store.delete(self._key(id, "sent"))

    # -- polls

    def poll(self, id: str) -> dict[str, Any]:
        """Return the reply to a poll of WeCom.

        :raises StoreError: when the store fails
        """
        ending = self.ending(id)
        if ending is None:
            text = self.store.get(self._key(id, "state"))
            if text is None:
                logger.warning(
                    "WeCom asked for a stream that STORE does not know. With several processes or"
                    " machines, they must share one STORE (redis://… for several machines)."
                )
                return finished(id, self.texts.expired)
            snapshot = Snapshot(**json.loads(text))
            ending = self._overdue(id, text, snapshot)
            if ending is None:
                content = shown(snapshot.thinking, snapshot.text, snapshot.placeholder)
                return stream_json(id, content, finish=False)
        return self._last(id, ending)

    def _overdue(self, id: str, text: str, snapshot: Snapshot) -> Ending | None:
        """End a stream whose window is over or whose producer is gone."""
        now = self.clock()
        if now - snapshot.started >= self.window:
            return self._leave(id, snapshot, "late", self.texts.late)
        if snapshot.queued or self.store.get(self._key(id, "alive")) is not None:
            return None
        if snapshot.gone is None:
            snapshot.gone = now
            key, value = self._key(id, "state"), _dump(asdict(snapshot))
            compare_and_set(self.store, key, text, value, STATE_SECONDS)
            return None
        if now - snapshot.gone < GRACE_SECONDS:
            return None
        logger.error("The process that wrote the answer of a stream is gone; the stream is ended.")
        return self._leave(id, snapshot, "dead", self.texts.failure)

    def _leave(self, id: str, snapshot: Snapshot, why: str, closing: str) -> Ending:
        content = with_closing(snapshot.thinking, snapshot.text, closing)
        return self.close(id, Ending(content, why))

    def _last(self, id: str, ending: Ending) -> dict[str, Any]:
        if ending.given or ending.why != "done":  # the rest of a late answer has its own way
            return finished(id, ending.content, ending.images)
        first = self.store.add(self._key(id, "given"), "poll", ENDING_SECONDS)
        if not first and self.store.get(self._key(id, "given")) == "url":
            return finished(id, self.texts.late)
        card = ending.card if first else None  # WeCom refuses a card that comes twice
        feedback = ending.feedback if first else None
        return finished(id, ending.content, ending.images, card, feedback)


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _ending(text: str | None) -> Ending | None:
    return None if text is None else Ending(**json.loads(text))
