"""The commands in an app's own command line: found by Flask, and added to ``app.cli`` by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.cli import wechat_corp
from flask_wechat_corp.simulator import Simulator

BOT = """
from flask import Flask
from flask_wechat_corp import WeChatCorp

wx = WeChatCorp()

def create_app(name="bot"):
    app = Flask(name)
    app.config.from_prefixed_env()
    wx.init_app(app)
    return app
"""


def flask(folder: Path, sim: Simulator, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``flask`` as its user does: in the app's folder, settings in the environment."""
    settings = {f"FLASK_{name}": str(value) for name, value in sim.settings().items()}
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=folder, env={**os.environ, **settings, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_flask_finds_the_commands_for_a_factory(tmp_path: Path, sim: Simulator) -> None:
    (tmp_path / "bot.py").write_text(BOT)
    for app in ("bot", "bot:create_app('other')"):
        done = flask(tmp_path, sim, "--app", app, "wechat-corp", "check")
        assert done.returncode == 0, done.stderr
        assert "✓ access token: " in done.stdout
    assert "wechat-corp" in flask(tmp_path, sim, "--help").stdout  # also without an app


def test_the_commands_can_be_the_apps_own(make_app: Callable[..., Flask]) -> None:
    """Under another name, and found where Flask's entry points are not read."""
    app = make_app()
    WeChatCorp(app)
    app.cli.add_command(wechat_corp, "bot")
    done = app.test_cli_runner().invoke(args=["bot", "check"])
    assert done.exit_code == 0, done.output
    assert "✓ callback in this process: verified" in done.output


def test_an_apps_own_command_calls_wecom(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    wx = WeChatCorp(app)

    @app.cli.command("who")
    def who() -> None:
        print(wx.api.get_user("lisi")["name"])  # Flask gives its commands an app context

    assert app.test_cli_runner().invoke(args=["who"]).output == "李四\n"
