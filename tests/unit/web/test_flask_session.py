"""Conversations on each of Flask-Session's back ends, and the attack that they must withstand."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from cachelib.file import FileSystemCache
from cachelib.simple import SimpleCache
from flask import Flask, session
from flask_session import Session

from flask_wechat_corp import Message, Store, StoreError, WeChatCorp, open_store
from flask_wechat_corp.callback.session import Conversation, session_key
from flask_wechat_corp.callback.steps import NOTHING, Waiting
from flask_wechat_corp.stores.locks import StoreLock
from flask_wechat_corp.stores.renewal import lease_renewer
from flask_wechat_corp.stores.sqlite import SQLiteStore
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.flask_session import (
    FlaskSessionBackend,
    flask_session_backend,
    is_shared,
)
from tests.helpers.support import make_app

# Flask-Session's own, with its SQLAlchemy back end on Python 3.12 and newer.
pytestmark = pytest.mark.filterwarnings(r"ignore:datetime.datetime.utcnow\(\):DeprecationWarning")

KEY = session_key(b"secret", "ww1", 1, "zhangsan")


def on_files(app: Flask, tmp_path: Path) -> None:
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(str(tmp_path), 0))


def on_sqlalchemy(app: Flask, tmp_path: Path) -> None:
    from flask_sqlalchemy import SQLAlchemy

    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/app.db"
    app.config.update(SESSION_TYPE="sqlalchemy", SESSION_SQLALCHEMY=SQLAlchemy(app))


BACKENDS: dict[str, Callable[[Flask, Path], None] | None] = {
    "cachelib": on_files,
    "sqlalchemy": on_sqlalchemy,
    "redis": None,
}


@pytest.fixture(
    params=[
        "cachelib",
        "sqlalchemy",
        pytest.param("redis", marks=pytest.mark.redis),
    ]
)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.secret_key = "secret"
    client = None
    setup = BACKENDS[request.param]
    if setup is not None:
        setup(app, tmp_path)
    else:
        import redis

        client = redis.Redis.from_url(request.getfixturevalue("redis_url"))
        app.config.update(SESSION_TYPE="redis", SESSION_REDIS=client)
    Session(app)

    @app.get("/peek")
    def peek() -> dict[str, Any]:
        return dict(session)

    @app.get("/login")
    def login() -> str:
        session["name"] = "alice"
        return "ok"

    yield app
    if client is not None:
        client.close()
    if request.param == "sqlalchemy":
        with app.app_context():
            app.config["SESSION_SQLALCHEMY"].engine.dispose()


@pytest.fixture
def backend(app: Flask) -> FlaskSessionBackend:
    made = flask_session_backend(app.session_interface, app.app_context)
    assert isinstance(made, FlaskSessionBackend)
    return made


@pytest.fixture
def store() -> Store:
    return open_store("memory://")


def test_it_keeps_conversations(backend: FlaskSessionBackend, store: Store) -> None:
    first = Conversation(KEY, store, backend, 60, wait=4.5)
    first.session["count"] = {"n": [1]}
    first.waiting = Waiting("view")
    first.save()
    first.close()
    second = Conversation(KEY, store, backend, 60, wait=4.5)
    assert second.waiting == Waiting("view")
    assert second.session == {"count": {"n": [1]}}
    second.session["count"]["n"].append(2)
    second.save()
    second.close()
    third = Conversation(KEY, store, backend, 60, wait=4.5)
    assert third.session == {"count": {"n": [1, 2]}}
    third.waiting = NOTHING
    third.session.destroy()
    third.close()
    assert backend.load(KEY) is None
    assert store.get("session|" + KEY) is None  # nothing of it in our own store


def test_it_reads_what_is_there_now_also_inside_a_request(
    app: Flask, backend: FlaskSessionBackend
) -> None:
    with app.test_request_context():
        assert backend.load(KEY) is None
        backend.save(KEY, "one", 60, None, last=True)
        assert backend.load(KEY) == "one"
        other = flask_session_backend(app.session_interface, app.app_context)
        assert other is not None
        other.save(KEY, "two", 60, None, last=True)
        assert backend.load(KEY) == "two"


def test_no_update_is_lost(backend: FlaskSessionBackend, store: Store) -> None:
    """What Flask-Session alone does not promise: four threads, one conversation."""

    def add_ones() -> None:
        for _ in range(5):
            message = Conversation(KEY, store, backend, 60, wait=60)
            message.session["count"] = message.session.get("count", 0) + 1
            message.save(last=True)
            message.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add_ones) for _ in range(4)]:
            done.result(60)
    last = Conversation(KEY, store, backend, 60, wait=4.5)
    assert last.session == {"count": 20}
    last.close()


def test_it_ends_with_its_lifetime(backend: FlaskSessionBackend) -> None:
    import time

    backend.save(KEY, "text", 1, None, last=True)
    assert backend.load(KEY) == "text"
    deadline = time.monotonic() + 5
    while backend.load(KEY) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("prefix", ["session:", "wechat_corp:", "w", ""])
def test_no_cookie_opens_a_conversation(app: Flask, prefix: str) -> None:
    """Whatever a browser writes into its cookie, knowing everything but the app's secret key."""
    app.session_interface.key_prefix = prefix  # type: ignore[attr-defined]
    backend = flask_session_backend(app.session_interface, app.app_context)
    assert isinstance(backend, FlaskSessionBackend)
    backend.save(KEY, "the conversation", 60, None, last=True)
    row = backend._prefix + KEY
    guesses = ["zhangsan", "zhangsan:ww1", "ww1:1:zhangsan", "wechat_corp:zhangsan"]
    if prefix:  # with the empty prefix a row's own name is its address; it is an HMAC
        guesses += [KEY, row, "session|" + KEY, row.removeprefix(prefix), row[len(prefix) :]]
        assert not row.startswith(prefix)
    for guess in guesses:
        browser = app.test_client()
        browser.set_cookie("session", guess)
        answer = browser.get("/peek").get_json()
        assert "wechat_corp" not in answer, f"{guess!r} opened it"
    assert backend.load(KEY) == "the conversation"


