"""``flask wechat-corp check``: try everything that can be wrong, and say what to do about it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import click
from flask import current_app

from ..config import Credentials
from ..errors import IPNotAllowedError, StoreError, WeChatAPIError, WeChatCorpError
from ..protocol.crypto import WXBizMsgCrypt
from ..protocol.envelope import signed_query
from ..testing import CallbackClient
from ..web.state import AppState
from .group import load_app, name_option, state_of, wechat_corp
from .language import text
from .settings_help import where_to_find
from .status_help import remedy_for

__all__ = ["check"]


@wechat_corp.command("check", with_appcontext=False)
@name_option
@click.option("--url", help="The callback's public address, to try it from here as WeCom would.")
@click.pass_context
def check(context: click.Context, name: str, url: str | None) -> None:
    """Try configuration, store, clock, token, trusted address and callback, one by one."""
    try:
        load_app(context)
    except click.ClickException as error:
        if type(error) is not click.ClickException:
            raise  # Flask found no app: its own message says how to name one
        remedy = where_to_find(error.message)
        _report(text("configuration", "配置"), _Problem(error.message, remedy))
        raise SystemExit(1) from None
    failed = [_run(title, step) for title, step in _steps(state_of(name), url)].count(False)
    if failed:
        raise SystemExit(1)


class _Problem(Exception):
    def __init__(self, what: object, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def _run(title: str, step: Callable[[], str]) -> bool:
    try:
        found = step()
    except _Problem as problem:
        _report(title, problem)
        return False
    click.secho(f"✓ {title}: {found}", fg="green")
    return True


def _report(title: str, problem: _Problem) -> None:
    click.secho(f"✗ {title}: {problem.what}", fg="red")
    click.echo(f"  → {problem.remedy}")


def _steps(state: AppState, url: str | None) -> Iterator[tuple[str, Callable[[], str]]]:
    config = state.config
    yield (
        text("configuration", "配置"),
        lambda: text(
            f"corp {config.id}, agent {config.agent_id}, path {config.url}",
            f"企业 {config.id}，应用 {config.agent_id}，路径 {config.url}",
        ),
    )
    yield text("store", "存储"), lambda: _check_store(state)
    if config.secret is None:
        yield (
            text("calls", "调用接口"),
            lambda: text("not configured (no SECRET)", "未配置（没有 SECRET）"),
        )
    else:
        yield text("clock", "时钟"), lambda: _check_clock(state)
        yield text("access token", "access_token"), lambda: _check_token(state)
        yield text("trusted address", "企业可信IP"), lambda: _check_address(state)
    credentials = config.credentials
    if credentials is None:
        yield (
            text("callback", "回调"),
            lambda: text(
                "not configured (no TOKEN and ENCODING_AES_KEY)",
                "未配置（没有 TOKEN 和 ENCODING_AES_KEY）",
            ),
        )
    else:
        yield text("callback in this process", "本进程内的回调"), lambda: _check_callback(state)
        if url:
            yield (
                text("callback from outside", "外网回调"),
                lambda: _check_url(state, credentials, url),
            )


def _check_store(state: AppState) -> str:
    key = f"wechat_corp:check:{secrets.token_hex(8)}"
    try:
        state.store.set(key, "1", 10)
        found = state.store.get(key)
        state.store.delete(key)
    except StoreError as error:
        raise _Problem(error, _remedy(error)) from None
    if found != "1":
        raise _Problem(
            text("The store lost a value that was just written.", "刚写入的值读不出来。"),
            text(
                "Set STORE to a store that keeps its values.", "请把 STORE 换成能保存数据的存储。"
            ),
        )
    return type(state.store).__name__


def _check_clock(state: AppState) -> str:
    limit = state.config.max_age or 300
    try:
        answer = state.api.http.head(
            state.config.api_url, timeout=state.config.timeout, allow_redirects=False
        )
    except OSError:
        raise _Problem(
            text("The server API did not answer.", "服务端接口没有响应。"), _network()
        ) from None
    date = answer.headers.get("Date")
    if date is None:
        return text("unknown: the server sent no Date header", "未知：服务端没有返回 Date 头")
    off = state.clock() - parsedate_to_datetime(date).timestamp()
    if abs(off) > limit / 2:
        raise _Problem(
            text(f"{off:+.0f} seconds off", f"相差 {off:+.0f} 秒"),
            text(
                "Synchronise this machine's clock (NTP); otherwise callbacks are rejected"
                " as stale.",
                "请用 NTP 校准本机时钟，否则回调会因时间戳过期被拒绝。",
            ),
        )
    return text(f"{off:+.0f} seconds", f"{off:+.0f} 秒")


def _check_token(state: AppState) -> str:
    try:
        token = state.api.get_latest_token()
    except WeChatAPIError as error:
        remedy = _hint(error) or text(
            "Compare ID and SECRET with the admin console.", "请与管理后台核对 ID 和 SECRET。"
        )
        raise _Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise _Problem(error, _remedy(error)) from None
    left = token["expires_at"] - time.time()
    return text(f"valid for {left:.0f} more seconds", f"还有 {left:.0f} 秒有效")


def _check_address(state: AppState) -> str:
    try:
        if state.config.agent_id is None:
            state.api.get_callback_ip()
        else:
            state.api.get_agent(state.config.agent_id)
    except IPNotAllowedError as error:
        address = error.ip or text("This machine's address", "本机的出口 IP")
        raise _Problem(
            text(f"{address} is not trusted.", f"{address} 不在企业可信IP中。"),
            text(
                "Add it in the admin console: 应用管理 → your app → 企业可信IP.",
                "在管理后台添加：应用管理 → 你的应用 → 企业可信IP。",
            ),
        ) from None
    except WeChatAPIError as error:
        remedy = _hint(error) or text(
            "Compare AGENT_ID with the admin console.", "请与管理后台核对 AGENT_ID。"
        )
        raise _Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise _Problem(error, _remedy(error)) from None
    return text("calls are accepted", "接口调用正常")


def _check_callback(state: AppState) -> str:
    """Verify the URL as the console does, and see that a POST gets as far as our own refusal."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    stranger = Credentials(secrets.token_hex(8), "0" * 43, state.config.id)
    try:
        CallbackClient(app, state.name).verify()
        with _not_logged("flask_wechat_corp.callback"):  # our own probe alarms people
            status = CallbackClient(app, state.name, credentials=stranger).text("").status
    except (AssertionError, ValueError) as error:
        raise _Problem(
            error, text("The log line of this rejection says why.", "原因见这次拒绝的日志。")
        ) from None
    if status != HTTPStatus.UNAUTHORIZED:
        raise _Problem(
            text(
                f"Something else in the app answered the POST with {status} before it reached the"
                " callback.",
                f"POST 在到达回调之前就被应用的其他代码以 {status} 响应了。",
            ),
            text(
                "With Flask-WTF call csrf.exempt(wx.blueprint); otherwise look at the"
                " before_request functions.",
                "使用 Flask-WTF 时请调用 csrf.exempt(wx.blueprint)；否则检查 before_request 函数。",
            ),
        )
    return text("verified", "验证通过")


