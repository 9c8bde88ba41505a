"""What is published: the sdist is the project, the wheel is the package, and nothing else."""

from __future__ import annotations

import sys
import tarfile
from email import message_from_string
from email.message import Message
from zipfile import ZipFile

import pytest

from tests.ecosystem.packages import Packages, files_of_the_project, run

pytestmark = pytest.mark.slow  # builds the packages

PACKAGE = "flask_wechat_corp/"
AT_HOME = {".gitignore"}
"""Tracked files that only the repository needs, beside all of ``.github``."""

MADE = {"PKG-INFO", "setup.cfg"}
"""Files that the build writes at the sdist's top; it adds a section to ``setup.cfg``."""


def metadata(packages: Packages) -> Message:
    with ZipFile(packages.wheel) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_string(wheel.read(name).decode())


def test_the_sdist_is_the_project(packages: Packages) -> None:
    with tarfile.open(packages.sdist) as archive:
        names = {one.name.partition("/")[2] for one in archive if one.isfile()}
    found = {name for name in names if ".egg-info/" not in name}
    assert found - MADE == set(files_of_the_project()) - AT_HOME - MADE


def test_the_tests_run_from_the_sdist(packages: Packages) -> None:
    """Unit tests, documents, the example application: each reads other files of the project."""
    told = run(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
        "tests/unit/callback/test_handler.py", "tests/project/test_porting.py",
        "tests/project/test_layers.py", "tests/scenarios/test_example_app.py",
        cwd=packages.unpacked,
    )  # fmt: skip
    assert " passed" in told


def test_the_wheel_is_the_package(packages: Packages) -> None:
    with ZipFile(packages.wheel) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
    ours = {name for name in names if ".dist-info/" not in name}
    assert ours == {name for name in files_of_the_project() if name.startswith(PACKAGE)}
    extra = {name.split("/", 1)[1] for name in names - ours}
    licence = {name for name in extra if name.endswith("LICENSE")}
    assert len(licence) == 1
    assert extra - licence == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt"}


def test_the_wheel_names_pythons_and_frameworks(packages: Packages) -> None:
    told = metadata(packages)
    assert told["Requires-Python"] == ">=3.10"
    classifiers = told.get_all("Classifier", [])
    pythons = {name.rpartition(" ")[2] for name in classifiers if "Python :: 3." in name}
    assert pythons == {"3.10", "3.11", "3.12", "3.13", "3.14"}
    assert {"Framework :: Flask", "Framework :: Pytest", "Typing :: Typed"} <= set(classifiers)
    assert "企业微信" in told["Keywords"].split(",")


def test_an_installed_wheel_answers(packages: Packages) -> None:
    """Only the wheel's files are there: no tests, no example, no working tree."""
    script = """
import flask_wechat_corp, sys
from importlib.util import find_spec
from flask import Flask
from flask_wechat_corp.simulator import Simulator

assert find_spec("example_app") is None and find_spec("tests") is None
assert flask_wechat_corp.__file__.startswith(sys.prefix)
options = dict(corp_id="ww1", secret="s" * 43, agent_id=1, token="t", aes_key="a" * 43)
with Simulator(**options) as wecom:
    app = Flask("installed")
    app.config.update(wecom.settings())
    wx = flask_wechat_corp.WeChatCorp(app)
    wx.text(lambda message: wx.api.get_user(message.from_user_name)["name"])
    with wecom.serving(app):
        print(wecom.push({"type": "text", "from": "lisi", "content": "?"})["reply"]["Content"])
"""
    assert run(packages.python, "-c", script, cwd=packages.python.parent).strip() == "李四"
