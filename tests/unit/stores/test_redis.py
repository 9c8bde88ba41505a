"""What the Redis store says to the server: commands, round trips, slots, and odd answers."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from flask_wechat_corp import ConfigError, Message, StoreError, WeChatCorp, open_store
from flask_wechat_corp.stores.key_value import Renewal
from flask_wechat_corp.stores.redis import RedisStore
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.servers import RedisNodes, RedisServer, needs_tls
from tests.helpers.sockets import CountingConnection
from tests.helpers.support import free_port, make_app
from tests.helpers.tls import make_certificate

pytestmark = pytest.mark.redis

#: What docs/deploy/index.rst tells people to allow.
COMMANDS = ("get", "set", "del", "eval", "evalsha")


@pytest.fixture
def counted(redis_url: str) -> Iterator[tuple[RedisStore, CountingConnection.Counter]]:
    counter = CountingConnection.Counter()
    pool = redis.ConnectionPool.from_url(
        redis_url, connection_class=CountingConnection, counter=counter
    )
    with redis.Redis(connection_pool=pool) as client:
        client.ping()
        yield RedisStore(client), counter
    pool.disconnect()


def assert_sessions_are_kept(url: str) -> None:
    """Let 30 members write two messages each to an app with this store."""
    app = make_app(STORE=url)
    wx = WeChatCorp(app)

    @wx.text
    def count(message: Message) -> str:
        wx.session["n"] = wx.session.get("n", 0) + 1
        return str(wx.session["n"])

    client = CallbackClient(app)
    for number in range(30):
        answers = [client.text("x", user=f"user{number}").text for _ in range(2)]
        assert answers == ["1", "2"]


def test_each_method_is_one_round_trip(
    counted: tuple[RedisStore, CountingConnection.Counter],
) -> None:
    store, counter = counted
    store.compare_and_set("k", "", "")  # Redis knows the scripts from now on
    store.compare_and_set("k", "", None)
    store.acquire("g", "owner", 4, "k")
    store.write_guarded("g", "owner", "k", "v")
    leases = [("g", "owner", 4.0), *((f"lock|session|{n}", "owner", 4.0) for n in range(500))]
    calls: list[Any] = [
        lambda: store.get("k"),
        lambda: store.set("k", "v", 60),
        lambda: store.add("k", "v", 60),
        lambda: store.delete("k"),
        lambda: store.compare_and_set("k", "v", "w"),
        lambda: store.compare_and_set("k", "w", None),
        lambda: store.acquire("g2", "owner", 4, "k"),
        lambda: store.write_guarded("g", "owner", "k", "v", expected=None, release=True),
        lambda: store.renew_leases(leases),
    ]
    for call in calls:
        counter.round_trips = 0
        call()
        assert counter.round_trips == 1


def test_round_trips_of_a_message(counted: tuple[RedisStore, CountingConnection.Counter]) -> None:
    store, counter = counted
    app = make_app(STORE=store)
    wx = WeChatCorp(app)

    @wx.text("plain")
    def plain(message: Message) -> str:
        return "plain"

    @wx.text("count")
    def count(message: Message) -> str:
        wx.session["n"] = wx.session.get("n", 0) + 1
        return "count"

    @wx.text("read")
    def read(message: Message) -> str:
        return str(wx.session.get("n"))

    client = CallbackClient(app)

    def round_trips(text: str) -> int:
        client.text(text)  # the scripts are known from now on
        counter.round_trips = 0
        assert client.text(text).status == 200
        return counter.round_trips

    assert [round_trips(text) for text in ("plain", "count", "read")] == [2, 4, 4]
    wx.lists.add("view", ["{a} item"])
    assert [round_trips(text) for text in ("plain", "count", "read")] == [3, 5, 5]


def test_a_script_that_redis_has_forgotten_is_sent_again(redis_url: str) -> None:
    store = RedisStore(redis_url)
    store.set("k", "v")
    assert store.compare_and_set("k", "v", "w")
    with redis.Redis.from_url(redis_url) as client:
        client.script_flush()
    assert store.compare_and_set("k", "w", "x")
    assert store.renew_leases([("k", "x", 60), ("free", "x", 60), ("k", "y", 60)]) == [
        Renewal.KEPT,
        Renewal.REACQUIRED,
        Renewal.LOST,
    ]
    store.close()


def test_a_user_with_the_documented_rights_can_do_everything(redis_url: str) -> None:
    """And one right less is a StoreError."""
    with redis.Redis.from_url(redis_url) as admin:
        allow(admin, *(f"+{command}" for command in COMMANDS))
        host = redis_url.split("//")[1]
        url = f"redis://bot:pw@{host}"
        app = make_app(STORE=url)
        wx = WeChatCorp(app)

        @wx.text
        def count(message: Message) -> str:
            wx.session["n"] = wx.session.get("n", 0) + 1
            return str(wx.session["n"])

        wx.lists.add("view", ["{a} item"])
        client = CallbackClient(app)
        assert [client.text("x").text for _ in range(2)] == ["1", "2"]
        store = RedisStore(url)
        use_everything(store)
        for missing in COMMANDS:
            allow(admin, *(f"+{command}" for command in COMMANDS if command != missing))
            admin.script_flush()
            with pytest.raises(StoreError, match=r"NoPermission|ResponseError") as caught:
                use_everything(store)
            assert "pw" not in str(caught.value)
        admin.execute_command("ACL", "DELUSER", "bot")
        store.close()


def allow(admin: Any, *rights: str) -> None:
    admin.execute_command(
        "ACL", "SETUSER", "bot", "reset", "on", ">pw", "~flask_wechat_corp:*", *rights
    )


@pytest.mark.parametrize("right", ["+select", None])
def test_another_database_needs_one_right_more(redis_url: str, right: str | None) -> None:
    rights = [f"+{command}" for command in COMMANDS] + ([right] if right else [])
    store = RedisStore(redis_url.replace("//", "//bot:pw@").removesuffix("/0") + "/1")
    with redis.Redis.from_url(redis_url) as admin:
        allow(admin, *rights)
        if right:
            use_everything(store)
        else:
            with pytest.raises(StoreError, match="NoPermissionError"):
                store.get("k")
        admin.execute_command("ACL", "DELUSER", "bot")
    store.close()


@pytest.mark.parametrize("_redis_nodes", [3], indirect=True)
@pytest.mark.parametrize(
    "further", [("+cluster|slots", "+command", "+info"), ("+cluster|slots", "+info"), ("+info",)]
)
def test_a_cluster_needs_three_rights_more(redis_nodes: RedisNodes, further: tuple[str]) -> None:
    admins = redis_nodes.clients()
    for admin in admins:
        allow(admin, *(f"+{command}" for command in COMMANDS), *further)
    store = RedisStore(redis_nodes.url.replace("//", "//bot:pw@") + "?cluster=1")
    if len(further) == 3:
        use_everything(store)
    else:
        with pytest.raises(StoreError, match="Redis failed"):
            use_everything(store)
    store.close()
    for admin in admins:
        admin.execute_command("ACL", "DELUSER", "bot")
        admin.close()


def use_everything(store: RedisStore) -> None:
    store.set("k", "v", 60)
    store.delete("k")
    assert store.get("k") is None
    with store.lock("k") as lock:
        assert lock.write("k", "1", 60)
        assert store.renew_leases([("lock|other", "owner", 4)]) == [Renewal.REACQUIRED]
        assert store.compare_and_set("lock|other", "owner", None)
        assert lock.write("k", None, release=True)


def test_the_docs_name_these_rights() -> None:
    from tests.scenarios.workers import ROOT

    text = (ROOT / "docs" / "deploy" / "index.rst").read_text()
    assert "``+select``, a cluster ``+cluster|slots +command +info``" in text
    assert "~flask_wechat_corp:* " + " ".join(f"+{command}" for command in COMMANDS) in text


# -- clusters


@pytest.mark.parametrize("_redis_nodes", [3], indirect=True)
class TestCluster:
    def test_a_plain_client_is_told_of_the_parameter(self, redis_nodes: RedisNodes) -> None:
        store = open_store(redis_nodes.url)
        names = [f"k{number}" for number in range(50)]
        client = RedisStore(redis_nodes.url + "?cluster=1")
        elsewhere = [
            names[numbers[0]]
            for node, numbers in client._by_node(names)
            if node.get_connection_kwargs()["port"] != redis_nodes.port
        ]
        client.close()
        assert len(elsewhere) == 2
        for name in elsewhere:
            with pytest.raises(StoreError, match=r"Error\..*cluster=1 to the URL in STORE"):
                store.get(name)
        with pytest.raises(StoreError, match="cluster=1"):
            store.renew_leases([(f"k{number}", "owner", 4) for number in range(50)])  # type: ignore[attr-defined]
        store.close()  # type: ignore[attr-defined]

    def test_leases_are_renewed_on_each_node(self, redis_nodes: RedisNodes) -> None:
        store = RedisStore(redis_nodes.url + "?cluster=1")
        leases = [(f"lock|session|{number}", f"owner {number}", 60.0) for number in range(100)]
        assert set(store.renew_leases(leases)) == {Renewal.REACQUIRED}
        assert set(store.renew_leases(leases)) == {Renewal.KEPT}
        store.set("lock|session|7", "theirs", 60)
        outcomes = store.renew_leases(leases)
        assert outcomes.index(Renewal.LOST) == 7
        assert outcomes.count(Renewal.KEPT) == 99
        assert len(store._by_node([key for key, _, _ in leases])) == 3
        store.close()

    def test_conversations(self, redis_nodes: RedisNodes, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.WARNING)
        assert_sessions_are_kept(redis_nodes.url + "?cluster=1")
        assert caplog.messages == []

    def test_a_slot_that_has_moved_is_followed(self, redis_nodes: RedisNodes) -> None:
        store = RedisStore(redis_nodes.url + "?cluster=1")
        leases = [(f"lock|{number}", "owner", 60.0) for number in range(30)]
        store.renew_leases(leases)
        nodes = store._client.nodes_manager
        nodes.slots_cache = {  # as if the slots had been somewhere else when we last asked
            slot: [nodes.slots_cache[(slot + 6000) % 16384][0]] for slot in range(16384)
        }
        assert set(store.renew_leases(leases)) == {Renewal.KEPT}
        store.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_tls()
    return make_certificate(tmp_path_factory.mktemp("tls"))[0]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[RedisNodes]:
    nodes = RedisNodes(tmp_path_factory.mktemp("nodes"), 3, certificate)
    nodes.start()
    yield nodes
    nodes.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("server"), certificate=certificate)
    server.start()
    yield server
    server.stop()


class TestTls:
    """``rediss://``: a server, and a cluster whose nodes speak TLS only, among themselves too."""

    @pytest.fixture(params=["server", "cluster"])
    def url(self, request: pytest.FixtureRequest) -> str:
        url: str = request.getfixturevalue(request.param).url
        return url + "&cluster=1" if request.param == "cluster" else url

    def test_everything_works(self, url: str) -> None:
        store = RedisStore(url)
        use_everything(store)
        leases = [(f"lock|session|{number}", "owner", 60.0) for number in range(100)]
        assert set(store.renew_leases(leases)) == {Renewal.REACQUIRED}
        assert set(store.renew_leases(leases)) == {Renewal.KEPT}
        store.close()

    def test_conversations(self, url: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.WARNING)
        assert_sessions_are_kept(url)
        assert caplog.messages == []

    def test_every_node_of_a_cluster_is_talked_to_over_tls(self, cluster: RedisNodes) -> None:
        store = RedisStore(cluster.url + "&cluster=1")
        nodes = store._by_node([f"k{number}" for number in range(100)])
        assert len(nodes) == 3
        for node, _ in nodes:
            connection: Any = node.connection_pool.make_connection()
            connection.connect()
            assert isinstance(connection._sock, ssl.SSLSocket)
            connection.disconnect()
        store.close()

    def test_an_unknown_certificate_is_a_store_error(self, url: str) -> None:
        untrusted = re.sub(r"ssl_ca_certs=[^&]*&?", "", url).rstrip("?")
        store = RedisStore(untrusted.replace("//", "//bot:secret@"))
        with pytest.raises(StoreError, match="Redis failed") as caught:
            store.get("k")
        assert "secret" not in str(caught.value)
        store.close()

    def test_a_server_without_tls_is_a_store_error_in_time(self, redis_url: str) -> None:
        store = RedisStore(redis_url.replace("redis:", "rediss:"), timeout=0.3)
        with pytest.raises(StoreError, match="Redis failed"):
            store.get("k")
        store.close()


