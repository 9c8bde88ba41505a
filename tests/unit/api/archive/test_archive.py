"""Message archive: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.archive import Archive
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, Archive):
    pass


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("check_single_agree", [[{}] * 101], {}, "info.*100"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)
