"""A customer's message: the JSON with attributes, and the names of the XML."""

from __future__ import annotations

import pickle
from typing import Any, Literal

import pytest

from flask_wechat_corp import KfMessage

TEXT = {
    "msgid": "m1", "open_kfid": "kfA", "external_userid": "wmA", "send_time": 1_700_000_000,
    "origin": 3, "msgtype": "text", "text": {"content": "你好", "menu_id": "101"},
}  # fmt: skip
ENTER = {
    "msgid": "m2", "send_time": 1_700_000_000, "origin": 4, "msgtype": "event",
    "event": {
        "event_type": "enter_session", "open_kfid": "kfA", "external_userid": "wmA",
        "scene": "123", "welcome_code": "code",
    },
}  # fmt: skip


class Services:
    def __init__(self, code: str = "the code") -> None:
        self.code = code
        self.calls: list[tuple[Any, ...]] = []

    def transfer(self, message: KfMessage, state: int, servicer: str | None) -> str:
        self.calls.append(("transfer", message.external_userid, state, servicer))
        return self.code

    def send_on_event(self, code: str, text: str) -> None:
        self.calls.append(("send", code, text))


def test_a_text() -> None:
    message = KfMessage.from_dict(TEXT)
    assert (message.type, message.content, message.menu_id) == ("text", "你好", "101")
    assert (message.external_userid, message.from_user_name, message.open_kfid) == (
        "wmA", "wmA", "kfA",
    )  # fmt: skip
    assert (message.origin, message.send_time, message.id) == (3, 1_700_000_000, "m1")
    assert message["text"] == {"content": "你好", "menu_id": "101"}
    assert message.json == TEXT
    assert dict(message) == TEXT


def test_the_names_of_the_xml_are_understood() -> None:
    message = KfMessage.from_dict(TEXT)
    assert message.get("Content") == "你好"
    assert message.get("FromUserName") == "wmA"
    assert message.get("MsgType") == "text"
    assert message.get("AgentID", "none") == "none"


@pytest.mark.parametrize("kind", ["image", "voice", "video", "file"])
def test_a_media_id(kind: str) -> None:
    message = KfMessage.from_dict({**TEXT, "msgtype": kind, kind: {"media_id": "m"}})
    assert message.media_id == "m"
    assert message.content is None


def test_customer_and_account_are_read_from_inside_an_event() -> None:
    message = KfMessage.from_dict(ENTER)
    assert (message.external_userid, message.open_kfid) == ("wmA", "kfA")
    assert (message.event_name, message.scene) == ("enter_session", "123")
    assert message.take_code() == "code"
    assert message.take_code() == ""


def test_fields_of_the_wrong_type_are_no_error() -> None:
    message = KfMessage.from_dict({"msgtype": 1, "event": "x", "text": [], "origin": "3"})
    assert (message.type, message.content, message.origin) == (None, None, None)
    assert (message.external_userid, message.event_name, message.id) == (None, "", "")


def test_a_location_has_attributes_and_an_unknown_name_is_an_error() -> None:
    message = KfMessage.from_dict({**TEXT, "msgtype": "location", "location": {"latitude": 23.1}})
    assert message.latitude == 23.1
    with pytest.raises(AttributeError, match="no field 'longitude'"):
        _ = message.longitude


def test_it_pickles_and_its_repr_shows_no_text() -> None:
    message = KfMessage.from_dict(TEXT, "corp")
    copy = pickle.loads(pickle.dumps(message))
    assert copy == message
    assert copy.receive_id == "corp"
    assert repr(message) == "<KfMessage text>"


@pytest.mark.parametrize(
    ("to", "servicer", "state"), [("human", None, 2), ("human", "lisi", 3), ("end", None, 4)]
)
def test_transfer(to: Literal["human", "end"], servicer: str | None, state: int) -> None:
    services = Services()
    message = KfMessage(dict(TEXT), "corp", services)
    message.transfer(to, servicer_userid=servicer, text="请稍等")
    assert services.calls == [("transfer", "wmA", state, servicer), ("send", "the code", "请稍等")]
    assert message.take_code() == ""


def test_a_transfer_without_text_leaves_the_code_for_the_reply() -> None:
    message = KfMessage(dict(TEXT), "corp", Services())
    message.transfer("human")
    assert message.take_code() == "the code"


def test_a_transfer_that_gives_no_code_sends_no_text() -> None:
    services = Services(code="")
    KfMessage(dict(TEXT), "corp", services).transfer("human", text="请稍等")
    assert services.calls == [("transfer", "wmA", 2, None)]


def test_transfer_refuses_what_makes_no_sense() -> None:
    message = KfMessage(dict(TEXT), "corp", Services())
    with pytest.raises(ValueError, match='"human" or "end"'):
        message.transfer("robot")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="servicer_userid= needs"):
        message.transfer("end", servicer_userid="lisi")
    with pytest.raises(ValueError, match="2,048 bytes"):
        message.transfer("human", text="x" * 2049)
    with pytest.raises(RuntimeError, match="no agent has fetched it"):
        KfMessage.from_dict(TEXT).transfer("human")
