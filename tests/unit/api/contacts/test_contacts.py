"""Departments, members, tags, jobs and exports: what is sent, what is refused before sending."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.contacts.batch import BatchJobs
from flask_wechat_corp.api.contacts.departments import Departments
from flask_wechat_corp.api.contacts.export import ExportJobs
from flask_wechat_corp.api.contacts.tags import Tags
from flask_wechat_corp.api.contacts.users import Users
from tests.helpers.recording import Recording


class Contacts(Recording, Departments, Users, Tags, BatchJobs, ExportJobs):
    pass


AES_KEY = "a" * 43


def test_create_department_hangs_under_the_root_unless_told() -> None:
    api = Contacts({"errcode": 0, "errmsg": "created", "id": 2})
    assert api.create_department("研发") == {"errcode": 0, "errmsg": "created", "id": 2}
    call = api.calls[0]
    assert (call.method, call.path) == ("POST", "department/create")
    assert call.body == {"name": "研发", "parentid": 1}
    assert not call.idempotent


def test_update_department_sends_only_what_is_given() -> None:
    api = Contacts()
    api.update_department(2, order=5)
    assert api.calls[0].body == {"id": 2, "order": 5}
    assert api.calls[0].idempotent


@pytest.mark.parametrize("ids", [7, "7"])
def test_delete_department_takes_one_id(ids: Any) -> None:
    api = Contacts()
    api.delete_department(ids)
    assert [(call.method, call.query) for call in api.calls] == [("GET", {"id": ids})]
    assert not api.calls[0].idempotent


@pytest.mark.parametrize("ids", [[3, 1, 2], (3, 1, 2), iter([3, 1, 2])])
def test_delete_department_asks_once_for_each_id_in_order(ids: Any) -> None:
    api = Contacts({"errcode": 0, "n": 1}, {"errcode": 0, "n": 2}, {"errcode": 0, "n": 3})
    assert api.delete_department(ids) == {"errcode": 0, "n": 3}
    assert [call.query for call in api.calls] == [{"id": 3}, {"id": 1}, {"id": 2}]


@pytest.mark.parametrize("ids", [b"12", [None], {"id": 1}, 1.0])
def test_delete_department_takes_only_ids(ids: Any) -> None:
    api = Contacts()
    with pytest.raises(TypeError, match="id"):
        api.delete_department(ids)
    assert api.calls == []


def test_delete_department_of_nothing_is_a_mistake() -> None:
    api = Contacts()
    with pytest.raises(ValueError, match="Pass the id of a department"):
        api.delete_department([])
    assert api.calls == []


def test_the_id_of_a_known_member_is_sent_as_it_is() -> None:
    api = Contacts()
    api.update_user({"userid": "张三", "name": "甲"})
    assert api.calls[0].body == {"userid": "张三", "name": "甲"}


def test_update_user_is_idempotent_unless_it_renames() -> None:
    api = Contacts()
    api.update_user({"userid": "a", "name": "甲"})
    api.update_user({"userid": "a", "new_userid": "b"})
    assert [call.idempotent for call in api.calls] == [True, False]


def test_delete_user_is_a_get_that_is_not_repeated() -> None:
    api = Contacts()
    api.delete_user("zhangsan")
    assert (api.calls[0].method, api.calls[0].path) == ("GET", "user/delete")
    assert not api.calls[0].idempotent


def test_department_users_in_the_order_of_the_seed() -> None:
    api = Contacts()
    api.get_department_users(1, 1, 0)
    api.get_department_users(1, fetch_child=True)
    api.get_department_users_detail(1)
    assert [call.query for call in api.calls] == [
        {"department_id": 1, "fetch_child": 1, "status": 0},
        {"department_id": 1, "fetch_child": 1},
        {"department_id": 1},
    ]


def test_iter_department_users_reads_one_list_and_no_more() -> None:
    api = Contacts({"userlist": [{"userid": "a"}, {"userid": "b"}]})
    assert [user["userid"] for user in api.iter_department_users(3)] == ["a", "b"]
    assert [(call.path, call.query) for call in api.calls] == [
        ("user/simplelist", {"department_id": 3})
    ]


def test_iter_department_users_walks_down_and_names_each_once() -> None:
    api = Contacts(
        {"department_id": [{"id": 3}, {"id": 4}, {"id": 5}]},
        {"userlist": [{"userid": "a"}]},
        {"userlist": [{"userid": "b"}, {"userid": "a"}]},
        {"errcode": 0},
    )
    found = [user["userid"] for user in api.iter_department_users(3, fetch_child=True, detail=True)]
    assert found == ["a", "b"]
    assert [call.path for call in api.calls] == ["department/simplelist"] + ["user/list"] * 3
    assert [call.query["department_id"] for call in api.calls[1:]] == [3, 4, 5]


def test_iter_department_users_is_lazy() -> None:
    api = Contacts({"department_id": [{"id": 4}]}, {"userlist": [{"userid": "a"}]})
    walk = api.iter_department_users(3, fetch_child=True)
    assert api.calls == []
    assert next(walk) == {"userid": "a"}
    assert len(api.calls) == 2


def test_iter_user_ids_follows_the_cursor_to_its_end() -> None:
    api = Contacts(
        {"dept_user": [{"userid": "a"}], "next_cursor": "c1"},
        {"dept_user": [{"userid": "b"}], "next_cursor": "c2"},
        {"dept_user": [{"userid": "c"}], "next_cursor": ""},
    )
    assert [pair["userid"] for pair in api.iter_user_ids(limit=1)] == ["a", "b", "c"]
    assert [call.body for call in api.calls] == [
        {"limit": 1},
        {"limit": 1, "cursor": "c1"},
        {"limit": 1, "cursor": "c2"},
    ]


def test_iter_user_ids_stops_when_a_cursor_comes_back() -> None:
    page = {"dept_user": [{"userid": "a"}], "next_cursor": "same"}
    api = Contacts(page, page, page, page)
    assert len(list(api.iter_user_ids())) == 2
    assert len(api.calls) == 2


def test_iter_user_ids_refuses_at_once_not_at_the_first_item() -> None:
    with pytest.raises(ValueError, match="1 to 10000"):
        Contacts().iter_user_ids(limit=10001)


def test_tag_users_in_lists() -> None:
    api = Contacts()
    api.add_tag_users(1, ["a", "b"])
    api.delete_tag_users(1, partylist=[2])
    assert [(call.path, call.body) for call in api.calls] == [
        ("tag/addtagusers", {"tagid": 1, "userlist": ["a", "b"]}),
        ("tag/deltagusers", {"tagid": 1, "partylist": [2]}),
    ]


def test_a_job_carries_its_callback() -> None:
    api = Contacts()
    callback: Any = {"url": "https://example.com/", "token": "t", "encodingaeskey": AES_KEY}
    api.batch_sync_user("m", callback, to_invite=False)
    assert api.calls[0].body == {"media_id": "m", "to_invite": False, "callback": callback}
    assert not api.calls[0].idempotent


def test_legacy_batch_invitation_merges_target_and_callback() -> None:
    api = Contacts()
    api.batch_invite_user({"touser": "a|b", "invite_tips": "来"})
    assert api.calls[0].body == {"touser": "a|b", "invite_tips": "来"}


GOOD_USER: Any = {"userid": "zhangsan", "name": "张三", "department": [1]}

REFUSED = [
    ("create_department", ("",), {}, "name: .*at least one"),
    ("create_department", ("名" * 65,), {}, "name: .*at most 64, got 65"),
    ("create_department", ("a:b",), {}, "name: .*none of"),
    ("create_department", ("a",), {"name_en": "x|y"}, "name_en: .*none of"),
    ("create_department", ("a",), {"order": -1}, "order: .*0 to 4294967295"),
    ("create_department", ("a",), {"order": 2**32}, "order: .*0 to 4294967295"),
    ("create_department", ("a",), {"id": 1}, "id: .*above 1"),
    ("update_department", (2,), {"name": "名" * 65}, "name: .*64"),
    ("create_user", ({"name": "张三"},), {}, "userid is missing"),
    ("create_user", ({"userid": "a"},), {}, "name is missing"),
    ("create_user", ({**GOOD_USER, "userid": "a" * 65},), {}, "userid: .*64 bytes"),
    ("create_user", ({**GOOD_USER, "userid": "-a"},), {}, "userid: .*letter or digit first"),
    ("create_user", ({**GOOD_USER, "userid": "张三"},), {}, "userid: .*letters, digits"),
    ("create_user", ({**GOOD_USER, "name": "名" * 65},), {}, "name: .*64"),
    ("create_user", ({**GOOD_USER, "alias": "名" * 65},), {}, "alias: .*64"),
    ("create_user", ({**GOOD_USER, "position": "名" * 129},), {}, "position: .*128"),
    ("create_user", ({**GOOD_USER, "department": [1] * 101},), {}, "department: .*100"),
    ("update_user", ({"name": "张三"},), {}, "userid is missing"),
    ("update_user", ({"userid": "a", "address": "址" * 129},), {}, "address: .*128"),
    ("update_user", ({"userid": "a", "new_userid": "a b"},), {}, "new_userid: .*letters"),
    ("create_user", ({**GOOD_USER, "direct_leader": ["a", "b"]},), {}, "direct_leader: .*1"),
    ("delete_users", (["a"] * 201,), {}, "useridlist: .*200, got 201"),
    ("list_user_ids", (), {"limit": 0}, "limit: .*1 to 10000"),
    ("get_join_qrcode", (), {"size_type": 5}, "size_type: .*1 to 4"),
    ("get_userid_by_email", ("a@example.com",), {"email_type": 3}, "email_type: .*1 to 2"),
    ("create_tag", ("名" * 33,), {}, "tagname: .*32"),
    ("update_tag_name", (1, "名" * 33), {}, "tagname: .*32"),
    ("add_tag_users", (1,), {}, "one of userlist, partylist"),
    ("add_tag_users", (1, []), {}, "one of userlist, partylist"),
    ("add_tag_users", (1, ["a"] * 1001), {}, "userlist: .*1000, got 1001"),
    ("delete_tag_users", (1,), {"partylist": [1] * 101}, "partylist: .*100, got 101"),
    ("batch_invite", (), {}, "one of user, party, tag"),
    ("batch_invite", (), {"user": ["a"] * 1001}, "user: .*1000"),
    ("batch_invite", (), {"party": [1] * 101}, "party: .*100"),
    ("batch_invite", (), {"tag": [1] * 101}, "tag: .*100"),
    ("userid_to_openuserid", (["a"] * 1001,), {}, "userid_list: .*1000"),
    ("openuserid_to_userid", (["a"] * 1001, 1), {}, "open_userid_list: .*1000"),
    ("export_user", ("short",), {}, "43 letters and digits"),
    ("export_simple_user", (AES_KEY + "a",), {}, "43 letters and digits"),
    ("export_department", (AES_KEY,), {"block_size": 9999}, "block_size: .*10000 to 1000000"),
    ("export_tag_user", (1, "=" * 43), {}, "43 letters and digits"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_a_stated_limit_is_refused_before_anything_is_sent(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], words: str
) -> None:
    api = Contacts()
    with pytest.raises(ValueError, match=words):
        getattr(api, name)(*args, **kwargs)
    assert api.calls == []


def test_a_limit_is_a_limit_and_not_one_less() -> None:
    api = Contacts()
    api.create_department("名" * 64, order=2**32 - 1, id=2)
    largest: Any = {**GOOD_USER, "userid": "a" * 64, "name": "名" * 64, "department": [1] * 100}
    api.create_user(largest)
    api.delete_users(["a"] * 200)
    api.create_tag("名" * 32)
    api.add_tag_users(1, ["a"] * 1000, partylist=[1] * 100)
    api.export_user(AES_KEY, block_size=10**4)
    api.export_user(AES_KEY, block_size=10**6)
    assert len(api.calls) == 7


def test_no_refusal_shows_what_was_refused() -> None:
    with pytest.raises(ValueError, match="encoding_aeskey") as caught:
        Contacts().export_user("my-secret-key")
    assert "my-secret-key" not in str(caught.value)
