"""Conversion of ids: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.contacts import Contacts
from flask_wechat_corp.api.engine.call import SuiteToken
from tests.helpers.recording import Recording, assert_refused

USERS = ["a"] * 101


class Api(Recording, Contacts):
    pass


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("convert_tmp_external_userid", (1, 1, USERS), {}, "tmp_external_userid_list: .*100"),
    ("convert_external_tagid", (["a"] * 1001,), {}, "external_tagid_list: .*1000"),
    ("batch_external_userid_to_pending_id", (USERS,), {}, "external_userid: .*100"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


def test_the_token_of_a_suite_is_sent_under_its_name() -> None:
    api = Api()
    api.upgrade_chatid_for_new_corp("SUITE")
    assert [call.auth for call in api.calls] == [SuiteToken("SUITE")]
