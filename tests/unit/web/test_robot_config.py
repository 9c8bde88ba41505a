"""The settings of a robot: the proxy, unknown names."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from flask import Flask

import flask_wechat_corp._settings as settings_module
from flask_wechat_corp import ConfigError, WeChatRobot
from flask_wechat_corp._settings import SettingsReader
from flask_wechat_corp.config import ROBOT_SETTINGS, Config, forced_settings
from flask_wechat_corp.web.robot_config import SHARED_SETTINGS, RobotConfig
from flask_wechat_corp.web.robot_state import RobotState

NEEDED = {"TOKEN": "t", "ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}


def config(**settings: Any) -> RobotConfig:
    prefixed = {f"WECHAT_ROBOT_{name}": value for name, value in (NEEDED | settings).items()}
    return RobotConfig.from_mapping(prefixed)


@pytest.fixture
def not_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_module, "_warned_keys", set())


def test_the_proxy_is_that_of_an_agent() -> None:
    assert config().proxy is None
    assert config(PROXY="").proxy == ""  # none, also where the environment has one
    assert config(PROXY="http://user:hidden@h:1").proxy == "http://user:hidden@h:1"
    assert "hidden" not in repr(config(PROXY="http://user:hidden@h:1"))
    with forced_settings({"STORE": "memory://"}):
        assert config(PROXY="http://h:1").proxy == ""


@pytest.mark.parametrize("proxy", ["h:1", "ftp://h", "http://hidden/path", True])
def test_a_malformed_proxy_is_named_at_the_start(proxy: object) -> None:
    with pytest.raises(ConfigError, match=r"^WECHAT_ROBOT_PROXY must be") as refused:
        config(PROXY=proxy)
    assert "hidden" not in str(refused.value)


def test_downloads_and_late_answers_use_it() -> None:
    app = Flask(__name__)
    app.config.update({f"HELPER_{name}": value for name, value in NEEDED.items()})
    app.config.update(HELPER_PROXY="http://127.0.0.1:1", HELPER_STORE="memory://")
    WeChatRobot(app, config_prefix="HELPER_")
    state = app.extensions["wechat_corp"]["wechat_robot"]
    assert isinstance(state, RobotState)
    assert state.addresses._proxy == "http://127.0.0.1:1"
    assert state.addresses._proxy_name == "HELPER_PROXY"


def test_every_setting_that_is_read_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    usual = SettingsReader.value

    def get(self: SettingsReader, key: str) -> Any:
        read.add(key)
        return usual(self, key)

    monkeypatch.setattr(SettingsReader, "value", get)
    config()
    assert read == {*SHARED_SETTINGS, *ROBOT_SETTINGS}


@pytest.mark.usefixtures("not_warned")
@pytest.mark.parametrize(
    ("given", "meant"),
    [("BOT_NAMES", "BOT_NAME"), ("SECRET", "BOT_SECRET"), ("STREAM_WORKER", "STREAM_WORKERS"),
     ("LATE_TEX", "LATE_TEXT")],
)  # fmt: skip
def test_an_unknown_setting_is_a_warning(given: str, meant: str) -> None:
    with pytest.warns(RuntimeWarning, match=rf"_{given} is not a .* WECHAT_ROBOT_{meant}\?$"):
        config(**{given: "1"})


@pytest.mark.usefixtures("not_warned")
def test_settings_of_other_objects_are_no_warning() -> None:
    """The names of one object may begin with the prefix of another, whatever the other is."""
    names = {f"WECHAT_HELPER_{name}": "x" for name in (*SHARED_SETTINGS, *ROBOT_SETTINGS)}
    agent = {"WECHAT_ID": "ww1", **names}
    robot = {
        **{f"WECHAT_{name}": value for name, value in NEEDED.items()},
        **names,
        "WECHAT_LUNCH_AGENT_ID": "1",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Config.from_mapping(agent, "WECHAT_")
        RobotConfig.from_mapping(robot, "WECHAT_")
        with forced_settings({"ID": "ww1", "SECRET": "s", "AGENT_ID": 1, **NEEDED}):
            config()
