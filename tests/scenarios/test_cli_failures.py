"""``flask wechat-corp`` when WeCom, the store or the network refuses: what it says, how it ends."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from flask_wechat_corp.cli.users import _wait_for
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.stores.memory import MemoryStore

from .test_cli import calls, make, run

MENU = {"button": [{"type": "click", "name": "帮助", "key": "HELP"}]}


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("menu/create", ["menu", "set", "-"]),
        ("menu/delete", ["menu", "delete", "--yes"]),
        ("user/list", ["users", "export", "members.csv"]),
        ("batch/syncuser", ["users", "import", "members.csv"]),
        ("agent/get", ["check"]),
    ],
)
def test_a_refused_call_is_told_in_a_line(
    sim: Simulator, path: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("members.csv").write_text("帐号\nlisi\n", "utf-8")
    sim.faults.add(path=path, errcode=45009)
    result = run(make(sim.url), *command, input=json.dumps(MENU))
    assert result.exit_code == 1
    assert "45009" in result.output
    assert "Traceback" not in result.output
    assert calls(sim, path)


def test_a_limit_that_is_known_here_is_told_in_a_line_too(sim: Simulator, tmp_path: Path) -> None:
    app = make(sim.url)
    menu = run(app, "menu", "set", "-", input='{"button": []}')
    assert (menu.exit_code, menu.output) == (
        1, "Error: button: WeCom takes a list of 1 to 3 buttons.\n",
    )  # fmt: skip
    small = tmp_path / "small.txt"
    small.write_bytes(b"1234")
    sent = run(app, "send", "--file", str(small), "--user", "lisi")
    assert sent.exit_code == 1
    assert "file: WeCom takes 6 to " in sent.output
    assert not calls(sim, "media/upload")


def test_check_names_a_store_that_is_not_there(sim: Simulator, free_redis_url: str) -> None:
    result = run(make(sim.url, STORE=free_redis_url), "check")
    assert result.exit_code == 1
    failed = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert [line.split(":")[0] for line in failed] == [
        "✗ store", "✗ access token", "✗ trusted address",
    ]  # fmt: skip
    # The token is kept in the store: the network is not to blame.
    remedies = [line.strip() for line in result.output.splitlines() if "→" in line]
    assert remedies == ["→ Make the store reachable, or set STORE to another one."] * 3


def test_check_names_a_store_that_forgets(sim: Simulator) -> None:
    class Sieve(MemoryStore):
        def get(self, key: str) -> str | None:
            return None

    result = run(make(sim.url, STORE=Sieve()), "check")
    assert result.exit_code == 1
    assert "✗ store: The store lost a value" in result.output


def test_check_without_an_agent_asks_for_the_servers_addresses(sim: Simulator) -> None:
    result = run(make(sim.url, AGENT_ID=None), "check")
    assert result.exit_code == 0, result.output
    assert "✓ trusted address: calls are accepted" in result.output
    assert calls(sim, "getcallbackip")


@contextmanager
def timeless() -> Iterator[str]:
    """A server that answers everything with an empty object, and never tells the time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                with sock:
                    sock.recv(65536)
                    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_check_of_a_server_without_a_clock_says_so() -> None:
    with timeless() as url:
        result = run(make(url), "check")
    assert "✓ clock: unknown: the server sent no Date header" in result.output
    assert "✗ access token: " in result.output


def test_an_import_is_watched_to_its_end(sim: Simulator) -> None:
    half = {"errcode": 0, "errmsg": "ok", "status": 2, "percentage": 40}
    done = {**half, "status": 3, "percentage": 100, "result": [{"userid": "lisi", "errcode": 0}]}
    for job in (half, done):
        sim.faults.add(path="batch/getresult", body=json.dumps(job), times=1)
    app = make(sim.url)
    with app.app_context():
        api = app.extensions["wechat_corp"]["wechat_corp"].api
        assert _wait_for(api, "JOB", pause=0) == done["result"]
        sim.faults.add(path="batch/getresult", body=json.dumps(half))
        with pytest.raises(click.ClickException, match="Job JOB is not finished yet"):
            _wait_for(api, "JOB", polls=2, pause=0)
    assert len(calls(sim, "batch/getresult")) == 4
