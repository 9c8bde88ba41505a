"""``flask wechat-corp check``: try everything that can be wrong, and say what to do about it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from click.core import ParameterSource
from flask import current_app

from ..config import EXTENSION_KEY, Credentials
from ..errors import IPNotAllowedError, WeChatAPIError, WeChatCorpError
from ..testing import CallbackClient
from ..web.flask_compat import this_app
from ..web.robot_state import RobotState
from ..web.state import AppState
from .check_robot import robot_steps
from .check_steps import (
    Problem,
    Step,
    check_clock,
    check_endpoint,
    check_store,
    check_url,
    no_callback,
    remedy_of,
    report,
    run,
)
from .group import load_app, name_option, state_of, wechat_corp
from .language import text
from .settings_help import where_to_find

__all__ = ["check"]


@wechat_corp.command("check", with_appcontext=False)
@name_option
@click.option("--url", help="The callback's public address, to try it from here as WeCom would.")
@click.pass_context
def check(context: click.Context, name: str, url: str | None) -> None:
    """Try configuration, store, clock, token, trusted address and callback, one by one.

    Without --name the agent and all robots of the app are tried.
    """
    try:
        load_app(context)
    except click.ClickException as error:
        if type(error) is not click.ClickException:
            raise  # Flask found no app: its own message says how to name one
        remedy = where_to_find(error.message)
        report(text("configuration", "配置"), Problem(error.message, remedy))
        raise SystemExit(1) from None
    named = context.get_parameter_source("name") is not ParameterSource.DEFAULT
    failed = [run(title, step) for title, step in _all_steps(name, named, url)].count(False)
    if failed:
        raise SystemExit(1)


def _all_steps(name: str, named: bool, url: str | None) -> Iterator[Step]:
    """Yield the steps of the object that was named, else of the agent and of every robot."""
    states: dict[str, AppState] = current_app.extensions.get(EXTENSION_KEY, {})
    robots = [one for one in states.values() if isinstance(one, RobotState)]
    if named or not robots:
        chosen = [state_of(name)]
    else:
        chosen = [state_of(name)] if len(states) > len(robots) else []
        chosen += [one for one in robots if one not in chosen]
    for state in chosen:
        tried = url if len(chosen) == 1 or _leads_to(url, state, chosen) else None
        if isinstance(state, RobotState):
            yield from robot_steps(state, tried, label=state.name if len(chosen) > 1 else "")
        else:
            yield from _steps(state, tried)


def _leads_to(url: str | None, state: AppState, states: list[AppState]) -> bool:
    """Whether an address is that of this object: the end of its path says so, else the first."""
    path = urlsplit(url or "").path.rstrip("/")
    fitting = [one for one in states if path.endswith(one.config.url)]
    # /corp/robot fits a robot at /robot and one at /corp/robot: the longer one is meant.
    return state is max(fitting or states[:1], key=lambda one: len(one.config.url))


def _steps(state: AppState, url: str | None) -> Iterator[Step]:
    config = state.config
    yield (
        text("configuration", "配置"),
        lambda: text(
            f"corp {config.id}, agent {config.agent_id}, path {config.url}",
            f"企业 {config.id}，应用 {config.agent_id}，路径 {config.url}",
        ),
    )
    yield text("store", "存储"), lambda: check_store(state)
    if config.secret is None:
        yield (
            text("calls", "调用接口"),
            lambda: text("not configured (no SECRET)", "未配置（没有 SECRET）"),
        )
    else:
        yield text("clock", "时钟"), lambda: check_clock(state, state.api.http)
        yield text("access token", "access_token"), lambda: _check_token(state)
        yield text("trusted address", "企业可信IP"), lambda: _check_address(state)
    credentials = config.credentials
    if credentials is None:
        yield text("callback", "回调"), no_callback
    else:
        yield text("callback in this process", "本进程内的回调"), lambda: _check_callback(state)
        if url:
            yield (
                text("callback from outside", "外网回调"),
                lambda: check_url(state, state.api.http, credentials, url),
            )


def _check_token(state: AppState) -> str:
    try:
        token = state.api.get_latest_token()
    except WeChatAPIError as error:
        remedy = _hint(error) or text(
            "Compare ID and SECRET with the admin console.", "请与管理后台核对 ID 和 SECRET。"
        )
        raise Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise Problem(error, remedy_of(error)) from None
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
        raise Problem(
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
        raise Problem(f"{error.errcode} {error.errmsg}", remedy) from None
    except WeChatCorpError as error:
        raise Problem(error, remedy_of(error)) from None
    return text("calls are accepted", "接口调用正常")


def _hint(error: WeChatAPIError) -> str:
    return text(error.hint, getattr(error, "hint_zh", error.hint))


def _check_callback(state: AppState) -> str:
    stranger = Credentials(secrets.token_hex(8), "0" * 43, state.config.id)
    return check_endpoint(
        lambda: CallbackClient(this_app(), state.name).verify(),
        lambda: CallbackClient(this_app(), state.name, credentials=stranger).text("").status,
        "wx",
    )
