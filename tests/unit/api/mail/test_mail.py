"""Mail: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.mail import Mail
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, Mail):
    pass


REFUSED = [
    ("act_exmail_account", [1], {}, "userid, publicemail_id"),
    ("create_exmail_group", ["a@b", "名" * 67], {"email_list": {"list": ["c"]}}, "200 bytes"),
    ("create_exmail_group", ["a@b", "n"], {}, "email_list, group_list"),
    ("create_exmail_publicmail", ["a@b", "n"], {}, "userid_list, tag_list"),
    (
        "create_exmail_publicmail",
        ["a@b", "名" * 33],
        {"tag_list": {"list": [1]}},
        "name.*64.*twice",
    ),
    ("send_exmail", [{"emails": []}, "s", "c"], {}, "to.emails, to.userids"),
    (
        "send_exmail",
        [{"userids": ["a"]}, "s", "c"],
        {"attachment_list": [{}] * 201},
        "attachment_list.*200",
    ),
    ("get_exmail_app_mail_list", [1, 2], {"limit": 1001}, "limit.*1000"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_exmail_app_mails", [1, 2], "mail_list"),
    ],
)
def test_lists_are_read_page_after_page(name: str, args: list[Any], items: str) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": ""})
    assert list(getattr(api, name)(*args)) == [1, 2]


def test_a_mail_is_sent_once_and_a_new_password_is_asked_for_once() -> None:
    api = Api()
    api.send_exmail({"emails": ["a@example.com"]}, "主题", "正文")
    api.update_exmail_publicmail(1, name="客服")
    api.update_exmail_publicmail(1, create_auth_code=1)
    assert [call.idempotent for call in api.calls] == [False, True, False]
