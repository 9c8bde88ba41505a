"""The documents say what is true: commands, code blocks, twins, pages."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from tests.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.rst", ROOT / "README.zh-CN.rst", *sorted((ROOT / "docs").glob("*.rst"))]
BLOCK = re.compile(
    r"^\.\. code-block:: (\w+)\n(?:[ ]+:.*\n)*\n((?:(?:[ ]{4}.*)?\n)+)", re.MULTILINE
)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text("utf-8") + "\n"
    return [textwrap.dedent(code) for lang, code in BLOCK.findall(text) if lang == language]


def commands(page: Path, heading: str) -> list[str]:
    section = page.read_text("utf-8").split(heading, 1)[1]
    return re.findall(r"^ {4}(python3 -m venv .*)$", section, re.MULTILINE)


def test_the_two_commands_are_one_line_each_and_the_same_in_both_languages() -> None:
    english = commands(ROOT / "README.rst", "Two commands\n---")
    assert len(english) == 2
    assert commands(ROOT / "README.zh-CN.rst", "两条命令\n---") == english


def test_ci_calls_the_second_command() -> None:
    second = commands(ROOT / "README.rst", "Two commands\n---")[1]
    assert second in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_twin_readme_is_complete() -> None:
    pages = [ROOT / "README.rst", ROOT / "README.zh-CN.rst"]
    english, chinese = (page.read_text("utf-8") for page in pages)
    for pattern in (r"^-{4,}$", r"^\.\. code-block::", r"^- \*\*"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1] > 0, pattern
    assert blocks(pages[0], "python") == blocks(pages[1], "python")


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_python_block_runs(
    page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = {
        "ID": CORP_ID,
        "SECRET": SECRET,
        "AGENT_ID": str(AGENT_ID),
        "TOKEN": TOKEN,
        "ENCODING_AES_KEY": AES_KEY,
        "STORE": "memory://",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"FLASK_WECHAT_CORP_{name}", value)
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "documented"}
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), namespace)
    for name, value in list(namespace.items()):
        if name.startswith("test_") and callable(value):
            value()
