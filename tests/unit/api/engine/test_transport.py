"""Connections: few, encrypted, honest about the environment, and never shared by two processes."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_wechat_corp import WeChatAPI, WeChatTransportError
from flask_wechat_corp.api.engine.transport import QueryFilter

from ....helpers.api_server import OK, ApiServer, Request
from ....helpers.support import AGENT_ID, CORP_ID, SECRET
from ....helpers.tls import make_certificate

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(certificate: tuple[Path, object]) -> Iterator[ApiServer]:
    with ApiServer(certificate[1]) as server:
        yield server


def client(server: ApiServer) -> WeChatAPI:
    return WeChatAPI(
        CORP_ID, SECRET, AGENT_ID, api_url=server.url, timeout=(5, 5), sleep=lambda _: None
    )


@pytest.mark.slow
def test_a_thousand_calls_over_tls_are_one_connection(
    secure: ApiServer, certificate: tuple[Path, object]
) -> None:
    secure.on("user/get", OK)
    api = client(secure)
    api.http.verify = str(certificate[0])
    for _ in range(1000):
        api.get_user("a")
    assert len(secure.seen) == 1000
    assert {sent.connection for sent in secure.seen} == {1}
    api.http.close()


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(server: ApiServer) -> None:
    server.on("user/create", OK)
    api = client(server)
    for _ in range(3):
        api.post("user/create", {"a": 1})  # not idempotent: it must be noticed before it is sent
        server.drop_connections()
    assert len(server.seen) == 3
    assert len({sent.connection for sent in server.seen}) == 3
    api.http.close()


def test_requests_ca_bundle_is_honoured(
    secure: ApiServer, certificate: tuple[Path, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    secure.on("user/get", OK)
    api = client(secure)
    assert api.get_user("a") == OK
    api.http.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secure: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    api = client(secure)
    with pytest.raises(WeChatTransportError, match=r"TLS connection: self.signed certificate"):
        api.get_user("a")
    assert secure.seen == secure.fetched == []
    api.http.close()


@pytest.mark.parametrize("option", [[], ["--no-hooks"]])
def test_a_fork_shares_neither_connections_nor_locks(server: ApiServer, option: list[str]) -> None:
    server.on("user/get", lambda sent: {**OK, "userid": sent.query["userid"]})
    command = [sys.executable, "-m", "tests.helpers.fork_worker", server.url, *option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("parent\nchild\n", "")
    used: dict[str, int] = {sent.query["userid"]: sent.connection for sent in server.seen}
    assert used["parent"] == used["before"]
    assert used["child"] != used["before"]
    assert len(server.fetched) == 1


def test_the_filter_cuts_queries_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tests.filtered")
    logger.addFilter(QueryFilter())
    caplog.set_level(logging.DEBUG)
    logger.debug("%s %d", "GET /cgi-bin/gettoken?corpsecret=x HTTP/1.1", 5)
    logger.debug("https://h/cgi-bin/user/get?access_token=y and /other?z=1")
    logger.debug("%(a)s", {"a": 1})
    assert caplog.messages == [
        "GET /cgi-bin/gettoken HTTP/1.1 5",
        "https://h/cgi-bin/user/get and /other?z=1",
        "1",
    ]


def test_many_clients_install_one_filter() -> None:
    for _ in range(3):
        WeChatAPI(CORP_ID, SECRET)
    filters = logging.getLogger("urllib3.connectionpool").filters
    assert len([one for one in filters if isinstance(one, QueryFilter)]) == 1


@pytest.mark.slow
def test_large_files_stay_out_of_memory() -> None:
    command = [sys.executable, "-m", "benchmarks.media", "--megabytes", "100", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    grown = {name: memory for name, (_, memory) in json.loads(done.stdout).items()}
    assert all(memory < 30 for memory in grown.values()), grown


def test_a_department_of_5000_is_read_page_by_page(server: ApiServer) -> None:
    members = [{"userid": f"user{number}", "department": 1} for number in range(5000)]

    def page(sent: Request) -> dict[str, object]:
        start, limit = int(sent.json.get("cursor", 0)), int(sent.json.get("limit", 1000))
        end = start + limit
        more = {"next_cursor": str(end)} if end < len(members) else {}
        return {**OK, "dept_user": members[start:end], **more}

    server.on("user/list_id", page)
    api = client(server)
    walk = api.iter_user_ids(limit=1000)
    assert next(walk) == members[0]
    assert len(server.seen) == 1  # the next page is read when it is needed
    assert [members[0], *walk] == members
    assert len(server.seen) == 5
    api.http.close()
