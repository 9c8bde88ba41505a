"""Drive, documents and smart sheets: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.documents import Documents
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, Documents):
    pass


REFUSED = [
    ("wedrive_file_list", ["s", "f"], {"limit": 1001}, "limit.*1000"),
    ("wedrive_file_create", ["s", "f", 1, "名" * 128], {}, "file_name.*255"),
    ("wedrive_file_rename", ["f", "n" * 256], {}, "new_name.*255"),
    ("wedrive_file_download", [], {}, "fileid, selected_ticket"),
    ("wedrive_file_upload", ["a.txt", b""], {}, "spaceid, selected_ticket"),
    ("wedrive_file_upload", ["a.txt", bytes(10 * 2**20 + 1)], {"spaceid": "s"}, "10485760"),
    ("wedrive_file_upload_init", ["a", 1, ["s"]], {}, "spaceid, selected_ticket"),
    (
        "wedrive_file_upload_init",
        ["a", 20 * 2**30 + 1, ["s"]],
        {"spaceid": "s"},
        "size.*21474836480",
    ),
    ("batch_wedrive_vip_add", [["u"] * 101], {}, "userid_list.*100"),
    ("batch_wedrive_vip_del", [["u"] * 101], {}, "userid_list.*100"),
    ("list_wedrive_vips", [], {"limit": 201}, "limit.*200"),
    (
        "wedoc_mod_doc_member",
        ["d"],
        {"update_file_member_list": [{}] * 101},
        "update_file_member_list.*100",
    ),
    (
        "wedoc_mod_doc_member",
        ["d"],
        {"del_file_member_list": [{}] * 101},
        "del_file_member_list.*100",
    ),
    ("get_wedoc_smartsheet_records", ["d", "s"], {"limit": 1001}, "limit.*1000"),
    (
        "get_wedoc_smartsheet_records",
        ["d", "s"],
        {"sort": [{"field_title": "a"}], "filter_spec": {"conditions": []}},
        "not both",
    ),
    ("wedoc_rename_doc", ["n"], {}, "docid, formid"),
    ("delete_wedoc_doc", [], {}, "docid, formid"),
    ("wedoc_doc_share", [], {}, "docid, formid"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_wedoc_vips", [], "userid_list"),
        ("iter_wedoc_smartsheet_groupchats", ["d"], "chat_id_list"),
        ("iter_wedrive_vips", [], "userid_list"),
    ],
)
def test_lists_are_read_page_after_page(name: str, args: list[Any], items: str) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": ""})
    assert list(getattr(api, name)(*args)) == [1, 2]


def test_a_name_of_chinese_and_latin_characters_is_measured_as_wecom_does() -> None:
    api = Api()
    api.wedrive_file_rename("f", "名" * 127 + "a")
    assert len(api.calls) == 1


def test_uploaded_bytes_are_encoded_and_text_goes_as_it_is() -> None:
    api = Api()
    api.wedrive_file_upload("a.txt", b"hello", spaceid="s", fatherid="f")
    api.wedrive_file_upload("a.txt", "aGVsbG8=", selected_ticket="t")
    assert [call.body for call in api.calls] == [
        {
            "spaceid": "s",
            "fatherid": "f",
            "file_name": "a.txt",
            "file_base64_content": "aGVsbG8=",
        },
        {"selected_ticket": "t", "file_name": "a.txt", "file_base64_content": "aGVsbG8="},
    ]


def test_a_part_of_a_large_file_is_encoded_and_may_be_sent_again() -> None:
    api = Api()
    api.wedrive_file_upload_part("key", 1, b"hello")
    assert api.calls[0].body == {
        "upload_key": "key",
        "index": 1,
        "file_base64_content": "aGVsbG8=",
    }
    assert api.calls[0].idempotent


def test_ten_mebibytes_may_be_uploaded() -> None:
    api = Api()
    api.wedrive_file_upload("a.bin", bytes(10 * 2**20), spaceid="s", fatherid="f")
    assert len(api.calls) == 1


def test_files_are_read_page_after_page() -> None:
    api = Api(
        {"file_list": {"item": [{"fileid": "1"}]}, "has_more": True, "next_start": 1},
        {"file_list": {"item": [{"fileid": "2"}]}, "has_more": False, "next_start": 2},
    )
    assert list(api.iter_wedrive_files("s", "f", limit=1)) == [{"fileid": "1"}, {"fileid": "2"}]
    assert [call.body["start"] for call in api.calls if call.body] == [0, 1]


def test_files_of_a_server_that_does_not_go_on_are_read_once() -> None:
    api = Api(*[{"file_list": {"item": [1]}, "has_more": True, "next_start": 0}] * 5)
    found: list[Any] = list(api.iter_wedrive_files("s", "f"))
    assert found == [1]


def test_rows_are_read_by_offset_until_there_are_no_more() -> None:
    api = Api(
        {"records": [1, 2], "has_more": True, "next": 2},
        {"records": [3], "has_more": False},
    )
    found: list[Any] = list(api.iter_wedoc_smartsheet_records("d", "s", limit=2))
    assert found == [1, 2, 3]
    assert [call.body["offset"] for call in api.calls if call.body] == [0, 2]


def test_rows_end_at_an_empty_page() -> None:
    api = Api(*[{"records": [], "has_more": True}] * 3)
    assert list(api.iter_wedoc_smartsheet_records("d", "s")) == []
    assert len(api.calls) == 1


def test_columns_are_read_until_their_total_is_reached() -> None:
    """The answer has no ``has_more``, and WeCom refuses an offset beyond the end (2022023)."""
    api = Api({"fields": [1, 2], "total": 3}, {"fields": [3], "total": 3})
    found: list[Any] = list(api.iter_wedoc_smartsheet_fields("d", "s"))
    assert found == [1, 2, 3]
    assert [call.body["offset"] for call in api.calls if call.body] == [0, 2]
    other = Api({"fields": [1]}, {"fields": []})  # a server without a total
    found = list(other.iter_wedoc_smartsheet_fields("d", "s"))
    assert found == [1]
