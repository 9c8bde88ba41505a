"""Messages: every documented field readable by attribute with its type, everything else kept."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp import BadMessage, KfMessage, Message, RobotMessage
from flask_wechat_corp.callback.fields import snake_case

CATALOGUE = json.loads((Path(__file__).parents[2] / "data" / "callbacks.json").read_text("utf-8"))
#: The catalogue gives these as text inside location_select; the surface promises numbers.
NUMBERS = {"Location_X": float, "Location_Y": float, "Scale": int}
TAKEN = {"id", "items", "type"}


def sample(field: dict[str, Any]) -> Any:
    """Return a value to send for a catalogued field."""
    kind = field["type"]
    if kind.startswith("list"):
        inner = {**field, "type": kind.removeprefix("list[").removesuffix("]")}
        return [sample(inner)]
    if kind == "object":
        return {one["name"]: sample(one) for one in field.get("fields", [])} or {"Any": "x"}
    if field["name"] in NUMBERS or kind in ("int", "float"):
        return "7" if kind == "int" or field["name"] == "Scale" else "7.5"
    return "true" if kind == "bool" else "wörter 字"


def check(part: Any, field: dict[str, Any], trail: str) -> None:
    """Read a field by attribute and compare its Python type with the catalogue's."""
    attribute = snake_case(field["name"])
    value = getattr(part, attribute + "_" if attribute in TAKEN else attribute)
    kind = field["type"]
    if kind.startswith("list"):
        assert isinstance(value, list), trail
        assert len(value) == 1, trail
        kind, value = kind.removeprefix("list[").removesuffix("]"), value[0]
    if kind == "object":
        for inner in field.get("fields", []):
            check(value, inner, f"{trail}.{inner['name']}")
        return
    expected = NUMBERS.get(field["name"]) or {
        "int": int, "float": float, "str": str, "bool": bool,
    }[kind]  # fmt: skip
    assert type(value) is expected, trail


CASES = [(m["msg_type"], {"MsgType": m["msg_type"]}, m) for m in CATALOGUE["message_types"]] + [
    (
        f"{e['key']}:{e['event']}:{e.get('change_type', '')}",
        {
            e["key"]: e["event"],
            **({"MsgType": "event"} if e["key"] == "Event" else {}),
            **({"ChangeType": e["change_type"]} if e.get("change_type") else {}),
        },
        e,
    )
    for e in CATALOGUE["events"]
]


