"""Drive, documents, meetings, schools, archive, other corps: limits, pages, what is sent."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.archive.msgaudit import MessageAudit
from flask_wechat_corp.api.corps.chain import ChainRules, Chains
from flask_wechat_corp.api.corps.corpgroup import CorpGroups
from flask_wechat_corp.api.documents.smartsheet import SmartSheetFields, SmartSheetRecords
from flask_wechat_corp.api.documents.smartsheet_layout import SmartSheetChats, SmartSheets
from flask_wechat_corp.api.documents.wedoc import Wedocs
from flask_wechat_corp.api.documents.wedoc_content import WedocAccess, WedocContents, WedocForms
from flask_wechat_corp.api.documents.wedrive import WedriveFiles, WedriveSpaces
from flask_wechat_corp.api.documents.wedrive_admin import WedriveAdministration, WedriveUploads
from flask_wechat_corp.api.finance.external_pay import ExternalPayments
from flask_wechat_corp.api.mail.exmail import Exmails
from flask_wechat_corp.api.mail.exmail_groups import ExmailGroups
from flask_wechat_corp.api.mail.exmail_mailboxes import ExmailMailboxes
from flask_wechat_corp.api.office.meetings import Meetings
from flask_wechat_corp.api.schools.departments import SchoolDepartments
from flask_wechat_corp.api.schools.messages import SchoolMessages
from flask_wechat_corp.api.schools.parents import SchoolParents
from flask_wechat_corp.api.schools.students import SchoolStudents, SchoolUsers
from flask_wechat_corp.errors import ConfigError
from tests.helpers.recording import Recording
from tests.helpers.support import AGENT_ID

START = 1_700_000_000


class Api(
    Recording,
    WedriveSpaces,
    WedriveFiles,
    WedriveUploads,
    WedriveAdministration,
    Wedocs,
    WedocContents,
    WedocForms,
    WedocAccess,
    SmartSheets,
    SmartSheetRecords,
    SmartSheetFields,
    SmartSheetChats,
    Meetings,
    Exmails,
    ExmailGroups,
    ExmailMailboxes,
    CorpGroups,
    Chains,
    ChainRules,
    MessageAudit,
    ExternalPayments,
    SchoolDepartments,
    SchoolMessages,
    SchoolUsers,
    SchoolStudents,
    SchoolParents,
):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("wedrive_file_list", ["s", "f"], {"limit": 1001}, "limit.*1000"),
        ("wedrive_file_create", ["s", "f", 1, "名" * 128], {}, "file_name.*255"),
        ("wedrive_file_rename", ["f", "n" * 256], {}, "new_name.*255"),
        ("wedrive_file_download", [], {}, "fileid, selected_ticket"),
        ("wedrive_file_upload", ["a.txt", b""], {}, "spaceid, selected_ticket"),
        ("wedrive_file_upload", ["a.txt", bytes(10 * 2**20 + 1)], {"spaceid": "s"}, "10485760"),
        ("wedrive_file_upload_init", ["a", 1, ["s"]], {}, "spaceid, selected_ticket"),
        ("wedrive_file_upload_init", ["名" * 128, 1, ["s"]], {"spaceid": "s"}, "255"),
        ("get_chain_corpinfo", ["c"], {}, "corpid, pending_corpid"),
        ("remove_chain_corp", ["c"], {}, "corpid, pending_corpid"),
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
        ("create_meeting", ["a", "题" * 21, START, 600], {}, "title.*40"),
        ("create_meeting", ["a", "t", START, 299], {}, "meeting_duration.*300"),
        ("update_meeting", ["m"], {"meeting_duration": 86400}, "meeting_duration.*86399"),
        ("act_exmail_account", [1], {}, "userid, publicemail_id"),
        ("create_exmail_group", ["a@b", "名" * 22], {"email_list": {"list": ["c"]}}, "64 bytes"),
        ("create_exmail_group", ["a@b", "n"], {}, "email_list, group_list"),
        ("create_exmail_publicmail", ["a@b", "n"], {}, "userid_list, tag_list"),
        ("get_meeting_info", [], {}, "meetingid, meeting_code"),
        ("get_user_meetingid", ["a"], {"limit": 101}, "limit.*100"),
        ("check_single_agree", [[{}] * 101], {}, "info.*100"),
        ("get_external_pay_bill_list", [START, START], {"limit": 1001}, "limit.*1000"),
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
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    api = Api()
    with pytest.raises(ValueError, match=named):
        getattr(api, name)(*args, **kwargs)
    assert api.calls == []


def test_a_name_of_chinese_and_latin_characters_is_measured_as_wecom_does() -> None:
    api = Api()
    api.wedrive_file_rename("f", "名" * 127 + "a")
    api.create_meeting("a", "题" * 20, START, 300)
    assert len(api.calls) == 2


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
    assert list(api.iter_wedrive_files("s", "f")) == [1]


def test_rows_are_read_by_offset_until_there_are_no_more() -> None:
    api = Api(
        {"records": [1, 2], "has_more": True, "next": 2},
        {"records": [3], "has_more": False},
    )
    assert list(api.iter_wedoc_smartsheet_records("d", "s", limit=2)) == [1, 2, 3]
    assert [call.body["offset"] for call in api.calls if call.body] == [0, 2]


def test_rows_end_at_an_empty_page() -> None:
    api = Api(*[{"records": [], "has_more": True}] * 3)
    assert list(api.iter_wedoc_smartsheet_records("d", "s")) == []
    assert len(api.calls) == 1


def test_meetings_are_read_from_cursor_zero_to_the_end() -> None:
    api = Api(
        {"meetingid_list": ["a"], "next_cursor": "C1"},
        {"meetingid_list": ["b"], "next_cursor": "C2"},
        {"meetingid_list": [], "next_cursor": "C3"},
    )
    assert list(api.iter_user_meetingids("zhangsan")) == ["a", "b"]
    assert [call.body["cursor"] for call in api.calls if call.body] == ["0", "C1", "C2"]


def test_meetings_do_not_go_round_for_ever() -> None:
    api = Api(*[{"meetingid_list": ["a"], "next_cursor": "C1"}] * 9)
    assert list(api.iter_user_meetingids("zhangsan")) == ["a", "a"]


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_chain_corpinfo", ["c"], "group_corps"),
        ("iter_wedoc_vips", [], "userid_list"),
        ("iter_wedoc_smartsheet_groupchats", ["d"], "chat_id_list"),
        ("iter_wedrive_vips", [], "userid_list"),
        ("iter_exmail_app_mails", [], "mail_list"),
        ("iter_app_share_info", [], "corp_list"),
        ("iter_external_pay_bills", [START, START + 86400], "bill_list"),
    ],
)
def test_other_lists_are_read_page_after_page(name: str, args: list[Any], items: str) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": ""})
    assert list(getattr(api, name)(*args)) == [1, 2]


def test_the_own_agent_is_filled_in() -> None:
    api = Api()
    api.send_school_message("text", toall=1, text={"content": "放假"})
    api.list_app_share_info()
    api.list_app_share_info(agentid=7)
    assert [call.body["agentid"] for call in api.calls if call.body] == [AGENT_ID, AGENT_ID, 7]


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


def test_a_mail_is_sent_once_and_a_new_password_is_asked_for_once() -> None:
    api = Api()
    api.send_exmail({"emails": ["a@example.com"]}, "主题", "正文")
    api.update_exmail_publicmail(1, name="客服")
    api.update_exmail_publicmail(1, create_auth_code=1)
    assert [call.idempotent for call in api.calls] == [False, True, False]


def test_students_of_a_class_are_asked_for_with_numbers() -> None:
    api = Api()
    api.list_school_users(1, fetch_child=True)
    assert api.calls[0].query == {"department_id": 1, "fetch_child": 1}


def test_all_departments_of_a_school_are_asked_for_without_an_id() -> None:
    api = Api()
    api.list_school_departments()
    assert api.calls[0].query == {}
