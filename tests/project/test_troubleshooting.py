"""The titles of docs/troubleshooting.rst quote texts of the package, word by word."""

from __future__ import annotations

import ast
import logging
import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "flask_wechat_corp"
PAGE = ROOT / "docs" / "troubleshooting.rst"

#: Titles that quote WeCom, Flask or a browser.
FOREIGN = (
    "openapi回调地址请求不通过",
    "Working outside of application context",
    "redirect_uri",
    "config:fail, invalid signature",
)


def texts() -> str:
    """Return all string constants of the package; what an f-string fills in is ``…``."""
    found: list[str] = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "…"
                        for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


def quotes() -> list[str]:
    lines = PAGE.read_text("utf-8").splitlines()
    titles = [line for line, below in pairwise(lines) if below.startswith("~~~~")]
    found = [quote for title in titles for quote in re.findall(r"``(.+?)``", title)]
    return [quote for quote in found if not quote.isdigit() and quote not in FOREIGN]


def test_every_quoted_text_is_one_of_the_package() -> None:
    known = texts()
    wanted = [
        (quote, part)
        for quote in quotes()
        for part in re.split(r"…|WECHAT_CORP_[A-Z_]*", quote)
        if len(part.strip(" .")) > 3
    ]
    assert len(wanted) > 30
    assert [pair for pair in wanted if pair[1].strip(" .") not in known] == []


def test_the_page_about_logging_names_every_logger() -> None:
    page = (ROOT / "docs" / "guide" / "logging.rst").read_text("utf-8")
    sources = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    used = {name for text in sources for name in re.findall(r'getLogger\("([\w.]+)"\)', text)}
    assert len(used) >= 4
    assert {name for name in used if f"``{name}``" not in page} == set()
    assert "``flask_wechat_corp.simulator``" in page
    assert all(logging.getLevelName(level) in page for level in (20, 30, 40))
