"""The access token: fetched once for everybody, renewed ahead, replaced when it is dead."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp import (
    AccessTokenError,
    ConfigError,
    IPNotAllowedError,
    RateLimitError,
    StoreTimeout,
    WeChatAPI,
    WeChatCorpError,
    WeChatTransportError,
    open_store,
)
from flask_wechat_corp.api.apps.jsapi import js_signature
from flask_wechat_corp.api.engine.token import CachedToken, store_key
from flask_wechat_corp.stores.memory import MemoryStore

from ....helpers.api_server import OK, ApiServer, Raw
from ....helpers.support import AGENT_ID, CORP_ID, SECRET


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
def make(server: ApiServer, store: MemoryStore, clock: Clock) -> Iterator[Callable[..., WeChatAPI]]:
    """Make clients that share a store and a clock."""
    server.on("user/get", OK)
    with ExitStack() as stack:

        def build(secret: str = SECRET, **options: Any) -> WeChatAPI:
            options = {"store": store, "clock": clock, "sleep": lambda _: None, **options}
            api = WeChatAPI(
                CORP_ID, secret, AGENT_ID, api_url=server.url, timeout=(5, 5), **options
            )
            stack.callback(api.http.close)
            return api

        yield build


def test_it_is_fetched_lazily_kept_and_shared(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock
) -> None:
    first, second = make(), make()
    assert server.fetched == []
    for api in (first, second, first):
        api.get("user/get")
    assert len(server.fetched) == 1
    assert second.get_latest_token() == {
        "access_token": server.token,
        "expires_at": clock.now + 7200,
    }


def test_its_key_tells_corp_and_secret_apart_and_shows_neither_secret() -> None:
    keys = {
        store_key(kind, corp, secret)
        for kind in ("token", "ticket")
        for corp in ("a", "b")
        for secret in (SECRET, "other")
    }
    assert len(keys) == 8
    assert all(SECRET not in key and "other" not in key for key in keys)


def test_another_secret_never_gets_this_token(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    make().get("user/get")
    with pytest.raises(AccessTokenError):
        make("another-secret").get("user/get")
    assert len(server.fetched) == 2


@pytest.mark.parametrize(
    ("passed", "fetches"), [(7139, 1), (7141, 2), (7199.5, 2), (7200, 2), (9999, 2)]
)
def test_it_is_renewed_sixty_seconds_ahead(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock, passed: float, fetches: int
) -> None:
    api = make()
    api.get("user/get")
    clock.now += passed
    for _ in range(3):
        api.get("user/get")
    assert len(server.fetched) == fetches


def test_a_server_that_repeats_the_old_token_is_not_asked_at_every_call(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock
) -> None:
    """WeCom gives the same token, with what is left of its time, until it ends."""
    api = make()
    ends = clock.now + 7200
    server.fetch_answer = lambda _: {
        **OK, "access_token": server.token, "expires_in": ends - clock.now
    }  # fmt: skip
    api.get("user/get")
    for _ in range(50):
        clock.now = min(ends - 1, max(clock.now, ends - 60) + 1)
        api.get("user/get")
    assert len(server.fetched) <= 1 + 6


@pytest.mark.parametrize("trouble", [Raw(b"", 500), {"errcode": 45009, "errmsg": "limit"}])
def test_while_it_lasts_a_failing_renewal_does_no_harm(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock, trouble: Any
) -> None:
    api = make()
    api.get("user/get")
    clock.now += 7150
    server.fetch_answer = trouble
    assert api.get("user/get") == OK
    clock.now += 60
    with pytest.raises(WeChatCorpError):
        api.get("user/get")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "no json",
        "[]",
        '{"access_token": ""}',
        '{"access_token": 5}',
        '{"access_token": "t"}',
        '{"access_token": "t", "expires_at": "x"}',
    ],
)
def test_what_is_kept_and_malformed_counts_as_nothing(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore, kept: str
) -> None:  # fmt: skip
    store.set(store_key("token", CORP_ID, SECRET), kept)
    assert make().get("user/get") == OK
    assert len(server.fetched) == 1


@pytest.mark.parametrize("token", ["", None, 5, False])
def test_an_empty_token_is_never_kept(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore, token: Any
) -> None:
    server.fetch_answer = {**OK, "access_token": token, "expires_in": 7200}
    api = make()
    with pytest.raises(WeChatTransportError, match=r"^/cgi-bin/gettoken: .* no access_token"):
        api.get("user/get")
    assert store.get(store_key("token", CORP_ID, SECRET)) is None
    server.fetch_answer = None
    assert api.get("user/get") == OK


@pytest.mark.parametrize(
    ("code", "kind"),
    [(40001, AccessTokenError), (40013, AccessTokenError), (60020, IPNotAllowedError),
     (45009, RateLimitError)],
)  # fmt: skip
def test_a_fetch_that_fails_says_why(
    make: Callable[..., WeChatAPI], server: ApiServer, code: int, kind: type[Exception]
) -> None:
    server.fetch_answer = {"errcode": code, "errmsg": "no"}
    with pytest.raises(kind, match=f"/cgi-bin/gettoken: {code}"):
        make().get("user/get")
    assert len(server.fetched) == 1


def test_in_its_last_seconds_nobody_waits_for_the_one_who_renews(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore, clock: Clock
) -> None:
    api = make()
    api.get("user/get")
    clock.now += 7150
    with store.lock(store_key("token", CORP_ID, SECRET) + ":lock"):  # another process is at it
        assert api.get("user/get") == OK
    assert len(server.fetched) == 1


def test_in_its_last_seconds_a_renewal_by_another_process_is_taken_over(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock
) -> None:
    first, second = make(), make()
    first.get("user/get")
    clock.now += 7150
    held = second._tokens._read()
    assert held
    server.kill_token()
    first.get("user/get")
    assert len(server.fetched) == 2
    assert second._tokens._renew_early(held).value == server.token
    assert len(server.fetched) == 2


def test_a_hanging_fetch_is_not_waited_for_without_end(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    api = make()
    api._tokens._lock_timeout = 0.05
    with api._tokens._local, pytest.raises(StoreTimeout, match="still fetching the access_token"):
        api.get("user/get")


# -- dead tokens --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [40001, 40014, 42001, "42001"])
def test_a_dead_token_is_replaced_once_and_the_call_repeated_once(
    make: Callable[..., WeChatAPI], server: ApiServer, code: Any
) -> None:
    server.on("user/create", {"errcode": code, "errmsg": "dead"}, {**OK, "created": 1})
    # also a call that is not safe to repeat: a refused token means that nothing was done
    assert make().post("user/create", {"a": 1}) == {**OK, "created": 1}
    assert (len(server.fetched), len(server.seen)) == (2, 2)


def test_a_server_that_refuses_for_ever_is_asked_twice(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.on("user/get", {"errcode": 40014, "errmsg": "invalid access_token"})
    api = make()
    api.get_latest_token()
    with pytest.raises(AccessTokenError) as caught:
        api.get("user/get")
    assert (caught.value.errcode, caught.value.path) == (40014, "/cgi-bin/user/get")
    assert (len(server.fetched), len(server.seen)) == (2, 2)  # 1 refresh, 1 repeat


def test_a_token_that_somebody_else_renewed_is_not_fetched_again(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    first, second = make(), make()
    old = first.get_latest_token()["access_token"]
    server.kill_token()
    assert second.get("user/get") == OK
    assert len(server.fetched) == 2
    assert first._tokens.replace(old).value == server.token
    assert len(server.fetched) == 2


def test_a_dead_token_is_forgotten_also_when_no_other_can_be_had(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore
) -> None:
    api = make()
    api.get("user/get")
    server.kill_token()
    server.fetch_answer = Raw(b"", 503)
    with pytest.raises(WeChatTransportError):
        api.get("user/get")
    assert store.get(store_key("token", CORP_ID, SECRET)) is None


# -- the user's own keeping ---------------------------------------------------------------------


def test_tokens_that_the_user_keeps(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore, clock: Clock
) -> None:
    kept: dict[str, Any] = {}
    api = make(get_token=lambda: kept or None, save_token=kept.update)
    api.get("user/get")
    assert kept == {"access_token": server.token, "expires_at": clock.now + 7200}
    assert store.get(store_key("token", CORP_ID, SECRET)) is None
    api.get("user/get")
    assert len(server.fetched) == 1
    server.kill_token()
    api.get("user/get")  # a dead token is overwritten
    assert kept["access_token"] == server.token
    assert len(server.fetched) == 2


def test_the_keeping_can_be_changed_later(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    api = make()
    api.get("user/get")
    kept: dict[str, Any] = {}
    api.set_token_callbacks(lambda: kept or None, kept.update)
    api.get("user/get")
    api.get("user/get")
    assert kept["access_token"] == server.token
    assert len(server.fetched) == 2


def test_a_token_from_elsewhere_is_used_as_it_is(
    make: Callable[..., WeChatAPI], server: ApiServer, clock: Clock
) -> None:
    api = make(
        get_token=lambda: {"access_token": server.token, "expires_at": str(clock.now + 99)},
        save_token=lambda token: None,
    )
    api.get("user/get")
    assert server.fetched == []


def test_one_function_alone_does_what_it_can(
    make: Callable[..., WeChatAPI], server: ApiServer, store: MemoryStore
) -> None:
    reading = make(get_token=lambda: None)
    saved: list[dict[str, Any]] = []
    for api in (reading, reading, make(save_token=saved.append)):
        api.get("user/get")
    assert len(server.fetched) == 1  # the store keeps it
    store.delete(store_key("token", CORP_ID, SECRET))
    make(save_token=saved.append).get("user/get")
    assert [token["access_token"] for token in saved] == [server.token]


@pytest.mark.parametrize("seconds", ["7200", " 7200 ", "7200.0"])
def test_a_lifetime_may_be_a_text(
    make: Callable[..., WeChatAPI], server: ApiServer, seconds: str
) -> None:
    server.on("get_jsapi_ticket", {**OK, "ticket": "t", "expires_in": seconds})
    assert make().get_latest_ticket()["ticket"] == "t"


# -- tickets ------------------------------------------------------------------------------------

TICKETS = {"get_jsapi_ticket": "corp-ticket", "ticket/get": "agent-ticket"}


def test_tickets_are_kept_apart(make: Callable[..., WeChatAPI], server: ApiServer) -> None:
    for path, ticket in TICKETS.items():
        server.on(path, {**OK, "ticket": ticket, "expires_in": 7200})
    first, second = make(), make()
    for api in (first, second):
        assert api.get_latest_ticket()["ticket"] == "corp-ticket"
        assert api.get_latest_agent_ticket()["ticket"] == "agent-ticket"
    assert [sent.path for sent in server.seen] == [
        "/cgi-bin/get_jsapi_ticket",
        "/cgi-bin/ticket/get",
    ]
    assert server.last.params == {"type": "agent_config"}
    assert first.get_ticket()["ticket"] == "corp-ticket"
    assert first.get_agent_ticket("wx_card")["ticket"] == "agent-ticket"
    assert server.last.params == {"type": "wx_card"}


@pytest.mark.parametrize(("path", "ticket"), TICKETS.items())
def test_a_refused_ticket_is_replaced_once(
    make: Callable[..., WeChatAPI], server: ApiServer, path: str, ticket: str
) -> None:
    for each, name in TICKETS.items():
        server.on(each, {**OK, "ticket": name}, {**OK, "ticket": f"{name}-2"})
    api = make()
    api.get_latest_ticket()
    api.get_latest_agent_ticket()
    assert api.replace_ticket(ticket)["ticket"] == f"{ticket}-2"
    assert [sent.path for sent in server.seen].count(f"/cgi-bin/{path}") == 2
    assert len(server.seen) == 3


def test_the_signature_of_a_page(make: Callable[..., WeChatAPI], server: ApiServer) -> None:
    # the example of WeCom's page 90506
    ticket = (
        "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    )
    expected = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    url = "http://mp.weixin.qq.com?params=value"
    assert js_signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url + "#part") == expected

    server.on("get_jsapi_ticket", {**OK, "ticket": ticket, "expires_in": 7200})
    server.on("ticket/get", {**OK, "ticket": "agent-ticket", "expires_in": 7200})
    api = make()
    config = api.get_js_config(
        url, js_api_list=["scanQRCode"], noncestr="Wm3WZYTPz0wzccnW", timestamp=1414587457
    )
    assert config == {
        "beta": True, "debug": False, "appId": CORP_ID, "timestamp": 1414587457,
        "nonceStr": "Wm3WZYTPz0wzccnW", "signature": expected, "jsApiList": ["scanQRCode"],
    }  # fmt: skip
    config = api.get_js_config(url, agent=True)
    assert (config["corpid"], config["agentid"]) == (CORP_ID, AGENT_ID)
    nonce, stamp = config["nonceStr"], config["timestamp"]
    assert config["signature"] == js_signature("agent-ticket", nonce, stamp, url)


def test_a_token_does_not_show_in_its_repr() -> None:
    assert "secret" not in repr(CachedToken("secret", 1.0))


def test_no_secret_no_fetch(make: Callable[..., WeChatAPI], server: ApiServer) -> None:
    with pytest.raises(ConfigError, match="SECRET"):
        make("").get("user/get")


# -- many at once -------------------------------------------------------------------------------


def run_threads(count: int, work: Callable[[], object]) -> list[BaseException]:
    """Start ``count`` threads at the same moment; return what they raised."""
    start = threading.Barrier(count)
    errors: list[BaseException] = []

    def one() -> None:
        start.wait(30)
        try:
            work()
        except WeChatCorpError as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return errors


def test_sixty_four_cold_threads_fetch_once(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.fetch_delay = 0.05
    api = make()
    assert run_threads(64, lambda: api.get("user/get")) == []
    assert (len(server.fetched), len(server.seen)) == (1, 64)


def test_sixty_four_cold_threads_fetch_one_ticket(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.on("get_jsapi_ticket", lambda _: {**OK, "ticket": "t", "expires_in": 7200})
    api = make()
    assert run_threads(64, api.get_latest_ticket) == []
    assert (len(server.fetched), len(server.seen)) == (1, 1)


def test_a_token_killed_under_32_threads_is_renewed_once(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.fetch_delay = 0.05
    api = make()
    api.get("user/get")
    server.kill_token()
    assert run_threads(32, lambda: [api.get("user/get") for _ in range(3)]) == []
    assert len(server.fetched) == 2


def test_a_failed_fetch_answers_for_all_who_waited(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.fetch_delay = 0.2
    server.fetch_answer = {"errcode": 40001, "errmsg": "invalid credential"}
    api = make()
    errors = run_threads(16, lambda: api.get("user/get"))
    assert {type(error) for error in errors} == {AccessTokenError}
    assert len(errors) == 16
    assert len(server.fetched) <= 2  # one, and one more for a thread that came after it


def test_user_callbacks_are_guarded_by_the_stores_lock(
    make: Callable[..., WeChatAPI], server: ApiServer
) -> None:
    server.fetch_delay = 0.05
    kept: dict[str, Any] = {}
    first = make(get_token=lambda: kept or None, save_token=kept.update)
    second = make(get_token=lambda: kept or None, save_token=kept.update)
    assert run_threads(16, lambda: [api.get("user/get") for api in (first, second)]) == []
    assert len(server.fetched) == 1


def stampede(server: ApiServer, spec: str, processes: int, threads: int) -> list[str]:
    """Let processes of many threads call at the same moment; return what each printed."""
    server.on("user/get", OK)
    root = Path(__file__).parents[4]
    command = [sys.executable, "-m", "tests.helpers.token_worker", server.url, spec, str(threads)]
    workers = [
        subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    try:
        for worker in workers:
            assert worker.stdout
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return [worker.communicate(timeout=90)[0].strip() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait(10)
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    pipe.close()


@pytest.mark.slow
def test_four_cold_processes_fetch_once_with_sqlite(server: ApiServer, tmp_path: Path) -> None:
    server.fetch_delay = 0.1
    spec = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    open_store(spec)
    assert stampede(server, spec, 4, 16) == ["0"] * 4
    assert (len(server.fetched), len(server.seen)) == (1, 64)


@pytest.mark.slow
@pytest.mark.redis
def test_four_cold_processes_fetch_once_with_redis(server: ApiServer, redis_url: str) -> None:
    server.fetch_delay = 0.1
    assert stampede(server, redis_url, 4, 16) == ["0"] * 4
    assert (len(server.fetched), len(server.seen)) == (1, 64)


@pytest.mark.slow
def test_a_token_killed_under_four_processes_is_renewed_once(
    server: ApiServer, tmp_path: Path
) -> None:
    server.fetch_delay = 0.1
    spec = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    store = open_store(spec)
    old = {"access_token": "a-dead-token", "expires_at": time.time() + 7000}
    store.set(store_key("token", CORP_ID, SECRET), json.dumps(old), ttl=7000)
    assert stampede(server, spec, 4, 16) == ["0"] * 4
    assert len(server.fetched) == 1
    assert 64 < len(server.seen) <= 128  # each call once, and once more where it met the old one
