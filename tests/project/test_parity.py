"""Every catalogued endpoint that matters has its method, and the method sends what is catalogued.

``data/endpoints.json`` lists WeCom's endpoints with verb, path and keys; ``data/parity_calls.py``
says how each is called here. The calls go to a real HTTP server, and its record is compared with
the catalogue: the request first, then the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from flask_wechat_corp.api import Media, WeChatAPI
from tests.data import parity_calls, parity_calls_customers
from tests.helpers.api_server import OK, ApiServer, Raw, Request
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8")
)
BY_NAME = {row["name"]: row for row in ROWS}
CALLS = {**parity_calls.CALLS, **parity_calls_customers.CALLS}
DIFFERENT = parity_calls.DIFFERENT
CORE = [row["name"] for row in ROWS if row["priority"] == "core"]
NODE_WEBOT = [row["name"] for row in ROWS if "node-webot" in row["in"]]
SEED = [row["name"] for row in ROWS if row["in_seed"]]

#: the row that the client calls by itself
TOKEN_ROW = "get_access_token"
#: a provider's token that goes out under the plain name (WeCom page 91125)
PROVIDER_AS_ACCESS_TOKEN = "get_login_info"
#: enough for every method that reads something out of a plain success
ANSWER = {**OK, "ticket": "TICKET", "expires_in": 7200}
FILE = Raw(b"file", headers={"Content-Disposition": 'attachment; filename="a.png"'})

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


def sent_keys(request: Request) -> set[str]:
    """The keys of the query, without tokens, and of the body."""
    tokens = {"access_token", "suite_access_token", "provider_access_token"}
    keys = set(request.query) - tokens
    if request.headers.get("Content-Type", "").startswith("multipart/"):
        form = re.findall(rb'Content-Disposition: form-data; name="([^"]+)"', request.body)
        return keys | {name.decode() for name in form}
    return keys | set(request.json) if request.body else keys


def expected_keys(row: dict[str, Any]) -> set[str]:
    left_out, added, _why = DIFFERENT.get(row["name"], (set(), set(), ""))
    return (set(row["query"]) | set(row["body"])) - left_out | added


def test_the_data_names_rows_of_the_catalogue() -> None:
    assert set(CALLS) <= set(BY_NAME)
    assert set(DIFFERENT) <= set(CALLS)
    assert all(why for _, _, why in DIFFERENT.values())


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_sends_what_the_catalogue_says(name: str, api: WeChatAPI, server: ApiServer) -> None:
    row = BY_NAME[name]
    args, kwargs = CALLS[name]
    if row["kind"] == "browser_url":
        assert_address(row, getattr(api, name)(*args, **kwargs))
        assert not server.seen
        assert not server.fetched
        return
    server.check_token = name != PROVIDER_AS_ACCESS_TOKEN
    server.on(row["path"].removeprefix("/cgi-bin/"), FILE if row["kind"] == "download" else ANSWER)
    answer = getattr(api, name)(*args, **kwargs)

    asked = server.fetched if name == TOKEN_ROW else server.seen
    assert [(each.method, each.path) for each in asked] == [(row["method"], row["path"])]
    assert sent_keys(asked[0]) == expected_keys(row)
    assert_token(row, asked[0], server)
    if row["kind"] == "upload":
        assert asked[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")

    if row["kind"] == "download":
        assert isinstance(answer, Media)
        with answer:
            assert answer.content == b"file"
    elif name != TOKEN_ROW:
        assert answer == ANSWER


def assert_address(row: dict[str, Any], address: str) -> None:
    """An address of WeCom's pages, compared as text with the catalogue's base and keys."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == row["path"]
    keys = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    assert sorted(keys) == sorted(expected_keys(row))
    fragment = "wechat_redirect" if row["name"] == "get_authorize_url" else ""
    assert parts.fragment == fragment


def assert_token(row: dict[str, Any], request: Request, server: ApiServer) -> None:
    kinds = {
        "access_token": {"access_token": server.token},
        "suite_access_token": {"suite_access_token": "SUITE"},
        "provider_access_token": {"provider_access_token": "PROVIDER"},
        "none": {},
    }
    found = {key: value for key, value in request.query.items() if key.endswith("access_token")}
    if row["name"] == PROVIDER_AS_ACCESS_TOKEN:
        assert found == {"access_token": "PROVIDER"}
    else:
        assert found == kinds[row["token"]]
    assert len(server.fetched) == (row["token"] == "access_token" or row["name"] == TOKEN_ROW)


def test_every_core_and_common_row_is_called() -> None:
    wanted = {row["name"] for row in ROWS if row["priority"] in {"core", "common"}}
    assert wanted - set(CALLS) == set()


def test_a_method_named_like_a_row_is_in_the_data() -> None:
    """Nothing that has its method goes unchecked."""
    assert {name for name in BY_NAME if hasattr(WeChatAPI, name)} - set(CALLS) == set()


def test_coverage_is_told() -> None:
    """Shown with ``pytest -s``: how much of the catalogue has its method."""
    there = {}
    for priority in ("core", "common", "long-tail"):
        names = [row["name"] for row in ROWS if row["priority"] == priority]
        there[priority] = sum(hasattr(WeChatAPI, name) for name in names)
        print(f"{priority}: {there[priority]} of {len(names)}")
    assert (there["core"], there["common"]) == (162, 203)


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
        if method and row["status"] == "legacy" and "legacy" not in method.__doc__.lower():
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
