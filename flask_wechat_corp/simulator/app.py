"""The simulator's Flask app: server API, control plane, login page and chat page on one port."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

from .control import blueprint as control
from .control.interface import ControlledSimulator
from .page import blueprint as chat
from .page import login
from .robot_routes import blueprint as robots

__all__ = ["create_app"]

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_app(
    simulator: ControlledSimulator, host: str = "127.0.0.1", *, allow_remote: bool = False
) -> Flask:
    """Create the WSGI app of one simulator.

    :param host: the address that the server is bound to
    :param allow_remote: also accept requests whose Host is another machine's
    """
    app = Flask(__name__, static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.register_blueprint(control.blueprint(simulator, host, allow_remote=allow_remote))
    app.register_blueprint(robots(simulator.robot_chats))
    app.register_blueprint(chat.blueprint(simulator.world))
    app.register_blueprint(login.blueprint(simulator.world))

    @app.route("/cgi-bin/<path:path>", methods=_METHODS)
    def api(path: str) -> Response:
        return simulator.gateway.handle(request, path.rstrip("/"))

    return app