@pytest.mark.parametrize(("head", "row"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_every_documented_field_has_its_type(head: dict[str, str], row: dict[str, Any]) -> None:
    fields = [*CATALOGUE["common_fields"], *row["fields"]]
    fields = [field for field in fields if field["name"] not in head]
    values = {field["name"]: sample(field) for field in fields}
    message = Message.from_dict({**values, **head})
    for field in fields:
        check(message, field, field["name"])
        assert field["name"] in message


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE["message_types"]) == 10
    assert len(CATALOGUE["events"]) == 237


def test_items_are_as_they_came_and_missing_ones_raise() -> None:
    message = Message.from_dict({"MsgType": "text", "Content": "  two  spaces ", "MsgId": 5})
    assert message["Content"] == "  two  spaces "
    assert message["MsgId"] == "5"
    assert message.id == 5
    assert dict(message) == {"MsgType": "text", "Content": "  two  spaces ", "MsgId": "5"}
    with pytest.raises(KeyError):
        message["EventKey"]


def test_known_but_missing_is_none_and_unknown_raises() -> None:
    message = Message.from_dict({"MsgType": "text"})
    assert message.event_key is None
    assert message.location_x is None
    assert message.id is None
    with pytest.raises(AttributeError, match="no field 'contnet'"):
        _ = message.contnet


def test_read_only() -> None:
    message = Message.from_dict({"MsgType": "text"})
    with pytest.raises(TypeError):
        message["Content"] = "x"
    with pytest.raises(AttributeError):
        message.content = "x"  # type: ignore[attr-defined]  # the mistake that is tested


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15", 15),
        ("15.0", 15),
        ("-3", -3),
        (" 7 ", 7),
        ("", None),
        ("x", None),
        ("1_000", None),
        ("١٢", None),
        ("9" * 400, None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    message = Message.from_dict({"MsgType": "location", "Scale": text})
    assert message.scale == number
    assert message["Scale"] == text


@pytest.mark.parametrize(
    ("text", "number"), [("23.5", 23.5), ("-.5", -0.5), ("nan", None), ("1e999", None), ("", None)]
)
def test_decimals(text: str, number: float | None) -> None:
    assert Message.from_dict({"MsgType": "location", "Location_X": text}).location_x == number


def test_nested_fields_are_typed_too() -> None:
    message = Message.from_dict(
        {
            "MsgType": "event",
            "Event": "location_select",
            "SendLocationInfo": {"Location_X": "23.1", "Scale": "16", "Label": "深圳"},
        }
    )
    info = message.send_location_info
    assert (info.location_x, info.scale, info.label, info.poiname) == (23.1, 16, "深圳", None)
    assert message["SendLocationInfo"] == {"Location_X": "23.1", "Scale": "16", "Label": "深圳"}


def test_repeated_elements_are_lists_also_with_one_entry() -> None:
    one = Message.from_xml(
        "<xml><MsgType>event</MsgType><Event>pic_weixin</Event><SendPicsInfo><Count>1</Count>"
        "<PicList><item><PicMd5Sum>a</PicMd5Sum></item></PicList></SendPicsInfo></xml>"
    )
    assert [item.pic_md5_sum for item in one.send_pics_info.pic_list.item] == ["a"]
    assert one["SendPicsInfo"]["PicList"]["item"] == [{"PicMd5Sum": "a"}]
    unknown = Message.from_xml("<xml><New>1</New><New>2</New></xml>")
    assert unknown["New"] == ["1", "2"]
    assert unknown.new == ["1", "2"]


def test_both_spellings_of_option_ids() -> None:
    for outer, inner in (("OptionIds", "OptionId"), ("OpitonIds", "OpitonId")):
        message = Message.from_dict(
            {
                "MsgType": "event",
                "Event": "template_card_event",
                "SelectedItems": {"SelectedItem": {"QuestionKey": "q", outer: {inner: "1"}}},
            }
        )
        (selected,) = message.selected_items.selected_item
        assert selected.option_ids.option_id == ["1"]


def test_an_empty_object_reads_as_empty() -> None:
    message = Message.from_dict({"MsgType": "event", "Event": "x", "SelectedItems": ""})
    assert message.selected_items.selected_item is None


def test_unknown_types_and_fields_are_kept() -> None:
    message = Message.from_dict({"MsgType": "hologram", "BrandNewID": "1", "Deep": {"er": "2"}})
    assert message.type == "hologram"
    assert message.brand_new_id == "1"
    assert message.deep.er == "2"
    assert "BrandNewID" in message.xml


def test_suite_notices_have_an_event_name_but_no_type() -> None:
    notice = Message.from_dict({"InfoType": "suite_ticket", "SuiteTicket": "t"})
    assert notice.type is None
    assert notice.event_name == "suite_ticket"
    assert notice.suite_ticket == "t"


def test_names_that_python_took_have_an_underscore() -> None:
    message = Message.from_dict(
        {"MsgType": "event", "Event": "change_contact", "ChangeType": "create_party", "Id": "9"}
    )
    assert message.id is None
    assert message.id_ == 9


def test_repr_shows_types_only() -> None:
    message = Message.from_dict({"MsgType": "text", "Content": "secret words"})
    assert repr(message) == "<TextMessage text>"
    event = Message.from_dict({"MsgType": "event", "Event": "CLICK", "EventKey": "k"})
    assert repr(event) == "<ClickEvent event click>"


@pytest.mark.parametrize("xml", ["", "hello", "<xml>", "<xml/>", "<xml>text only</xml>"])
def test_not_a_message(xml: str) -> None:
    with pytest.raises(BadMessage):
        Message.from_xml(xml)


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))]
)
def test_a_message_can_be_copied_and_pickled(again: Any) -> None:
    message = Message.from_dict({"MsgType": "event", "Event": "click", "EventKey": "K"})
    same = again(message)
    assert same == message
    assert (same.xml, same.event_key, repr(same)) == (message.xml, "K", repr(message))


def test_a_message_is_a_mapping_like_any_other() -> None:
    fields = {"MsgType": "text", "Content": "hi"}
    message = Message.from_dict(fields)
    assert len(message) == 2
    assert message == fields
    assert message == Message.from_dict(fields)
    assert message != {"MsgType": "text"}
    assert message != "text"
    with pytest.raises(AttributeError):
        _ = message._anything


@pytest.mark.parametrize(
    ("name", "sender"),
    [("zhangsan", "zhangsan"), ("sys", ""), (" sys ", ""), ("", ""), (None, ""), ([], "")],
)
def test_the_sender_is_read_alike_in_messages_of_all_kinds(name: Any, sender: str) -> None:
    fields = {} if name is None else {"FromUserName": name}
    assert Message({"MsgType": "text", **fields}).sender == sender
    robot = RobotMessage.from_dict({"msgtype": "text", "from": {"userid": name}})
    customer = KfMessage.from_dict({"msgtype": "event", "event": {"external_userid": name}})
    assert (robot.sender, customer.sender) == (sender, sender)


def test_a_message_is_a_mapping_and_costs_other_mappings_nothing() -> None:
    message = Message.from_dict({"MsgType": "text", "Content": "你好"})
    assert isinstance(message, Mapping)
    assert dict(message) == {**message} == dict(message.items())
    assert list(message) == list(message.keys())
    assert list(message.values()) == ["text", "你好"]
    match message:
        case {"Content": content}:
            assert content == "你好"
        case _:
            pytest.fail("it does not match a mapping")
    # A class below Mapping would be asked at the first isinstance(value, Mapping) of each type.
    assert type(type(message)) is type
