"""Typed messages: the class that fits, its fields, and what else they hold to."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import BadMessage, Message, WeChatCorp, messages
from flask_wechat_corp.callback.fields import Field, squash
from flask_wechat_corp.callback.message import Part, fields_of, message_classes
from flask_wechat_corp.messages import (
    ChangeContactEvent,
    ClickEvent,
    CreateDepartmentEvent,
    CreateUserEvent,
    EventMessage,
    FileMessage,
    LocationEvent,
    LocationMessage,
    MixedMessage,
    PicWeixinEvent,
    SuiteTicketEvent,
    TemplateCardEvent,
    TextMessage,
    TypedMessage,
    UpdateUserEvent,
)
from flask_wechat_corp.testing import CallbackClient

CATALOGUE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "callbacks.json").read_text("utf-8")
)
COMMON = {field.name for field in fields_of(Message).values()} | {
    "MsgId", "MsgType", "Event", "InfoType", "SuiteId", "AuthCorpId", "ServiceCorpId", "TimeStamp",
    "ChangeType",
}  # fmt: skip
#: Old names that the package knows although no page lists them.
UNLISTED = {"IsLeader", "EnglishName", "OpenUserID", "Recognition"}


def event(name: str, **fields: object) -> dict[str, object]:
    return {"MsgType": "event", "Event": name, **fields}


def of_row(row: dict[str, Any]) -> dict[str, object]:
    """Return the fields that say what kind of message a row of the catalogue is."""
    if "msg_type" in row:
        return {"MsgType": row["msg_type"]}
    head: dict[str, object] = {row["key"]: row["event"]}
    if row["key"] == "Event":
        head["MsgType"] = "event"
    return head | ({"ChangeType": row["change_type"]} if row.get("change_type") else {})


ROWS = [*CATALOGUE["message_types"], *CATALOGUE["events"]]
NAMES = [" ".join(str(one) for one in of_row(row).values()) for row in ROWS]


# -- which class


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"MsgType": "text", "Content": "hi"}, TextMessage),
        ({"MsgType": "location"}, LocationMessage),
        ({"MsgType": "file"}, FileMessage),
        ({"MsgType": "mixed"}, MixedMessage),
        ({"MsgType": "hologram"}, Message),
        ({"MsgType": "Text"}, Message),
        ({"Content": "no type"}, Message),
        (event("click"), ClickEvent),
        (event("CLICK"), ClickEvent),
        (event("LOCATION"), LocationEvent),
        (event("location"), LocationEvent),
        (event("of_tomorrow"), EventMessage),
        (event("", EventKey="k"), EventMessage),
        ({"MsgType": "event"}, EventMessage),
        (event("change_contact", ChangeType="create_user"), CreateUserEvent),
        (event("Change_Contact", ChangeType="create_user"), CreateUserEvent),
        (event("change_contact", ChangeType="Create_User"), ChangeContactEvent),
        (event("change_contact", ChangeType="of_tomorrow"), ChangeContactEvent),
        (event("change_contact"), ChangeContactEvent),
        (event("of_tomorrow", ChangeType="create_user"), EventMessage),
        (event("change_school_contact", ChangeType="create_deparmtment"), CreateDepartmentEvent),
        ({"InfoType": "suite_ticket"}, SuiteTicketEvent),
        ({"InfoType": "change_contact", "ChangeType": "create_user"}, CreateUserEvent),
        ({"InfoType": "of_tomorrow"}, EventMessage),
    ],
)
def test_the_class_that_fits(fields: dict[str, object], kind: type[Message]) -> None:
    message = Message.from_dict(fields)
    assert type(message) is kind
    assert dict(message) == {name: str(value) for name, value in fields.items()}


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": {"Deep": "x"}},
        event("click") | {"Event": {"Deep": "x"}},
        event("change_contact") | {"ChangeType": {"Deep": "x"}},
    ],
)
def test_odd_types_have_a_class_too(fields: dict[str, object]) -> None:
    assert type(Message.from_dict(fields)) in (Message, EventMessage, ChangeContactEvent)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_every_documented_message_has_a_class_of_its_own(row: dict[str, Any]) -> None:
    head = of_row(row)
    kind = type(Message.from_dict(head))
    assert kind not in (Message, EventMessage) or head == {"MsgType": "event"}
    source = message_classes()[kind]
    if "event" in row:
        assert source.event.lower() == row["event"].lower()
        assert row.get("change_type") in (*source.change_types, None)
    if row.get("page") and row.get("key") != "InfoType":
        assert source.page == row["page"]


def test_a_subclass_refuses_another_type() -> None:
    assert TextMessage.from_dict({"MsgType": "text", "Content": "x"}).content == "x"
    assert type(EventMessage.from_dict(event("click"))) is ClickEvent
    fields = event("change_contact", ChangeType="create_user", Name="secret words")
    assert type(ChangeContactEvent.from_dict(fields)) is CreateUserEvent
    with pytest.raises(ValueError, match="is a CreateUserEvent, not a UpdateUserEvent") as refused:
        UpdateUserEvent.from_dict(fields)
    assert "ChangeType is 'create_user'" in str(refused.value)
    assert "secret" not in str(refused.value)
    for wrong in ({"MsgType": "image"}, event("click"), {"Content": "x"}):
        with pytest.raises(ValueError, match="not a TextMessage"):
            TextMessage.from_dict(wrong)
    with pytest.raises(BadMessage):
        TextMessage.from_xml("no XML")


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy]
    + [
        lambda one, number=number: pickle.loads(pickle.dumps(one, number))
        for number in range(2, pickle.HIGHEST_PROTOCOL + 1)
    ],
)
def test_copies_and_pickles_keep_the_class(again: Any) -> None:
    fields = event("change_contact", ChangeType="create_user", ExtAttr={"Item": {"Name": "n"}})
    message = CreateUserEvent.from_dict(fields, receive_id="ww1")
    same = again(message)
    assert type(same) is CreateUserEvent
    assert same == message
    assert (same.receive_id, same.xml, same.event_name) == ("ww1", message.xml, "change_contact")
    assert same.ext_attr is not None
    assert [item.name for item in same.ext_attr.item or []] == ["n"]


def test_a_handler_receives_the_class_that_fits() -> None:
    app = Flask(__name__)
    app.config.update(
        WECHAT_CORP_ID="ww1", WECHAT_CORP_TOKEN="t", WECHAT_CORP_ENCODING_AES_KEY="a" * 43,
        WECHAT_CORP_STORE="memory://",
    )  # fmt: skip
    wx = WeChatCorp(app)
    seen: list[type[Message]] = []

    @wx.default
    def note(message: Message) -> None:
        seen.append(type(message))

    client = CallbackClient(app)
    client.text("hi")
    client.event("change_contact", change_type="create_user")
    client.send({"MsgType": "hologram"})
    assert seen == [TextMessage, CreateUserEvent, Message]


def test_the_receive_id_travels_with_the_message() -> None:
    fields = {"MsgType": "text", "Content": "x"}
    assert Message.from_dict(fields).receive_id == ""
    assert Message.from_dict(fields, receive_id="ww1").receive_id == "ww1"
    message = Message.from_xml(Message.from_dict(fields).xml, "ww2")
    assert message.receive_id == "ww2"
    assert "ReceiveId" not in message
    with pytest.raises(AttributeError):
        message.receive_id = "ww3"  # type: ignore[misc]  # the mistake that is tested


# -- which fields


def part_of(part: type[Part], name: str) -> Field[Any] | None:
    for field in fields_of(part).values():
        if squash(name) in map(squash, (field.name, *field.also)):
            return field
    return None


def unlike(part: type[Part], fields: list[dict[str, Any]], trail: str = "") -> list[str]:
    """Return where a class and a row of the catalogue differ."""
    found = []
    for row in fields:
        name, kind = f"{trail}{row['name']}", row["type"]
        field = part_of(part, row["name"])
        if field is None:
            found.append(f"{name} is missing")
            continue
        if field.repeated != kind.startswith("list"):
            found.append(f"{name} repeats" if field.repeated else f"{name} does not repeat")
        single = kind.removeprefix("list[").removesuffix("]")
        if field.kind != single and row["name"] not in ("Location_X", "Location_Y", "Scale"):
            found.append(f"{name} is {field.kind}, not {single}")
        if field.part is not None:
            found += unlike(field.part, row.get("fields", []), f"{name}.")
    known = {squash(row["name"]) for row in fields}
    for field in fields_of(part).values():
        spelled = {squash(one) for one in (field.name, *field.also)}
        if not spelled & known and field.name not in COMMON | UNLISTED:
            found.append(f"{trail}{field.name} is in the class alone")
    return found


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_class_has_the_fields_of_the_catalogue(row: dict[str, Any]) -> None:
    kind = type(Message.from_dict(of_row(row)))
    differences = unlike(kind, [one for one in row["fields"] if one["name"] not in COMMON])
    if not row.get("change_type"):  # the row has what some change has, the class what all have
        rare = {f.name for change in kind.__subclasses__() for f in fields_of(change).values()}
        differences = [one for one in differences if one.partition(" is missing")[0] not in rare]
    if row.get("event") in ("doc_change", "smart_sheet_change", "share_agent_change"):
        differences = [one for one in differences if "in the class alone" not in one]
    if row.get("key") == "InfoType":  # the same class as the event of this name
        differences = [one for one in differences if "in the class alone" not in one]
    assert differences == []


@pytest.mark.parametrize("kind", [getattr(messages, name) for name in messages.__all__])
def test_classes_are_documented_and_small(kind: type) -> None:
    assert kind.__doc__
    assert kind.__doc__.rstrip().endswith(".")
    assert "__dict__" not in dir(kind)
    for attribute, field in vars(kind).items():
        if isinstance(field, Field):
            assert squash(attribute) == squash(field.name)


def test_a_field_of_another_type_is_none_and_of_no_type_an_error() -> None:
    message: Any = Message.from_dict({"MsgType": "text", "Content": "x"})
    assert (message.media_id, message.event_key, message.selected_items) == (None, None, None)
    for name in (
        "direct_leader",
        "booking_id",
        "chat_key",
        "is_leader",
        "english_name",
        "sp_no_str",
    ):
        assert getattr(message, name) is None, name
    for name in ("file_key", "file_md5", "file_total_len", "effect_time", "doc_name"):
        assert getattr(message, name) is None, name
    with pytest.raises(AttributeError, match="TextMessage has no field 'contnet'"):
        _ = message.contnet


def test_a_field_of_another_type_that_is_there_is_read() -> None:
    message: Any = Message.from_dict(
        {"MsgType": "text", "Content": "x", "Scale": "15.0", "ScanCodeInfo": {"ScanType": "qr"}}
    )
    assert message.scale == 15
    assert message.scan_code_info.scan_type == "qr"
    assert message.scan_code_info.scan_result is None


def test_a_field_of_another_shape_is_none_and_its_item_is_kept() -> None:
    message = TextMessage.from_dict({"MsgType": "text", "Content": {"Deep": "x"}, "AgentID": "x"})
    assert message.content is None
    assert message["Content"] == {"Deep": "x"}
    assert message.agent_id is None
    assert message["AgentID"] == "x"
    card = TemplateCardEvent.from_dict(event("template_card_event", SelectedItems="words"))
    assert card.selected_items is None
    assert card.selected == {}


@pytest.mark.parametrize(
    ("spelled", "attribute"),
    [("UserId", "user_id"), ("userid", "user_id"), ("NEWUSERID", "new_user_id")],
)
def test_another_case_of_a_name_is_the_same_field(spelled: str, attribute: str) -> None:
    fields = event("change_contact", ChangeType="update_user", **{spelled: "lisi"})
    assert getattr(UpdateUserEvent.from_dict(fields), attribute) == "lisi"


def test_another_case_of_a_number_is_a_number() -> None:
    info = {"approverstep": "0", "SpNoStr": "202506110001"}
    known: Any = Message.from_dict(event("open_approval_change", ApprovalInfo=info))
    assert known.approval_info.approver_step == 0
    unknown: Any = Message.from_dict(event("of_tomorrow", approverstep="0"))
    assert unknown.approver_step == 0


@pytest.mark.parametrize("lists", [1, 2, 3])
def test_any_number_of_photos_reads_the_same(lists: int) -> None:
    pictures = [{"item": [{"PicMd5Sum": f"{n}a"}, {"PicMd5Sum": f"{n}b"}]} for n in range(lists)]
    message = PicWeixinEvent.from_dict(
        event("pic_weixin", SendPicsInfo={"Count": 2 * lists, "PicList": pictures})
    )
    info = message.send_pics_info
    assert info is not None
    assert info.pic_list is not None
    assert [item.pic_md5_sum for item in info.pic_list.item or ()] == [
        f"{n}{letter}" for n in range(lists) for letter in "ab"
    ]
    assert message["SendPicsInfo"]["PicList"] == (pictures if lists > 1 else pictures[0])


def test_merging_leaves_the_items_alone() -> None:
    pictures = [{"item": {"PicMd5Sum": "a"}}, {"item": {"PicMd5Sum": "b"}}]
    message = PicWeixinEvent.from_dict(event("pic_weixin", SendPicsInfo={"PicList": pictures}))
    for _ in range(2):
        assert message.send_pics_info is not None
        assert message.send_pics_info.pic_list is not None
        assert len(message.send_pics_info.pic_list.item or ()) == 2
    assert message["SendPicsInfo"]["PicList"][0] == {"item": [{"PicMd5Sum": "a"}]}


def test_numbers_that_repeat_leave_out_what_is_none() -> None:
    fields = event("change_chain", ChangeType="create_group", GroupIds={"GroupId": ["5", "x", "6"]})
    message: Any = Message.from_dict(fields)
    assert message.group_ids.group_id == [5, 6]
    assert message["GroupIds"]["GroupId"] == ["5", "x", "6"]


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("1", None)])
def test_flags(text: str, value: bool | None) -> None:
    fields = event("meeting_change", ChangeType="medium_upload", AllUploadStatus=text)
    message: Any = Message.from_dict(fields)
    assert message.all_upload_status is value


# -- what was chosen on a card


def chosen(*items: dict[str, Any], outer: str = "SelectedItems") -> dict[str, list[str]]:
    fields = event("template_card_event", **{outer: {"SelectedItem": list(items)}})
    return TemplateCardEvent.from_dict(fields).selected


def test_what_was_chosen_on_a_card() -> None:
    one = {"QuestionKey": "dish", "OptionIds": {"OptionId": ["rice", "noodles"]}}
    two = {"QuestionKey": "drink", "OptionIds": {"OptionId": "tea"}}
    assert chosen(one, two) == {"dish": ["rice", "noodles"], "drink": ["tea"]}
    assert chosen(two)["drink"] == ["tea"]
    misspelt = {"QuestionKey": "drink", "OpitonIds": {"OpitonId": "tea"}}
    assert chosen(misspelt) == {"drink": ["tea"]}
    assert chosen({"QuestionKey": "drink", "OptionIds": ""}, one)["drink"] == []
    assert chosen({"QuestionKey": "drink"}) == {"drink": []}
    again = {"QuestionKey": "drink", "OptionIds": {"OptionId": "water"}}
    assert chosen(two, again) == {"drink": ["tea", "water"]}
    assert TemplateCardEvent.from_dict(event("template_card_event")).selected == {}


def test_own_classes_of_an_application_may_join() -> None:
    class Plain(TextMessage):
        """One that is registered for nothing."""

        __slots__ = ()

    assert type(Message.from_dict({"MsgType": "text"})) is TextMessage
    assert issubclass(Plain, TypedMessage)
