"""Every catalogued endpoint has its method, and the method sends what WeCom's manual says.

``data/endpoints.json`` lists WeCom's endpoints: verb, path, and each parameter with its place,
type and limits. ``data/derived_calls.py`` makes the calls from it: the required values alone, each
optional value, and the values at the edges. They go to a real HTTP server, and its record is
compared with the catalogue.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from flask_wechat_corp.api import Media, WeChatAPI
from tests.data import simulator_copy
from tests.data.call_shapes import EXAMPLES, EXTRA, FILLED_IN, NAMES, RECORDS
from tests.data.derived_calls import TOKENS, Shape, Variant, arguments
from tests.helpers.api_server import OK, ApiServer, Raw, Request
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8")
)
BY_NAME = {row["name"]: row for row in ROWS}
CALLED = sorted(name for name in BY_NAME if hasattr(WeChatAPI, name))
NODE_WEBOT = [row["name"] for row in ROWS if "node-webot" in row["in"]]
SEED = [row["name"] for row in ROWS if row["in_seed"]]

#: the row that the client calls by itself
TOKEN_ROW = "get_access_token"
#: parameters that carry a token, which is compared apart from the rest
TOKEN_NAMES = {"access_token", *TOKENS}
#: enough for every method that reads something out of a plain success
ANSWER = {**OK, "ticket": "TICKET", "expires_in": 7200}
#: what the seed's page and library have beside rows of the catalogue
SHORTCUTS = [
    "get_latest_token",
    "mixin",
    "upload_image",
    "upload_voice",
    "upload_video",
    "upload_file",
    "add_image",
    "add_voice",
    "add_video",
    "add_file",
]
FILE = Raw(b"file", headers={"Content-Disposition": 'attachment; filename="a.png"'})


@pytest.fixture(scope="module")
def running() -> Iterator[ApiServer]:
    with ApiServer() as server:
        yield server


@pytest.fixture
def server(running: ApiServer) -> ApiServer:
    running.seen.clear()
    running.fetched.clear()
    return running


@pytest.fixture
def api(server: ApiServer) -> Iterator[WeChatAPI]:
    client = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=server.url)
    yield client
    client.http.close()


def variants(row: dict[str, Any]) -> Iterator[Variant]:
    return Shape(row, EXAMPLES.get(row["name"])).variants()


def call(api: WeChatAPI, row: dict[str, Any], values: dict[str, Any]) -> Any:
    """Call the row's method with these values, given by the vendor's names."""
    name = row["name"]
    given = {key: value for key, value in values.items() if key not in FILLED_IN.get(name, ())}
    keywords = arguments(
        getattr(WeChatAPI, name),
        row,
        given,
        names=NAMES.get(name, {}),
        records=RECORDS.get(name, {}),
        extra=EXTRA.get(name, {}),
    )
    return getattr(api, name)(**keywords)


def sent(request: Request) -> dict[str, dict[str, Any]]:
    """What a request carried, by place; without tokens and the parts of a file."""
    query = {key: value for key, value in request.query.items() if key not in TOKEN_NAMES}
    if request.headers.get("Content-Type", "").startswith("multipart/"):
        form = re.findall(rb'Content-Disposition: form-data; name="([^"]+)"', request.body)
        return {"query": query, "body": {name.decode(): None for name in form}}
    return {"query": query, "body": request.json if request.body else {}}


def faults(row: dict[str, Any], variant: Variant, request: Request) -> Iterator[str]:
    """Say what of a call is not as the row has it."""
    there = sent(request)
    places = {each["name"]: each["in"] for each in row["params"] if "." not in each["name"]}
    own = FILLED_IN.get(row["name"], set())
    for place, values in there.items():
        for key in values:
            if places.get(key, place) != place:
                yield f"{key} is in the {place}"
            if key not in places and key not in row.get("sdk_keys", ()) and key not in own:
                yield f"{key} is not in the catalogue"
    for key in variant.sent:
        if key not in there[places[key]]:
            yield f"{key} is missing"
    for key, value in variant.values.items():
        found = there[places[key]].get(key)
        if isinstance(value, bytes) or key in own:
            continue
        if places[key] == "query":
            value = str(int(value) if isinstance(value, bool) else value)
        if found != value:
            yield f"{key} is {found!r}, not {value!r}"


@pytest.mark.parametrize("name", CALLED)
def test_a_call_sends_what_the_manual_says(name: str, api: WeChatAPI, server: ApiServer) -> None:
    row = BY_NAME[name]
    if row["kind"] == "browser_url":
        pytest.skip("an address, compared below")
    server.check_token = row["token"] != "provider_access_token"
    server.on(row["path"].removeprefix("/cgi-bin/"), FILE if row["kind"] == "download" else ANSWER)
    wrong = []
    for variant in variants(row):
        server.seen.clear()
        server.fetched.clear()
        try:
            answer = call(api, row, variant.values)
        except (ValueError, TypeError, AssertionError, KeyError, AttributeError) as error:
            wrong.append(f"{variant.title}: {type(error).__name__}: {error}")
            continue
        asked = server.fetched if name == TOKEN_ROW else server.seen
        assert [(each.method, each.path) for each in asked] == [(row["method"], row["path"])]
        wrong += [f"{variant.title}: {fault}" for fault in faults(row, variant, asked[0])]
        assert_token(row, asked[0], server)
        assert_answer(row, answer, asked[0])
    assert wrong == []


def annotated(name: str, kind: str) -> list[str]:
    """The vendor's names of the parameters of a method that are annotated with a type."""
    names = NAMES.get(name, {})
    return [
        names.get(each.name, each.name)
        for each in inspect.signature(getattr(WeChatAPI, name)).parameters.values()
        if re.search(rf"\b{kind}\b", str(each.annotation))
    ]


