"""Tables of scenarios: our client writes to the simulator, and reads back what it wrote.

A table names the methods that each scenario calls. ``test_read_back.py`` runs the scenarios and
checks that the simulator answered each of these calls; ``test_simulated_areas.py`` checks that
no call of an area is left out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.customers.contacts import customers_of
from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.simulated import DAY

__all__ = ["DAY", "HOUR", "PNG", "Company", "Scenario", "Table", "ids", "refused"]

HOUR = 3600
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f0e9fe0a0002f301cdffd1d8990000000049454e44ae426082"
)


class Company:
    """The simulated company, our client, and what people in it do."""

    def __init__(self, sim: Simulator, api: WeChatAPI) -> None:
        self.sim = sim
        self.world = sim.world
        self.api = api

    @property
    def now(self) -> int:
        """The company's time in Unix seconds."""
        return self.world.now()

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.world.clock.advance(seconds)

    def act(self, act: str, **fields: Any) -> dict[str, Any]:
        """Let a person do something, as ``POST /_sim/actions`` does."""
        return perform(self.world, {"act": act, **fields})

    def leave(self, userid: str) -> None:
        """Let a member leave the company."""
        del self.world.members[userid]

    def media(self) -> str:
        """Upload a picture; return its media id."""
        return str(self.api.upload_media(io.BytesIO(PNG), "image", "a.png")["media_id"])

    def attachment(self) -> str:
        """Upload a picture for a product album; return its media id."""
        answer = self.api.upload_attachment(io.BytesIO(PNG), "image", 2, filename="a.png")
        return str(answer["media_id"])

    def customer(self, userid: str = "zhangsan") -> str:
        """Return the first customer of a member."""
        return customers_of(self.world, userid)[0]


def refused(errcode: int, call: Callable[..., Any], *args: Any, **named: Any) -> None:
    """Check that the simulator refuses a call with this code."""
    with pytest.raises(WeChatAPIError) as caught:
        call(*args, **named)
    assert caught.value.errcode == errcode


@dataclass(frozen=True)
class Scenario:
    """What a scenario does, and the methods of our client that it calls."""

    run: Callable[[Company], None]
    methods: tuple[str, ...]


class Table:
    """The scenarios of an area, added by decorator: ``@table("create_tag", "list_tags")``."""

    def __init__(self) -> None:
        self.scenarios: list[Scenario] = []

    def __call__(
        self, *methods: str
    ) -> Callable[[Callable[[Company], None]], Callable[[Company], None]]:
        """Add the decorated function, which calls these methods."""

        def add(run: Callable[[Company], None]) -> Callable[[Company], None]:
            self.scenarios.append(Scenario(run, methods))
            return run

        return add

    def __add__(self, other: Table) -> Table:
        """Return a table with the scenarios of both."""
        both = Table()
        both.scenarios = [*self.scenarios, *other.scenarios]
        return both

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)


def ids(rows: list[dict[str, Any]], key: str) -> list[Any]:
    """Return the values of a key in rows."""
    return [row[key] for row in rows]
