"""Fixtures for every test."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from flask_wechat_corp.simulator import Simulator

    from .helpers.servers import RedisNodes

# Hundreds of child processes would each compile what they import.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


OWN_PROCESS = "TEST_RUNS_IN_ITS_OWN_PROCESS"


@functools.cache
def run_in_a_new_process(module: str) -> str:
    """Run the tests of a module that are marked ``own_process``; returns what pytest printed."""
    command = [sys.executable, "-m", "pytest", "-v", "-o", "addopts=", "-m", "own_process"]
    command += ["-p", "pytest_timeout", "-p", "flask_wechat_corp.pytest_plugin", module]
    environment = {**os.environ, OWN_PROCESS: "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(
        command, cwd=Path(__file__).parents[1], env=environment, capture_output=True, text=True,
        timeout=280,
    )  # fmt: skip
    return run.stdout + run.stderr


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test marked ``own_process`` in a process where the other tests never ran.

    A test that forks must not have the threads that these left behind: the child inherits the
    locks which the threads hold, but not the threads that would release them. And a test that
    patches the process for good must not do so for the others.
    """
    if pyfuncitem.get_closest_marker("own_process") is None or OWN_PROCESS in os.environ:
        return None
    output = run_in_a_new_process(pyfuncitem.nodeid.split("::")[0])
    if f"{pyfuncitem.nodeid} PASSED" not in output:
        pytest.fail(output, pytrace=False)
    return True


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings, proxies, credentials and locale of the developer's machine out of tests."""
    for name in list(os.environ):
        if name.startswith(("FLASK_", "WECHAT_CORP_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from .helpers.servers import RedisServer

    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """The address of a real, empty Redis."""
    import redis

    with redis.Redis.from_url(_redis_server) as client:
        client.flushall()
    return _redis_server


@pytest.fixture(scope="session")
def _redis_nodes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RedisNodes]:
    from .helpers.servers import RedisNodes

    nodes = RedisNodes(tmp_path_factory.mktemp("nodes"), request.param)
    nodes.start()
    yield nodes
    nodes.stop()


@pytest.fixture
def redis_nodes(_redis_nodes: RedisNodes) -> RedisNodes:
    """Real, empty Redis servers with cluster mode on; parametrize ``_redis_nodes`` by how many."""
    _redis_nodes.flush()
    return _redis_nodes


@pytest.fixture
def free_redis_url() -> str:
    """The address of a Redis that is not there."""
    from .helpers.support import free_port

    return f"redis://:pass@127.0.0.1:{free_port()}/0"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what the markers leave out, so that a green run does not say more than it tried."""
    left_out = str(config.getoption("markexpr") or "")
    if left_out:
        terminalreporter.write_line(
            f"Selected by markers: {left_out}. Run the rest with: .ci/run rest fuzz docs"
        )


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A simulator with the tests' credentials."""
    from .helpers.simulated import simulator

    with simulator() as running:
        yield running
