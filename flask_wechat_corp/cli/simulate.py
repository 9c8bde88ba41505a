"""``flask wechat-corp simulate``: this app and a local WeCom, together."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import string
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from werkzeug.serving import WSGIRequestHandler, is_running_from_reloader, run_simple

from ..config import EXTENSION_KEY, forced_settings
from ..web.robot_state import robot_states
from .group import state_of, wechat_corp
from .simulation import NO_LINK, announced, complete_app

if TYPE_CHECKING:
    from ..simulator import Simulator

__all__ = ["simulate"]

_ENVIRONMENT = "WECHAT_CORP_SIMULATION"
"""How the reloader's child learns of the simulator that its parent runs. Not read elsewhere."""

_PAGE_PORT = 8700
_APP_PORT = 5000


@wechat_corp.command("simulate", with_appcontext=False)
@click.option("--host", default="127.0.0.1", help="Address of the simulated WeCom.")
@click.option("--port", type=int, help=f"Its port; {_PAGE_PORT}, or any free one.")
@click.option("--app-port", type=int, help=f"Port of the app; {_APP_PORT}, or any free one.")
@click.option(
    "--world",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON file of the company; read when it exists, saved at the end.",
)
@click.option("--name", default=EXTENSION_KEY, help="Which WeChatCorp object gets the callbacks.")
@click.option("--allow-remote", is_flag=True, help="Let other machines reach the simulator.")
@click.option("--repeat-on-5xx", is_flag=True, help="Deliver again after an answer of 5xx.")
@click.option("--reload/--no-reload", default=True, help="Restart the app when its code changes.")
@pass_script_info
def simulate(
    info: ScriptInfo,
    host: str,
    port: int | None,
    app_port: int | None,
    world: Path | None,
    name: str,
    allow_remote: bool,
    repeat_on_5xx: bool,
    reload: bool,
) -> None:
    """Run this app together with a local WeCom and a chat page.

    The app's own identity, secrets and addresses are replaced for this process, so nothing real
    is used or reached.
    """
    if is_running_from_reloader():
        given = json.loads(os.environ[_ENVIRONMENT])
        with forced_settings(given["settings"]):
            _serve(_load_again(info, given["secret_key"]), given["port"], reload)
        return
    # Asked to end, tidy up as after Ctrl+C: save the world, remove the store.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    options = {"host": host, "allow_remote": allow_remote, "repeat_on_5xx": repeat_on_5xx}
    with _running(options, port, world) as simulator, _store() as store:
        settings = {**simulator.settings(""), "STORE": store, "RECEIVE_ID": None}
        settings |= {"LINK_URL": _open_link(simulator), "BOT_SECRET": secrets.token_hex(16)}
        app_port = _free_port(app_port, _APP_PORT)
        _offer_robot(settings)
        secret_key = secrets.token_hex(32)
        given = {"settings": settings, "port": app_port, "secret_key": secret_key}
        os.environ[_ENVIRONMENT] = json.dumps(given)
        with forced_settings(settings), announced(settings, secret_key):
            app = _load(info, secret_key)
            base = f"http://127.0.0.1:{app_port}"
            path = _callback_path(app, name)
            simulator.callback_url = None if path is None else base + path
            _add_robots(simulator, app, base)
            click.echo(f"\n * 聊天页 Chat page   {simulator.url}/")
            click.echo(f" * 应用 App            {simulator.callback_url or base}")
            if robot_states(app) and settings["LINK_URL"] != NO_LINK:
                click.echo(" * 长连接 Long link    flask wechat-corp --simulated robot")
            click.echo(" * Ctrl+C 结束 stops\n")
            _serve(app, app_port, reload)


def _open_link(simulator: Simulator) -> str:
    """Accept the long connections of robots, where the extra ``robot`` is installed."""
    try:
        return simulator.open_link()
    except RuntimeError:
        return NO_LINK


