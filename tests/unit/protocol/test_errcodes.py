"""The table of return codes: complete, and in two languages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from flask_wechat_corp.protocol.errcodes import ACTIONS, describe, hint, hint_zh, return_codes


def test_the_table_is_well_formed() -> None:
    codes = return_codes()
    assert len(codes) == 1633
    assert list(codes) == sorted(codes)
    for code, known in codes.items():
        assert known.en, code
        assert re.search("[\u4e00-\u9fff]|^OK$", known.zh), code
        assert not re.search("[\u4e00-\u9fff] +[\u4e00-\u9fff]", known.zh + known.advice_zh), code
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
