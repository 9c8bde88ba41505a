"""The steps of ``flask wechat-corp check`` for a smart robot."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from ..api.engine.transport import Transport
from ..config import Credentials
from ..errors import ConfigError
from ..stores.memory import MemoryStore
from ..testing import RobotClient
from ..web.flask_compat import this_app
from ..web.long_connection import LongConnection
from ..web.robot_state import RobotState
from .check_steps import (
    Problem,
    Step,
    check_clock,
    check_endpoint,
    check_store,
    check_url,
    no_callback,
)
from .language import text

__all__ = ["robot_steps"]


def robot_steps(state: RobotState, url: str | None, *, label: str = "") -> Iterator[Step]:
    """Yield the steps for one robot.

    :param url: the public address of its callback
    :param label: stands before each title, when several objects are checked
    """
    config = state.config
    http = Transport(config.api_url, config.timeout, proxy=config.proxy).http

    def title(english: str, chinese: str) -> str:
        return f"[{label}] {text(english, chinese)}" if label else text(english, chinese)

    yield title("configuration", "配置"), lambda: _configuration(state)
    yield title("store", "存储"), lambda: _check_shared_store(state)
    credentials = config.credentials
    if credentials is None:
        yield title("callback", "回调"), no_callback
    else:
        yield title("clock", "时钟"), lambda: check_clock(state, http)
        yield title("callback in this process", "本进程内的回调"), lambda: _check_callback(state)
        if url:
            yield (
                title("callback from outside", "外网回调"),
                lambda: check_url(state, http, credentials, url),
            )
    yield title("long connection", "长连接"), lambda: _check_link(state)


def _configuration(state: RobotState) -> str:
    config = state.config
    robot = config.bot_id or text("any BOT_ID", "任意 BOT_ID")
    names = ", ".join(f"@{name}" for name in config.bot_names)
    groups = names or text("no BOT_NAME: mentions stay in the text", "没有 BOT_NAME，保留 @ 文字")
    return text(
        f"robot {robot}, path {config.url}, groups: {groups}",
        f"机器人 {robot}，路径 {config.url}，群聊：{groups}",
    )


def _check_shared_store(state: RobotState) -> str:
    """A poll of WeCom reaches any worker: only a shared store knows the answer there."""
    name = check_store(state)
    store = getattr(state.store, "found", state.store)
    if isinstance(store, MemoryStore) and state.config.credentials is not None:
        raise Problem(
            text(
                "memory:// belongs to one process. A poll of WeCom that reaches another worker"
                " ends the answer with EXPIRED_TEXT.",
                "memory:// 只属于一个进程。企业微信的查询到达别的 worker 时，回答会以 EXPIRED_TEXT"
                " 结束。",
            ),
            text(
                f"Set {state.config.prefix}STORE to sqlite:///path on one machine, or to"
                " redis://host for several.",
                f"单机把 {state.config.prefix}STORE 设为 sqlite:///路径，多台机器设为 redis://host。",
            ),
        )
    if getattr(store, "local", False):
        return text(f"{name}, shared by the processes of this machine", f"{name}，本机各进程共用")
    return name


def _check_callback(state: RobotState) -> str:
    stranger = Credentials(secrets.token_hex(8), "0" * 43, state.config.expected_receive_id)
    return check_endpoint(
        lambda: RobotClient(this_app(), state.name).verify(),
        lambda: RobotClient(this_app(), state.name, credentials=stranger).text("").status,
        "bot",
    )


def _check_link(state: RobotState) -> str:
    """Look at the settings and the extra; a connection would displace the one that runs."""
    if state.config.bot_id is None or state.config.bot_secret is None:
        return text(
            "not configured (no BOT_ID and BOT_SECRET)", "未配置（没有 BOT_ID 和 BOT_SECRET）"
        )
    try:
        LongConnection(this_app(), state)
    except ConfigError as error:
        raise Problem(
            error,
            text(
                "Install it where the command robot is to run.",
                "请在运行 robot 命令的环境中安装。",
            ),
        ) from None
    return text(
        "ready: flask wechat-corp robot (no connection was opened)",
        "就绪：flask wechat-corp robot（没有实际连接）",
    )
