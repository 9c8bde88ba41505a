"""The checks of the documents notice what is wrong; without that, their green would say nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.documents import CHECKS, ROOT, Block, blocks_of

PAGE = ROOT / "docs" / "index.rst"

WRONG = {
    "unknown-command": ("console", "flusk run\n"),
    "unknown-subcommand": ("console", "flask --app bot wechat-corp chekc\n"),
    "unknown-option": ("console", "flask --app bot wechat-corp send hi --usr zhangsan\n"),
    "missing-argument": ("console", "flask --app bot wechat-corp menu set\n"),
    "one-argument-more": ("console", "flask --app bot wechat-corp menu get file.json\n"),
    "unknown-setting": ("console", "export FLASK_WECHAT_CORP_AGENTID=1\n"),
    "setting-that-nobody-reads": ("bash", "WECHAT_CORP_ID=ww1\n"),
    "unknown-setting-left-out": ("bash", "#FLASK_WECHAT_CORP_AGENTID=1\n"),
    "unknown-variable": ("console", "export SOMETHING=1\n"),
    "unknown-extra": ("console", 'pip install "flask-wechat-corp[rediss]"\n'),
    "unknown-module": ("console", "python -m flask_wechat_corp.simulater\n"),
    "gunicorn-option": ("console", 'gunicorn --threds 4 "bot:create_app()"\n'),
    "command-in-a-drawing": ("text", 'gunicorn --threds 4 "bot:create_app()"\n'),
    "json": ("json", "{'a': 1}\n"),
    "xml": ("xml", "<xml><a></xml>\n"),
    "ini-section": ("ini", "[Servce]\nExecStart=/usr/bin/nginx\n"),
    "ini-command": ("ini", "[Service]\nExecStart=/srv/.venv/bin/gunicorn --threds 4 bot:app\n"),
    "html": ("html", "<p><b>a</p></b>\n"),
    "template": ("html+jinja", "<p>{{ a </p>\n"),
    "dockerfile-instruction": ("dockerfile", "FROM python:3.12\nRUM ls\n"),
    "dockerfile-order": ("dockerfile", "RUN ls\n"),
    "dockerfile-extra": ("dockerfile", "FROM a\nRUN pip install flask-wechat-corp[rediss]\n"),
    "python": ("python", "def f(:\n"),
}


@pytest.mark.parametrize(("language", "code"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_block_is_noticed(language: str, code: str, tmp_path: Path) -> None:
    # Each parser has errors of its own; gunicorn's and ours leave by SystemExit.
    with pytest.raises((Exception, SystemExit)):
        CHECKS[language](Block(PAGE, 1, language, code), tmp_path)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_a_wrong_nginx_file_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="unknown directive"):
        CHECKS["nginx"](Block(PAGE, 1, "nginx", "server { lisen 80; }\n"), tmp_path)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_wrong_javascript_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="SyntaxError"):
        CHECKS["javascript"](Block(PAGE, 1, "javascript", "function (\n"), tmp_path)


def test_a_wrong_compose_file_is_noticed(tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="PyYAML is not installed (the dev extra has it)")
    code = "services:\n  web:\n    environment:\n      FLASK_WECHAT_CORP_AGENTID: 1\n"
    with pytest.raises(AssertionError, match="AGENTID"):
        CHECKS["yaml"](Block(PAGE, 1, "yaml", code), tmp_path)


def test_every_form_of_block_is_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "guide" / "handlers.rst"
    text = page.read_text("utf-8")
    assert len(blocks_of(page)) == text.count(".. code-block::") > 2
    other = tmp_path / "page.rst"
    other.write_text(".. code:: python\n\n    1\n", "utf-8")
    with pytest.raises(AssertionError, match="write code-block"):
        blocks_of(other)
    other.write_text(
        "- a list\n\n  .. code-block:: json\n     :caption: a.json\n\n     {}\n\nx::\n\n  ls\n"
    )
    found = blocks_of(other)
    assert [(one.language, one.code, one.filename) for one in found] == [
        ("json", "{}\n", "a.json"), ("console", "ls\n", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("bot.py", "bot.py"),
        ("here: bot/__init__.py", "bot/__init__.py"),
        ("/etc/bot.env", None),
        ("../bot.py", None),
        ("bot/../../bot.py", None),
        ("a program", None),
        ("", None),
    ],
)
def test_only_files_of_the_pages_own_folder_are_written(caption: str, name: str | None) -> None:
    assert Block(PAGE, 1, "python", "", {"caption": caption}).filename == name


def run_exercised(folder: Path, program: str, test: str) -> subprocess.CompletedProcess[str]:
    (folder / "program.py").write_text(program, "utf-8")
    (folder / "test_program.py").write_text(test, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, "-p", "tests.helpers.all_functions_called", "--rootdir", str(folder)],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_function_that_no_test_calls_is_noticed(tmp_path: Path) -> None:
    program = (
        "import functools\n\n@functools.cache\ndef f():\n    return 1\n\ndef g():\n    return 2\n"
    )
    run = run_exercised(tmp_path, program, "from program import f\ndef test(): assert f() == 1\n")
    assert run.returncode == 1
    assert "never called: g (program.py, line 7)" in run.stdout
    both = "from program import f, g\ndef test(): assert f() + g() == 3\n"
    assert run_exercised(tmp_path, program, both).returncode == 0
