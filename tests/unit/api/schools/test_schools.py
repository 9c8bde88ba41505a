"""Schools: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.api.schools import Schools
from flask_wechat_corp.errors import ConfigError, WeChatAPIError
from tests.helpers.api_server import ApiServer
from tests.helpers.recording import Recording, assert_refused
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET


class Api(Recording, Schools):
    pass


REFUSED = [
    ("create_school_department", ["班" * 33, 1, 2], {}, "name.*32"),
    ("send_school_message", ["text"], {"text": {"content": "a"}}, "to_external_user"),
    ("send_school_message", ["text"], {"to_parent_userid": ["p"] * 1001}, "1000"),
    ("send_school_message", ["text"], {"to_party": ["1"] * 101}, "to_party.*100"),
    (
        "send_school_message",
        ["text"],
        {"toall": 1, "duplicate_check_interval": 14401},
        "duplicate_check_interval.*14400",
    ),
    ("create_school_user_student", ["s" * 65, "n", [1]], {}, "student_userid.*64"),
    ("create_school_user_student", ["s", "名" * 33, [1]], {}, "name.*32"),
    ("update_school_user_student", ["s"], {"department": [1] * 21}, "department.*20"),
    ("create_school_user_parent", ["p", "1", [{}] * 11], {}, "children.*10"),
    ("create_school_user_parent", ["p", "1", [{"relation": "爸" * 11}]], {}, "relation.*32"),
    ("batch_create_school_student", [[{}] * 101], {}, "students.*100"),
    ("batch_update_school_student", [[{}] * 101], {}, "students.*100"),
    ("batch_delete_school_student", [["s"] * 101], {}, "useridlist.*100"),
    ("batch_create_school_parent", [[{}] * 101], {}, "parents.*100"),
    ("batch_update_school_parent", [[{}] * 101], {}, "parents.*100"),
    ("batch_delete_school_parent", [["p"] * 101], {}, "useridlist.*100"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


def test_students_are_listed_with_what_the_manual_knows() -> None:
    api = Api()
    api.list_school_users(7)
    api.list_school_users(7, fetch_child=True)
    assert [call.query for call in api.calls] == [
        {"department_id": 7},
        {"department_id": 7, "fetch_child": 1},
    ]


def test_a_standard_year_needs_no_name() -> None:
    api = Api()
    api.create_school_department(None, 2, 5, standard_grade=1)
    assert api.calls[0].body == {"type": 2, "parentid": 5, "standard_grade": 1}


def test_the_own_agent_is_filled_in() -> None:
    api = Api()
    api.send_school_message("text", toall=1, text={"content": "放假"})
    assert [call.body["agentid"] for call in api.calls if call.body] == [AGENT_ID]


def test_without_an_agent_nothing_is_sent() -> None:
    api = Api(agentid=None)
    with pytest.raises(ConfigError, match="AGENT_ID"):
        api.send_school_message("text", toall=1, text={"content": "放假"})
    assert api.calls == []


def test_a_message_to_parents_is_repeated_only_with_wecoms_own_check() -> None:
    api = Api()
    api.send_school_message("text", toall=1, text={"content": "放假"})
    api.send_school_message("text", toall=1, text={"content": "放假"}, enable_duplicate_check=1)
    assert [call.idempotent for call in api.calls] == [False, True]


def test_a_message_can_be_for_students() -> None:
    api = Api()
    api.send_school_message("text", toall=1, recv_scope=1, text={"content": "放假"})
    assert api.calls[0].body == {
        "toall": 1,
        "recv_scope": 1,
        "msgtype": "text",
        "text": {"content": "放假"},
        "agentid": AGENT_ID,
    }


def test_a_new_id_is_given_once() -> None:
    api = Api()
    api.update_school_department(2, name="一班")
    api.update_school_department(2, new_id=3)
    api.update_school_user_student("s", name="张三")
    api.update_school_user_student("s", new_student_userid="t")
    api.update_school_user_parent("p", mobile="1")
    api.update_school_user_parent("p", new_parent_userid="q")
    assert [call.idempotent for call in api.calls] == [True, False] * 3


def test_students_of_a_class_are_asked_for_with_numbers() -> None:
    api = Api()
    api.list_school_users(1, fetch_child=True)
    assert api.calls[0].query == {"department_id": 1, "fetch_child": 1}


def test_all_departments_of_a_school_are_asked_for_without_an_id() -> None:
    api = Api()
    api.list_school_departments()
    assert api.calls[0].query == {}


def test_the_failures_of_a_batch_are_in_the_error() -> None:
    failed = [{"student_userid": "lisi", "errcode": 60111, "errmsg": "userid not found"}]
    answer = {"errcode": 60111, "errmsg": "userid not found", "result_list": failed}
    with ApiServer() as server:
        server.on("school/user/batch_delete_student", answer)
        api = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=server.url)
        with pytest.raises(WeChatAPIError) as caught:
            api.batch_delete_school_student(["zhangsan", "lisi"])
        api.http.close()
    assert caught.value.answer["result_list"] == failed
