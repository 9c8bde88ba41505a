"""What an exchange gives: an answer, or the reason why there is none. Knows nothing of requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Failure", "Response"]


class Response(Protocol):
    """The part of ``requests.Response`` that is read."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields; their names have no case."""

    @property
    def content(self) -> Any:
        """The whole body, as bytes."""

    def iter_content(self, chunk_size: int) -> Iterator[Any]:
        """Yield the body in pieces."""

    def close(self) -> None:
        """Give the connection back."""


@dataclass(frozen=True)
class Failure:
    """Why there is no usable answer.

    It is a value, not an exception: raised where no exception of requests is being handled, ours
    carries no chained error whose text holds the URL.

    :param unsent: the connection was never made, so WeCom cannot have seen the request
    :param broken: a time-out or a broken connection; WeCom may have seen the request
    """

    reason: str
    unsent: bool = False
    broken: bool = False
    status: int | None = None
