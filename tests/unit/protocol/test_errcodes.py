"""The table of return codes: complete, in two languages, and the same in the documentation."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flask_wechat_corp.protocol.errcodes import ACTIONS, describe, hint, hint_zh, return_codes

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_the_table_is_well_formed() -> None:
    codes = return_codes()
    assert len(codes) == 1633
    assert list(codes) == sorted(codes)
    for code, known in codes.items():
        assert known.en, code
        assert re.search("[\u4e00-\u9fff]|^OK$", known.zh), code
        assert known.action in {*ACTIONS, ""}
        assert not known.advice.endswith(".")
        assert bool(known.advice) == bool(known.advice_zh), code
    assert {known.action for known in codes.values()} == {*ACTIONS, ""}


@pytest.mark.parametrize("code", [-1, 40001, 40014, 42001, 45009, 60020, 60111, 81013])
def test_what_users_meet_most_has_advice_of_its_own(code: int) -> None:
    known = describe(code)
    assert known
    assert known.advice
    assert hint(code) == f"{known.en}: {known.advice}"
    assert hint_zh(code) == f"{known.zh}：{known.advice_zh}"


@pytest.mark.parametrize("code", [95002, 95013, 95018])
def test_customer_service_has_hints_of_its_own(code: int) -> None:
    """The state of a session can change again: these are no ends (WeCom page 94669)."""
    known = describe(code)
    assert known
    assert known.action == "fix_request"
    assert "customer" in known.advice


def test_no_step_is_guessed() -> None:
    """A code without a documented remedy says what it means and no more."""
    assert hint(60269) == describe(60269).en  # type: ignore[union-attr]
    assert "repeat" not in hint(40004)


def test_an_unknown_code_has_no_hint() -> None:
    assert describe(123456789) is None
    assert (hint(123456789), hint_zh(123456789)) == ("", "")


def test_the_codes_are_read_at_the_first_error_only() -> None:
    program = (
        "import flask_wechat_corp, flask_wechat_corp.api\n"
        "from flask_wechat_corp.protocol.errcodes import hint, return_codes\n"
        "assert return_codes.cache_info().currsize == 0\n"
        "hint(60111)\n"
        "assert return_codes.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_page_shows_the_table() -> None:
    with (DOCS / "errcodes.csv").open(encoding="utf-8", newline="") as file:
        shown = list(csv.reader(file))
    assert shown == [
        [str(code), known.en, known.zh, known.advice or ACTIONS.get(known.action, ("",))[0]]
        for code, known in return_codes().items()
    ]
