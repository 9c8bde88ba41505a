"""``flask wechat-corp simulate`` and ``python -m flask_wechat_corp.simulator`` as processes."""

from __future__ import annotations

import configparser
import importlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.helpers.documents import blocks_of
from tests.helpers.support import AES_KEY, free_port

T = TypeVar("T")

ROOT = Path(__file__).parent.parent.parent

#: An app with real-looking settings in its own code, a token keeper and a credentials resolver.
APP = """
from flask import Flask
from flask_wechat_corp import Credentials, WeChatCorp

app = Flask(__name__)
app.config.update(
    ACME_ID="wwrealcorp", ACME_SECRET="a-real-secret", ACME_AGENT_ID=7, ACME_TOKEN="real",
    ACME_ENCODING_AES_KEY="r" * 43, ACME_API_URL="https://real.invalid",
    ACME_STORE="redis://real.invalid",
)
wx = WeChatCorp(config_prefix="ACME_", url="/hook")

@wx.get_token
def get_token():
    raise AssertionError("the app's own token keeper must rest")

@wx.save_token
def save_token(token):
    raise AssertionError("the app's own token keeper must rest")

@wx.credentials
def credentials(request):
    return Credentials("real", "r" * 43, "wwrealcorp")

@wx.text
def on_text(message):
    return wx.api.get_user(message.from_user_name)["name"]

wx.init_app(app)
"""


