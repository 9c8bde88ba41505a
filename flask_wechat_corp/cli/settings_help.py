"""Where each setting is found in WeCom's admin console, for ``flask wechat-corp check``."""

from __future__ import annotations

import re

from .language import text

__all__ = ["where_to_find"]

_PLACES = {
    "ENCODING_AES_KEY": (
        "Copy it from the admin console: 应用管理 → your app → 接收消息 → 设置API接收 →"
        " EncodingAESKey (43 characters).",
        "在管理后台复制：应用管理 → 你的应用 → 接收消息 → 设置API接收 → EncodingAESKey（43 位）。",
    ),
    "TOKEN": (
        "Copy it from the admin console: 应用管理 → your app → 接收消息 → 设置API接收 → Token.",
        "在管理后台复制：应用管理 → 你的应用 → 接收消息 → 设置API接收 → Token。",
    ),
    "SECRET": (
        "Look it up in the admin console: 应用管理 → your app → Secret.",
        "在管理后台查看：应用管理 → 你的应用 → Secret。",
    ),
    "AGENT_ID": (
        "Look it up in the admin console: 应用管理 → your app → AgentId (a number).",
        "在管理后台查看：应用管理 → 你的应用 → AgentId（数字）。",
    ),
    "RECEIVE_ID": (
        "It is the corp id unless a suite or a robot receives the messages. Remove the setting when"
        " in doubt.",
        "除第三方套件和机器人外就是企业ID；不确定时删除这一项配置。",
    ),
    "ID": (
        "Look it up in the admin console: 我的企业 → 企业信息 → 企业ID (it begins with ww).",
        "在管理后台查看：我的企业 → 企业信息 → 企业ID（以 ww 开头）。",
    ),
    "STORE": (
        "Set it to redis://host for several machines, or to sqlite:///path with a folder that the"
        " process may write to.",
        "多台机器用 redis://host；单机用 sqlite:///路径，进程须对该目录可写。",
    ),
}
_ROBOT_PAGE = (
    "Copy it from the robot's page in API mode: 安全与管理 → 管理工具 → 智能机器人 → your robot →"
    " API 模式.",
    "在机器人的“API 模式”页面复制：安全与管理 → 管理工具 → 智能机器人 → 你的机器人 → API 模式。",
)
_ROBOT_PLACES = {
    "BOT_ID": (
        "Look it up on the robot's page in API mode: Bot ID (it begins with aib).",
        "在机器人的“API 模式”页面查看：Bot ID（以 aib 开头）。",
    ),
    "BOT_SECRET": (
        "Copy the Secret from the robot's page: API 模式 → 长连接.",
        "在机器人的页面复制 Secret：API 模式 → 长连接。",
    ),
    "ENCODING_AES_KEY": _ROBOT_PAGE,
    "TOKEN": _ROBOT_PAGE,
    "RECEIVE_ID": (
        "It is empty for a corp's own robots. Remove the setting when in doubt.",
        "企业自己的机器人为空；不确定时删除这一项配置。",
    ),
    "STORE": _PLACES["STORE"],
}
_ELSE = (
    "Correct the setting. The page “Settings” of the documentation lists what each key takes.",
    "请改正这项配置。各配置项的取值见文档的“配置”页。",
)
_WORD = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


def where_to_find(message: str) -> str:
    """Return where to look, for the first setting that an error message names."""
    for word in _WORD.findall(message):
        for key, place in (_ROBOT_PLACES if "ROBOT" in word else _PLACES).items():
            if word == key or word.endswith(f"_{key}"):
                return text(*place)
    return text(*_ELSE)
