"""Query and body of a callback, read by hand.

``request.args`` and ``request.get_data()`` take 13 µs together, these functions 3 µs. Without
them the endpoint is no faster than a route written by hand (``python -m benchmarks.callback``).
"""

from __future__ import annotations

import re
from http import HTTPStatus
from io import BytesIO
from typing import IO
from urllib.parse import unquote_plus

from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ..errors import BadMessage, CallbackError

__all__ = ["read_body", "read_query"]

_MAX_PARAMETER = 4096
"""Characters of a query parameter; a real echostr has about a hundred."""

_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)


def read_query(request: Request, *names: str) -> dict[str, str]:
    """Return these query parameters, each of which must appear exactly once.

    :raises BadMessage: when one is missing, empty, repeated, or has more than 4,096 characters
    """
    found: dict[str, str] = {}
    for pair in request.environ.get("QUERY_STRING", "").split("&"):
        name, _, value = pair.partition("=")
        if name in names:
            if name in found or not value or len(value) > _MAX_PARAMETER:
                raise BadMessage(
                    f"The query parameter {name!r} must appear exactly once and have 1 to"
                    f" {_MAX_PARAMETER:,} characters."
                )
            found[name] = value if value.isalnum() else unquote_plus(value)
    if len(found) != len(names):
        missing = ", ".join(repr(name) for name in names if name not in found)
        raise BadMessage(f"The request has no query parameter {missing}.")
    return found


def read_body(request: Request, limit: int) -> bytes:
    """Return the request's body.

    :param limit: bytes; a longer body is not read any further
    :raises BadMessage: when the body is empty or ends early; with status 413 when it is longer than
        ``limit``, with 411 when its length is unknown and the server does not mark its end
    """
    length = request.environ.get("CONTENT_LENGTH", "")
    size = int(length) if _LENGTH.fullmatch(length) else None
    if size is not None and size > limit:
        raise _too_large(limit)  # first of all, whatever a hook has looked at
    if size is None or "stream" in vars(request):
        body = _read_by_werkzeug(request, limit)
    else:
        body = _read_untouched(request, size)
    if not body:
        # A hook that reads request.form consumes the body of a form before we see it.
        if "form" in request.headers.get("Content-Type", "").lower():
            raise BadMessage(
                "The request body is empty. It has the content type of a form, so a before_request"
                " function may have read it as a form."
            )
        raise BadMessage("The request body is empty.")
    return body


def _read_untouched(request: Request, length: int) -> bytes:
    """Read a body that no hook has looked at; a tenth of the cost of ``get_data``."""
    try:
        body: bytes = request.environ["wsgi.input"].read(length)
    except (OSError, ValueError):
        body = b""
    if len(body) != length:
        raise _ended_early()
    request.environ["wsgi.input"] = BytesIO(body)  # for hooks that read it after us
    return body


def _read_by_werkzeug(request: Request, limit: int) -> bytes:
    """Read a body that is chunked, has no length, or was looked at by a hook before us."""
    chunked = request.content_length is None and "Transfer-Encoding" in request.headers
    if chunked and not request.environ.get("wsgi.input_terminated"):
        raise _with_status(
            BadMessage("The length of the request body is unknown."), HTTPStatus.LENGTH_REQUIRED
        )
    try:
        # This request gets our own limit, whatever the app's MAX_CONTENT_LENGTH is. A hook may have
        # made the stream without any limit, so we count too; one byte more shows a longer body.
        request.max_content_length = limit + 1
        rest = _read_at_most(request.stream, limit + 1)
    except RequestEntityTooLarge:
        raise _too_large(limit) from None
    except (ClientDisconnected, OSError, ValueError):
        raise _ended_early() from None
    if len(rest) > limit:
        raise _too_large(limit)
    vars(request)["stream"] = BytesIO(rest)
    body = request.get_data()  # what a hook has read and kept, else what we have read
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _read_at_most(stream: IO[bytes], size: int) -> bytes:
    """Read until the end, but no more than ``size`` bytes; a stream may give less than asked."""
    pieces = []
    while size > 0 and (piece := stream.read(min(size, 64 * 1024))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _ended_early() -> CallbackError:
    return BadMessage("The request body ended before its Content-Length.")


def _too_large(limit: int) -> CallbackError:
    return _with_status(
        BadMessage(f"The request body has more than {limit} bytes (MAX_CONTENT_LENGTH)."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )


def _with_status(error: CallbackError, status: HTTPStatus) -> CallbackError:
    error.status = int(status)
    return error
