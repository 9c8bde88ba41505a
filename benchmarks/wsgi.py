"""What a WSGI server hands over, without the server; imports nothing of the package."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

#: Query and body.
Request = tuple[str, bytes]


def make_environ(made: Request) -> dict[str, Any]:
    """Return what a WSGI server hands over for the request."""
    query, body = made
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/wechat",
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_USER_AGENT": "Mozilla/4.0",
        "HTTP_ACCEPT": "*/*",
        "CONTENT_TYPE": "text/xml",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def call(app: Callable[..., Any], environ: dict[str, Any], statuses: list[str]) -> bytes:
    """Send one request through an application, as a server does."""
    answer = app(environ, lambda status, headers, exc_info=None: statuses.append(status))
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
