"""What a simulator tells about itself, and how its clock and its faults are set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .faults import Faults
from .world.history import MAX_ROWS
from .world.world import Record, World

__all__ = ["Controls"]


class Controls:
    """The methods of a simulator that only concern its company and its faults.

    :param world: the simulated company
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults()

    if TYPE_CHECKING:

        @property
        def callback_url(self) -> str | None:
            """The URL that gets the callbacks."""

    def state(self, last: int | None = None) -> Record:
        """Return a copy of everything that the chat page shows.

        :param last: return only this many of the newest rows of each history
        """
        return dict(json.loads(self.state_text(last)))

    def state_text(self, last: int | None = None) -> str:
        """Return :meth:`state` as JSON text."""
        with self.world.lock:
            rows = {**self.info(), **self.world.snapshot(last), "faults": self.faults.rows()}
            return json.dumps(rows, ensure_ascii=False, default=str)

    def info(self) -> Record:
        """Return the world's time, its corp and agent, the callback URL and the limits."""
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
        """Restore the initial world, clear all faults and reset the clock."""
        self.faults.clear()
        self.world.reset()

    def advance(self, seconds: float) -> float:
        """Move the world's clock forward and return its new time.

        :param seconds: 0 or more, less than a century
        :raises ValueError: if ``seconds`` is out of that range
        """
        now = self.world.clock.advance(seconds)
        self.world.events.publish("clock", {"now": now, "offset": self.world.clock.offset})
        return now

    def add_fault(self, spec: Mapping[str, Any]) -> Record:
        """Plan a fault, or revoke all tokens at once with ``{"kill_tokens": true}``.

        :param spec: the fields of ``POST /_sim/faults``
        :raises ValueError: if the description is malformed
        """
        if "kill_tokens" in spec:
            if dict(spec) != {"kill_tokens": True}:
                raise ValueError("kill_tokens must be true, and no other field may be given.")
            return {"killed": self.world.tokens.revoke_all()}
        fault = self.faults.add(spec)
        self._publish_faults()
        return fault.row()

    def clear_faults(self, id: int | None = None) -> bool:
        """Remove one fault, or all of them; return whether there was one.

        :param id: the fault's id; ``None`` removes all and returns True
        """
        found = True
        if id is None:
            self.faults.clear()
        else:
            found = self.faults.remove(id)
        self._publish_faults()
        return found

    def _publish_faults(self) -> None:
        self.world.events.publish("faults", {"faults": self.faults.rows()})
