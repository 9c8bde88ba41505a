"""The base class of every family of calls.

A family is one plain class with hand-written methods::

    class Tags(Family):
        def get_tag_users(self, tagid: int) -> dict[str, Any]:
            return self._get("tag/get", {"tagid": tagid})

:class:`~flask_wechat_corp.WeChatAPI` inherits all families of the package. A family can also be
used alone, with a client to send its calls: ``Tags(api).get_tag_users(1)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import ConfigError
from .arguments import checked
from .call import Auth, Call
from .download import Media, open_media
from .encoding import JSON_HEADERS, api_path, encode_json
from .multipart import Multipart
from .paging import Pages
from .response import parse_response
from .token import TokenCache

__all__ = ["Family", "JSONObject"]

T = TypeVar("T")

#: a JSON object as a caller writes it, under WeCom's own keys
JSONObject = Mapping[str, Any]

#: a user's own family (``WeChatAPI.mixin``) states its types for people only
OWN = __name__.partition(".")[0] + ".api."
ENGINE = __name__.rpartition(".")[0]

CLIENT_ATTRIBUTES = frozenset({"corpid", "agentid", "authorize_url", "login_url"})


class Family:
    """What the methods of a family may use.

    ``path`` is relative to ``/cgi-bin/``. ``None`` values in a query, and at the top level of a
    body, are left out. ``idempotent`` says whether sending the request twice has the same effect as
    sending it once: only then is it repeated after −1, a timeout or a broken connection.
    ``auth`` replaces the client's access token, see :mod:`.call`. ``repeatable`` is the former
    name of ``idempotent`` and will go with version 1.0.

    :param client: sends the calls
    """

    corpid: str
    agentid: int | None
    authorize_url: str
    login_url: str

    def __init_subclass__(cls, **options: Any) -> None:
        """Have the public methods of the package's own families check their arguments."""
        super().__init_subclass__(**options)
        module = cls.__module__
        if module.startswith(OWN) and not module.startswith(ENGINE):
            for name, value in list(vars(cls).items()):
                if not name.startswith("_") and isinstance(value, FunctionType):
                    setattr(cls, name, checked(value))

    def __init__(self, client: Family) -> None:
        self._client = client

    if not TYPE_CHECKING:  # a type checker would take any name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Return what a family that is used alone may read of its client."""
            if name in CLIENT_ATTRIBUTES and "_client" in vars(self):
                return getattr(self._client, name)
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self
            )

    def _send(self, call: Call[T]) -> T:
        """Send one call and return its result; every method ends here."""
        return self._client._send(call)

    def _ticket_cache(self, *, agent: bool) -> TokenCache:
        """Return what keeps the corp's JS-API ticket, or the application's."""
        return self._client._ticket_cache(agent=agent)

    def _now(self) -> float:
        """Return the client's time in Unix seconds."""
        return self._client._now()

    def _missing_setting(self, key: str, argument: str, value: str) -> ConfigError:
        """Return the error for a setting that is needed now; ``value`` says what belongs there."""
        return self._client._missing_setting(key, argument, value)

    def _get(
        self,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        idempotent: bool = True,
        auth: Auth | None = None,
        repeatable: bool | None = None,
    ) -> dict[str, Any]:
        """Send a GET and return WeCom's JSON object."""
        if repeatable is not None:
            idempotent = repeatable
        return self._send(
            Call(
                "GET", api_path(path), query or {}, parse_response, idempotent=idempotent, auth=auth
            )
        )

    def _post(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        *,
        idempotent: bool = False,
        auth: Auth | None = None,
        repeatable: bool | None = None,
    ) -> dict[str, Any]:
        """Send a POST with a JSON body and return WeCom's JSON object."""
        if repeatable is not None:
            idempotent = repeatable
        given = {key: value for key, value in (body or {}).items() if value is not None}
        return self._post_json(path, given, query, idempotent, auth)

    def _post_json(
        self,
        path: str,
        body: object,
        query: Mapping[str, object] | None,
        idempotent: bool,
        auth: Auth | None,
    ) -> dict[str, Any]:
        data = encode_json(body)
        headers = {**JSON_HEADERS, "Content-Length": str(len(data))}
        return self._send(
            Call(
                "POST",
                api_path(path),
                query or {},
                parse_response,
                data,
                headers,
                idempotent=idempotent,
                auth=auth,
            )
        )

    def _post_pages(
        self,
        path: str,
        body: Mapping[str, object],
        items: str,
        *,
        cursor: str = "cursor",
        next_cursor: str = "next_cursor",
        auth: Auth | None = None,
    ) -> Iterator[Any]:
        """Return an iterator over the entries of ``items`` in all pages of a paged POST.

        The pages are read one at a time, while the caller iterates; the last one has no next
        cursor, or says ``has_more: 0``. See :class:`~.paging.Pages` for errors.
        """

        def read(at: object) -> tuple[Iterable[Any], object]:
            page = self._post(path, {**body, cursor: at}, idempotent=True, auth=auth)
            following = page.get(next_cursor) if page.get("has_more", True) else None
            return page.get(items) or (), following or None

        return Pages(read)

    def _upload(
        self,
        path: str,
        body: Multipart,
        query: Mapping[str, object],
        *,
        idempotent: bool = False,
        auth: Auth | None = None,
    ) -> dict[str, Any]:
        """Send one file and return WeCom's JSON object."""
        return self._send(
            Call(
                "POST",
                api_path(path),
                query,
                parse_response,
                body,
                body.headers,
                idempotent=idempotent,
                auth=auth,
            )
        )

    def _download(
        self, path: str, query: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> Media:
        """Open one download. WeCom sends errors as JSON, whatever the HTTP status."""
        return self._send(
            Call(
                "GET",
                api_path(path),
                query,
                open_media,
                headers=headers or {},
                idempotent=True,
                stream=True,
            )
        )

    def _agent(self, agentid: int | None = None) -> int:
        """Return ``agentid``, else the client's own.

        :raises ConfigError: when there is neither
        """
        if agentid is not None:
            return agentid
        own = self.agentid
        if own is None:
            raise self._missing_setting("AGENT_ID", "agentid", "the AgentId of the application")
        return own
