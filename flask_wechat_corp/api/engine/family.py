"""The base of every family of calls: two ways out, and the checks that families share.

A family is one plain class with hand-written methods::

    class Tags(Family):
        def get_tag_users(self, tagid: int) -> dict[str, Any]:
            return self._get("tag/get", {"tagid": tagid})

The methods go out through :meth:`Family._call`, which the client
(:class:`~flask_wechat_corp.api.engine.client.Client`) fills in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import Any

from ...errors import ConfigError
from .download import Media
from .multipart import Multipart

__all__ = ["Family", "at_most", "at_most_bytes", "no_more_than"]


class Family:
    """What the methods of a family may use. The client defines the rest.

    ``None`` values in a query or in the top level of a body are left out. ``path`` is relative to
    ``/cgi-bin/``. ``repeatable`` says whether sending the request twice does the same as sending
    it once: only then is it repeated after −1, a time-out or a broken connection.
    """

    corpid: str
    agentid: int | None
    authorize_url: str

    def _get(
        self,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        repeatable: bool = True,
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> dict[str, Any]:
        """Send a GET and return the decoded answer.

        :param token: a suite or provider token instead of our access token; ``""`` for none
        :param token_name: its key in the query
        """
        return self._call(
            "GET", path, query, repeatable=repeatable, token=token, token_name=token_name
        )

    def _post(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        *,
        repeatable: bool = False,
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> dict[str, Any]:
        """Send a POST with a JSON body and return the decoded answer; see :meth:`_get`."""
        plain = {key: value for key, value in (body or {}).items() if value is not None}
        return self._call(
            "POST", path, query, plain, repeatable=repeatable, token=token, token_name=token_name
        )

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        *,
        repeatable: bool,
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> dict[str, Any]:
        """Send one request and return the decoded answer. The client's part."""
        raise NotImplementedError

    def _upload(
        self,
        path: str,
        body: Multipart,
        query: Mapping[str, object],
        *,
        repeatable: bool = False,
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> dict[str, Any]:
        """Send one file and return the decoded answer. The client's part."""
        raise NotImplementedError

    def _download(
        self, path: str, query: Mapping[str, object], headers: dict[str, str] | None = None
    ) -> Media:
        """Open one download. The client's part."""
        raise NotImplementedError

    def _agent(self, agentid: int | None = None) -> int:
        """Return ``agentid``, else the client's own.

        :raises ConfigError: when there is neither
        """
        if agentid is not None:
            return agentid
        if self.agentid is None:
            raise ConfigError("AGENT_ID is needed for this call")
        return self.agentid

    def _post_pages(
        self,
        path: str,
        body: Mapping[str, object],
        items: str,
        *,
        cursor: str = "cursor",
        next_cursor: str = "next_cursor",
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> Iterator[Any]:
        """Yield the entries of ``items`` from all pages of a POST that pages with a cursor.

        The pages are read one at a time, while the caller iterates. The last one has no next
        cursor, or says ``has_more: 0``. A server that gives a cursor for the second time ends the
        iteration instead of going round for ever.
        """
        at: object = None
        seen: set[object] = set()
        while True:
            page = self._post(
                path, {**body, cursor: at}, repeatable=True, token=token, token_name=token_name
            )
            yield from page.get(items) or ()
            at = page.get(next_cursor)
            if not at or at in seen or not page.get("has_more", True):
                return
            seen.add(at)


def at_most(name: str, items: Sized | None, limit: int) -> None:
    """Check that ``items`` (a list, or the characters of a text) are at most ``limit``.

    ``None``, an argument that was not given, always passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    """
    if items is not None and len(items) > limit:
        raise ValueError(f"{name}: WeCom takes at most {limit}, got {len(items)}")


def at_most_bytes(name: str, text: str | None, limit: int) -> None:
    """Check that ``text`` has at most ``limit`` UTF-8 bytes; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    """
    if text is None:
        return
    size = len(text.encode())
    if size > limit:
        raise ValueError(f"{name}: WeCom takes at most {limit} bytes, got {size}")


def no_more_than(name: str, value: int | None, limit: int) -> None:
    """Check that a number, a page size for instance, is not over ``limit``; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's limit
    """
    if value is not None and value > limit:
        raise ValueError(f"{name}: WeCom takes at most {limit}, got {value}")