def test_the_browsers_own_sessions_go_on(app: Flask, backend: FlaskSessionBackend) -> None:
    browser = app.test_client()
    browser.get("/login")
    backend.save(KEY, "text", 60, None, last=True)
    assert browser.get("/peek").get_json()["name"] == "alice"


@pytest.fixture
def expired_lock(tmp_path: Path) -> Iterator[StoreLock]:
    """A lock that ran out while this process could not renew it."""
    store = SQLiteStore(str(tmp_path / "locks.sqlite"))
    with store.lock("k", ttl=4) as lock:
        assert lock._lease is not None
        lease_renewer.drop(lock._lease)
        store.delete("lock|k")
        lock._lease._until = 0
        assert not lock.held()
        yield lock
    store.close()


@pytest.mark.parametrize("text", ["ours", None])
def test_a_lock_that_another_message_took_writes_nothing(
    backend: FlaskSessionBackend, expired_lock: StoreLock, text: str | None
) -> None:
    backend.save(KEY, "read", 60)
    expired_lock._store.set("lock|k", "another process", 60)
    assert backend.save(KEY, text, 60, expired_lock, was="read", last=True) is False
    assert backend.load(KEY) == "read"


@pytest.mark.parametrize("text", ["ours", None])
def test_a_lock_that_ran_out_writes_over_what_it_has_read(
    backend: FlaskSessionBackend, expired_lock: StoreLock, text: str | None
) -> None:
    backend.save(KEY, "theirs", 60)
    assert backend.save(KEY, text, 60, expired_lock, was="read", last=True) is False
    assert backend.load(KEY) == "theirs"
    assert backend.save(KEY, text, 60, expired_lock, was="theirs", last=True) is True
    assert backend.load(KEY) == text


