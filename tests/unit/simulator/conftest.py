"""Fixtures of the simulator's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient


@pytest.fixture
def api(sim: Simulator) -> Iterator[RawClient]:
    """Plain HTTP to the simulator."""
    with RawClient(sim) as caller:
        yield caller