@contextmanager
def _not_logged(name: str) -> Iterator[None]:
    """Drop the records of a logger."""

    def nothing(record: logging.LogRecord) -> bool:
        return False

    logger = logging.getLogger(name)
    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)


def _remedy(error: WeChatCorpError) -> str:
    if isinstance(error, StoreError):  # the access token is kept there
        return text(
            "Make the store reachable, or set STORE to another one.",
            "请确认存储可以连接，或把 STORE 换成别的存储。",
        )
    return _network()


def _network() -> str:
    return text("Check the network, the proxy and API_URL.", "请检查网络、代理和 API_URL。")


def _hint(error: WeChatAPIError) -> str:
    return text(error.hint, getattr(error, "hint_zh", error.hint))


def _check_url(state: AppState, credentials: Credentials, url: str) -> str:
    """Do from here what the console does when the address is saved."""
    crypt = WXBizMsgCrypt(*credentials)
    echo = secrets.token_hex(8)
    sealed, nonce = crypt.encrypt(echo), secrets.token_hex(5)
    query = signed_query(crypt, sealed, int(time.time()), nonce, echostr=sealed)
    try:
        answer = state.api.http.get(
            url, params=query, timeout=state.config.timeout, allow_redirects=False
        )
    except (OSError, ValueError):
        raise _Problem(
            text("No server answered at this address.", "这个地址没有服务响应。"),
            text(
                "Check its DNS name, port, certificate and proxy.",
                "请检查域名解析、端口、证书和代理。",
            ),
        ) from None
    if answer.status_code != 200:
        status = answer.status_code
        raise _Problem(text(f"status {status}", f"状态码 {status}"), remedy_for(status))
    if answer.content != echo.encode():
        raise _Problem(
            text("200, but not the decrypted text", "状态码 200，但内容不是解密后的明文"),
            text(
                "Something wraps or replaces the response: a JSON wrapper, a proxy's page, a BOM.",
                "响应被包装或替换了：统一 JSON 包装、代理的页面，或多了 BOM。",
            ),
        )
    return text("verified", "验证通过")