TIMES = [
    (n, key)
    for n in CALLED
    for key in annotated(n, "Time")
    if key in Shape(BY_NAME[n]).params and key not in FILLED_IN.get(n, ())
]
SWITCHES = [
    (name, param["name"])
    for name in CALLED
    for param in BY_NAME[name]["params"]
    if set(param.get("enum", ())) == {0, 1} and param["type"] == "int"
    if param["name"] in BY_NAME[name]["body"]
    if name not in RECORDS or name == "send"
]


@pytest.mark.parametrize(("name", "key"), TIMES)
def test_a_time_takes_a_datetime(name: str, key: str, api: WeChatAPI, server: ApiServer) -> None:
    row = BY_NAME[name]
    server.on(row["path"].removeprefix("/cgi-bin/"), ANSWER)
    shape = Shape(row, EXAMPLES.get(name))
    seconds = shape.value(key)
    call(api, row, shape.with_value(key, datetime.fromtimestamp(int(seconds))))
    assert {**sent(server.last)["body"], **sent(server.last)["query"]}[key] in (
        seconds,
        str(seconds),
    )


@pytest.mark.parametrize(("name", "key"), SWITCHES)
def test_a_switch_takes_a_bool(name: str, key: str, api: WeChatAPI, server: ApiServer) -> None:
    row = BY_NAME[name]
    server.on(row["path"].removeprefix("/cgi-bin/"), ANSWER)
    shape = Shape(row, EXAMPLES.get(name))
    call(api, row, shape.with_value(key, True))
    found = sent(server.last)["body"][key]
    assert (type(found), found) == (int, 1)


def test_many_calls_take_times_and_switches() -> None:
    assert len(TIMES) >= 60
    assert len(SWITCHES) >= 15


def assert_answer(row: dict[str, Any], answer: Any, request: Request) -> None:
    if row["kind"] == "upload":
        assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    if row["kind"] == "download":
        assert isinstance(answer, Media)
        with answer:
            assert answer.content == b"file"
    elif row["name"] != TOKEN_ROW:
        assert answer == ANSWER


def assert_token(row: dict[str, Any], request: Request, server: ApiServer) -> None:
    ours = row["token"] == "access_token"
    expected = server.token if ours else TOKENS.get(row["token"])
    found = {key: value for key, value in request.query.items() if key in TOKEN_NAMES}
    #: a provider's token goes out under the plain name for one call (WeCom page 91125)
    name = "access_token" if row["name"] == "get_login_info" else row["token"]
    assert found == ({name: expected} if expected else {})


@pytest.mark.parametrize("name", [n for n in CALLED if BY_NAME[n]["kind"] == "browser_url"])
def test_an_address_is_what_the_manual_says(name: str, api: WeChatAPI, server: ApiServer) -> None:
    row = BY_NAME[name]
    values = {each["name"]: 1 if each["type"] == "int" else "x" for each in row["params"]}
    parts = urlsplit(call(api, row, values))
    assert not server.seen
    assert not server.fetched
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == row["path"]
    keys = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    assert sorted(keys) == sorted(values)
    fragment = "wechat_redirect" if name == "get_authorize_url" else ""
    assert parts.fragment == fragment


