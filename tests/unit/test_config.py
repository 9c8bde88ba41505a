"""Settings: every key, its kind reading, its refusal that names the key and never the value."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import ConfigError, Credentials, WeChatCorp, _settings
from flask_wechat_corp.config import Config, forced_settings
from tests.helpers.support import make_app

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def config(**settings: object) -> Config:
    given = {"ID": "ww1", **settings}
    return Config.from_mapping({f"WECHAT_CORP_{name}": value for name, value in given.items()})


def test_defaults() -> None:
    assert config() == Config(
        id="ww1",
        token=None,
        encoding_aes_key=None,
        secret=None,
        agent_id=None,
        receive_id=None,
        url="/wechat",
        api_url="https://qyapi.weixin.qq.com",
        authorize_url="https://open.weixin.qq.com/connect/oauth2/authorize",
        timeout=(3.05, 15.0),
        store=None,
        max_age=300,
        max_content_length=1048576,
        dedupe_ttl=600,
        session_lifetime=86400,
        reply_deadline=None,
    )


def test_every_key_is_documented() -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "reference" / "settings.rst"
    text = page.read_text("utf-8")
    for name in Config.__dataclass_fields__.keys() - {"simulated"}:
        label = name.replace("_", "-")
        assert f".. _setting-{label}:\n\n.. py:data:: WECHAT_CORP_{name.upper()}\n" in text


def test_environment_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ID": "ww1",
        "TOKEN": "12345",
        "ENCODING_AES_KEY": f" {KEY}\n",
        "AGENT_ID": "1000002",
        "SECRET": "0123",
        "TIMEOUT": "[1, 2.5]",
        "MAX_AGE": "null",
        "DEDUPE_TTL": "0",
        "REPLY_DEADLINE": "1.5",
        "MAX_CONTENT_LENGTH": "2048",
    }.items():
        monkeypatch.setenv(f"FLASK_WECHAT_CORP_{name}", value)
    app = Flask(__name__)
    app.config.from_prefixed_env()
    read = Config.from_mapping(app.config)
    assert (read.token, read.encoding_aes_key, read.secret) == ("12345", KEY, "0123")
    assert (read.agent_id, read.timeout, read.max_age) == (1000002, (1, 2.5), None)
    assert (read.dedupe_ttl, read.reply_deadline, read.max_content_length) == (0, 1.5, 2048)


@pytest.mark.parametrize(
    ("value", "timeout"),
    [(5, (5, 5)), ("5", (5, 5)), ("3.05, 15", (3.05, 15)), ((1, 2), (1, 2)), (None, (3.05, 15))],
)
def test_timeout(value: object, timeout: tuple[float, float]) -> None:
    assert config(TIMEOUT=value).timeout == timeout


@pytest.mark.parametrize(
    ("given", "url"), [("/cb", "/cb"), ("/cb/", "/cb"), ("/", "/"), (None, "/wechat")]
)
def test_url(given: str | None, url: str) -> None:
    assert config(URL=given).url == url


def test_credentials_and_the_empty_receive_id() -> None:
    assert config().credentials is None
    assert config(TOKEN="t", ENCODING_AES_KEY=KEY).credentials == Credentials("t", KEY, "ww1")
    robot = config(TOKEN="t", ENCODING_AES_KEY=KEY, RECEIVE_ID="")
    assert robot.credentials == Credentials("t", KEY, "")


def test_an_empty_variable_is_as_good_as_none_at_all() -> None:
    keys = {"SECRET", "AGENT_ID", "URL", "API_URL", "TIMEOUT", "STORE", "MAX_AGE"} | {
        "MAX_CONTENT_LENGTH", "DEDUPE_TTL", "SESSION_LIFETIME", "REPLY_DEADLINE"
    }  # fmt: skip
    assert config(**dict.fromkeys(keys, "")) == config()


def test_the_proxy_and_the_scan_login() -> None:
    assert config().proxy is None
    assert config(PROXY="").proxy == ""  # none, also where the environment has one
    assert config(PROXY="http://user:hidden@h:1").proxy == "http://user:hidden@h:1"
    assert "hidden" not in repr(config(PROXY="http://user:hidden@h:1"))
    assert config(LOGIN_URL="http://127.0.0.1:1/login/").login_url == "http://127.0.0.1:1/login"
    with forced_settings({"STORE": "memory://"}):
        assert config(PROXY="http://h:1").proxy == ""


def test_an_extension_object_passes_them_to_its_client() -> None:
    app = make_app(LOGIN_URL="http://127.0.0.1:1/login", PROXY="http://127.0.0.1:1")
    api = WeChatCorp(app)._state_of(app).api
    assert api.get_web_login_url("http://h/me").startswith("http://127.0.0.1:1/login?login_type=")
    assert api._proxy == "http://127.0.0.1:1"
    with pytest.raises(ConfigError, match=r"^WECHAT_CORP_PROXY must be the address of a proxy"):
        WeChatCorp(make_app(PROXY="h:1"))


def test_another_prefix() -> None:
    assert Config.from_mapping({"HR_ID": "ww2", "HR_URL": "/hr"}, "HR_").url == "/hr"


MISTAKES: list[tuple[str, dict[str, Any]]] = [
    ("ID", {"ID": None}),
    ("ID", {"ID": ""}),
    ("ID", {"ID": 1.5}),
    ("TOKEN", {"TOKEN": 1e5}),
    ("TOKEN", {"TOKEN": True}),
    ("TOKEN", {"ENCODING_AES_KEY": KEY}),
    ("ENCODING_AES_KEY", {"TOKEN": "t"}),
    ("ENCODING_AES_KEY", {"TOKEN": "t", "ENCODING_AES_KEY": KEY[:-1]}),
    ("ENCODING_AES_KEY", {"TOKEN": "t", "ENCODING_AES_KEY": KEY + "="}),
    ("ENCODING_AES_KEY", {"TOKEN": "t", "ENCODING_AES_KEY": KEY[:-1] + "é"}),
    ("LOGIN_URL", {"LOGIN_URL": "login.example"}),
    ("PROXY", {"PROXY": True}),
    ("SECRET", {"SECRET": False}),
    ("SECRET", {"SECRET": ["x"]}),
    ("AGENT_ID", {"AGENT_ID": "one"}),
    ("AGENT_ID", {"AGENT_ID": 1.5}),
    ("AGENT_ID", {"AGENT_ID": True}),
    ("AGENT_ID", {"AGENT_ID": -1}),
    ("URL", {"URL": "wechat"}),
    ("API_URL", {"API_URL": "qyapi.weixin.qq.com"}),
    ("API_URL", {"API_URL": "ftp://x"}),
    ("API_URL", {"API_URL": "https://x:99999"}),
    ("API_URL", {"API_URL": "https://u:p@x"}),
    ("AUTHORIZE_URL", {"AUTHORIZE_URL": "https://x?y=z"}),
    ("TIMEOUT", {"TIMEOUT": 0}),
    ("TIMEOUT", {"TIMEOUT": (1, 2, 3)}),
    ("TIMEOUT", {"TIMEOUT": "soon"}),
    ("TIMEOUT", {"TIMEOUT": float("nan")}),
    ("STORE", {"STORE": 5}),
    ("MAX_AGE", {"MAX_AGE": 0}),
    ("MAX_AGE", {"MAX_AGE": True}),
    ("MAX_AGE", {"MAX_AGE": float("inf")}),
    ("MAX_CONTENT_LENGTH", {"MAX_CONTENT_LENGTH": 0}),
    ("MAX_CONTENT_LENGTH", {"MAX_CONTENT_LENGTH": "1 MiB"}),
    ("DEDUPE_TTL", {"DEDUPE_TTL": 599}),
    ("DEDUPE_TTL", {"DEDUPE_TTL": -1}),
    ("DEDUPE_TTL", {"DEDUPE_TTL": None}),
    ("SESSION_LIFETIME", {"SESSION_LIFETIME": 0}),
    ("REPLY_DEADLINE", {"REPLY_DEADLINE": 5}),
    ("REPLY_DEADLINE", {"REPLY_DEADLINE": 0}),
]


@pytest.mark.parametrize(("key", "settings"), MISTAKES, ids=[str(m) for m in MISTAKES])
def test_mistakes_name_the_key_and_not_the_value(key: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        config(**settings)
    message = str(caught.value)
    assert message.startswith(f"WECHAT_CORP_{key} ")
    value = settings.get(key)
    if isinstance(value, str) and len(value) > 8:
        assert value not in message


def test_no_secret_in_any_repr() -> None:
    secrets = {"TOKEN": "my-token", "ENCODING_AES_KEY": KEY, "SECRET": "my-secret"}
    read = config(**secrets, STORE="redis://:password@host")
    for text in (repr(read), str(read), repr(read.credentials), f"{read.credentials!s}"):
        for secret in (*secrets.values(), "password"):
            assert secret not in text


def test_whole_numbers_of_the_environment_are_read() -> None:
    read = config(AGENT_ID="1000007", DEDUPE_TTL="700")
    assert (read.agent_id, read.dedupe_ttl) == (1000007, 700)


def test_forced_settings_win_over_every_prefix_until_the_end() -> None:
    given = {"BOT_ID": "ww-real", "BOT_SECRET": "real", "BOT_TIMEOUT": 3}
    with forced_settings({"ID": "ww-forced", "SECRET": None}):
        with forced_settings({"ID": "ww-inner"}):
            assert Config.from_mapping(given, "BOT_").id == "ww-inner"
        forced = Config.from_mapping(given, "BOT_")
        assert config().id == "ww-forced"
    assert (forced.id, forced.secret, forced.timeout) == ("ww-forced", None, (3, 3))
    free = Config.from_mapping(given, "BOT_")
    assert (free.id, free.secret) == ("ww-real", "real")
    # What was read under force stays so after its end.
    assert (forced.simulated, free.simulated) == (True, False)


def test_forced_settings_end_with_an_exception() -> None:
    with pytest.raises(ZeroDivisionError), forced_settings({"ID": "ww-forced"}):
        raise ZeroDivisionError
    assert config().id == "ww1"


# --- keys that are no settings --------------------------------------------------------------------


@pytest.fixture
def no_key_was_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_settings, "_warned_keys", set())


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("AGENTID", "AGENT_ID"), ("CORP_SECRETT", "SECRET"), ("AES_KEY", "ENCODING_AES_KEY"),
        ("DEDUPE", "DEDUPE_TTL"), ("secret", "SECRET"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("no_key_was_warned_about")
def test_an_unknown_key_is_warned_about_once(name: str, nearest: str) -> None:
    settings = {"WECHAT_CORP_ID": "ww1", f"WECHAT_CORP_{name}": "the-value"}
    with pytest.warns(RuntimeWarning, match=f"WECHAT_CORP_{name} is not") as caught:
        Config.from_mapping(settings)
    text = str(caught[0].message)
    assert text.endswith(f"WECHAT_CORP_{nearest}?")
    assert "the-value" not in text
    Config.from_mapping(settings)  # pytest makes an error of a second warning


@pytest.mark.usefixtures("no_key_was_warned_about")
def test_keys_of_others_are_not_warned_about() -> None:
    settings = {
        "WECHAT_CORP_ID": "ww1",
        "WECHAT_CORP_LUNCH_AGENT_ID": 1,
        "WECHAT_CORPSE": 1,
        "X": 1,
    }
    Config.from_mapping(settings)
    Config.from_mapping({"ID": "ww1", "DEBUG": True}, "")


def test_a_forced_setting_of_another_kind_of_object_is_no_unknown_one() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with forced_settings({"ID": "ww1", "PLACEHOLDER": "of a robot"}):
            assert config().id == "ww1"
