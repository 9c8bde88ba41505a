"""Fixtures of the simulated families: a world without HTTP."""

from __future__ import annotations

import pytest

from tests.helpers.simulated import DirectWorld


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()