def test_every_row_has_its_method() -> None:
    wanted = {row["name"] for row in ROWS if row["status"] == "current"}
    assert wanted - set(CALLED) == set()


#: a parameter that says where a page begins
PLACES = {"cursor", "next_key", "offset", "next_cursor", "page_id", "start", "next_spnum"}
#: calls with such a parameter that are read page by page only
NO_ITERATOR = {
    "get_approval_data": "legacy",
    "get_group_msg_result": "legacy",
    "get_user_livingid_legacy": "legacy",
    "batchget_material": "legacy",
    "search_contact": "two lists in a page, members and departments",
}


def test_every_paged_call_has_its_iterator() -> None:
    iterators = {
        name: inspect.getsource(inspect.unwrap(getattr(WeChatAPI, name)))
        for name in dir(WeChatAPI)
        if name.startswith("iter_")
    }
    lacking = set()
    for name in CALLED:
        row = BY_NAME[name]
        path = row["path"].removeprefix("/cgi-bin/")
        paged = PLACES & {*row["query"], *row["body"]}
        if path.startswith("wedoc/smartdoc/"):
            paged -= {"page_id"}  # a page of the document, not of the answer
        if paged and not any(
            f'"{path}"' in source or re.search(rf"\b{name}\b", source)
            for source in iterators.values()
        ):
            lacking.add(name)
    assert lacking == NO_ITERATOR.keys() & lacking


def test_the_simulators_copy_is_that_of_the_catalogue() -> None:
    """After a change of the catalogue: ``python -m tests.data.simulator_copy``."""
    assert simulator_copy.COPY.read_text("utf-8") == simulator_copy.text(simulator_copy.rows(ROWS))


def test_the_shapes_name_methods() -> None:
    named = {*RECORDS, *NAMES, *EXTRA, *FILLED_IN, *EXAMPLES}
    assert named - set(CALLED) == set()


@pytest.mark.parametrize("name", [*SEED, *SHORTCUTS])
def test_the_seeds_call_is_there(name: str) -> None:
    assert callable(getattr(WeChatAPI, name))


def test_everything_of_the_seeds_library_is_there_under_its_own_name() -> None:
    assert len(NODE_WEBOT) == 46
    assert [name for name in NODE_WEBOT if not hasattr(WeChatAPI, name)] == []
    for name in NODE_WEBOT:
        word = BY_NAME[name]["node_webot_name"].split(" ")[0]
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()
        assert snake == name


def test_legacy_calls_say_so() -> None:
    silent = []
    for row in ROWS:
        method = getattr(WeChatAPI, row["name"], None)
        if (
            method
            and row["status"] in {"legacy", "retired"}
            and "legacy" not in method.__doc__.lower()
        ):
            silent.append(row["name"])
    assert silent == []


def test_every_method_is_documented_with_its_page() -> None:
    """The page of WeCom's manual, wherever the catalogue knows one."""
    bare = []
    for row in ROWS:
        method = getattr(WeChatAPI, row["name"], None)
        if method is None or row["kind"] == "browser_url" or not row.get("doc_ids"):
            continue
        if not re.search(r"WeCom pages? \d+|document/path/\d+", method.__doc__ or ""):
            bare.append(row["name"])
    assert bare == []


def words(name: str) -> str:
    """Return a method's docstring in one line."""
    return " ".join((getattr(WeChatAPI, name).__doc__ or "").split())


def test_a_method_of_an_unread_row_says_so() -> None:
    """``checked`` in the catalogue and the sentence in the docstring go together."""
    current = [row for row in ROWS if row["status"] == "current"]
    said = {
        row["name"]
        for row in current
        if "not checked against the manual" in words(row["name"]).lower()
    }
    assert said == {row["name"] for row in current if not row["checked"]}


def test_a_method_names_the_page_that_its_row_was_read_on() -> None:
    elsewhere = {
        row["name"]: row["page"]
        for row in ROWS
        if row["status"] == "current" and row["checked"]
        if not re.search(rf"\b{row['page']}\b", words(row["name"]))
    }
    assert elsewhere == {}
