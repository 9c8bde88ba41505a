"""``flask wechat-corp kf``: customer service (微信客服)."""

from __future__ import annotations

import re

import click

from .group import name_option, plain_errors, state_of, wechat_corp
from .language import text

__all__ = ["kf"]

UNITS = {"m": 60, "h": 3600, "d": 86400}
MOST_SECONDS = 3 * 86400
"""WeCom returns the messages of the last 3 days (page 94670)."""


@wechat_corp.group("kf")
def kf() -> None:
    """Look after customer service (微信客服)."""


def _seconds(context: click.Context, option: click.Parameter, value: str) -> int:
    found = re.fullmatch(r"([1-9]\d{0,5})([mhd])", value)
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not 0 < seconds <= MOST_SECONDS:
        raise click.BadParameter(
            text(
                "Give minutes, hours or days, at most 3 days: 30m, 2h, 1d.",
                "请填写分钟、小时或天，最多 3 天，例如 30m、2h、1d。",
            )
        )
    return seconds


@kf.command("sync")
@click.option(
    "--since", default="2h", show_default=True, callback=_seconds, help="How far back: 30m, 2h, 1d."
)
@click.option("--account", "accounts", multiple=True, help="An open_kfid; by default all accounts.")
@name_option
def kf_sync(since: int, accounts: tuple[str, ...], name: str) -> None:
    """Handle what customers wrote and no handler of wx.kf has seen, and reply to it."""
    state = state_of(name)
    with plain_errors():
        if state.kf is None or not state.kf.active:
            raise click.ClickException(
                text("The app has no handler on wx.kf.", "应用没有注册 wx.kf 的处理函数。")
            )
        wanted = accounts or tuple(str(one["open_kfid"]) for one in state.api.iter_kf_accounts())
        total = sum(state.kf.sync(account, since) for account in wanted)
    if state.queue.serves_customers:
        done = text(
            f"{total} messages of {len(wanted)} accounts given to the workers",
            f"已把 {len(wanted)} 个客服帐号的 {total} 条消息交给 worker 处理",
        )
    else:
        done = text(
            f"{total} messages handled in {len(wanted)} accounts",
            f"已处理 {len(wanted)} 个客服帐号的 {total} 条消息",
        )
    click.echo(done)
