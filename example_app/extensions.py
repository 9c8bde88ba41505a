"""The extension objects, known to every module and bound to an app by the factory."""

from __future__ import annotations

from flask_wechat_corp import WeChatCorp, WeChatRobot

wx = WeChatCorp()
bot = WeChatRobot()
