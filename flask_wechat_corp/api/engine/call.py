"""One call of the API as a value: a family describes it, the client sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from .encoding import encodable, query_value
from .multipart import Multipart
from .response import ErrorResponse, Failure, Response

__all__ = ["NO_AUTH", "Auth", "Call", "ProviderToken", "QueryToken", "SuiteToken"]

T = TypeVar("T")


@dataclass
class Auth:
    """A token that a call sends in its query instead of the client's own access token.

    :param name: the key in the query
    :param token: the value; with an empty one nothing is sent
    """

    name: str
    token: str = field(repr=False)


class QueryToken(Auth):
    """A token under any key of the query."""


class SuiteToken(Auth):
    """A token of a service provider's suite (第三方应用)."""

    def __init__(self, token: str) -> None:
        super().__init__("suite_access_token", token)


class ProviderToken(Auth):
    """A token of a service provider (服务商)."""

    def __init__(self, token: str) -> None:
        super().__init__("provider_access_token", token)


#: for calls that need no token, or whose query already contains one
NO_AUTH = Auth("", "")


@dataclass
class Call(Generic[T]):
    """One request, and the function that reads its response.

    The query and the body stay out of the ``repr``: they contain secrets and personal data.

    :param path: ``/cgi-bin/…``
    :param query: without the token; ``None`` values are left out
    :param receive: turns the response into the result of the call
    :param idempotent: sending the request twice has the same effect as sending it once, so it may
        be repeated after −1, a timeout or a broken connection
    :param auth: ``None`` for the client's own access token
    :param stream: ``receive`` reads the body itself
    """

    method: str
    path: str
    query: Mapping[str, object] = field(repr=False)
    receive: Callable[[Response, str], T | ErrorResponse | Failure] = field(repr=False)
    body: bytes | Multipart | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotent: bool = False
    auth: Auth | None = None
    stream: bool = False

    def with_auth(self, auth: Auth) -> Call[T]:
        """Return the same call with another token."""
        # dataclasses.replace() takes four times as long, and every call comes here.
        return Call(
            self.method, self.path, self.query, self.receive, self.body, self.headers,
            self.idempotent, auth, self.stream,
        )  # fmt: skip

    @property
    def target(self) -> str:
        """The path and the encoded query, token included."""
        query = {key: query_value(value) for key, value in self.query.items() if value is not None}
        if self.auth and self.auth.token:
            query = {self.auth.name: encodable(self.auth.token), **query}
        return f"{self.path}?{urlencode(query, quote_via=quote)}"
