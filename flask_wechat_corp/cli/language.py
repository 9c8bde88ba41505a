"""Chinese or English, by the user's locale."""

from __future__ import annotations

import os

__all__ = ["in_chinese", "text"]

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which POSIX asks them; the first one that is set decides."""


def in_chinese() -> bool:
    """Tell whether the locale of this process is a Chinese one; English when none is set."""
    locale = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return locale.lower().startswith("zh")


def text(english: str, chinese: str) -> str:
    """Return the text in the language of the user."""
    return chinese if in_chinese() else english
