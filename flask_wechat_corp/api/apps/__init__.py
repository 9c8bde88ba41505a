"""The calls of the area 应用管理、身份验证: agents, menus, OAuth, JS-SDK tickets, IP addresses."""

from __future__ import annotations

from .agents import Agents
from .ip import ServerIPs
from .jsapi import JSAPI
from .menus import Menus
from .miniprograms import MiniPrograms
from .oauth import OAuth
from .shake import ShakeTickets

__all__ = ["Applications"]


class Applications(
    Agents,
    ServerIPs,
    JSAPI,
    Menus,
    MiniPrograms,
    OAuth,
    ShakeTickets,
):
    """All calls of 应用管理、身份验证."""
