"""Sphinx settings."""

from __future__ import annotations

from importlib.metadata import version as installed_version

project = "flask_wechat_corp"
author = "The flask_wechat_corp developers"
copyright = f"2026, {author}"
release = version = installed_version("flask-wechat-corp")

extensions = ["sphinx.ext.autodoc"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"flask_wechat_corp {release}"
