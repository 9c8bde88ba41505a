"""docs/porting/node.rst names everything of the old library, and what it names is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import flask_wechat_corp
from flask_wechat_corp.callback.lists import Lists

PAGE = (Path(__file__).parents[2] / "docs" / "porting" / "node.rst").read_text("utf-8")
ROWS = re.findall(r"^   \* - (.+)\n     - (.+)$", PAGE, re.MULTILINE)

OLD = """
API getToken saveToken getLatestToken mixin createDepartment updateDepartment deleteDepartment
getDepartments uploadMedia uploadImage uploadVoice uploadVideo uploadFile getMedia send createTag
updateTagName deleteTag getTagUsers addTagUsers deleteTagUsers createUser updateUser deleteUser
getUser getDepartmentUsers getUserIdByCode getAuthorizeURL List List.prototype.get List.add List.get
List.clear PKCS7Encoder PKCS7Encoder.decode PKCS7Encoder.encode WXBizMsgCrypt getSignature decrypt
encrypt Session Session.prototype.save Session.prototype.destroy Handler setHandler getHandler
middlewarify middleware text image voice video location link event config.token
config.encodingAESKey config.corpId next
""".split()


def old_names() -> set[str]:
    names = set()
    for there, _ in ROWS:
        for literal in re.findall(r"``([^`]+)``", there):
            name = literal.split("(")[0].lstrip(".")
            names |= {name, name.rsplit(".", 1)[-1]}
    return names


@pytest.mark.parametrize("name", OLD)
def test_every_old_name_is_in_the_table(name: str) -> None:
    assert name in old_names()


@pytest.mark.parametrize("here", [here for _, here in ROWS if here != "Here"])
def test_every_new_name_exists(here: str) -> None:
    name = here.strip("`")
    if name.startswith("callback.lists."):
        found: object = importlib.import_module("flask_wechat_corp.callback.lists")
        name = name.removeprefix("callback.lists.")
    elif name.startswith("Lists."):
        found, name = Lists, name.removeprefix("Lists.")
    else:
        found = flask_wechat_corp
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)


@pytest.mark.parametrize("name", ["lists", "wait", "nowait", "session", "api"])
def test_the_names_that_the_remarks_use_exist(name: str) -> None:
    assert hasattr(flask_wechat_corp.WeChatCorp, name) or name == "lists"


def test_nothing_is_left_for_later() -> None:
    assert len(ROWS) > 50
    assert "later" not in PAGE
