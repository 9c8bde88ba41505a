"""docs/security.rst and docs/faults.rst name tests; they exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["security", "faults"])
def test_every_test_that_the_page_names_exists(page: str) -> None:
    named = set(re.findall(r"``(test_\w+)``", (ROOT / f"docs/{page}.rst").read_text("utf-8")))
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert len(named) > 12
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []
