"""docs/security.rst names tests; they exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_security_page_names_exists() -> None:
    named = set(re.findall(r"``(test_\w+)``", (ROOT / "docs/security.rst").read_text("utf-8")))
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert len(named) > 12
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []
