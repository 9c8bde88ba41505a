"""Arguments of calls: checked by type under their names, times and flags made plain."""

from __future__ import annotations

import enum
import inspect
import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, get_type_hints

import pytest

from flask_wechat_corp import Message
from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.api.engine.arguments import Flag, Time, checked
from flask_wechat_corp.api.engine.encoding import encode_json

from ....helpers.api_server import OK, ApiServer

TYPES = {"Flag": Flag, "Time": Time, "Sequence": Sequence, "Mapping": Mapping}


class Colour(enum.IntEnum):
    RED = 1


class Kind(str, enum.Enum):
    USER = "user"


LOOP: list[object] = []
LOOP.append(LOOP)


def nested(levels: int) -> list[object]:
    """Return a list in a list in a list …"""
    found: list[object] = []
    for _ in range(levels):
        found = [found]
    return found


class Marked(str):
    """A text of another class, as template engines have it."""

    __slots__ = ()


class Calls:
    """What a family's methods look like."""

    @checked
    def call(
        self,
        text: str = "",
        number: int = 0,
        at: Time | None = None,
        flag: Flag | None = None,
        switch: bool | None = None,
        ids: Sequence[str] | None = None,
        record: Mapping[str, object] | None = None,
        share: float | None = None,
        rows: Sequence[Mapping[str, object]] | None = None,
        level: Literal[1, 2] | None = None,
        mode: Literal["a", "user"] | None = None,
        data: str | bytes | None = None,
        anything: object = None,
        **more: object,
    ) -> dict[str, Any]:
        """Return what arrived."""
        return {key: value for key, value in locals().items() if key != "self"}


