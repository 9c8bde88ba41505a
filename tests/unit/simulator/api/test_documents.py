"""Documents of the simulator: what our client writes is what it reads back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.simulated import client_of, simulator

BLOCK = 2 * 1024 * 1024
TEXT: Any = {"field_title": "标题", "field_type": "FIELD_TYPE_TEXT"}
NUMBER: Any = {"field_title": "数量", "field_type": "FIELD_TYPE_NUMBER"}
BY_ID: Final = "CELL_VALUE_KEY_TYPE_FIELD_ID"


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with simulator(strict=True) as one:
        yield one


@pytest.fixture
def sim(running: Simulator) -> Simulator:
    running.reset()
    return running


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


@contextmanager
def refused(errcode: int) -> Iterator[None]:
    """Expect the call in the block to be answered with this code."""
    with pytest.raises(WeChatAPIError) as caught:
        yield
    assert caught.value.errcode == errcode


def made(api: WeChatAPI, doc_type: Literal[3, 4, 10, 11], name: str = "周报") -> str:
    return str(api.create_wedoc_doc(doc_type, name)["docid"])


# -- files and access --------------------------------------------------------------------------


def test_a_document_is_made_named_and_deleted(api: WeChatAPI) -> None:
    answer = api.create_wedoc_doc(3, "周报", admin_users=["zhangsan"])
    docid = answer["docid"]
    info = api.get_wedoc_doc_base_info(docid)["doc_base_info"]
    assert (info["doc_name"], info["doc_type"]) == ("周报", 3)
    assert api.wedoc_doc_share(docid=docid)["share_url"] == answer["url"]
    api.wedoc_rename_doc("月报", docid=docid)
    assert api.get_wedoc_doc_base_info(docid)["doc_base_info"]["doc_name"] == "月报"
    api.delete_wedoc_doc(docid=docid)
    with refused(301085):
        api.get_wedoc_doc_base_info(docid)


def test_a_name_that_is_too_long_is_cut(api: WeChatAPI) -> None:
    docid = made(api, 4, "长" * 300)
    assert api.get_wedoc_doc_base_info(docid)["doc_base_info"]["doc_name"] == "长" * 255


@pytest.mark.parametrize(
    ("arguments", "errcode"),
    [
        ({"doc_type": 5}, 640054),
        ({"admin_users": ["zhangsan", "lisi", "wulan", "zhangsan"]}, 640053),
        ({"admin_users": ["nobody"]}, 640012),
        ({"spaceid": "S"}, 640021),
    ],
)
def test_a_document_that_cannot_be_made(
    api: WeChatAPI, arguments: dict[str, Any], errcode: int
) -> None:
    body = {"doc_type": 3, "doc_name": "周报", **arguments}
    with refused(errcode):
        api.post("wedoc/create_doc", body)


def test_the_rules_of_a_link(api: WeChatAPI) -> None:
    docid = made(api, 3)
    viewers: Any = [{"type": 2, "departmentid": 1, "auth": 1}]
    api.wedoc_mod_doc_join_rule(
        docid, enable_corp_external=True, update_co_auth_list=True, co_auth_list=viewers
    )
    found = api.wedoc_doc_get_auth(docid)
    assert found["access_rule"]["enable_corp_external"] is True
    assert found["access_rule"]["enable_corp_internal"] is True
    assert found["co_auth_list"] == viewers


def test_the_members_of_a_document(api: WeChatAPI) -> None:
    docid = made(api, 3)
    zhangsan: Any = {"type": 1, "userid": "zhangsan", "auth": 1}
    lisi: Any = {"type": 1, "userid": "lisi", "auth": 1}
    api.wedoc_mod_doc_member(docid, update_file_member_list=[zhangsan, lisi])
    promoted: Any = {**lisi, "auth": 7}
    api.wedoc_mod_doc_member(docid, update_file_member_list=[promoted])
    api.wedoc_mod_doc_member(docid, del_file_member_list=[{"type": 1, "userid": "zhangsan"}])
    assert api.wedoc_doc_get_auth(docid)["doc_member_list"] == [promoted]
    with refused(640056):
        api.wedoc_mod_doc_member(docid, del_file_member_list=[{"type": 1, "userid": "zhangsan"}])


def test_the_safety_of_a_document(api: WeChatAPI) -> None:
    docid = made(api, 3)
    api.wedoc_mod_doc_safty_setting(
        docid, enable_readonly_copy=True, watermark={"show_text": True, "text": "内部"}
    )
    setting = api.wedoc_doc_get_auth(docid)["secure_setting"]
    assert setting["enable_readonly_copy"] is True
    assert setting["watermark"]["text"] == "内部"
    assert setting["watermark"]["margin_type"] == 1


def test_the_paid_functions(api: WeChatAPI) -> None:
    answer = api.batch_wedoc_vip_add(["zhangsan", "nobody"])
    assert (answer["succ_userid_list"], answer["fail_userid_list"]) == (["zhangsan"], ["nobody"])
    api.batch_wedoc_vip_add(["lisi"])
    assert list(api.iter_wedoc_vips(limit=1)) == ["zhangsan", "lisi"]
    api.batch_wedoc_vip_del(["zhangsan"])
    assert api.list_wedoc_vips()["userid_list"] == ["lisi"]


def test_an_image_and_a_file(api: WeChatAPI) -> None:
    docid = made(api, 3)
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x02\0\0\0\x03"
    answer = api.upload_wedoc_image(docid, png)
    assert (answer["width"], answer["height"], answer["size"]) == (2, 3, len(png))
    assert api.upload_wedoc_file(docid, "a.txt", b"text")["file_url"].startswith("https://")
    with refused(640022):
        api.upload_wedoc_image(docid, "not base64!")


def test_a_large_file_in_blocks(api: WeChatAPI) -> None:
    docid = made(api, 3)
    blocks = [b"a" * BLOCK, b"end"]
    whole = hashlib.sha1(b"".join(blocks)).hexdigest()
    size = BLOCK + 3
    key = api.upload_wedoc_file_init(docid, "big.bin", size, ["state", whole])["upload_key"]
    with refused(640048):
        api.upload_wedoc_file_finish(key)
    for index in (2, 1):
        api.upload_wedoc_file_part(key, index, blocks[index - 1])
    assert whole in api.upload_wedoc_file_finish(key)["file_url"]


def test_a_block_that_was_damaged_is_noticed(api: WeChatAPI) -> None:
    docid = made(api, 3)
    key = api.upload_wedoc_file_init(docid, "a.bin", 3, ["0" * 40])["upload_key"]
    with refused(640039):
        api.upload_wedoc_file_part(key, 1, b"too long")
    api.upload_wedoc_file_part(key, 1, b"abc")
    with refused(640039):
        api.upload_wedoc_file_finish(key)


# -- texts and sheets --------------------------------------------------------------------------


def texts(node: dict[str, Any]) -> str:
    return str(node.get("text", "")) + "".join(texts(child) for child in node["children"])


def test_a_text_is_changed_and_read(api: WeChatAPI) -> None:
    docid = made(api, 3)
    version = api.get_wedoc_document(docid)["version"]
    api.batch_wedoc_document_update(
        docid,
        [
            {"insert_text": {"text": "hello world", "location": {"index": 0}}},
            {"replace_text": {"text": "你好", "ranges": [{"start_index": 0, "length": 5}]}},
            {"delete_content": {"range": {"start_index": 2, "length": 1}}},
            {"insert_paragraph": {"location": {"index": 2}}},
            {
                "update_text_property": {
                    "text_property": {"bold": True},
                    "ranges": [{"start_index": 0, "length": 2}],
                }
            },
            {"insert_table": {"rows": 2, "cols": 2, "location": {"index": 8}}},
            {"insert_image": {"image_id": "https://x/1", "location": {"index": 0}}},
        ],
        version=version,
    )
    answer = api.get_wedoc_document(docid)
    assert answer["version"] == version + 1
    assert texts(answer["document"]) == "你好\nworld\n"
    [section] = answer["document"]["children"][0]["children"]
    assert [child["type"] for child in section["children"]] == [
        "Paragraph", "Paragraph", "Table", "Paragraph",
    ]  # fmt: skip
    drawing, bold, end = section["children"][0]["children"]
    assert drawing["type"] == "Drawing"
    assert bold["property"] == {"run_property": {"bold": True}}
    assert (bold["begin"], bold["end"], end["text"]) == (1, 3, "\n")


def test_a_batch_that_fails_changes_nothing(api: WeChatAPI) -> None:
    docid = made(api, 3)
    with refused(640027):
        api.batch_wedoc_document_update(
            docid,
            [
                {"insert_text": {"text": "x", "location": {"index": 0}}},
                {"insert_text": {"text": "x", "location": {"index": 99}}},
            ],
        )
    assert texts(api.get_wedoc_document(docid)["document"]) == "\n"
    with refused(640054):
        api.get_wedoc_document(made(api, 4))


def cell(text: str) -> dict[str, Any]:
    return {"cell_value": {"text": text}}


def test_cells_are_written_and_read(api: WeChatAPI) -> None:
    docid = made(api, 4)
    added = api.batch_wedoc_spreadsheet_update(
        docid, [{"add_sheet_request": {"title": "数据", "row_count": 3, "column_count": 2}}]
    )
    sheet = added["data"]["responses"][0]["add_sheet_response"]["properties"]
    grid = {"start_row": 1, "rows": [{"values": [cell("a"), cell("b")]}, {"values": [cell("c")]}]}
    answer = api.batch_wedoc_spreadsheet_update(
        docid,
        [
            {"update_range_request": {"sheet_id": sheet["sheet_id"], "grid_data": grid}},
            {
                "delete_dimension_request": {
                    "sheet_id": sheet["sheet_id"],
                    "dimension": "ROW",
                    "start_index": 1,
                    "end_index": 2,
                }
            },
        ],
    )
    assert answer["data"]["responses"][0]["update_range_response"] == {"updated_cells": 3}
    found = api.get_wedoc_spreadsheet_sheet_range_data(docid, sheet["sheet_id"], "A1:B2")
    rows = found["data"]["result"]["rows"]
    assert [[one["cell_value"].get("text") for one in row["values"]] for row in rows] == [
        ["a", "b"],
        ["c", None],
    ]
    properties = api.get_wedoc_spreadsheet_sheet_properties(docid)["properties"]
    assert {**sheet, "row_count": 2} in properties


def test_the_operations_before_a_failure_stay(api: WeChatAPI) -> None:
    docid = made(api, 4)
    with refused(640097):
        api.batch_wedoc_spreadsheet_update(
            docid,
            [
                {"add_sheet_request": {"title": "数据"}},
                {"delete_sheet_request": {"sheet_id": "nothing"}},
            ],
        )
    properties = api.get_wedoc_spreadsheet_sheet_properties(docid)["properties"]
    assert [one["title"] for one in properties] == ["工作表1", "数据"]
    with refused(640027):
        api.get_wedoc_spreadsheet_sheet_range_data(docid, properties[0]["sheet_id"], "B5:A1")


# -- forms -------------------------------------------------------------------------------------


def question(**changes: Any) -> dict[str, Any]:
    plain = {"question_id": 1, "title": "姓名", "pos": 1, "status": 1, "reply_type": 1}
    return {**plain, "must_reply": True, **changes}


def test_a_form_is_made_changed_and_read(api: WeChatAPI) -> None:
    info = {"form_title": "报名", "form_question": {"items": [question()]}}
    formid = api.create_wedoc_form(info)["formid"]
    api.modify_wedoc_form(1, formid, {"form_question": {"items": [question(title="部门")]}})
    old = {"form_setting": {"fill_out_auth": 0, "can_notify_submit": True}}
    api.modify_wedoc_form(2, formid, old)
    api.modify_wedoc_form(2, formid, {"form_setting": {"fill_out_auth": 0, "can_anonymous": True}})
    with refused(40058):
        api.modify_wedoc_form(2, formid, {"form_setting": {"can_anonymous": False}})
    found = api.get_wedoc_form_info(formid)["form_info"]
    assert found["form_title"] == "报名"
    assert found["form_question"]["items"][0]["title"] == "部门"
    assert found["form_setting"] == {"fill_out_auth": 0, "can_anonymous": True}  # replaced whole
    api.wedoc_rename_doc("活动", formid=formid)
    assert api.get_wedoc_form_info(formid)["form_info"]["form_title"] == "活动"
    api.delete_wedoc_doc(formid=formid)
    with refused(301085):
        api.get_wedoc_form_info(formid)


def test_the_answers_of_a_form(api: WeChatAPI, sim: Simulator) -> None:
    chosen = {"fill_out_auth": 1, "fill_in_range": {"userids": ["zhangsan", "lisi"]}}
    info = {
        "form_title": "报名",
        "form_question": {"items": [question()]},
        "form_setting": chosen,
    }
    formid = api.create_wedoc_form(info)["formid"]
    [repeated_id] = api.get_wedoc_form_info(formid)["form_info"]["repeated_id"]
    items = [{"question_id": 1, "text_reply": "张三"}]
    answer = perform(
        sim.world, {"act": "answer_form", "formid": formid, "userid": "zhangsan", "items": items}
    )
    assert answer["repeated_id"] == repeated_id
    counts = api.get_wedoc_form_statistic(repeated_id, 1)
    assert (counts["fill_cnt"], counts["unfill_user_cnt"]) == (1, 1)
    now = sim.world.now()
    filled = api.get_wedoc_form_statistic(repeated_id, 2, start_time=now, end_time=now)
    assert [one["userid"] for one in filled["submit_users"]] == ["zhangsan"]
    missing = api.get_wedoc_form_statistic(repeated_id, 3)
    assert [one["userid"] for one in missing["unfill_users"]] == ["lisi"]
    found = api.get_wedoc_form_answer(repeated_id, answer_ids=[answer["answer_id"]])
    assert found["answer"]["answer_list"][0]["reply"] == {"items": items}


# -- smart sheets ------------------------------------------------------------------------------


class SmartSheet:
    """A smart sheet with a sheet of two fields."""

    def __init__(self, api: WeChatAPI) -> None:
        self.docid = made(api, 10)
        added = api.add_wedoc_smartsheet_sheet(self.docid, properties={"title": "订单", "index": 0})
        self.sheet_id = added["properties"]["sheet_id"]
        fields = api.add_wedoc_smartsheet_fields(self.docid, self.sheet_id, [TEXT, NUMBER])
        self.title, self.number = (one["field_id"] for one in fields["fields"])

    @property
    def at(self) -> tuple[str, str]:
        return self.docid, self.sheet_id


@pytest.fixture
def sheet(api: WeChatAPI) -> SmartSheet:
    return SmartSheet(api)


def row(text: str, number: float) -> Any:
    return {"values": {"标题": [{"type": "text", "text": text}], "数量": number}}


def titles(records: list[dict[str, Any]]) -> list[str]:
    return [one["values"]["标题"][0]["text"] for one in records]


def test_sheets(api: WeChatAPI, sheet: SmartSheet) -> None:
    api.update_wedoc_smartsheet_sheet(sheet.docid, {"sheet_id": sheet.sheet_id, "title": "新订单"})
    found = api.get_wedoc_smartsheet_sheet(sheet.docid)["sheet_list"]
    assert [one["title"] for one in found] == ["新订单", "智能表1"]
    one = api.get_wedoc_smartsheet_sheet(sheet.docid, sheet_id=sheet.sheet_id)["sheet_list"]
    assert one == found[:1]
    api.delete_wedoc_smartsheet_sheet(*sheet.at)
    assert api.get_wedoc_smartsheet_sheet(sheet.docid)["sheet_list"] == found[1:]
    with refused(640097):
        api.get_wedoc_smartsheet_fields(*sheet.at)


def test_fields(api: WeChatAPI, sheet: SmartSheet) -> None:
    options = {"options": [{"text": "是"}, {"text": "否"}]}
    choice: Any = {
        "field_title": "选择",
        "field_type": "FIELD_TYPE_SELECT",
        "property_select": options,
    }
    [added] = api.add_wedoc_smartsheet_fields(*sheet.at, [choice])["fields"]
    assert all(one["id"] for one in added["property_select"]["options"])
    changed: Any = {"field_id": sheet.title, "field_title": "名称", "field_type": "FIELD_TYPE_TEXT"}
    api.update_wedoc_smartsheet_fields(*sheet.at, [changed])
    with refused(2022030):
        api.update_wedoc_smartsheet_fields(*sheet.at, [changed])  # that is its title already
    found = api.get_wedoc_smartsheet_fields(*sheet.at, limit=2)
    assert found["total"] == 3
    assert [one["field_title"] for one in found["fields"]] == ["名称", "数量"]
    assert api.get_wedoc_smartsheet_fields(*sheet.at, field_titles=["选择"])["fields"] == [added]
    api.delete_wedoc_smartsheet_fields(*sheet.at, [added["field_id"]])
    assert api.get_wedoc_smartsheet_fields(*sheet.at)["total"] == 2


@pytest.mark.parametrize(
    ("field", "errcode"),
    [
        (TEXT, 2022030),
        ({"field_title": "", "field_type": "FIELD_TYPE_TEXT"}, 2022030),
        ({"field_title": "新", "field_type": "FIELD_TYPE_POEM"}, 2022010),
    ],
)
def test_a_field_that_cannot_be_added(
    api: WeChatAPI, sheet: SmartSheet, field: Any, errcode: int
) -> None:
    with refused(errcode):
        api.add_wedoc_smartsheet_fields(*sheet.at, [field])


def test_the_kind_of_a_field_stays(api: WeChatAPI, sheet: SmartSheet) -> None:
    with refused(2022010):
        api.update_wedoc_smartsheet_fields(
            *sheet.at, [{"field_id": sheet.title, "field_type": "FIELD_TYPE_NUMBER"}]
        )
    with refused(2022010):
        untyped: Any = {"field_id": sheet.title, "field_title": "新"}
        api.update_wedoc_smartsheet_fields(*sheet.at, [untyped])


def test_records(api: WeChatAPI, sheet: SmartSheet) -> None:
    added = api.add_wedoc_smartsheet_records(*sheet.at, [row("甲", 1), row("乙", 2), row("丙", 3)])
    first, second, third = (one["record_id"] for one in added["records"])
    api.update_wedoc_smartsheet_records(*sheet.at, [{"record_id": second, "values": {"数量": 20}}])
    api.delete_wedoc_smartsheet_records(*sheet.at, [third])
    found = api.get_wedoc_smartsheet_records(*sheet.at)
    assert [one["record_id"] for one in found["records"]] == [first, second]
    assert found["records"][1]["values"] == {**row("乙", 20)["values"]}
    assert (found["total"], found["has_more"]) == (2, False)
    by_id = api.get_wedoc_smartsheet_records(
        *sheet.at, key_type=BY_ID, field_ids=[sheet.number], record_ids=[first]
    )
    assert by_id["records"][0]["values"] == {sheet.number: 1}
    with refused(2022003):
        api.delete_wedoc_smartsheet_records(*sheet.at, [third])


def test_records_in_pages_and_in_order(api: WeChatAPI, sheet: SmartSheet) -> None:
    api.add_wedoc_smartsheet_records(*sheet.at, [row(str(n), n) for n in (2, 3, 1)])
    assert titles(list(api.iter_wedoc_smartsheet_records(*sheet.at, limit=2))) == ["2", "3", "1"]
    order: Any = [{"field_title": "数量", "desc": True}]
    found = api.get_wedoc_smartsheet_records(*sheet.at, sort=order)
    assert titles(found["records"]) == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("operator", "value", "wanted"),
    [
        ("OPERATOR_IS_GREATER", {"number_value": {"value": 1}}, ["梨子", "桃子"]),
        ("OPERATOR_IS", {"number_value": {"value": 2}}, ["梨子"]),
        ("OPERATOR_IS_NOT_EMPTY", {}, ["苹果", "梨子", "桃子"]),
    ],
)
def test_numbers_are_filtered(
    api: WeChatAPI, sheet: SmartSheet, operator: str, value: dict[str, Any], wanted: list[str]
) -> None:
    rows = [row("苹果", 1), row("梨子", 2), row("桃子", 3)]
    api.add_wedoc_smartsheet_records(*sheet.at, rows)
    condition = {"field_id": sheet.number, "operator": operator, **value}
    spec: Any = {"conjunction": "CONJUNCTION_AND", "conditions": [condition]}
    found = api.get_wedoc_smartsheet_records(*sheet.at, filter_spec=spec)
    assert titles(found["records"]) == wanted


def test_texts_and_either_condition(api: WeChatAPI, sheet: SmartSheet) -> None:
    api.add_wedoc_smartsheet_records(*sheet.at, [row("苹果", 1), row("梨子", 2), row("桃子", 3)])
    conditions = [
        {
            "field_id": sheet.title,
            "operator": "OPERATOR_CONTAINS",
            "string_value": {"value": ["果"]},
        },
        {"field_id": sheet.title, "operator": "OPERATOR_IS", "string_value": {"value": ["桃子"]}},
    ]
    spec: Any = {"conjunction": "CONJUNCTION_OR", "conditions": conditions}
    found = api.get_wedoc_smartsheet_records(*sheet.at, filter_spec=spec)
    assert titles(found["records"]) == ["苹果", "桃子"]


@pytest.mark.parametrize(
    ("kind", "days", "inside"),
    [
        ("TODAY", 0, True), ("TODAY", 1, False), ("YESTERDAY", -1, True), ("TOMORROW", 1, True),
        ("THE_PAST_7_DAYS", -7, True), ("THE_PAST_7_DAYS", -8, False),
        ("THE_NEXT_30_DAYS", 30, True), ("CURRENT_MONTH", 0, True), ("LAST_MONTH", 0, False),
        ("CURRENT_WEEK", 0, True), ("LAST_WEEK", -7, True), ("LAST_WEEK", 0, False),
    ],
)  # fmt: skip
def test_dates_are_filtered_by_the_worlds_clock(
    api: WeChatAPI, sim: Simulator, sheet: SmartSheet, kind: str, days: int, inside: bool
) -> None:
    date: Any = {"field_title": "日期", "field_type": "FIELD_TYPE_DATE_TIME"}
    [field] = api.add_wedoc_smartsheet_fields(*sheet.at, [date])["fields"]
    moment = str((sim.world.now() + days * 86_400) * 1000)
    api.add_wedoc_smartsheet_records(*sheet.at, [{"values": {"日期": moment}}])
    condition: Any = {
        "field_id": field["field_id"],
        "operator": "OPERATOR_IS",
        "date_time_value": {"type": f"DATE_TIME_TYPE_{kind}"},
    }
    found = api.get_wedoc_smartsheet_records(
        *sheet.at, filter_spec={"conjunction": "CONJUNCTION_AND", "conditions": [condition]}
    )
    assert found["total"] == inside


def test_a_new_text_becomes_an_option(api: WeChatAPI, sheet: SmartSheet) -> None:
    choice: Any = {"field_title": "选择", "field_type": "FIELD_TYPE_SINGLE_SELECT"}
    api.add_wedoc_smartsheet_fields(*sheet.at, [choice])
    for _ in range(2):
        api.add_wedoc_smartsheet_records(*sheet.at, [{"values": {"选择": [{"text": "是"}]}}])
    records = api.get_wedoc_smartsheet_records(*sheet.at)["records"]
    first, second = (one["values"]["选择"] for one in records)
    assert first == second
    [field] = api.get_wedoc_smartsheet_fields(*sheet.at, field_titles=["选择"])["fields"]
    assert field["property_single_select"]["options"] == first


def test_values_that_wecom_makes_itself(api: WeChatAPI, sheet: SmartSheet) -> None:
    number: Any = {"field_title": "编号", "field_type": "FIELD_TYPE_AUTONUMBER"}
    api.add_wedoc_smartsheet_fields(*sheet.at, [number])
    api.add_wedoc_smartsheet_records(*sheet.at, [row("甲", 1), row("乙", 2)])
    records = api.get_wedoc_smartsheet_records(*sheet.at)["records"]
    assert [one["values"]["编号"][0]["text"] for one in records] == ["1", "2"]
    with refused(640101):
        api.add_wedoc_smartsheet_records(*sheet.at, [{"values": {"编号": "3"}}])


def test_rows_through_a_webhook(api: WeChatAPI, sim: Simulator, sheet: SmartSheet) -> None:
    doc = sim.world.families["documents"]["by_id"][sheet.docid]
    key = doc["sheets"][0]["webhook_key"]
    added = api.send_wedoc_smartsheet_webhook(
        key, add_records=[{"values": {sheet.title: "来自外部"}}]
    )
    [record] = added["add_records"]
    change: Any = {"record_id": record["record_id"], "values": {sheet.number: 7}}
    api.send_wedoc_smartsheet_webhook(key, update_records=[change])
    [found] = api.get_wedoc_smartsheet_records(*sheet.at)["records"]
    assert found["values"] == row("来自外部", 7)["values"]
    with refused(93000):
        api.send_wedoc_smartsheet_webhook("nothing", add_records=[change])


def test_short_forms_of_a_webhook(api: WeChatAPI, sim: Simulator, sheet: SmartSheet) -> None:
    doc = sim.world.families["documents"]["by_id"][sheet.docid]
    key = doc["sheets"][0]["webhook_key"]
    kinds = ("DATE_TIME", "USER", "IMAGE", "REFERENCE", "ATTACHMENT")
    new: Any = [{"field_title": one, "field_type": f"FIELD_TYPE_{one}"} for one in kinds]
    fields = api.add_wedoc_smartsheet_fields(*sheet.at, new)["fields"]
    ids = dict(zip(kinds, (one["field_id"] for one in fields), strict=True))
    name = sim.world.members["lisi"]["name"]
    values = {
        ids["DATE_TIME"]: "2024-06-01 12:00:00",
        ids["USER"]: [name, {"user_id": "wulan"}],
        ids["IMAGE"]: [{"title": "图", "image_base64": "QQ=="}],
        ids["REFERENCE"]: ["r1", {"record_id": "r2"}],
    }
    [record] = api.send_wedoc_smartsheet_webhook(key, add_records=[{"values": values}])[
        "add_records"
    ]
    assert record["values"][ids["REFERENCE"]] == [{"record_id": "r1"}, {"record_id": "r2"}]
    [found] = api.get_wedoc_smartsheet_records(*sheet.at)["records"]
    shown = found["values"]
    assert shown["DATE_TIME"] == "1717214400000"  # noon in China
    assert shown["USER"] == [{"user_id": "lisi"}, {"user_id": "wulan"}]
    assert (shown["IMAGE"][0]["title"], shown["REFERENCE"]) == ("图", ["r1", "r2"])
    for kind, value, errcode in (
        ("DATE_TIME", "yesterday", 2022034),
        ("USER", ["nobody"], 640027),
        ("IMAGE", [{"title": "图"}], 2022014),
        ("ATTACHMENT", [], 640027),
    ):
        with refused(errcode):
            api.send_wedoc_smartsheet_webhook(key, add_records=[{"values": {ids[kind]: value}}])


def test_a_name_is_cut_by_its_width(api: WeChatAPI) -> None:
    docid = made(api, 3)
    api.wedoc_rename_doc("长" * 200, docid=docid)
    assert api.get_wedoc_doc_base_info(docid)["doc_base_info"]["doc_name"] == "长" * 127


def test_views(api: WeChatAPI, sheet: SmartSheet) -> None:
    made_view = api.add_wedoc_smartsheet_view(*sheet.at, "看板", "VIEW_TYPE_KANBAN")["view"]
    hidden: Any = {"field_visibility": {sheet.number: False}}
    api.update_wedoc_smartsheet_view(
        *sheet.at, made_view["view_id"], view_title="大看板", property=hidden
    )
    [found] = api.get_wedoc_smartsheet_views(*sheet.at)["views"]
    assert found == {**made_view, "view_title": "大看板", "property": hidden}
    api.delete_wedoc_smartsheet_views(*sheet.at, [made_view["view_id"]])
    assert api.get_wedoc_smartsheet_views(*sheet.at)["total"] == 0
    dates: Any = {"start_date_field_id": sheet.title, "end_date_field_id": sheet.title}
    with refused(2022032):
        api.add_wedoc_smartsheet_view(*sheet.at, "甘特", "VIEW_TYPE_GANTT", property_gantt=dates)


def test_groups_of_fields(api: WeChatAPI, sheet: SmartSheet) -> None:
    child: Any = [{"field_id": sheet.title}]
    group = api.add_wedoc_smartsheet_field_group(*sheet.at, "基本", children=child)["field_group"]
    with refused(2022031):
        api.add_wedoc_smartsheet_field_group(*sheet.at, "另一组", children=child)
    api.update_wedoc_smartsheet_field_group(
        *sheet.at, group["field_group_id"], name="信息", children=[{"field_id": sheet.number}]
    )
    [found] = api.get_wedoc_smartsheet_field_groups(*sheet.at)["field_groups"]
    assert (found["name"], found["children"]) == ("信息", [{"field_id": sheet.number}])
    api.delete_wedoc_smartsheet_field_groups(*sheet.at, [group["field_group_id"]])
    assert api.get_wedoc_smartsheet_field_groups(*sheet.at)["field_groups"] == []


def test_group_chats_of_automations(api: WeChatAPI, sim: Simulator, sheet: SmartSheet) -> None:
    made_chat = {"docid": sheet.docid, "name": "订单群", "owner": "zhangsan", "users": ["lisi"]}
    chat_id = perform(sim.world, {"act": "sheet_chat", **made_chat})["chat_id"]
    assert list(api.iter_wedoc_smartsheet_groupchats(sheet.docid)) == [chat_id]
    api.update_wedoc_smartsheet_groupchat(
        sheet.docid, chat_id, owner="lisi", add_user_list=["wulan"], del_user_list=["zhangsan"]
    )
    found = api.get_wedoc_smartsheet_groupchat(sheet.docid, chat_id)
    assert (found["name"], found["owner"]) == ("订单群", "lisi")
    assert found["user_list"] == ["lisi", "wulan"]


def test_privileges(api: WeChatAPI, sheet: SmartSheet) -> None:
    docid = sheet.docid
    rule_id = api.add_wedoc_smartsheet_privilege_rule(docid, "销售")["rule_id"]
    with refused(640061):
        api.add_wedoc_smartsheet_privilege_rule(docid, "销售")
    entry: Any = {
        "sheet_id": sheet.sheet_id,
        "priv": 2,
        "can_insert_record": True,
        "record_priv": {"record_range_type": 1, "other_priv": 1},
    }
    api.update_wedoc_smartsheet_privileges(docid, 2, rule_id=rule_id, priv_list=[entry])
    [found] = api.get_wedoc_smartsheet_privileges(docid, 2, rule_id_list=[rule_id])["rule_list"]
    assert (found["name"], found["priv_list"]) == ("销售", [entry])
    cleared: Any = {"sheet_id": sheet.sheet_id, "priv": 1, "clear": True}
    api.update_wedoc_smartsheet_privileges(docid, 2, rule_id=rule_id, priv_list=[cleared])
    [found] = api.get_wedoc_smartsheet_privileges(docid, 2)["rule_list"]
    assert found["priv_list"] == []
    api.update_wedoc_smartsheet_privileges(docid, 1, priv_list=[entry])
    [everybody] = api.get_wedoc_smartsheet_privileges(docid, 1)["rule_list"]
    assert everybody["priv_list"] == [entry]
    api.delete_wedoc_smartsheet_privilege_rules(docid, [rule_id])
    assert api.get_wedoc_smartsheet_privileges(docid, 2)["rule_list"] == []


def test_the_members_of_a_rule(api: WeChatAPI, sheet: SmartSheet) -> None:
    rule_id = api.add_wedoc_smartsheet_privilege_rule(sheet.docid, "销售")["rule_id"]
    members: Any = {"userid_list": ["zhangsan"]}
    with refused(640067):
        api.update_wedoc_smartsheet_privilege_rule_members(
            sheet.docid, rule_id, del_member_range=members
        )
    api.update_wedoc_smartsheet_privilege_rule_members(
        sheet.docid, rule_id, add_member_range=members
    )
    # no call returns the members: that they can be removed shows that they are there
    api.update_wedoc_smartsheet_privilege_rule_members(
        sheet.docid, rule_id, del_member_range=members
    )


# -- smart documents ---------------------------------------------------------------------------


def test_pages(api: WeChatAPI) -> None:
    docid = made(api, 11)
    [first] = api.get_wedoc_smartdoc_pages(docid)["pages"]
    page = api.add_wedoc_smartdoc_page(
        docid, {"title": "章", "after_id": first["page_id"], "layout_mode": 3}
    )["info"]
    assert page["layout_mode"] == 3
    below = api.add_wedoc_smartdoc_page(
        docid, {"title": "节", "parent_id": page["page_id"], "after_id": page["page_id"]}
    )["info"]
    api.update_wedoc_smartdoc_page(docid, {"page_id": below["page_id"], "title": "小节"})
    found = api.get_wedoc_smartdoc_pages(docid)["pages"]
    assert [(one["title"], one["parent_id"]) for one in found[1:]] == [
        ("章", ""),
        ("小节", page["page_id"]),
    ]
    with refused(640027):
        api.update_wedoc_smartdoc_page(
            docid, {"page_id": page["page_id"], "parent_id": below["page_id"]}
        )
    api.delete_wedoc_smartdoc_page(docid, page["page_id"])
    assert api.get_wedoc_smartdoc_pages(docid)["pages"] == [first]


def test_blocks(api: WeChatAPI) -> None:
    docid = made(api, 11)
    page_id = api.get_wedoc_smartdoc_pages(docid)["pages"][0]["page_id"]
    todo = {"type": "BLOCK_TYPE_TODO", "title": "买菜", "props": {"todo_props": {"checked": True}}}
    [heading] = api.add_wedoc_smartdoc_blocks(
        docid, page_id, [{"type": "BLOCK_TYPE_HEADER_1", "title": "清单"}]
    )["blocks"]
    [item] = api.add_wedoc_smartdoc_blocks(docid, page_id, [{**todo, "after_id": heading["id"]}])[
        "blocks"
    ]
    [below] = api.add_wedoc_smartdoc_blocks(
        docid,
        page_id,
        [{"type": "BLOCK_TYPE_TEXT", "title": "菜", "parent_id": item["id"]}],
    )["blocks"]
    api.update_wedoc_smartdoc_blocks(docid, page_id, [{"id": below["id"], "title": "青菜"}])
    found = list(api.iter_wedoc_smartdoc_blocks(docid, page_id, limit=2))
    assert [one["title"] for one in found] == ["清单", "买菜", "青菜"]
    assert found[1]["children"] == [below["id"]]
    assert api.get_wedoc_smartdoc_blocks(docid, page_id, limit=2)["has_more"] == "true"
    api.delete_wedoc_smartdoc_blocks(docid, page_id, [item["id"]])
    left = api.get_wedoc_smartdoc_blocks(docid, page_id)
    assert [one["id"] for one in left["blocks"]] == [heading["id"]]
    with refused(640027):
        api.add_wedoc_smartdoc_blocks(docid, page_id, [{"type": "BLOCK_TYPE_POEM"}])


def test_an_export_takes_its_time(api: WeChatAPI, sim: Simulator) -> None:
    docid = made(api, 11)
    page_id = api.get_wedoc_smartdoc_pages(docid)["pages"][0]["page_id"]
    api.update_wedoc_smartdoc_page(docid, {"page_id": page_id, "title": "标题"})
    blocks = [{"type": "BLOCK_TYPE_BULLETED_LIST", "title": "一"}]
    api.add_wedoc_smartdoc_blocks(docid, page_id, blocks)
    task_id = api.export_wedoc_smartdoc(docid)["task_id"]
    assert api.get_wedoc_smartdoc_export_result(task_id)["task_done"] is False
    sim.advance(2)
    result = api.get_wedoc_smartdoc_export_result(task_id)
    assert (result["task_done"], result["content"]) == (True, "# 标题\n\n- 一")


def test_publishing(api: WeChatAPI, sim: Simulator) -> None:
    docid = made(api, 11, "手册")
    with refused(640027):
        api.set_wedoc_smartdoc_publish_range(docid, publish_range=3)
    first = api.publish_wedoc_smartdoc(docid)
    again = api.publish_wedoc_smartdoc(docid)
    assert (first["version"], again["version"]) == (1, 2)
    assert first["publish_url"] == again["publish_url"]
    people: Any = [{"type": 1, "userid": "zhangsan"}]
    api.set_wedoc_smartdoc_publish_range(docid, publish_range=4, auth_list=people)
    published = sim.world.families["documents"]["by_id"][docid]["published"]
    assert (published["publish_range"], published["auth_list"]) == (4, people)
    api.cancel_publish_wedoc_smartdoc(docid)
    with refused(640027):
        api.set_wedoc_smartdoc_publish_range(docid, publish_range=3)
    with refused(640012):
        api.publish_wedoc_smartdoc(
            docid, publish_range=4, auth_list=[{"type": 1, "userid": "nobody"}]
        )
    with refused(640054):
        api.publish_wedoc_smartdoc(made(api, 3))


def test_tables_of_a_smart_document(api: WeChatAPI) -> None:
    docid = made(api, 11)
    table = api.add_wedoc_smartdoc_smartsheet(docid, {"title": "任务"})["info"]
    bound = api.get_wedoc_smartdoc_smartsheet_info(docid)["ss_docid"]
    assert table["ss_docid"] == bound
    api.update_wedoc_smartdoc_smartsheet(docid, {"block_id": table["block_id"], "title": "待办"})
    [sheet] = api.get_wedoc_smartsheet_sheet(bound)["sheet_list"]
    assert (sheet["sheet_id"], sheet["title"]) == (table["sheet_id"], "待办")
    value: Any = {"values": {"文本": [{"type": "text", "text": "一"}]}}
    api.add_wedoc_smartsheet_records(bound, table["sheet_id"], [value])
    assert api.get_wedoc_smartsheet_records(bound, table["sheet_id"])["total"] == 1
    api.delete_wedoc_smartdoc_smartsheet(docid, table["block_id"])
    assert len(api.get_wedoc_smartsheet_sheet(bound)["sheet_list"]) == 1
    with refused(640027):
        api.delete_wedoc_smartdoc_smartsheet(docid, table["block_id"])


def test_documents_survive_being_saved(api: WeChatAPI, sim: Simulator) -> None:
    docid = made(api, 10)
    copy = type(sim.world)(sim.world.to_dict())
    assert copy.families["documents"]["by_id"][docid]["doc_name"] == "周报"
