"""docs/porting/werobot.rst names what there is, on both sides."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import flask_wechat_corp
from flask_wechat_corp import WeChatAPI, WeChatCorp

PAGE = (Path(__file__).parents[2] / "docs" / "porting" / "werobot.rst").read_text("utf-8")
ROWS = re.findall(r"^   \* - (.+)\n     - (.+)$", PAGE, re.MULTILINE)


def test_every_new_name_exists() -> None:
    here = " ".join(row[1] for row in ROWS)
    calls = set(re.findall(r"wx\.api\.(\w+)", here))
    names = set(re.findall(r"wx\.(?!api\.)(\w+)", here))
    classes = set(re.findall(r"\b([A-Z]\w+)\(|``([A-Z]\w+Reply)``", here))
    assert [name for name in calls if not hasattr(WeChatAPI, name)] == []
    assert [name for name in names if not hasattr(WeChatCorp, name)] == []
    found = {one or other for one, other in classes} - {"CallbackClient"}
    assert [name for name in found if not hasattr(flask_wechat_corp, name)] == []
    assert min(len(calls), len(names), len(found)) > 5


@pytest.mark.filterwarnings("ignore")
def test_every_old_name_exists() -> None:
    werobot = pytest.importorskip("werobot", reason="WeRoBot is not installed")
    there = " ".join(row[0] for row in ROWS)
    client = importlib.import_module("werobot.client").Client
    replies = importlib.import_module("werobot.replies")
    for name in re.findall(r"robot\.client\.(\w+)", there):
        assert hasattr(client, name), name
    for name in re.findall(r"robot\.(?!client\.)(\w+)", there):
        assert hasattr(werobot.WeRoBot, name), name
    for name in re.findall(r"\b(\w+Reply)\b", there):
        assert hasattr(replies, name), name