@pytest.mark.parametrize("_redis_nodes", [1], indirect=True)
def test_conversations_on_one_node_with_cluster_mode_on(redis_nodes: RedisNodes) -> None:
    assert_sessions_are_kept(redis_nodes.url)


def test_cluster_mode_needs_a_cluster(redis_url: str) -> None:
    store = open_store(redis_url + "?cluster=1")
    with pytest.raises(StoreError, match="STORE has cluster=1 in its URL"):
        store.get("k")
    store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("query", ["cluster=0", "cluster=no&db=0", "db=0&cluster=false"])
def test_cluster_mode_can_be_switched_off(redis_url: str, query: str) -> None:
    store = open_store(f"{redis_url}?{query}")
    store.set("k", "v")
    assert store.get("k") == "v"
    store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("redis://:secret@127.0.0.1/0?cluster=maybe", "cluster=1 or cluster=0"),
        ("redis://:secret@127.0.0.1/3?cluster=1", "only database 0"),
        ("redis://:secret@127.0.0.1?db=3&cluster=yes", "only database 0"),
        ("unix://secret/tmp/redis.sock?cluster=1", "no Unix socket"),
    ],
)
def test_what_cannot_be_a_cluster_is_a_config_error(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"STORE must .*{message}") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_a_cluster_is_not_asked_before_it_is_used(scheme: str) -> None:
    store = RedisStore(f"{scheme}://:secret@127.0.0.1:{free_port()}/0?cluster=1", timeout=0.3)
    with pytest.raises(StoreError, match="Redis failed") as caught:
        store.get("k")
    assert "secret" not in str(caught.value)
    store.close()


def test_a_lock_is_in_the_slot_of_its_entry() -> None:
    from redis.crc import key_slot

    for prefix in ("flask_wechat_corp:", "{bots}:", ""):
        store = RedisStore(f"redis://127.0.0.1:{free_port()}/0", prefix=prefix)
        for key in ("session|0123456789abcdef", "k", "wechat_corp:access_token:ww1:0123:lock"):
            entry, lock = store._name(key), store._name("lock|" + key)
            assert entry != lock
            assert entry.startswith(prefix)
            assert lock.startswith(prefix)
            assert key_slot(entry.encode()) == key_slot(lock.encode())
        store.close()
