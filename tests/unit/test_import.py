"""Importing the package loads what every application needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

LATER = [
    "asyncio",
    "Crypto",
    "cryptography",
    "defusedxml",
    "requests",
    "urllib3",
    "sqlite3",
    "redis",
    "celery",
    "flask_session",
    "cachelib",
    "xml.etree.ElementTree",
    "flask_wechat_corp.api.engine.records",
    "flask_wechat_corp.callback.kf.fetcher",
    "flask_wechat_corp.callback.robot",
    "flask_wechat_corp.cli",
    "flask_wechat_corp.messages",
    "flask_wechat_corp.protocol.xml_repair",
    "flask_wechat_corp.robot",
    "flask_wechat_corp.simulator",
    "flask_wechat_corp.testing",
    "flask_wechat_corp.stores.redis",
    "flask_wechat_corp.stores.sqlite",
    "flask_wechat_corp.web.kf_corp",
    "flask_wechat_corp.web.robot_state",
]


ECHO = """
import sys
from flask import Flask
from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.testing import CallbackClient

app = Flask("echo")
app.config.update(
    WECHAT_CORP_ID="ww", WECHAT_CORP_TOKEN="t", WECHAT_CORP_ENCODING_AES_KEY="a" * 43,
    WECHAT_CORP_SECRET="s", WECHAT_CORP_STORE="memory://",
)
WeChatCorp(app).text(lambda message: "ok")
assert CallbackClient(app).text("hi").text == "ok"
print(*sys.modules)
"""


def loaded_by(code: str) -> set[str]:
    # Not measured by coverage, which would load what measuring takes.
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=60, env=environ,
    )  # fmt: skip
    return set(done.stdout.split())


def test_what_is_not_used_is_not_imported() -> None:
    loaded = loaded_by(
        "import flask, sys; before = set(sys.modules);"
        "import flask_wechat_corp; print(*set(sys.modules) - before)"
    )
    assert "flask_wechat_corp.extension" in loaded
    assert [name for name in LATER if name in loaded] == []


def test_an_application_that_makes_no_call_never_loads_the_http_client() -> None:
    loaded = loaded_by(ECHO)
    assert {"Crypto", "cryptography"} & loaded
    assert {"requests", "urllib3", "defusedxml", "sqlite3"} & loaded == set()


def test_the_first_message_loads_the_classes_of_messages() -> None:
    code = """
import sys
from flask_wechat_corp import Message
found = Message.from_dict({"MsgType": "event", "Event": "click", "EventKey": "V1"})
print(type(found).__name__, found.event_key, *sys.modules)
"""
    loaded = loaded_by(code)
    assert {"ClickEvent", "V1", "flask_wechat_corp.messages"} <= loaded


def test_a_message_that_is_made_directly_knows_all_fields() -> None:
    code = """
from flask_wechat_corp import Message
print(Message({"MsgType": "x"}).scan_code_info, Message({"ArticleCount": "2"}).article_count)
"""
    assert loaded_by(code) >= {"None"}


def test_the_names_of_robots_are_there_when_they_are_asked_for() -> None:
    code = """
import flask_wechat_corp as wecom
assert {"WeChatRobot", "Thinking"} <= set(dir(wecom))
from flask_wechat_corp import Replace, RobotMessage, StreamReply, Thinking, WeChatRobot
assert wecom.WeChatRobot is WeChatRobot
from flask_wechat_corp import *
assert not hasattr(wecom, "WeChatBot")
print(*(each.__name__ for each in (Replace, RobotMessage, StreamReply, Thinking, WeChatRobot)))
"""
    assert loaded_by(code) == {"Replace", "RobotMessage", "StreamReply", "Thinking", "WeChatRobot"}
