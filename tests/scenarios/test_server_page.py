"""The files of docs/cookbook/server.rst, run as they are: nginx, gunicorn and Redis serve WeCom."""

from __future__ import annotations

import configparser
import http.client
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.documents import ROOT, blocks_of, write_nginx
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

FILES = {
    block.options["caption"]: block.code
    for block in blocks_of(ROOT / "docs" / "cookbook" / "server.rst")
    if "caption" in block.options
}


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """Run a program; gives the file that holds what it prints."""
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
        try:
            yield log
        finally:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)
                raise


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def unit(section: str, key: str) -> str:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.read_string(FILES["/etc/systemd/system/bot.service"])
    return parser.get(section, key)


def environment_of(sim: Simulator, redis_url: str) -> dict[str, str]:
    """Return the documented environment with values that lead to this machine."""
    ours = {f"FLASK_{name}": str(value) for name, value in sim.settings().items()}
    ours["FLASK_WECHAT_CORP_STORE"] = redis_url
    ours["FLASK_SECRET_KEY"] = "of this test"
    lines = [line.split("=", 1) for line in FILES["/etc/bot.env"].splitlines()]
    documented = {name: ours.get(name, value) for name, value in lines}
    missing = set(ours) - set(documented)
    to_the_simulator = ("API_URL", "AUTHORIZE_URL", "LOGIN_URL", "PROXY")
    assert missing == {f"FLASK_WECHAT_CORP_{name}" for name in to_the_simulator}
    nowhere = {"HOME": "/proc/nonexistent"}  # a system user has none
    return {**os.environ, **ours, **documented, **nowhere, "PYTHONPATH": str(ROOT)}


MORTAL = """

@wx.text("die once")
def die(message):
    import os, pathlib, signal
    if pathlib.Path("die").exists():
        pathlib.Path("die").unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"
"""
"""A handler that ends its process as a failing machine would, when a file asks for it."""


@contextmanager
def served(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, *, more: str = ""
) -> Iterator[Served]:
    """Run the page's files; ``more`` is code that bot.py ends with."""
    for name in ("bot.py", "gunicorn.conf.py"):
        (tmp_path / name).write_text(FILES[name].replace("/run/bot/", f"{tmp_path}/"), "utf-8")
    nginx_file, (plain, tls) = write_nginx(FILES["/etc/nginx/conf.d/bot.conf"], tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    gunicorn, *options = shlex.split(unit("Service", "ExecStart"))
    gunicorn = str(Path(sys.executable).with_name(Path(gunicorn).name))
    nginx = [str(shutil.which("nginx")), "-c", str(nginx_file), "-p", str(tmp_path)]
    with (tmp_path / "bot.py").open("a", encoding="utf-8") as bot:
        bot.write(more)
    with Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY,
        callback_url=f"https://127.0.0.1:{tls}/wechat",
    ) as sim:  # fmt: skip
        environment = environment_of(sim, redis_url)
        with (
            running([gunicorn, *options], tmp_path, environment) as gunicorn_log,
            running([*nginx, "-g", "daemon off;"], tmp_path, environment) as nginx_log,
        ):
            wait_for((tmp_path / "gunicorn.sock").exists, "gunicorn did not start")
            wait_for(lambda: sim.verify()["ok"], f"nobody answers: {nginx_log.read_text()}")
            yield Served(sim, plain, gunicorn_log)


class Served(NamedTuple):
    """What runs."""

    sim: Simulator
    plain: int
    """The port without TLS."""
    gunicorn_log: Path


def test_the_documented_files_serve_wecom(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, redis_url, monkeypatch) as running_page:
        result = running_page.sim.push({"type": "text", "from": "lisi", "content": "你好"})
        assert result["ok"], result["reason"]
        assert result["reply"]["Content"] == "收到 你好"
        connection = http.client.HTTPConnection("127.0.0.1", running_page.plain, timeout=10)
        connection.request("GET", "/wechat?x=1", headers={"Host": "bot.example.com"})
        answer = connection.getresponse()
        assert answer.status == 301
        assert answer.headers["Location"] == "https://bot.example.com/wechat?x=1"
        connection.close()
    logged = running_page.gunicorn_log.read_text("utf-8")
    logged += (tmp_path / "bot.log").read_text("utf-8")
    assert '"POST /wechat" 200' in logged
    assert "error" not in logged.lower()
    assert "msg_signature" not in logged


def test_a_killed_worker_behind_nginx_is_repeated(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeCom must see a broken connection: a 502 would perhaps not be repeated."""
    with served(tmp_path, redis_url, monkeypatch, more=MORTAL) as running_page:
        (tmp_path / "die").touch()
        result = running_page.sim.push({"type": "text", "from": "lisi", "content": "die once"})
        assert not (tmp_path / "die").exists(), "no worker was killed"
        assert result["ok"], result["reason"]
        assert result["attempts"] > 1, "the connection was not closed"
        assert result["reply"]["Content"] == "alive"
    assert "444" in (tmp_path / "bot.log").read_text("utf-8")