@contextmanager
def process(*command: str, cwd: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()


def printed(running: subprocess.Popen[str], pattern: str) -> str:
    assert running.stdout is not None
    seen = []
    for line in running.stdout:
        seen.append(line)
        found = re.search(pattern, line)
        if found:
            return found[1]
    raise AssertionError("".join(seen))


def post(url: str, data: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        url, json.dumps(data).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def until(ask: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    """Ask again until the answer is the wanted one, 30 seconds at most."""
    end = time.monotonic() + 30
    while not wanted(found := ask()):
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return found


@pytest.mark.slow
def test_simulate_overrides_whatever_the_app_is_configured_with(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(APP, "utf-8")
    world = tmp_path / "world.json"
    command = ["-m", "flask", "--app", "acme", "wechat-corp", "simulate", "--no-reload"]
    ports = ["--port", str(free_port()), "--app-port", str(free_port()), "--world", str(world)]
    with process(*command, *ports, cwd=tmp_path) as running:
        url = printed(running, r"Chat page +(http://\S+)/")
        callback = printed(running, r"(http://\S+)")
        printed(running, r"Running on (\S+)")
        assert callback.endswith("/hook")
        result = post(f"{url}/_sim/push", {"type": "text", "from": "lisi", "content": "hi"})
        assert result["reply"]["Content"] == "李四"
    assert running.returncode == 0
    saved = json.loads(world.read_text("utf-8"))
    assert [row["msgtype"] for row in saved["messages"]] == ["text", "text"]
    assert not (tmp_path / "instance").exists()


@pytest.mark.slow
@pytest.mark.parametrize("agent", ["Mozilla/5.0 Chrome/140", "Mozilla/5.0 wxwork/4.1"])
def test_the_login_page_of_the_cookbook_needs_no_setting(tmp_path: Path, agent: str) -> None:
    """No SECRET_KEY, a proxy variable that leads nowhere; nothing leaves the machine."""
    for block in blocks_of(ROOT / "docs" / "cookbook" / "login.rst"):
        if block.filename:
            path = tmp_path / block.filename
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, "utf-8")
    command = ["-m", "flask", "--app", "bot", "wechat-corp", "simulate", "--no-reload"]
    app_port = str(free_port())
    ports = ["--port", str(free_port()), "--app-port", app_port]
    proxies = {name: f"http://127.0.0.1:{free_port()}" for name in ("http_proxy", "https_proxy")}
    with process(*command, *ports, cwd=tmp_path, **proxies) as running:
        url = printed(running, r"Chat page +(http://\S+)/")
        printed(running, r"Running on (\S+)")
        visited: list[str] = []

        class Redirects(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *given: Any) -> urllib.request.Request | None:
                visited.append(given[-1])
                return super().redirect_request(*given)

        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(), Redirects()
        )
        browser.addheaders = [("User-Agent", agent)]
        with browser.open(f"http://127.0.0.1:{app_port}/me", timeout=20) as response:
            page = response.read().decode()
        assert all(one.startswith((f"{url}/", f"http://127.0.0.1:{app_port}/")) for one in visited)
        assert visited[0].startswith(f"{url}/")
        assert "张三" in page


@pytest.mark.slow
def test_simulate_needs_an_extension_object(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    command = ["-m", "flask", "--app", "plain", "wechat-corp", "simulate", "--no-reload"]
    with process(*command, "--port", str(free_port()), cwd=tmp_path) as running:
        assert printed(running, "(init_app)") == "init_app"
        assert running.wait(20) == 1


@pytest.mark.slow
def test_it_runs_alone_for_apps_in_any_language(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    identity = ["--corp-id", "wwx", "--secret", "s", "--agent-id", "7", "--token", "t"]
    command = ["-m", "flask_wechat_corp.simulator", *identity, "--aes-key", AES_KEY]
    command += ["--callback-url", ""]
    with process(*command, "--world", str(world), cwd=tmp_path) as running:
        url = printed(running, r"WeCom: (http://\S+)/")
        query = "corpid=wwx&corpsecret=s"
        with urllib.request.urlopen(f"{url}/cgi-bin/gettoken?{query}", timeout=10) as response:
            assert json.load(response)["errcode"] == 0
        result = post(f"{url}/_sim/push", {"type": "text", "content": "hi"})
        assert result["reason"] == "no callback URL is set"
    assert running.returncode == 0
    assert json.loads(world.read_text("utf-8"))["agents"][0]["agentid"] == 7


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (["--aes-key", "short"], "43 letters"),
        (["--host", "0.0.0.0"], "allow_remote"),
        (["--callback-url", "ftp://x"], "http"),
    ],
)
def test_alone_it_says_what_is_wrong(tmp_path: Path, change: list[str], told: str) -> None:
    identity = ["--corp-id", "wwx", "--secret", "s", "--agent-id", "7", "--token", "t"]
    command = ["-m", "flask_wechat_corp.simulator", *identity, "--aes-key", AES_KEY, *change]
    with process(*command, cwd=tmp_path) as running:
        assert printed(running, f"({told})") == told
        assert running.wait(20) == 2


@pytest.mark.slow
def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    command = ["-m", "flask", "--app", "plain", "wechat-corp", "simulate", "--no-reload"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with process(*command, "--port", port, cwd=tmp_path) as running:
            assert printed(running, "(cannot listen there)") == "cannot listen there"
            assert running.wait(20) == 1


@pytest.mark.slow
def test_a_mistake_in_the_app_waits_for_the_next_change(tmp_path: Path) -> None:
    source = tmp_path / "acme.py"
    source.write_text(APP, "utf-8")
    command = ["-m", "flask", "--app", "acme", "wechat-corp", "simulate"]
    ports = ["--port", str(free_port()), "--app-port", str(free_port())]
    with process(*command, *ports, cwd=tmp_path) as running:
        url = printed(running, r"Chat page +(http://\S+)/")

        def answer() -> dict[str, Any]:
            # The reloader overlooks a change that comes before its first look; so change again.
            os.utime(source)
            return post(f"{url}/_sim/push", {"type": "text", "from": "lisi", "content": "hi"})

        assert until(answer, lambda result: result["ok"])["reply"]["Content"] == "李四"
        source.write_text("raise LookupError('half written')\n")
        broken = until(answer, lambda result: result["status"] == 500)
        assert broken["reason"] == "HTTP status 500"
        printed(running, r"(LookupError: half written)")
        source.write_text(APP.replace('["name"]', '["name"] + "!"'), "utf-8")
        mended = until(answer, lambda result: result["ok"] and "!" in result["reply"]["Content"])
        assert mended["reply"]["Content"] == "李四!"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--port", "0", "--host", "0.0.0.0"], "allow-remote"),
        (
            ["--allow-remote", "--host", "192.0.2.1"],
            "No port can be opened on 192.0.2.1.",
        ),  # an address of nobody
        (["--port", "0", "--app-port", "0", "--world", "world.json"], "not a saved world"),
        (["--port", "0"], "A callback URL with variables cannot be simulated"),
    ],
)
def test_simulate_says_what_is_wrong(tmp_path: Path, options: list[str], told: str) -> None:
    app = APP.replace('url="/hook"', 'url="/hook/<corp>"')
    (tmp_path / "acme.py").write_text(app, "utf-8")
    (tmp_path / "world.json").write_text('{"members": [1]}')
    command = ["-m", "flask", "--app", "acme", "wechat-corp", "simulate", "--no-reload"]
    with process(*command, *options, cwd=tmp_path) as running:
        assert printed(running, f"({told})") == told
        assert running.wait(20) in (1, 2)


@pytest.mark.slow
def test_alone_it_ends_without_a_world_and_says_when_its_port_is_taken(tmp_path: Path) -> None:
    identity = ["--corp-id", "wwx", "--secret", "s", "--agent-id", "7", "--token", "t"]
    command = ["-m", "flask_wechat_corp.simulator", *identity, "--aes-key", AES_KEY]
    with process(*command, "--port", "0", cwd=tmp_path) as running:
        port = printed(running, r"WeCom: http://127.0.0.1:(\d+)/")
        with process(*command, "--port", port, cwd=tmp_path) as second:
            assert "in use" in printed(second, r"error: (.*)")
            assert second.wait(20) == 1
    assert running.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_alone_it_needs_no_option_and_prints_the_settings(tmp_path: Path) -> None:
    with process("-m", "flask_wechat_corp.simulator", cwd=tmp_path) as running:
        url = printed(running, r"WeCom: (http://\S+)/")
        assert printed(running, r"Callbacks go to: (\S+)") == "http://127.0.0.1:5000/wechat"
        corp_id = printed(running, r"FLASK_WECHAT_CORP_ID=(\S+)")
        secret = printed(running, r"FLASK_WECHAT_CORP_SECRET=(\S+)")
        printed(running, r"FLASK_WECHAT_CORP_AGENT_ID=(\d+)")
        printed(running, r"FLASK_WECHAT_CORP_TOKEN=(\S+)")
        printed(running, r"FLASK_WECHAT_CORP_ENCODING_AES_KEY=(\w{43})$")
        assert printed(running, r"FLASK_WECHAT_CORP_API_URL=(\S+)") == url
        query = f"corpid={corp_id}&corpsecret={secret}"
        with urllib.request.urlopen(f"{url}/cgi-bin/gettoken?{query}", timeout=10) as response:
            assert json.load(response)["errcode"] == 0


def test_the_command_is_installed() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    (line,) = setup["options.entry_points"]["console_scripts"].split("\n")[1:]
    name, _, target = line.partition(" = ")
    module, _, function = target.partition(":")
    assert name == "wecom-simulator"
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.slow
def test_alone_it_ends_when_it_is_asked_to_at_once(tmp_path: Path) -> None:
    for _ in range(8):
        with process("-m", "flask_wechat_corp.simulator", "--port", "0", cwd=tmp_path) as running:
            printed(running, "(WeCom: )")
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0


#: Two agents, a command, a page for members, no secret key.
TWO_AGENTS = """
from flask import Flask
from flask_wechat_corp import WeChatCorp

wx = WeChatCorp(name="first", url="/first")
other = WeChatCorp(name="second", config_prefix="SECOND_", url="/second")

@other.text
def on_text(message):
    other.session["said"] = message.content
    return "second: " + message.content

def create_app():
    app = Flask(__name__)
    wx.init_app(app)
    other.init_app(app)

    @app.cli.command("greet")
    def greet():
        wx.api.send("lisi", "from the app's own command")

    return app
"""


@pytest.mark.slow
def test_other_commands_reach_the_running_simulation(tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text(TWO_AGENTS, "utf-8")
    group = ["-m", "flask", "--app", "two", "wechat-corp"]

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, *group, *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    none = run("--simulated", "token")
    assert none.returncode == 1
    assert "No simulation runs for this folder" in none.stderr
    ports = ["--port", str(free_port()), "--app-port", str(free_port())]
    simulate = [*group, "simulate", "--no-reload", "--name", "second", *ports]
    with process(*simulate, cwd=tmp_path) as running:
        url = printed(running, r"Chat page +(http://\S+)/")
        assert printed(running, r"(http://\S+)").endswith("/second")
        printed(running, r"Running on (\S+)")
        hello = {"type": "text", "from": "lisi", "content": "hi"}
        assert post(f"{url}/_sim/push", hello)["reply"]["Content"] == "second: hi"
        assert post(f"{url}/_sim/push", {"type": "image", "from": "lisi"})["reply"] is None
        assert "wx.on" in printed(running, r"(No handler for message type .*)")
        sent = run("--simulated", "send", "from send", "--user", "lisi", "--name", "first")
        assert sent.returncode == 0, sent.stderr
        own = run("--simulated", "greet")
        assert own.returncode == 0, own.stderr
        with urllib.request.urlopen(f"{url}/_sim/state", timeout=10) as response:
            rows = json.load(response)["messages"]
        texts = [row["content"]["content"] for row in rows if row["via"] == "send"]
        assert texts == ["from send", "from the app's own command"]
        assert run("greet").returncode != 0  # the option is needed, and nothing is real
    assert run("--simulated", "token").returncode == 1


@pytest.mark.slow
def test_simulate_names_the_agents_when_the_name_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text(TWO_AGENTS, "utf-8")
    command = ["-m", "flask", "--app", "two", "wechat-corp", "simulate", "--no-reload"]
    with process(*command, "--port", "0", "--name", "third", cwd=tmp_path) as running:
        assert printed(running, "(first, second)") == "first, second"
        assert running.wait(20) == 1


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Ctrl+C reaches children also when the tests themselves run in a shell's background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("_interruptible")
def test_ctrl_c_ends_the_app_and_saves_the_world(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(APP, "utf-8")
    command = ["-m", "flask", "--app", "acme", "wechat-corp", "simulate"]
    ports = ["--port", str(free_port()), "--app-port", str(free_port())]
    with process(*command, *ports, "--world", "world.json", cwd=tmp_path) as running:
        url = printed(running, r"Chat page +(http://\S+)/")
        hello = {"type": "text", "from": "lisi", "content": "hi"}
        until(lambda: post(f"{url}/_sim/push", hello), lambda result: result["ok"])
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does
        running.wait(20)
    saved = json.loads((tmp_path / "world.json").read_text("utf-8"))
    assert [row["msgtype"] for row in saved["messages"]] == ["text", "text"]
