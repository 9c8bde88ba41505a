"""The steps of ``flask wechat-corp check`` that agents and robots have in common."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import click

from ..config import Credentials
from ..errors import ConfigError, StoreError, WeChatCorpError
from ..protocol.crypto import WXBizMsgCrypt
from ..protocol.envelope import signed_query
from ..web.state import AppState
from .language import text
from .status_help import remedy_for

__all__ = [
    "Problem",
    "Step",
    "check_clock",
    "check_endpoint",
    "check_store",
    "check_url",
    "network",
    "no_callback",
    "remedy_of",
    "report",
    "run",
]

Step = tuple[str, Callable[[], str]]
"""The title of a step, and what it does: it returns what it has found, or raises Problem."""


class Problem(Exception):
    """What is wrong, and what to do about it."""

    def __init__(self, what: object, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def run(title: str, step: Callable[[], str]) -> bool:
    """Run one step and print its result; return whether it passed."""
    try:
        found = step()
    except Problem as problem:
        report(title, problem)
        return False
    click.secho(f"✓ {title}: {found}", fg="green")
    return True


def report(title: str, problem: Problem) -> None:
    """Print what is wrong and what to do about it."""
    click.secho(f"✗ {title}: {problem.what}", fg="red")
    click.echo(f"  → {problem.remedy}")


def check_store(state: AppState) -> str:
    """Write, read and delete a value; return the store's name."""
    key = f"wechat_corp:check:{secrets.token_hex(8)}"
    try:
        state.store.set(key, "1", 10)
        found = state.store.get(key)
        state.store.delete(key)
    except (StoreError, ConfigError) as error:  # a robot looks its store up at the first use
        raise Problem(error, _other_store()) from None
    if found != "1":
        raise Problem(
            text("The store lost a value that was just written.", "刚写入的值读不出来。"),
            text(
                "Set STORE to a store that keeps its values.", "请把 STORE 换成能保存数据的存储。"
            ),
        )
    return type(getattr(state.store, "found", state.store)).__name__


def check_clock(state: AppState, http: Any) -> str:
    """Compare this machine's clock with that of the server API.

    :param http: a ``requests.Session``
    """
    limit = state.config.max_age or 300
    try:
        answer = http.head(
            state.config.api_url, timeout=state.config.timeout, allow_redirects=False
        )
    except OSError:
        raise Problem(
            text("The server API did not answer.", "服务端接口没有响应。"), network()
        ) from None
    date = answer.headers.get("Date")
    if date is None:
        return text("unknown: the server sent no Date header", "未知：服务端没有返回 Date 头")
    off = state.clock() - parsedate_to_datetime(date).timestamp()
    if abs(off) > limit / 2:
        raise Problem(
            text(f"{off:+.0f} seconds off", f"相差 {off:+.0f} 秒"),
            text(
                "Synchronise this machine's clock (NTP); otherwise callbacks are rejected"
                " as stale.",
                "请用 NTP 校准本机时钟，否则回调会因时间戳过期被拒绝。",
            ),
        )
    return text(f"{off:+.0f} seconds", f"{off:+.0f} 秒")


def no_callback() -> str:
    """Say that the object receives no callbacks."""
    return text(
        "not configured (no TOKEN and ENCODING_AES_KEY)",
        "未配置（没有 TOKEN 和 ENCODING_AES_KEY）",
    )


def check_endpoint(verify: Callable[[], object], post: Callable[[], int], name: str) -> str:
    """Verify the URL as the console does, and see that a POST gets as far as our own refusal.

    :param verify: requests the URL check in this process
    :param post: sends a callback with foreign credentials; returns the status
    :param name: how the examples name the extension object
    """
    try:
        verify()
        with _not_logged("flask_wechat_corp.callback"):  # our own probe alarms people
            status = post()
    except (AssertionError, ValueError) as error:
        raise Problem(
            error, text("The log line of this rejection says why.", "原因见这次拒绝的日志。")
        ) from None
    if status != HTTPStatus.UNAUTHORIZED:
        raise Problem(
            text(
                f"Something else in the app answered the POST with {status} before it reached the"
                " callback.",
                f"POST 在到达回调之前就被应用的其他代码以 {status} 响应了。",
            ),
            text(
                f"With Flask-WTF call csrf.exempt({name}.blueprint); otherwise look at the"
                " before_request functions.",
                f"使用 Flask-WTF 时请调用 csrf.exempt({name}.blueprint)；"
                "否则检查 before_request 函数。",
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


def remedy_of(error: WeChatCorpError) -> str:
    """Return what to do about a call that failed before WeCom answered."""
    if isinstance(error, StoreError):  # the access token is kept there
        return _other_store()
    return network()


def _other_store() -> str:
    return text(
        "Make the store reachable, or set STORE to another one.",
        "请确认存储可以连接，或把 STORE 换成别的存储。",
    )


def network() -> str:
    """Return what to do when the server API does not answer."""
    return text("Check the network, the proxy and API_URL.", "请检查网络、代理和 API_URL。")


def check_url(state: AppState, http: Any, credentials: Credentials, url: str) -> str:
    """Do from here what the console does when the address is saved.

    :param http: a ``requests.Session``
    """
    crypt = WXBizMsgCrypt(*credentials)
    echo = secrets.token_hex(8)
    sealed, nonce = crypt.encrypt(echo), secrets.token_hex(5)
    query = signed_query(crypt, sealed, int(time.time()), nonce, echostr=sealed)
    try:
        answer = http.get(url, params=query, timeout=state.config.timeout, allow_redirects=False)
    except (OSError, ValueError):
        raise Problem(
            text("No server answered at this address.", "这个地址没有服务响应。"),
            text(
                "Check its DNS name, port, certificate and proxy.",
                "请检查域名解析、端口、证书和代理。",
            ),
        ) from None
    if answer.status_code != 200:
        status = answer.status_code
        raise Problem(text(f"status {status}", f"状态码 {status}"), remedy_for(status))
    if answer.content != echo.encode():
        raise Problem(
            text("200, but not the decrypted text", "状态码 200，但内容不是解密后的明文"),
            text(
                "Something wraps or replaces the response: a JSON wrapper, a proxy's page, a BOM.",
                "响应被包装或替换了：统一 JSON 包装、代理的页面，或多了 BOM。",
            ),
        )
    return text("verified", "验证通过")
