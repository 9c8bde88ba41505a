"""Sphinx settings."""

from __future__ import annotations

import re
from importlib.metadata import version as installed_version
from typing import Any

project = "flask_wechat_corp"
author = "The flask_wechat_corp developers"
copyright = f"2026, {author}"
release = version = installed_version("flask-wechat-corp")

extensions = ["sphinx.ext.autodoc"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
exclude_patterns = ["_build"]
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!flask_wechat_corp\b).*"),  # only names of ours must resolve
    (r"py:class", r"flask_wechat_corp\..*\.[A-Z]"),  # and type variables are none
    (r"py:class", r"flask_wechat_corp\.callback\.table\.Table"),  # the base of Handler
]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"flask_wechat_corp {release}"

MANUAL = "developer.work.weixin.qq.com/document/path"


def link_manual(
    app: Any, what: str, name: str, item: object, options: Any, lines: list[str]
) -> None:
    """Make links of the pages of WeCom's manual that docstrings name by number."""
    for at, line in enumerate(lines):
        before, named, after = line.partition("WeCom page")
        after = re.sub(r"\b\d{5,6}\b", rf"`\g<0> <https://{MANUAL}/\g<0>>`__", after)
        lines[at] = before + named + after
        if not named:
            lines[at] = re.sub(
                rf"(?<!/){re.escape(MANUAL)}/(\d+)", rf"`\1 <https://{MANUAL}/\1>`__", line
            )


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", link_manual)