def test_a_back_end_that_fails_is_a_store_error(
    app: Flask, backend: FlaskSessionBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(app.session_interface, "_retrieve_session_data", fail)
    with pytest.raises(StoreError, match="ValueError") as caught:
        backend.load(KEY)
    assert "secret words" not in str(caught.value)


def test_flasks_own_interface_is_none_of_ours() -> None:
    app = Flask(__name__)
    assert flask_session_backend(app.session_interface, app.app_context) is None
    assert not is_shared(app.session_interface)


def test_what_several_machines_may_share(app: Flask) -> None:
    kind = app.config["SESSION_TYPE"]
    assert is_shared(app.session_interface, "sqlite:///app.db") == (kind == "redis")
    assert is_shared(app.session_interface, "postgresql://") == (kind != "cachelib")


# --- session stores that lose conversations -------------------------------------------------------


def flask_app(**settings: Any) -> Flask:
    app = make_app()
    app.config.update(settings)
    Session(app)
    return app


@pytest.mark.parametrize("shown", [100, 5000])
def test_a_cache_that_removes_sessions_is_warned_about_once(tmp_path: Path, shown: int) -> None:
    cache = FileSystemCache(str(tmp_path), shown)
    app = flask_app(SESSION_TYPE="cachelib", SESSION_CACHELIB=cache)
    with pytest.warns(RuntimeWarning, match=f"keeps {shown:,} sessions"):
        wx = WeChatCorp(app)
    wx.text(lambda message: str(wx.session.setdefault("n", 1)))
    assert CallbackClient(app).text("x").text == "1"  # another warning would be an error


def test_a_cache_made_after_us_is_warned_about_at_the_first_conversation(tmp_path: Path) -> None:
    app = make_app()
    wx = WeChatCorp(app)
    wx.text(lambda message: str(wx.session.setdefault("n", 1)))
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=SimpleCache(threshold=9))
    Session(app)
    with pytest.warns(RuntimeWarning, match="threshold"):
        CallbackClient(app).text("x")
    assert CallbackClient(app).text("x").text == "1"


def test_strangers_do_evict_conversations_from_such_a_cache(tmp_path: Path) -> None:
    """The warning's reason; with the threshold that it advises, nothing is lost."""
    left = []
    for threshold in (20, 0):
        cache = FileSystemCache(str(tmp_path / str(threshold)), threshold)
        app = flask_app(SESSION_TYPE="cachelib", SESSION_CACHELIB=cache)

        @app.get("/")
        def page() -> str:
            session["visited"] = True
            return "hello"

        backend = flask_session_backend(app.session_interface, app.app_context)
        assert backend is not None
        keys = [str(number) for number in range(10)]
        for key in keys:
            backend.save(key, "text", 60)
        for _ in range(60):
            assert app.test_client().get("/").status_code == 200
        left.append(sum(backend.load(key) is not None for key in keys))
    assert left[0] < 10
    assert left[1] == 10


@pytest.mark.redis
@pytest.mark.parametrize("format", ["msgpack", "json"])
@pytest.mark.parametrize("decodes", [False, True])
def test_a_client_that_decodes(redis_url: str, format: str, decodes: bool) -> None:
    """Flask-Session could not read its own rows: the first message says so, nothing is stored."""
    with redis.Redis.from_url(redis_url, decode_responses=decodes) as client:
        app = flask_app(
            SESSION_TYPE="redis", SESSION_REDIS=client, SESSION_SERIALIZATION_FORMAT=format
        )
        broken = decodes and format == "msgpack"
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RuntimeWarning)
            wx = WeChatCorp(app)
        told = [str(one.message) for one in caught if "decode_responses" in str(one.message)]
        assert len(told) == broken

        @wx.text
        def count(message: Message) -> str:
            wx.session["n"] = wx.session.get("n", 0) + 1
            return str(wx.session["n"])

        messages = CallbackClient(app)
        if broken:
            app.config["PROPAGATE_EXCEPTIONS"] = True
            for _ in range(2):
                with pytest.raises(StoreError, match="SESSION_SERIALIZATION_FORMAT"):
                    messages.text("x")
            assert client.keys() == []
        else:
            assert [messages.text("x").text for _ in range(2)] == ["1", "2"]
