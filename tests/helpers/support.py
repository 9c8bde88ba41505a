"""What several test modules share: optional programs, free ports, throw-away credentials."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

CORP_ID = "ww1234567890abcdef"
SECRET = "test-only-secret-of-the-app-000000000000001"
AGENT_ID = 1000002
TOKEN = "callback-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def make_app(**settings: Any) -> Flask:
    """Return an application with throw-away credentials and a store in memory.

    :param settings: in place of these or beside them, without ``WECHAT_CORP_``
    """
    app = Flask(__name__)
    ours = {
        "ID": CORP_ID, "SECRET": SECRET, "AGENT_ID": AGENT_ID, "TOKEN": TOKEN,
        "ENCODING_AES_KEY": AES_KEY, "STORE": "memory://", **settings,
    }  # fmt: skip
    app.config.update({f"WECHAT_CORP_{name}": value for name, value in ours.items()})
    app.secret_key = "test-only"
    return app


def program(*names: str) -> str:
    """Return the path of the first of these programs; skip without one, fail in CI."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    message = f"{' or '.join(names)} is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on right now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve an app on a free loopback port in a thread; gives its base address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
