"""Sphinx settings."""

from __future__ import annotations

import builtins
import os
import re
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from sphinx.addnodes import pending_xref

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "flask_wechat_corp"
author = "The flask_wechat_corp developers"
copyright = f"2026, {author}"
release = version = installed_version("flask-wechat-corp")

extensions = ["sphinx.ext.autodoc", "search_words", "translated_comments", "untranslated_tables"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
exclude_patterns = ["_build", "_extensions", "locale"]

# docs/build.py passes -D language=…; Read the Docs does too, for the project of each language.
language = "en"
locale_dirs = ["locale"]
gettext_compact = False  # one catalog for each page, named like it
gettext_uuid = False
gettext_location = False  # line numbers would change with every edit of a page

nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!flask_wechat_corp\b).*"),  # only names of ours must resolve
    (r"py:class", r"flask_wechat_corp\..*\.[A-Z]"),  # and type variables are none
    (r"py:class", r"flask_wechat_corp\.callback\.table\.Table"),  # the base of Handler
]
html_theme = "furo"
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"flask_wechat_corp {release}"

LANGUAGES = {"en": "English", "zh_CN": "中文"}


def language_folders() -> list[tuple[str, str, str]]:
    """Return code, name and folder of each language, seen from the folder of this one.

    Empty when the pages are built in one language only: then there is nothing to switch to.
    """
    if "READTHEDOCS" in os.environ:  # pages are at /zh-cn/latest/
        release_name = os.environ["READTHEDOCS_VERSION"]
        names = {code: code.lower().replace("_", "-") for code in LANGUAGES}
        folders = {code: f"../../{name}/{release_name}" for code, name in names.items()}
    elif "DOCS_LANGUAGES" in os.environ:  # docs/build.py: folders side by side
        folders = {code: f"../{code}" for code in LANGUAGES}
    else:
        return []
    return [(code.replace("_", "-"), LANGUAGES[code], folders[code]) for code in LANGUAGES]


def offer_languages(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give the template what it needs for links to the same page in the other languages."""
    context["languages"] = language_folders()
    context["current_language"] = (app.config.language or "en").replace("_", "-")


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


def leave_builtins(app: Any, doctree: Any) -> None:
    """Keep ``type`` in an annotation from becoming a link to an attribute of that name."""
    for node in list(doctree.findall(pending_xref)):
        if node.get("refdomain") == "py" and hasattr(builtins, node["reftarget"]):
            node.replace_self(node.children)


def setup(app: Any) -> None:
    app.connect("doctree-read", leave_builtins)
    app.connect("html-page-context", offer_languages)
    app.connect("autodoc-process-docstring", link_manual)
