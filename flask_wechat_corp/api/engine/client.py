"""The client under all families: token, one refresh, safe retries, typed errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ..._clocks import wall_clock
from ...errors import ConfigError, WeChatTransportError
from ...stores import Store, open_store
from .call import NO_AUTH, Call, QueryToken
from .encoding import Hidden, Secret
from .endpoints import TOKENS, AnyEndpoint
from .proxy import check_proxy
from .response import BUSY, DEAD_TOKEN, ErrorResponse, Failure, api_error, errcode_of
from .token import CachedToken, TokenCache, store_key, token_in

if TYPE_CHECKING:
    import requests

    from .transport import Transport

__all__ = ["API_URL", "AUTHORIZE_URL", "LOGIN_URL", "Client"]

T = TypeVar("T")

API_URL = "https://qyapi.weixin.qq.com"
AUTHORIZE_URL = "https://open.weixin.qq.com/connect/oauth2/authorize"
LOGIN_URL = "https://login.work.weixin.qq.com/wwlogin/sso/login"
TIMEOUT = (3.05, 15.0)

#: seconds before the second and the third attempt
RETRY_DELAYS = (1.0, 2.0)


class Client(AnyEndpoint):
    """The base of :class:`~flask_wechat_corp.WeChatAPI`: tokens, sending and errors.

    :param corpid: the corp's id
    :param secret: the app's secret; without one every call raises :class:`ConfigError`
    :param agentid: the app's id, for calls that need one
    :param get_token: returns ``{"access_token": str, "expires_at": float}`` or ``None``; it is
        called instead of reading the store
    :param save_token: called with such a dict to save it
    :param api_url: base address of the server API
    :param timeout: (connect, read) timeouts of every request, in seconds
    :param store: a store's URL or object, see :func:`~flask_wechat_corp.open_store`
    :param authorize_url: the page that logs a member in inside WeCom
    :param login_url: the page that logs a member in with a desktop browser
    :param proxy: the proxy's address, for all calls and downloads: ``http://``, ``https://`` or,
        with the extra ``socks``, ``socks5://``; ``""`` for none; ``None`` for the environment's
    :param clock: returns Unix seconds
    :param sleep: waits between two attempts
    :param config_prefix: what the names of the application's settings begin with, for error
        messages; without it they name the arguments of this class
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
        login_url: str = LOGIN_URL,
        proxy: str | None = None,
        clock: Callable[[], float] = wall_clock,
        sleep: Callable[[float], object] = time.sleep,
        config_prefix: str = "",
    ) -> None:
        self.corpid = corpid
        self.agentid = None if agentid is None else int(agentid)
        self.api_url = api_url.rstrip("/")
        self.authorize_url = authorize_url
        self.login_url = login_url
        self.store = open_store(store)
        #: called after every request with (method, path, seconds, errcode or None), for metrics;
        #: in a Flask application it sends the signal ``call_made``
        self.on_call: Callable[[str, str, float, int | None], object] | None = None
        #: called for every new token or ticket with (kind, expiry in Unix seconds); in a
        #: Flask application it sends the signal ``token_refreshed``
        self.on_token: Callable[[str, float], object] | None = None
        self._secret = Hidden(secret or "")
        self._config_prefix = config_prefix
        self._clock = clock
        self._sleep = sleep
        self._timeout = timeout
        if proxy is not None:
            check_proxy(proxy, self._setting_name("PROXY", "proxy"))
        self._proxy = None if proxy is None else Hidden(proxy)  # it may hold a password
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        self._lock_timeout = 3 * (connect + read) + sum(RETRY_DELAYS) + 2
        self.set_token_callbacks(get_token, save_token)

        self._tickets = self._new_token_cache("ticket", "jsapi_ticket", self._fetch_ticket)
        self._agent_tickets = self._new_token_cache(
            "ticket", "agent_ticket", self._fetch_agent_ticket
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} corpid={self.corpid!r} agentid={self.agentid!r}>"

    @property
    def http(self) -> requests.Session:
        """The ``requests.Session`` under all calls: mount adapters, set proxies or certificates."""
        return self._transport.http

    @cached_property
    def _transport(self) -> Transport:
        # Imported on first use: an application that only answers callbacks never loads requests.
        from .transport import Transport

        transport = Transport(
            self.api_url,
            self._timeout,
            timeout_name=self._setting_name("TIMEOUT", "timeout"),
            url_name=self._setting_name("API_URL", "api_url"),
            proxy=self._proxy,
            proxy_name=self._setting_name("PROXY", "proxy"),
        )
        # When several threads come here at once, all must use the first one's transport:
        # adapters may already be mounted on it.
        first: Transport = self.__dict__.setdefault("_transport", transport)
        return first

    # -- tokens ---------------------------------------------------------------------------------

    def get_latest_token(self) -> dict[str, Any]:
        """Return the current access token; fetch one if necessary.

        :returns: ``{"access_token": str, "expires_at": float}``, the expiry in Unix seconds
        :raises AccessTokenError: when WeCom rejects the request for a token
        """
        return self._tokens.to_dict(self._tokens.current())

    def set_token_callbacks(
        self,
        get_token: Callable[[], Mapping[str, Any] | None] | None,
        save_token: Callable[[dict[str, Any]], object] | None,
    ) -> None:
        """Read and save the access token with these functions from now on.

        :param get_token: as in the constructor; ``None`` for the store
        :param save_token: likewise
        """
        self._tokens = self._new_token_cache(
            "access_token", "token", self._fetch_token, load=get_token, save=save_token
        )

    def get_access_token(self) -> dict[str, Any]:
        """Request an access token from WeCom without using or changing the cache, for diagnosis.

        WeCom page 91039.
        """
        return self._get("gettoken", self._credentials(), auth=NO_AUTH)

    def _credentials(self) -> dict[str, object]:
        if not self._secret:
            raise self._missing_setting(
                "SECRET", "secret", "the Secret that the admin console shows for the application"
            )
        return {"corpid": self.corpid, "corpsecret": Secret(self._secret)}

    def _fetch_token(self) -> CachedToken:
        now = self._clock()
        answer = self._get("gettoken", self._credentials(), auth=NO_AUTH)
        return token_in(answer, "access_token", "gettoken", now)

    def _fetch_ticket(self) -> CachedToken:
        now = self._clock()
        return token_in(self._get("get_jsapi_ticket"), "ticket", "get_jsapi_ticket", now)

    def _fetch_agent_ticket(self) -> CachedToken:
        now = self._clock()
        answer = self._get("ticket/get", {"type": "agent_config"})
        return token_in(answer, "ticket", "ticket/get", now)

    def _new_token_cache(
        self,
        name: str,
        kind: str,
        fetch: Callable[[], CachedToken],
        *,
        load: Callable[[], Mapping[str, Any] | None] | None = None,
        save: Callable[[dict[str, Any]], object] | None = None,
    ) -> TokenCache:
        key = store_key(kind, self.corpid, self._secret)
        return TokenCache(
            name,
            key,
            fetch,
            self.store,
            lambda: self._clock(),
            load=load,
            save=save,
            lock_timeout=self._lock_timeout,
            on_fetch=lambda end: self._token_fetched(kind if name == "ticket" else name, end),
        )

    def _token_fetched(self, kind: str, expires_at: float) -> None:
        if self.on_token:
            self.on_token(kind, expires_at)

    def _ticket_cache(self, *, agent: bool) -> TokenCache:
        return self._agent_tickets if agent else self._tickets

    def _now(self) -> float:
        return self._clock()

    def _missing_setting(self, key: str, argument: str, value: str) -> ConfigError:
        if self._config_prefix:
            return ConfigError(f"{self._config_prefix}{key} is missing. Set it to {value}.")
        return ConfigError(
            f"{argument} is missing. Pass {value} to WeChatAPI, or in a Flask application set"
            f" WECHAT_CORP_{key} to it."
        )

    @property
    def missing_to_send(self) -> str | None:
        """The name of the setting without which no message can be sent; ``None`` if none is."""
        if self.agentid is None:
            return self._setting_name("AGENT_ID", "agentid")
        if not self._secret and not self._tokens.has_own_source:
            return self._setting_name("SECRET", "secret")
        return None

    def _setting_name(self, key: str, argument: str) -> str:
        return self._config_prefix + key if self._config_prefix else argument

    # -- sending --------------------------------------------------------------------------------

    def _send(self, call: Call[T]) -> T:
        """Send with the client's token; when WeCom refuses it, once more with a new one."""
        if call.auth is None:
            token = self._tokens.current()
            call = call.with_auth(QueryToken("access_token", token.value))
            result = self._send_with_retries(call)
            if errcode_of(result) in DEAD_TOKEN:
                token = self._tokens.replace(token.value)
                call = call.with_auth(QueryToken("access_token", token.value))
                result = self._send_with_retries(call)
        else:
            result = self._send_with_retries(call)
        return self._raise_for_errcode(call, result)

    def _send_with_retries(self, call: Call[T]) -> T | ErrorResponse:
        """Send until there is a response, three times at most, and only while that is safe."""
        result = self._send_once(call)
        for delay in RETRY_DELAYS:
            if isinstance(result, Failure):
                again = result.never_sent or (result.maybe_sent and call.idempotent)
            else:
                again = call.idempotent and errcode_of(result) == BUSY
            if not again:
                break
            self._sleep(delay)
            result = self._send_once(call)
        if isinstance(result, Failure):
            error = WeChatTransportError(call.path, result.reason, result.status)
            error.body = result.body
            raise error
        return result

    def _send_once(self, call: Call[T]) -> T | ErrorResponse | Failure:
        started = time.perf_counter() if self.on_call else 0.0
        response = self._transport.send(call)
        result = response if isinstance(response, Failure) else call.receive(response, call.path)
        if self.on_call:
            code = None if isinstance(result, Failure) else errcode_of(result)
            self.on_call(call.method, call.path, time.perf_counter() - started, code)
        return result

    def _raise_for_errcode(self, call: Call[T], result: T | ErrorResponse) -> T:
        """Return ``result`` unless it is an error response."""
        if not isinstance(result, ErrorResponse):
            return result
        raise api_error(result, call.path, self._secrets_of(call))

    def _secrets_of(self, call: Call[Any]) -> Iterator[str]:
        # A generator, so that no frame has the secrets in a local variable.
        yield self._secret
        if call.auth:
            yield call.auth.token
        for key in TOKENS & call.query.keys():
            yield str(call.query[key])