def _offer_robot(settings: dict[str, Any]) -> None:
    """Let an app whose robot is optional have one: with settings that look like its own."""
    for name in ("TOKEN", "ENCODING_AES_KEY"):
        os.environ.setdefault(f"FLASK_WECHAT_ROBOT_{name}", str(settings[name]))


@contextmanager
def _running(options: dict[str, Any], port: int | None, path: Path | None) -> Iterator[Simulator]:
    # Imported on use: the other commands need no simulator.
    from ..simulator import Simulator, World

    letters = string.ascii_letters + string.digits
    try:
        simulator = Simulator(
            corp_id="wwsimulated" + secrets.token_hex(4),
            secret="simulated-" + secrets.token_hex(16),
            agent_id=1000002,
            token=secrets.token_hex(8),
            aes_key="".join(secrets.choice(letters) for _ in range(43)),
            world=World.load(path) if path and path.exists() else None,
            port=_free_port(port, _PAGE_PORT, options["host"]),
            **options,
        )
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from None
    with ExitStack() as stack:
        try:
            stack.enter_context(simulator)
        except OSError as error:
            reason = f"the simulator cannot listen there: {error.strerror}"
            raise click.ClickException(reason) from None
        if path:
            stack.callback(simulator.world.save, path)
        yield simulator


@contextmanager
def _store() -> Iterator[str]:
    """Give a store of this run alone: it survives reloads and touches nothing of the app's."""
    with tempfile.TemporaryDirectory(prefix="wechat-corp-") as folder:
        yield f"sqlite:///{folder}/simulated.sqlite"


def _free_port(asked: int | None, usual: int, host: str = "127.0.0.1") -> int:
    if asked is not None:
        return asked
    for port in (usual, 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException(f"No port can be opened on {host}.")


def _load(info: ScriptInfo, secret_key: str) -> Flask:
    app = complete_app(info.load_app(), secret_key)
    if not app.extensions.get(EXTENSION_KEY):
        raise click.ClickException(
            "This app has no WeChatCorp object. Did you forget wx.init_app(app)?"
        )
    return app


def _load_again(info: ScriptInfo, secret_key: str) -> Callable[..., Iterable[bytes]]:
    """Load the app after a change; a mistake in it waits for the next change, it ends nothing."""
    try:
        return _load(info, secret_key)
    except Exception as error:  # noqa: BLE001 - any mistake of the app's author; shown at once
        traceback.print_exc()
        mistake = error

        def broken(environ: dict[str, Any], start_response: object) -> Iterable[bytes]:
            raise mistake

        return broken


def _add_robots(simulator: Simulator, app: Flask, base: str) -> None:
    """Let the simulated company have the app's robots."""
    for name, state in robot_states(app).items():
        config = state.config
        if "<" in config.url or config.credentials is None:
            continue
        simulator.world.robots.add(
            name,
            url=base + config.url,
            token=config.credentials.token,
            aes_key=config.credentials.encoding_aes_key,
            title=next(iter(config.bot_names), None),
            bot_id=config.bot_id,
            secret=config.bot_secret or "",
        )


def _callback_path(app: Flask, name: str) -> str | None:
    """Return the path of the agent called ``name``; ``None`` when the app has robots only."""
    states, robots = app.extensions[EXTENSION_KEY], robot_states(app)
    agents = [one for one in states if one not in robots]
    if not agents:
        return None
    if name == EXTENSION_KEY and name not in agents:
        name = agents[0]  # the only one may have any name
    with app.app_context():
        path = str(state_of(name).config.url)
    if "<" in path:
        raise click.ClickException(f"A callback URL with variables cannot be simulated: {path}.")
    return path


class _QuietHandler(WSGIRequestHandler):
    """Logs requests without their query, which is full of signatures."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        path = self.path.partition("?")[0]
        self.log("info", '"%s %s" %s', self.command, path, getattr(code, "value", code))


def _serve(app: Callable[..., Iterable[bytes]], port: int, reload: bool) -> None:
    run_simple(
        "127.0.0.1",
        port,
        app,
        threaded=True,
        use_reloader=reload,
        use_debugger=False,
        request_handler=_QuietHandler,
    )
