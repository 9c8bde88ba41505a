"""The table of return codes: complete, in two languages, and the same in the documentation."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flask_wechat_corp.protocol.errcodes import ACTIONS, CODES, describe, hint

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_the_table_is_well_formed() -> None:
    assert len(CODES) == 303
    assert list(CODES) == sorted(CODES)
    for code, (en, zh, action, advice) in CODES.items():
        assert en, code
        assert zh, code
        assert action in ACTIONS
        assert not advice.endswith(".")
    assert {action for _, _, action, _ in CODES.values()} == set(ACTIONS)


@pytest.mark.parametrize("code", [-1, 40001, 40014, 42001, 45009, 60020, 60111, 81013])
def test_what_users_meet_most_has_advice_of_its_own(code: int) -> None:
    known = describe(code)
    assert known
    assert known.advice
    assert hint(code) == f"{known.en} / {known.zh}: {known.advice}"


def test_an_unknown_code_has_no_hint() -> None:
    assert describe(123456789) is None
    assert hint(123456789) == ""


def test_the_page_shows_the_table() -> None:
    with (DOCS / "errcodes.csv").open(encoding="utf-8", newline="") as file:
        shown = list(csv.reader(file))
    assert shown == [
        [str(code), en, zh, advice or ACTIONS[action]]
        for code, (en, zh, action, advice) in CODES.items()
    ]
