"""The one door of all calls: token, parameters, one refresh, safe repeats, typed errors."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import quote, urlencode

from ...errors import ConfigError, WeChatTransportError
from ...stores import Store, open_store
from .download import Media, open_media
from .encoding import (
    BUSY,
    DEAD_TOKEN,
    Answer,
    Secret,
    decode,
    errcode_of,
    error_for,
    plain_path,
    plain_value,
    scrub,
    to_json,
)
from .family import Family
from .multipart import Multipart, Progress
from .response import Failure, Response
from .token import Keeper, Loan, store_key

if TYPE_CHECKING:
    import requests

    from .transport import Transport

__all__ = ["API_URL", "AUTHORIZE_URL", "Client"]

API_URL = "https://qyapi.weixin.qq.com"
AUTHORIZE_URL = "https://open.weixin.qq.com/connect/oauth2/authorize"
TIMEOUT = (3.05, 15.0)

#: seconds before the second and the third attempt
PAUSES = (1.0, 2.0)
#: seconds for which nobody lends a token; WeCom's have 7200
LONGEST_LOAN = 10**8
#: queries that bring a token of their own
TOKENS = frozenset(
    {
        "access_token",
        "suite_access_token",
        "provider_access_token",
        "device_access_token",
        "model_access_token",
    }
)
JSON = {"Content-Type": "application/json; charset=utf-8"}

Receive = Callable[[Response, str], Answer | Failure]


@dataclass(frozen=True)
class Call:
    """One call as its family describes it; what is nobody's business stays out of its ``repr``.

    :param token: ``None`` until the client adds its own; ``""`` for none
    """

    method: str
    path: str
    query: Mapping[str, object] = field(repr=False)
    body: bytes | Multipart | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    repeatable: bool = False
    token: str | None = field(default=None, repr=False)
    token_name: str = "access_token"  # noqa: S105 -- a key of the query


class Client(Family):
    """What :class:`~flask_wechat_corp.WeChatAPI` is without its families.

    :param corpid: the corp's id
    :param secret: the app's secret; without one every call raises :class:`ConfigError`
    :param agentid: the app's id, filled in where a call needs one
    :param get_token: returns ``{"access_token": str, "expires_at": float}`` or ``None``, from
        where you keep the token yourself, instead of the store
    :param save_token: keeps such a dict
    :param api_url: base address of the server API
    :param timeout: (connect, read) seconds of every request
    :param store: a store's URL or object, see :func:`~flask_wechat_corp.open_store`
    :param authorize_url: the page that logs a member in
    :param clock: returns Unix seconds
    :param sleep: waits between two attempts
    """

    def __init__(
        self,
        corpid: str,
        secret: str | None,
        agentid: int | str | None = None,
        get_token: Callable[[], Mapping[str, Any] | None] | None = None,
        save_token: Callable[[dict[str, Any]], object] | None = None,
        *,
        api_url: str = API_URL,
        timeout: float | tuple[float, float] = TIMEOUT,
        store: str | Store = "memory://",
        authorize_url: str = AUTHORIZE_URL,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.corpid = corpid
        self.agentid = None if agentid is None else int(agentid)
        self.api_url = api_url.rstrip("/")
        self.authorize_url = authorize_url
        self.store = open_store(store)
        #: called after every exchange with (method, path, seconds, errcode or None), for metrics;
        #: in a Flask application it sends the signal ``call_made``
        self.on_call: Callable[[str, str, float, int | None], object] | None = None
        #: called when a new token or ticket was fetched, with (kind, end in Unix seconds); in a
        #: Flask application it sends the signal ``token_refreshed``
        self.on_token: Callable[[str, float], object] | None = None
        self._secret = secret or ""
        self._clock = clock
        self._sleep = sleep
        self._timeout = timeout
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        self._patience = 3 * (connect + read) + sum(PAUSES) + 2
        self.keep_token(get_token, save_token)

        self._tickets = self._keeper("ticket", "jsapi_ticket", self._fetch_ticket)
        self._agent_tickets = self._keeper("ticket", "agent_ticket", self._fetch_agent_ticket)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} corpid={self.corpid!r} agentid={self.agentid!r}>"

    @property
    def http(self) -> requests.Session:
        """The ``requests.Session`` under all calls: mount adapters, set proxies or certificates."""
        return self._transport.http

    @property
    def _transport(self) -> Transport:
        # On first use: an application that only answers callbacks never loads requests.
        found = self.__dict__.get("_opened")
        if found is None:
            from .transport import Transport

            # Whoever comes first decides; several threads may be here.
            found = self.__dict__.setdefault("_opened", Transport(self.api_url, self._timeout))
        return cast("Transport", found)

    # -- tokens ---------------------------------------------------------------------------------

    def get_latest_token(self) -> dict[str, Any]:
        """Return the access token in use, fetched if need be.

        :returns: ``{"access_token": str, "expires_at": float}``, the end in Unix seconds
        :raises AccessTokenError: when WeCom gives none
        """
        return self._tokens.plain(self._tokens.current())

    def keep_token(
        self,
        get_token: Callable[[], Mapping[str, Any] | None] | None,
        save_token: Callable[[dict[str, Any]], object] | None,
    ) -> None:
        """Read and keep the access token with these functions from now on.

        :param get_token: as in the constructor; ``None`` for the store
        :param save_token: likewise
        """
        self._tokens = self._keeper(
            "access_token", "token", self._fetch_token, load=get_token, save=save_token
        )

    def get_access_token(self) -> dict[str, Any]:
        """Ask WeCom for the access token, past everything that is kept; for diagnosis.

        WeCom page 91039.
        """
        return self._get("gettoken", self._credentials(), token="")

    def _credentials(self) -> dict[str, object]:
        if not self._secret:
            raise ConfigError("SECRET is needed to call WeCom's API")
        return {"corpid": self.corpid, "corpsecret": Secret(self._secret)}

    def _fetch_token(self) -> Loan:
        now = self._clock()
        answer = self._get("gettoken", self._credentials(), token="")
        return self._loan(answer, "access_token", "gettoken", now)

    def _fetch_ticket(self) -> Loan:
        now = self._clock()
        return self._loan(self._get("get_jsapi_ticket"), "ticket", "get_jsapi_ticket", now)

    def _fetch_agent_ticket(self) -> Loan:
        now = self._clock()
        answer = self._get("ticket/get", {"type": "agent_config"})
        return self._loan(answer, "ticket", "ticket/get", now)

    def _loan(self, answer: dict[str, Any], name: str, path: str, now: float) -> Loan:
        value, seconds = answer.get(name), answer.get("expires_in", 7200)
        if not isinstance(value, str) or not value or not isinstance(seconds, (int, float)):
            raise WeChatTransportError(f"/cgi-bin/{path}", f"the answer has no {name}")
        if not abs(seconds) < LONGEST_LOAN:  # nor NaN
            raise WeChatTransportError(f"/cgi-bin/{path}", "the answer's expires_in has no sense")
        return Loan(value, now + seconds)

    def _keeper(
        self,
        name: str,
        kind: str,
        fetch: Callable[[], Loan],
        *,
        load: Callable[[], Mapping[str, Any] | None] | None = None,
        save: Callable[[dict[str, Any]], object] | None = None,
    ) -> Keeper:
        key = store_key(kind, self.corpid, self._secret)
        return Keeper(
            name,
            key,
            fetch,
            self.store,
            lambda: self._clock(),
            load=load,
            save=save,
            patience=self._patience,
            on_fetch=lambda end: self._token_fetched(kind if name == "ticket" else name, end),
        )

    def _token_fetched(self, kind: str, expires_at: float) -> None:
        if self.on_token:
            self.on_token(kind, expires_at)

    # -- every endpoint there is ----------------------------------------------------------------

    def get(self, path: str, *, repeatable: bool = False, **query: object) -> dict[str, Any]:
        """Send a GET to any endpoint and return the decoded answer.

        :param path: relative to ``/cgi-bin/``, for example ``"user/get"``
        :param repeatable: sending it twice does the same as once, so it may be repeated after
            −1, a time-out or a broken connection
        :param query: a token of your own (``suite_access_token=…``) replaces ours
        """
        token = "" if TOKENS & query.keys() else None
        return self._call("GET", path, query, repeatable=repeatable, token=token)

    def post(
        self, path: str, json: object = None, *, repeatable: bool = False, **query: object
    ) -> dict[str, Any]:
        """Send a POST with a JSON body to any endpoint; see :meth:`get`."""
        token = "" if TOKENS & query.keys() else None
        return self._call(
            "POST", path, query, {} if json is None else json, repeatable=repeatable, token=token
        )

    def upload(
        self,
        path: str,
        file: str | os.PathLike[str] | bytes | BinaryIO,
        *,
        filename: str | None = None,
        field: str = "media",
        repeatable: bool = False,
        progress: Progress | None = None,
        **query: object,
    ) -> dict[str, Any]:
        """Upload a file to any endpoint as ``multipart/form-data``, streamed.

        :param file: a path, bytes (then with ``filename``), or a binary file, read from where it
            stands; one that cannot be rewound goes through a temporary file
        :param filename: the name that people see; UTF-8
        :param field: the form's name of the file
        :param progress: called with (bytes sent, bytes in all) as the file goes out
        :raises ValueError: when the file has no name
        """
        token = "" if TOKENS & query.keys() else None
        with Multipart(file, filename, field, progress) as body:
            return self._upload(path, body, query, repeatable=repeatable, token=token)

    # -- the door -------------------------------------------------------------------------------

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
        *,
        repeatable: bool,
        token: str | None = None,
        token_name: str = "access_token",  # noqa: S107 -- a key of the query
    ) -> dict[str, Any]:
        data: bytes | None = None
        headers = {}
        if body is not None:
            data = to_json(body)
            headers = {**JSON, "Content-Length": str(len(data))}
        call = Call(
            method, plain_path(path), query or {}, data, headers, repeatable, token, token_name
        )
        return cast("dict[str, Any]", self._perform(call, decode))

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
        call = Call(
            "POST", plain_path(path), query, body, body.headers, repeatable, token, token_name
        )
        return cast("dict[str, Any]", self._perform(call, decode))

    def _download(
        self,
        path: str,
        query: Mapping[str, object],
        headers: dict[str, str] | None = None,
    ) -> Media:
        """Open a download; WeCom's errors come as JSON, whatever the status."""
        call = Call("GET", plain_path(path), query, None, headers or {}, True)
        # What is no file is a refusal, which _perform has raised.
        return cast("Media", self._perform(call, open_media))

    def _perform(self, call: Call, receive: Receive) -> Answer:
        """Send with our token; when that is dead, once more with another one."""
        if call.token is not None:
            return self._checked(call, self._repeat(call, receive))
        call = replace(call, token=self._tokens.current().value)
        result = self._repeat(call, receive)
        if errcode_of(result) in DEAD_TOKEN:
            call = replace(call, token=self._tokens.replace(str(call.token)).value)
            result = self._repeat(call, receive)
        return self._checked(call, result)

    def _repeat(self, call: Call, receive: Receive) -> Answer:
        """Send until there is an answer, as often as that is safe, three times at most."""
        result = self._exchange(call, receive)
        for pause in PAUSES:
            if isinstance(result, Failure):
                again = result.unsent or (result.broken and call.repeatable)
            else:
                again = call.repeatable and errcode_of(result) == BUSY
            if not again:
                break
            self._sleep(pause)
            result = self._exchange(call, receive)
        if isinstance(result, Failure):
            raise WeChatTransportError(call.path, result.reason, result.status)
        return result

    def _exchange(self, call: Call, receive: Receive) -> Answer | Failure:
        """Send once."""
        query = {key: plain_value(value) for key, value in call.query.items() if value is not None}
        if call.token:
            query = {call.token_name: call.token, **query}
        url = f"{self.api_url}{call.path}?{urlencode(query, quote_via=quote)}"
        body = call.body
        if isinstance(body, Multipart):
            body.rewind()
        started = time.perf_counter() if self.on_call else 0.0
        answer = self._transport.exchange(
            call.method, url, body, call.headers, stream=receive is open_media
        )
        result = answer if isinstance(answer, Failure) else receive(answer, call.path)
        if self.on_call:
            code = None if isinstance(result, Failure) else errcode_of(result)
            self.on_call(call.method, call.path, time.perf_counter() - started, code)
        return result

    def _checked(self, call: Call, result: Answer) -> Answer:
        """Return ``result`` unless it is an error, which is raised."""
        code = errcode_of(result)
        if not code or isinstance(result, Media):
            return result
        words = scrub(str(result.get("errmsg", "")), (call.token or "", self._secret))
        raise error_for(code, words, call.path)
