"""A small WeCom application to copy from: a factory, handlers, a dialogue, API calls."""

from __future__ import annotations

from flask import Flask

from .extensions import bot, wx


def create_app() -> Flask:
    """Build the application; its settings come from ``FLASK_WECHAT_CORP_…`` in the environment."""
    app = Flask(__name__)
    app.config["ON_CALL"] = "lisi"  # who gets the reports of faults
    app.config.from_prefixed_env()
    wx.init_app(app)
    if app.config.get("WECHAT_ROBOT_TOKEN"):  # only with a smart robot; simulate sets it
        bot.init_app(app)

    from . import handlers  # noqa: F401  importing registers them

    app.get("/health")(lambda: "ok")  # for whoever watches the process
    return app
