"""What comes back from WeCom: a result, an error response, or the reason why there is neither.

This module does not know requests; see :mod:`.transport`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...errors import AccessTokenError, IPNotAllowedError, RateLimitError, WeChatAPIError
from ...protocol.errcodes import describe, hint, hint_zh

__all__ = [
    "BUSY",
    "DEAD_TOKEN",
    "ErrorResponse",
    "Failure",
    "Response",
    "api_error",
    "bad_status",
    "errcode_of",
    "parse_response",
    "read_json",
    "redact",
    "without_secrets",
]

#: error codes for an access token that is no longer valid
DEAD_TOKEN = frozenset({40001, 40014, 42001})
IP_NOT_ALLOWED = 60020
BUSY = -1
#: length from which a secret is masked inside words, too; WeCom's have 43 characters and more
WHOLE_SECRET = 16
#: values in a JSON response, about; each takes some 80 bytes of memory
MAX_JSON_VALUES = 5_000_000


class Response(Protocol):
    """The part of ``requests.Response`` that is read."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields, under names without case."""

    @property
    def content(self) -> Any:
        """The whole body, as bytes."""

    def iter_content(self, chunk_size: int) -> Iterator[Any]:
        """Yield the body in chunks."""

    def close(self) -> None:
        """Give the connection back."""


@dataclass
class Failure:
    """Why there is no usable response.

    It is a value, not an exception. The client raises outside of any ``except`` block, so its
    error has no chained exception of requests, whose text contains the URL with the token.

    :param never_sent: no connection was made, so WeCom cannot have received the request
    :param maybe_sent: a timeout or a broken connection; WeCom may have received the request
    :param body: what came in place of JSON; it may hold personal data
    """

    reason: str
    never_sent: bool = False
    maybe_sent: bool = False
    status: int | None = None
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass
class ErrorResponse:
    """A JSON object with an error code. It may repeat secrets, so its ``repr`` leaves it out."""

    errcode: int
    answer: dict[str, Any] = field(repr=False)


def parse_response(response: Response, path: str) -> dict[str, Any] | ErrorResponse | Failure:
    """Return the JSON object in ``response``.

    A gateway sends WeCom's error code with a status 4xx; the code says more than the status.
    """
    status = response.status_code
    if status != 200:
        return (_error_behind(response) if 400 <= status < 500 else None) or bad_status(status)
    content = response.content
    if len(content) > MAX_JSON_VALUES and sum(map(content.count, (b",", b"[", b"{"))) > (
        MAX_JSON_VALUES
    ):
        return Failure(f"The response has more than {MAX_JSON_VALUES} values.", status=200)
    try:
        data = read_json(content)
    except (ValueError, RecursionError):
        return Failure("The response is not JSON.", status=200, body=content)
    if not isinstance(data, dict):
        return Failure("The response is not a JSON object.", status=200)
    try:
        # WeCom sometimes sends the code as text.
        errcode = int(data.get("errcode") or 0)
    except (TypeError, ValueError, OverflowError):
        return Failure("The errcode in the response is not a number.", status=200)
    return ErrorResponse(errcode, data) if errcode else data


def read_json(content: bytes) -> Any:
    """Read JSON, also with what WeCom does not escape in the texts of people.

    Control characters are kept, half a UTF-8 sequence becomes U+FFFD. Otherwise one character in
    one name would make a page with many records unreadable.

    :raises ValueError: when it is not JSON even so
    :raises RecursionError: when it nests too deeply
    """
    try:
        return json.loads(content)
    except ValueError:
        return json.loads(content.decode("utf-8-sig", "replace"), strict=False)


def _error_behind(response: Response) -> ErrorResponse | None:
    """Return the error response in the body of another status than 200, if there is one."""
    try:
        data = read_json(response.content)
        errcode = int(data.get("errcode") or 0) if isinstance(data, dict) else 0
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return ErrorResponse(errcode, data) if errcode else None


def bad_status(status: int) -> Failure:
    """Return the failure for an HTTP status that is not a success."""
    return Failure(f"WeCom answered with HTTP status {status}.", status=status)


def errcode_of(result: object) -> int:
    """Return the error code of an error response; 0 for everything else."""
    return result.errcode if isinstance(result, ErrorResponse) else 0


#: hints for a call that the simulator does not know
NOT_SIMULATED = (
    "The simulator does not simulate this call. WeCom itself has it.",
    "模拟器没有模拟此接口，企业微信本身有此接口。",
)


def api_error(error: ErrorResponse, path: str, secrets: Iterable[str]) -> WeChatAPIError:
    """Build the exception for an error response.

    :param secrets: texts that must not appear in the message
    """
    code = error.errcode
    known = describe(code)
    kind: type[WeChatAPIError] = WeChatAPIError
    if code == IP_NOT_ALLOWED:
        kind = IPNotAllowedError
    elif known and known.action == "rate_limit":
        kind = RateLimitError
    elif code in DEAD_TOKEN or path == "/cgi-bin/gettoken":
        kind = AccessTokenError
    hidden = tuple(secrets)
    errmsg = redact(str(error.answer.get("errmsg") or ""), hidden)
    answer = {**without_secrets(error.answer, hidden), "errmsg": errmsg}
    english, chinese = hint(code), hint_zh(code)
    if answer.get("simulated") is False:
        english, chinese = NOT_SIMULATED
    return kind(code, errmsg, path, english, hint_zh=chinese, answer=answer)


def without_secrets(value: Any, secrets: Iterable[str]) -> Any:
    """Return a copy of a decoded answer in which no text contains one of ``secrets``."""
    if isinstance(value, dict):
        return {key: without_secrets(each, secrets) for key, each in value.items()}
    if isinstance(value, list):
        return [without_secrets(each, secrets) for each in value]
    return _mask(value, secrets) if isinstance(value, str) else value


def redact(text: str, secrets: Iterable[str]) -> str:
    """Remove secrets and the queries of URLs from WeCom's text."""
    return re.sub(r"(https?://[^\s?]+)\?\S*", r"\1", _mask(text, secrets))


def _mask(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if len(secret) >= WHOLE_SECRET:
            text = text.replace(secret, "***")
        elif secret:  # of an example or a test: replaced anywhere, it would garble other words
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "***", text, flags=re.ASCII)
    return text
