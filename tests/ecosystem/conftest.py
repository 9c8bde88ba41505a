"""Fixtures of the tests beside other extensions: apps for a simulator, and our packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp.simulator import Simulator
from tests.ecosystem.packages import Packages


@pytest.fixture
def make_app(sim: Simulator) -> Callable[..., Flask]:
    """``settings`` are ours, without their prefix; ``options`` are Flask's own."""

    def make(*, options: dict[str, Any] | None = None, **settings: Any) -> Flask:
        app = Flask(__name__, **(options or {}))
        app.secret_key = "flask-secret-key"
        app.config.update(sim.settings())
        app.config.update({f"WECHAT_CORP_{name}": value for name, value in settings.items()})
        return app

    return make


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """The sdist and the wheel; they are built when first asked for."""
    return Packages(tmp_path_factory.mktemp("packages"))