@pytest.mark.parametrize(
    ("name", "given", "arrives"),
    [
        ("text", "hi", "hi"),
        ("number", 5, 5),
        ("number", "5", "5"),
        ("number", " 5 ", "5"),
        ("number", True, 1),
        ("number", Colour.RED, 1),
        ("at", 1_700_000_000, 1_700_000_000),
        ("at", datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc), 1_700_000_000),
        ("at", datetime(2023, 11, 15, 6, 13, 20, 9, timezone(timedelta(hours=8))), 1_700_000_000),
        ("at", datetime.fromtimestamp(1_700_000_000), 1_700_000_000),
        ("at", None, None),
        ("flag", True, 1),
        ("flag", False, 0),
        ("flag", 2, 2),
        ("switch", True, True),
        ("ids", ["a"], ["a"]),
        ("ids", ("a",), ("a",)),
        ("ids", {"a": 1}.keys(), ["a"]),
        ("record", {"a": 1}, {"a": 1}),
        ("record", Message.from_dict({"MsgType": "text"}), {"MsgType": "text"}),
        ("share", 1, 1),
        ("share", 1.5, 1.5),
        ("text", Kind.USER, "user"),
        ("text", Marked("a"), Marked("a")),
        ("ids", [Kind.USER, 7], ["user", 7]),
        ("ids", [], []),
        ("rows", [{"a": 1}], [{"a": 1}]),
        ("rows", (Message.from_dict({"MsgType": "text"}),), [{"MsgType": "text"}]),
        ("level", 1, 1),
        ("level", "2", "2"),
        ("level", True, 1),
        ("mode", "b", "b"),
        ("mode", Kind.USER, "user"),
        ("mode", Marked("a"), Marked("a")),
        ("data", b"x", b"x"),
        ("data", bytearray(b"x"), b"x"),
        ("anything", b"", b""),
        ("unknown", b"", b""),
    ],
)
def test_a_value_arrives_plain(name: str, given: Any, arrives: Any) -> None:
    found = Calls().call(**{name: given})
    found = {**found, **found["more"]}
    assert found[name] == arrives
    assert type(found[name]) is type(arrives)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("text", 5, "text takes a text, not int."),
        ("text", None, "text takes a text, not NoneType."),
        ("text", ["a"], "text takes a text, not list."),
        ("number", "five", "number takes a whole number, not str."),
        ("number", 1.5, "number takes a whole number, not float."),
        ("number", "５", "number takes a whole number, not str."),
        ("at", "tomorrow", "at takes Unix seconds or a datetime, not str."),
        ("at", True, "at takes Unix seconds or a datetime, not bool."),
        ("flag", "yes", "flag takes True or False, not str."),
        ("ids", "zhangsan", "ids takes a list, not str."),
        ("ids", {"a": 1}, "ids takes a list, not dict."),
        ("ids", 5, "ids takes a list, not int."),
        ("ids", b"12", "ids takes a list, not bytes."),
        ("ids", io.StringIO("a"), "ids takes a list, not StringIO."),
        ("ids", ["a", None], "ids[1] takes a text or a whole number, not NoneType."),
        ("rows", [{}, "a"], "rows[1] takes a dict, not str."),
        ("level", "user", "level takes one of 1, 2, not str."),
        ("level", [1], "level takes one of 1, 2, not list."),
        ("mode", 1, "mode takes one of 'a', 'user', not int."),
        ("data", 5, "data takes a text or bytes, not int."),
        ("record", "a", "record takes a dict, not str."),
        ("record", [("a", 1)], "record takes a dict, not list."),
        ("share", "much", "share takes a number, not str."),
    ],
)
def test_a_wrong_type_is_named(name: str, given: Any, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        Calls().call(**{name: given})
    assert str(caught.value) == words


def test_a_time_without_unix_seconds_is_named() -> None:
    with pytest.raises(ValueError, match="at is a datetime that has no Unix seconds"):
        Calls().call(at=datetime.min)


def test_positions_are_checked_too() -> None:
    found = Calls().call("a", True, datetime.fromtimestamp(7), True)
    assert (found["number"], found["at"], found["flag"]) == (1, 7, 1)
    with pytest.raises(TypeError, match="ids takes a list"):
        Calls().call("a", 1, 7, 1, True, "zhangsan")


def test_too_many_and_unknown_arguments_stay_pythons_errors() -> None:
    with pytest.raises(TypeError, match="positional arguments"):
        Calls().call("a", *[1] * 4, *[None] * 13)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword argument 'cursr'"):
        WeChatAPI("ww1", "s" * 8).list_user_ids(cursr="x")  # type: ignore[call-arg]


def test_a_method_still_looks_like_itself() -> None:
    method = WeChatAPI.get_user
    assert method.__name__ == "get_user"
    assert method.__qualname__ == "Users.get_user"
    assert list(inspect.signature(method).parameters) == ["self", "userid"]
    assert "WeCom page 90196" in str(method.__doc__)


def test_the_families_of_users_are_left_alone() -> None:
    class Mine(Family):
        def of_mine(self, count: int) -> object:
            return count

    assert Mine(WeChatAPI("ww1", None)).of_mine("many") == "many"  # type: ignore[arg-type]


def test_the_error_comes_before_anything_is_sent() -> None:
    api = WeChatAPI("ww1", None)  # without a secret every request is an error of its own
    with pytest.raises(TypeError, match="userid takes a text, not list"):
        api.get_user(["zhangsan"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="limit takes a whole number, not str"):
        api.iter_user_ids(limit="all")  # type: ignore[arg-type]


def test_a_datetime_inside_a_record_becomes_a_number() -> None:
    at = datetime.fromtimestamp(1_700_000_000)
    assert json.loads(encode_json({"schedule": {"start_time": at}})) == {
        "schedule": {"start_time": 1_700_000_000}
    }


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ([{1}], TypeError, "ids takes dicts, lists, texts, numbers and datetimes, not set."),
        ({b"private": 1}, TypeError, "ids has a key that is no text."),
        (float("nan"), ValueError, "ids has a number or a time that JSON does not have."),
        ([datetime.min], ValueError, "ids has a number or a time that JSON does not have."),
        (LOOP, ValueError, "ids contains itself, or nests too deeply."),
        (nested(100_000), ValueError, "ids contains itself, or nests too deeply."),
    ],
)
def test_what_json_does_not_have_is_named_by_its_key(
    value: object, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as caught:
        encode_json({"name": "x", "ids": value})
    assert str(caught.value) == words
    with pytest.raises(kind, match="The body of the call "):
        encode_json([value])


def test_the_records_are_never_loaded() -> None:
    """They are for editors; the client must not pay for them."""
    program = (
        "import sys, flask_wechat_corp.api\n"
        "found = [n for n in sys.modules if n.startswith('flask_wechat_corp.api.engine.records')]\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_record_is_a_dict(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/create", OK)
    api.create_user({"userid": "lisi", "name": "李四"})
    assert server.last.json == {"userid": "lisi", "name": "李四"}
    with pytest.raises(TypeError, match="user takes a dict, not str"):
        api.create_user("lisi")  # type: ignore[arg-type]


def test_a_method_keeps_its_annotations() -> None:
    found = get_type_hints(WeChatAPI.get_user)
    assert found == {"userid": str, "return": dict[str, Any]}
