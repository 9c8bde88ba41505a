"""The documents say what is true: commands, code blocks, twins, pages."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.documents import CHECKS, ROOT, Block, blocks_of
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

READMES = [ROOT / "README.rst", ROOT / "README.zh-CN.rst", ROOT / "example_app" / "README.rst"]
PAGES = [*READMES, *sorted((ROOT / "docs").rglob("*.rst"))]
SETTINGS = {
    "ID": CORP_ID,
    "SECRET": SECRET,
    "AGENT_ID": str(AGENT_ID),
    "TOKEN": TOKEN,
    "ENCODING_AES_KEY": AES_KEY,
    "STORE": "memory://",
}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def python_of(page: Path) -> list[Block]:
    return [one for one in blocks_of(page) if one.language == "python" and one.source is None]


def commands(page: Path, heading: str) -> list[str]:
    section = page.read_text("utf-8").split(heading, 1)[1]
    return re.findall(r"^ {4}(python3 -m venv .*)$", section, re.MULTILINE)


def test_the_two_commands_are_one_line_each_and_the_same_in_both_languages() -> None:
    english = commands(ROOT / "README.rst", "Two commands\n---")
    assert len(english) == 2
    assert commands(ROOT / "README.zh-CN.rst", "两条命令\n---") == english


def test_the_twin_readme_is_complete() -> None:
    english, chinese = (page.read_text("utf-8") for page in READMES[:2])
    for pattern in (r"^-{4,}$", r"^\.\. code-block::", r"^- \*\*"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1] > 0, pattern
    codes = [[block.code for block in python_of(page)] for page in READMES[:2]]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("page", READMES, ids=name_of)
def test_every_path_that_a_readme_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    literals = re.findall(r"``((?:docs|tests|benchmarks|example_app|\.ci)/[\w./-]*)``", text)
    literals += re.findall(r"^- ``([\w./-]+\.\w+)``", text, re.MULTILINE)
    targets = re.findall(r"<([^>:]+)>`_|^\.\. image:: (\S+)", text, re.MULTILINE)
    names = [*literals, *(link or image for link, image in targets)]
    assert [name for name in names if not (page.parent / name).exists()] == []
    assert names


@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks_of(page)],
    ids=lambda block: str(block).replace(" ", "-"),
)
def test_every_block_is_in_a_language_that_is_checked(
    block: Block, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert block.language in CHECKS, f"{block}: say in tests/helpers/documents.py how it is checked"
    CHECKS[block.language](block, tmp_path)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(not block.filename for block in python_of(page))],
    ids=name_of,
)
@pytest.mark.own_process  # a page may instrument requests, log to the root or start Sentry
def test_every_python_block_runs(
    page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"FLASK_WECHAT_CORP_{name}", value)
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "documented"}
    for block in python_of(page):
        assert block.filename is None, f"{block}: a page's blocks are all files, or none is"
        exec(compile(block.code, page.name, "exec"), namespace)
    for name, test in list(namespace.items()):
        if name.startswith("test_") and callable(test):
            test(*map(request.getfixturevalue, inspect.signature(test).parameters))


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(block.filename for block in python_of(page))],
    ids=name_of,
)
def test_every_documented_program_passes_its_tests_and_they_call_all_of_it(
    page: Path, tmp_path: Path
) -> None:
    """Blocks whose caption is a file name are written to that file; then pytest runs there."""
    for block in blocks_of(page):
        if block.filename and block.source is None:
            path = tmp_path / block.filename
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, "utf-8")
    assert list(tmp_path.glob("test_*.py")), "a program comes with a test"
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }  # fmt: skip
    if page.parent.name != "cookbook":  # its index promises that no setting is needed
        given = {f"FLASK_WECHAT_CORP_{name}": value for name, value in SETTINGS.items()}
        environment |= given
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider",
            "-p", "flask_wechat_corp.pytest_plugin", "-p", "tests.helpers.all_functions_called",
            "--rootdir", str(tmp_path),
        ],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
