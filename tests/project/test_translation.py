"""The Chinese pages: what is listed as finished is finished, and stays listed."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flask_wechat_corp.protocol.errcodes import hint, hint_zh, return_codes

pytest.importorskip("babel", reason="Babel is not installed (the docs extra has it)")
pytest.importorskip("sphinx", reason="Sphinx is not installed (the docs extra has it)")
docutils = pytest.importorskip("docutils.core", reason="Docutils comes with Sphinx")

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CATALOGS = DOCS / "locale" / "zh_CN" / "LC_MESSAGES"
FINISHED = (DOCS / "locale" / "finished.txt").read_text("utf-8").split()
FINISHED_AT_LEAST = 78  # raise it with every page that is finished, never lower it


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


update_po = load(DOCS / "update_po.py")
comments = load(DOCS / "_extensions" / "translated_comments.py")
tables = load(DOCS / "_extensions" / "untranslated_tables.py")


def messages(path: Path) -> list[Any]:
    return [message for message in update_po.read(path) if message.id]


def test_the_list_of_finished_pages_only_grows() -> None:
    assert len(FINISHED) >= FINISHED_AT_LEAST
    assert sorted(set(FINISHED)) == FINISHED
    assert [page for page in FINISHED if not (DOCS / f"{page}.rst").exists()] == []


@pytest.mark.parametrize("page", FINISHED)
def test_a_finished_page_has_no_message_without_translation(page: str) -> None:
    found = messages(CATALOGS / f"{page}.po")
    assert found
    assert [one.id for one in found if not one.string] == []
    assert [one.id for one in found if one.fuzzy] == []


@pytest.mark.parametrize(
    "path", sorted(CATALOGS.rglob("*.po")), ids=lambda path: path.relative_to(CATALOGS).as_posix()
)
def test_translations_keep_what_is_code(path: Path) -> None:
    """A literal or a link that gets lost in a translation is a mistake in it."""
    for one in messages(path):
        if not one.string or one.fuzzy:
            continue
        for pattern in (r"``[^`]+``", r":[a-z:]+:`", r"\b\d{5,6}\b"):
            codes = [Counter(re.findall(pattern, text)) for text in (one.id, one.string)]
            assert codes[0] == codes[1], one.string


@pytest.mark.parametrize(
    "path", sorted(CATALOGS.rglob("*.po")), ids=lambda path: path.relative_to(CATALOGS).as_posix()
)
def test_no_code_is_inside_of_bold_text(path: Path) -> None:
    """reStructuredText knows no markup in markup: the reader would see the backquotes."""
    texts = [text for one in messages(path) for text in (one.id, one.string)]
    pieces = [piece for text in texts for piece in re.findall(r"\*\*.+?\*\*|``.+?``", text)]
    assert [piece for piece in pieces if piece.startswith("**") and "`" in piece] == []


PROGRAM = """\
import this  # the first
text = "# no comment"
# Two lines that
# belong together.
print(text)  # the first
    # deeper
"""


def test_comments_are_messages_and_the_code_stays() -> None:
    found = [one.text for one in comments.comments_of(PROGRAM, "python")]
    assert found == ["the first", "Two lines that belong together.", "the first", "deeper"]
    changed = comments.replace_comment(PROGRAM, "python", "the first", "第一")
    assert changed == PROGRAM.replace("the first", "第一")
    changed = comments.replace_comment(PROGRAM, "python", found[1], "两行")
    assert changed == PROGRAM.replace("# Two lines that\n# belong together.", "# 两行")


def test_documented_values_keep_their_sign() -> None:
    code = "#: The first line\n#: and the second.\nVALUE = 1\n# Other.\n"
    assert [one.text for one in comments.comments_of(code, "python")] == [
        "The first line and the second.",
        "Other.",
    ]
    changed = comments.replace_comment(code, "python", "The first line and the second.", "两行")
    assert changed == "#: 两行\nVALUE = 1\n# Other.\n"


def test_a_long_comment_takes_several_lines() -> None:
    text = "配置在启动时读取一次（见 config.py），" * 4
    code = comments.replace_comment("    # Read once.\n    x = 1\n", "python", "Read once.", text)
    *lines, last, end = code.split("\n")
    assert (last, end) == ("    x = 1", "")
    assert "".join(line.removeprefix("    # ") for line in lines) == text
    assert len(lines) == 2
    assert all(line.startswith("    # ") and line[6] not in "，）" for line in lines)
    assert max(sum(2 if ord(one) > 0x2E7F else 1 for one in line) for line in lines) <= 96


def test_comments_of_a_shell_are_words_of_their_own() -> None:
    found = comments.comments_of("export A=b#c  # why\n# whole\n#NOT=this\n", "console")
    assert [one.text for one in found] == ["why", "whole"]
    assert comments.comments_of("# a heading\n", "text") == []


@pytest.mark.parametrize(("language", "advice"), [("en", hint), ("zh_CN", hint_zh)])
def test_the_table_of_return_codes_has_the_advice_of_the_pages_language(
    language: str, advice: Callable[[int], str]
) -> None:
    rows = tables.return_code_rows(language)
    assert [int(row[0]) for row in rows] == list(return_codes())
    for code, english, chinese, next_step in rows:
        parts = (english, ": ") if language == "en" else (chinese, "：")
        assert "".join((*parts, next_step) if next_step else parts[:1]) == advice(int(code))


def test_the_cells_of_return_codes_are_shown_as_they_are() -> None:
    """A backslash, an asterisk or a number like ``-1`` is no markup."""
    rows = [row for language in ("en", "zh_CN") for row in tables.return_code_rows(language)]
    cells = [cell for row in rows for cell in row if cell]
    assert any("\\" in cell for cell in cells)
    text = "\n\n".join(map(tables.escape, cells))
    page = docutils.publish_doctree(text, settings_overrides={"report_level": 5})
    assert [one.astext() for one in page.children] == cells


PAGE = """\
Codes
=====

.. return-codes::
   :header: code, meaning, other, what to do
   :widths: 1, 1, 1, 1

.. list-table::
   :class: notranslate
   :header-rows: 1

   * - a heading
   * - a row

.. list-table::

   * - a usual row
"""


def test_rows_that_need_no_translation_are_no_messages(tmp_path: Path) -> None:
    """The headings are messages all the same, and so are the rows of other tables."""
    settings = f"import sys\nsys.path.insert(0, {str(DOCS / '_extensions')!r})\n"
    settings += "extensions = ['untranslated_tables']\n"
    (tmp_path / "conf.py").write_text(settings, "utf-8")
    (tmp_path / "index.rst").write_text(PAGE, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "gettext", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "out")], check=True, timeout=300)
    found = [one.id for one in messages(tmp_path / "out" / "index.pot")]
    headings = ["code", "meaning", "other", "what to do", "a heading"]
    assert found == ["Codes", *headings, "a usual row"]


@pytest.mark.docs
@pytest.mark.timeout(1000)
def test_the_catalogs_of_finished_pages_have_every_message_of_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", str(DOCS), str(tmp_path)]
    subprocess.run(command, check=True, timeout=900)
    missing = {}
    for page in FINISHED:
        known = {one.id for one in messages(CATALOGS / f"{page}.po")}
        new = [one.id for one in messages(tmp_path / f"{page}.pot") if one.id not in known]
        if new:
            missing[page] = new
    assert missing == {}, "run `python docs/update_po.py` and translate what is new"
