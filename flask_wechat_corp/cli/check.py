"""``flask wechat-corp check``: try everything that can be wrong, and say what to do about it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import click
from flask import current_app
from flask.cli import with_appcontext

from ..config import Credentials
from ..errors import IPNotAllowedError, StoreError, WeChatAPIError, WeChatCorpError
from ..protocol.crypto import WXBizMsgCrypt
from ..testing import CallbackClient
from ..web.state import AppState
from .group import name_option, state_of, wechat_corp

__all__ = ["check"]


@wechat_corp.command("check")
@name_option
@click.option("--url", help="The callback's public address, to try it from here as WeCom would.")
@with_appcontext
def check(name: str, url: str | None) -> None:
    """Try configuration, store, clock, token, trusted address and callback, one by one."""
    state = state_of(name)
    failed = 0
    for title, step in _steps(state, url):
        try:
            told = step()
        except _Problem as problem:
            failed += 1
            click.secho(f"✗ {title}: {problem.what}", fg="red")
            click.echo(f"  → {problem.remedy}")
        else:
            click.secho(f"✓ {title}: {told}", fg="green")
    if failed:
        raise SystemExit(1)


class _Problem(Exception):
    def __init__(self, what: object, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def _steps(state: AppState, url: str | None) -> Iterator[tuple[str, Callable[[], str]]]:
    config = state.config
    yield "configuration", lambda: f"corp {config.id}, agent {config.agent_id}, path {config.url}"
    yield "store", lambda: _check_store(state)
    if config.secret is None:
        yield "calls", lambda: "not configured (no SECRET)"
    else:
        yield "clock", lambda: _check_clock(state)
        yield "access token", lambda: _check_token(state)
        yield "trusted address", lambda: _check_address(state)
    credentials = config.credentials
    if credentials is None:
        yield "callback", lambda: "not configured (no TOKEN and ENCODING_AES_KEY)"
    else:
        yield "callback in this process", lambda: _check_callback(state)
        if url:
            yield "callback from outside", lambda: _check_url(state, credentials, url)


def _check_store(state: AppState) -> str:
    key = f"wechat_corp:check:{secrets.token_hex(8)}"
    try:
        state.store.set(key, "1", 10)
        found = state.store.get(key)
        state.store.delete(key)
    except StoreError as error:
        raise _Problem(error, "make the store reachable, or set STORE to another one") from None
    if found != "1":
        raise _Problem("a value was not found again", "set STORE to a store that keeps its values")
    return type(state.store).__name__


def _check_clock(state: AppState) -> str:
    limit = state.config.max_age or 300
    try:
        answer = state.api.http.head(
            state.config.api_url, timeout=state.config.timeout, allow_redirects=False
        )
    except OSError:
        raise _Problem(
            "the server API did not answer",
            "look at the network, the proxy and API_URL",
        ) from None
    date = answer.headers.get("Date")
    if date is None:
        return "the server told no time"
    off = state.clock() - parsedate_to_datetime(date).timestamp()
    if abs(off) > limit / 2:
        raise _Problem(
            f"{off:+.0f} seconds off", "set this machine's clock by NTP; callbacks are refused else"
        )
    return f"{off:+.0f} seconds"


def _check_token(state: AppState) -> str:
    try:
        token = state.api.get_latest_token()
    except WeChatAPIError as error:
        remedy = error.hint or "compare ID and SECRET with the admin console"
        raise _Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise _Problem(error, "look at the network, the proxy and API_URL") from None
    return f"good for {token['expires_at'] - time.time():.0f} more seconds"


def _check_address(state: AppState) -> str:
    try:
        if state.config.agent_id is None:
            state.api.get_callback_ip()
        else:
            state.api.get_agent(state.config.agent_id)
    except IPNotAllowedError as error:
        raise _Problem(
            f"{error.ip or 'this address'} is not trusted",
            "add it in the admin console: 应用管理 → the app → 企业可信IP",
        ) from None
    except WeChatAPIError as error:
        remedy = error.hint or "compare AGENT_ID with the admin console"
        raise _Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise _Problem(error, "look at the network, the proxy and API_URL") from None
    return "calls are let through"


def _check_callback(state: AppState) -> str:
    """Verify the URL as the console does, and see that a POST gets as far as our own refusal."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    stranger = Credentials(secrets.token_hex(8), "0" * 43, state.config.id)
    try:
        CallbackClient(app, state.name).verify()
        status = CallbackClient(app, state.name, credentials=stranger).text("").status
    except (AssertionError, ValueError) as error:
        raise _Problem(error, "look at the log line of this refusal") from None
    if status != HTTPStatus.UNAUTHORIZED:
        raise _Problem(
            f"a POST is answered {status} before it gets there",
            "with Flask-WTF: csrf.exempt(wx.blueprint); else look at before_request hooks",
        )
    return "verified"


_REMEDIES = {
    301: "give the address that the redirect leads to; WeCom follows none",
    302: "a login stands before the callback: let this path through without one",
    308: "give the address that the redirect leads to; WeCom follows none",
    400: "another application answers there, or something before us reads the request",
    401: "TOKEN, ENCODING_AES_KEY or ID differ between there and here, or a clock is off",
    403: "a firewall or a CSRF check stands before the callback",
    404: "the path differs: see URL, and the prefix that the proxy adds or strips",
}


def _check_url(state: AppState, credentials: Credentials, url: str) -> str:
    """Do from here what the console does when the address is saved."""
    crypt = WXBizMsgCrypt(*credentials)
    echo = secrets.token_hex(8)
    sealed, now, nonce = crypt.encrypt(echo), str(int(time.time())), secrets.token_hex(5)
    query = {
        "msg_signature": crypt.get_signature(now, nonce, sealed),
        "timestamp": now,
        "nonce": nonce,
        "echostr": sealed,
    }
    try:
        answer = state.api.http.get(
            url, params=query, timeout=state.config.timeout, allow_redirects=False
        )
    except (OSError, ValueError):
        raise _Problem(
            "nobody answers", "look at DNS, port, certificate and proxy of this address"
        ) from None
    if answer.status_code != 200:
        remedy = _REMEDIES.get(answer.status_code, "look at that server's log")
        raise _Problem(f"status {answer.status_code}", remedy)
    if answer.content != echo.encode():
        raise _Problem(
            "200, but not the decrypted text",
            "something wraps or replaces the answer: a JSON wrapper, a proxy's page, a BOM",
        )
    return "verified"
