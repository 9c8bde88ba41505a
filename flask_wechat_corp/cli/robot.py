"""``flask wechat-corp robot``: serve a robot over WeCom's long connection."""

from __future__ import annotations

import signal

import click
from flask import current_app

from ..errors import WeChatCorpError
from ..web.flask_compat import this_app
from ..web.long_connection import Displaced, LongConnection
from ..web.robot_state import robot_states
from .group import wechat_corp
from .language import text
from .simulation import NO_LINK

__all__ = ["robot"]


@wechat_corp.command("robot")
@click.option("--name", default="wechat_robot", show_default=True, help="Which WeChatRobot.")
def robot(name: str) -> None:
    """Serve a smart robot over WeCom's long connection, without a public URL.

    To try it on this machine, run 'flask wechat-corp simulate' in one terminal and
    'flask wechat-corp --simulated robot' in another: the chat page then talks to this command.
    """
    state = robot_states(this_app()).get(name)
    if state is None:
        raise click.ClickException(
            text(
                f"No WeChatRobot is named {name!r} in this app.",
                f"这个应用里没有名为 {name!r} 的 WeChatRobot。",
            )
        )
    if state.config.link_url == NO_LINK:
        raise click.ClickException(
            text(
                "The simulation takes no long connection, because it was started without"
                " websockets. Run pip install 'flask-wechat-corp[robot]' and start it again.",
                "模拟企业微信启动时没有安装 websockets，不能建立长连接。请运行 pip install"
                " 'flask-wechat-corp[robot]'，然后重新启动。",
            )
        )
    try:
        connection = LongConnection(this_app(), state, say=click.echo)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: connection.stop())
        connection.run()
    except Displaced:
        raise click.ClickException(
            text(
                "Another program has opened the long connection of this robot. Stop it, or this one"
                " throws it out in turn.",
                "另一个程序打开了这个机器人的长连接。请先停掉它，否则两边会互相顶掉。",
            )
        ) from None
    except WeChatCorpError as error:
        raise click.ClickException(str(error)) from None
    current_app.logger.info("The long connection of the robot was closed.")
