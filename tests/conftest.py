"""Fixtures for every test."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, proxy or credential of the developer's own machine reaches a test."""
    for name in list(os.environ):
        if name.startswith(("FLASK_", "WECHAT_CORP_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
