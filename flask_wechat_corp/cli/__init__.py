"""``flask wechat-corp …``: found by Flask through the ``flask.commands`` entry point."""

from __future__ import annotations

from . import api, calls, check, kf, robot, simulate, users
from .group import wechat_corp

__all__ = ["api", "calls", "check", "kf", "robot", "simulate", "users", "wechat_corp"]
