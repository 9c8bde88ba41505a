"""The simulated platform without its HTTP server: world, faults, calls and callbacks together."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from ..protocol.crypto import WXBizMsgCrypt
from .api.gateway import Gateway
from .faults import Faults
from .push.queue import Callbacks
from .push.sender import ATTEMPTS, TIME_LIMIT
from .world.history import MAX_ROWS
from .world.world import World

__all__ = ["Engine"]

Row = dict[str, Any]


class Engine:
    """One WeCom with one corp and one app behind a callback URL.

    :param corp_id: the corp id that ``gettoken`` takes and callbacks are sealed for
    :param secret: the app's secret, good for contacts too; never a real one
    :param agent_id: the app's agent id
    :param token: the callback token
    :param aes_key: the callback key, 43 letters and digits
    :param callback_url: where callbacks go; None = nowhere
    :param world: the company; a friendly small one by default
    :param strict: refuse parameters that the manual does not know, with 40058
    :param time_limit: seconds that the app has for an answer
    :param repeat_on_5xx: whether a 5xx is delivered again
    """

    def __init__(
        self,
        *,
        corp_id: str,
        secret: str,
        agent_id: int | str,
        token: str,
        aes_key: str,
        callback_url: str | None = None,
        world: World | None = None,
        strict: bool = False,
        time_limit: float = TIME_LIMIT,
        attempts: int = ATTEMPTS,
        repeat_on_5xx: bool = False,
    ) -> None:
        self.world = world if world is not None else World()
        self.world.adopt(corp_id, secret, int(agent_id))
        self.faults = Faults()
        self._stopping = threading.Event()
        self.gateway = Gateway(self.world, self.faults, self._stopping, strict=strict)
        options = {"time_limit": time_limit, "attempts": attempts, "repeat_on_5xx": repeat_on_5xx}
        crypt = WXBizMsgCrypt(token, aes_key, corp_id)
        self._callbacks = Callbacks(self.world, self.faults, self._stopping, crypt, options)
        self.callback_url = callback_url
        self.world.outbox = self._callbacks.enqueue

    @property
    def callback_url(self) -> str | None:
        """Where callbacks go; may be set at any time."""
        return self._callbacks.url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        self._callbacks.url = url

    @property
    def strict(self) -> bool:
        """Whether parameters that the manual does not know are refused."""
        return self.gateway.strict

    # -- control ------------------------------------------------------------------------------

    def state(self, last: int | None = None) -> Row:
        """Return everything that the page shows, as a copy.

        :param last: only so many of the newest rows of each history
        """
        copied: Row = json.loads(self.state_text(last))
        return copied

    def state_text(self, last: int | None = None) -> str:
        """Return :meth:`state` as JSON."""
        world = self.world
        with world.lock:
            histories = {
                history.name: {"total": history.total, "dropped": history.dropped}
                for history in (world.messages, world.deliveries, world.calls)
            }
            state = {
                **self.hello(),
                "members": list(world.members.values()),
                "departments": list(world.departments.values()),
                "tags": list(world.tags.values()),
                "agents": list(world.agents.values()),
                "menus": [{"agentid": key, "menu": menu} for key, menu in world.menus.items()],
                "chats": list(world.chats.values()),
                "media": world.media.rows(),
                "messages": world.messages.rows(last),
                "deliveries": world.deliveries.rows(last),
                "calls": world.calls.rows(last),
                "faults": self.faults.rows(),
                "histories": histories,
                "media_bytes": world.media.size,
                "media_dropped": world.media.dropped,
            }
            return json.dumps(state, ensure_ascii=False, default=str)

    def hello(self) -> Row:
        """Return who and when we are."""
        world = self.world
        return {
            "now": world.clock(),
            "offset": world.clock.offset,
            "corp_id": world.corp_id,
            "corp_name": world.corp_name,
            "agent_id": world.agent_id,
            "callback_url": self.callback_url,
            "limits": {"rows": MAX_ROWS, "media_bytes": world.media.limit},
        }

    def reset(self) -> None:
        """Return world, faults and clock to their beginning."""
        self.faults.clear()
        self.world.reset()

    def advance(self, seconds: float) -> float:
        """Move the world's clock forward; returns its time.

        :raises ValueError: when it should run backwards
        """
        now = self.world.clock.advance(seconds)
        self.world.events.publish("clock", {"now": now, "offset": self.world.clock.offset})
        return now

    def add_fault(self, spec: Mapping[str, Any]) -> Row:
        """Plan a fault, or kill all tokens at once with ``{"kill_tokens": true}``.

        :raises ValueError: when the description is malformed
        """
        if "kill_tokens" in spec:
            if dict(spec) != {"kill_tokens": True}:
                raise ValueError("kill_tokens must be true and stand alone")
            return {"killed": self.world.kill_tokens()}
        fault = self.faults.add(spec)
        self._tell_faults()
        return fault.row()

    def clear_faults(self, id: int | None = None) -> bool:
        """Forget one fault, or all of them; tells whether there was one."""
        found = True if id is None else self.faults.remove(id)
        if id is None:
            self.faults.clear()
        self._tell_faults()
        return found

    def _tell_faults(self) -> None:
        self.world.events.publish("faults", {"faults": self.faults.rows()})

    # -- callbacks ----------------------------------------------------------------------------

    def verify(self) -> Row:
        """Verify the callback URL; returns ``{"ok", "status", "ms", "reason"}``."""
        return self._callbacks.verify()

    def push(self, spec: Mapping[str, Any]) -> Row:
        """Push a message or an event and wait for the app's answer.

        :param spec: as in ``POST /_sim/push``
        :returns: ``{"ok", "status", "ms", "attempts", "reply", "reason", "delivery"}``
        :raises ValueError: when the description cannot be pushed
        """
        return self._callbacks.push(spec)

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait until no callback is waiting in the background; tells whether that came true."""
        return self._callbacks.settle(timeout)

    def start(self) -> None:
        """Start delivering in the background."""
        self._stopping.clear()
        self.world.events.reopen()
        self._callbacks.start()

    def stop(self) -> None:
        """Stop: no delay goes on, all event streams end, the background thread is gone."""
        self._stopping.set()
        self.world.events.close()
        self._callbacks.stop()
