"""What an agent's object needs from its settings: the store and the API client."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from ..api import WeChatAPI
from ..config import Config
from ..errors import ConfigError
from ..signals import call_made, send_signal, token_refreshed
from ..stores import Store, open_store

__all__ = ["GetToken", "SaveToken", "make_client", "open_app_store"]

GetToken = Callable[[], "Mapping[str, Any] | None"]
SaveToken = Callable[[dict[str, Any]], object]


def open_app_store(app: Flask, config: Config, prefix: str) -> Store:
    """Open the store of the settings, by default a file in the instance folder.

    :param prefix: that of the settings, for the errors
    :raises ConfigError: when it cannot be opened
    """
    try:
        if config.store is not None:
            return open_store(config.store, app.instance_path)
        os.makedirs(app.instance_path, exist_ok=True)
        return open_store("sqlite:///wechat_corp.sqlite", app.instance_path)
    except OSError as error:
        raise ConfigError(
            f"{prefix}STORE must be set, because the instance folder cannot be"
            f" used ({error.strerror})."
        ) from None
    except ConfigError as error:
        raise ConfigError(f"{prefix}{error}") from None


def make_client(
    app: Flask,
    name: str,
    config: Config,
    store: Store,
    prefix: str,
    tokens: tuple[GetToken | None, SaveToken | None],
) -> WeChatAPI:
    """Make the API client of an agent, whose calls send our signals.

    :param name: the sender of the signals: the name of the extension object
    :param prefix: that of the settings, for errors
    :param tokens: the user's functions that read and keep the access token; a simulated app uses
        none
    """
    get_token, save_token = (None, None) if config.simulated else tokens
    client = WeChatAPI(
        config.id,
        config.secret,
        config.agent_id,
        get_token,
        save_token,
        api_url=config.api_url,
        timeout=config.timeout,
        store=store,
        authorize_url=config.authorize_url,
        login_url=config.login_url,
        proxy=config.proxy,
        config_prefix=prefix,
    )

    def call_ended(method: str, path: str, seconds: float, errcode: int | None) -> None:
        facts = {"method": method, "path": path, "seconds": seconds, "errcode": errcode}
        send_signal(call_made, name, app=app, **facts)

    def token_fetched(kind: str, expires_at: float) -> None:
        send_signal(token_refreshed, name, app=app, kind=kind, expires_at=expires_at)

    client.on_call, client.on_token = call_ended, token_fetched
    return client
