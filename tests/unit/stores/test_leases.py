"""Leases and locks at their edges: after the end, after a fork, when the store fails."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flask_wechat_corp import ConfigError, StoreError
from flask_wechat_corp.stores import Store, open_store
from flask_wechat_corp.stores.sqlite import SQLiteStore
from tests.helpers.support import free_port


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store("sqlite:///shared.sqlite", folder=str(tmp_path))


@pytest.mark.own_process
def test_a_child_that_leaves_its_parents_lock_takes_nothing_away(store: Store) -> None:
    lock = store.lock("k")
    lock.__enter__()
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            lock.__exit__(None, None, None)
            code = 0 if store.get("lock|k") is not None else 1
        finally:
            os._exit(code)  # the child must not return into pytest
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert store.get("lock|k") is not None
    lock.__exit__(None, None, None)
    assert store.get("lock|k") is None


def test_a_lock_that_cannot_be_released_ends_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Torn(SQLiteStore):
        torn = False

        def compare_and_set(
            self, key: str, old: str, new: str | None, ttl: float | None = None
        ) -> bool:
            if self.torn:
                raise StoreError("the disk went away")
            return super().compare_and_set(key, old, new, ttl)

    store = Torn(str(tmp_path / "torn.sqlite"))
    with store.lock("k"):
        store.torn = True
    assert caplog.messages == ["Could not release the lock 'k'; it expires within 4 seconds."]
    with store.lock("other"):
        store.torn = False  # this process goes on


def test_a_thread_does_not_wait_for_ever_for_the_connection(tmp_path: Path) -> None:
    store = SQLiteStore(str(tmp_path / "busy.sqlite"), timeout=0.05)
    held, go = threading.Event(), threading.Event()

    def work(connection: object) -> None:
        held.set()
        go.wait(10)

    thread = threading.Thread(target=store._run, args=(work,))
    thread.start()
    assert held.wait(10)
    with pytest.raises(StoreError, match="busy for too long"):
        store.get("k")
    go.set()
    thread.join()
    assert store.get("k") is None


# -- opening -----------------------------------------------------------------------------------


def test_a_redis_url_that_makes_no_sense_is_a_mistake_in_the_settings() -> None:
    with pytest.raises(ConfigError, match="STORE must be a URL that redis-py understands") as e:
        open_store(f"redis://:secret@127.0.0.1:{free_port()}/0?socket_timeout=soon")
    assert "secret" not in str(e.value)


def test_a_redis_url_without_redis_py_names_the_extra() -> None:
    code = (
        "import sys\n"
        "sys.modules['redis'] = None\n"
        "from flask_wechat_corp.stores import open_store\n"
        "from flask_wechat_corp import ConfigError\n"
        "try:\n"
        "    open_store('redis://127.0.0.1/0')\n"
        "except ConfigError as error:\n"
        "    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert told.stdout.strip().endswith("pip install flask-wechat-corp[redis]"), told.stderr
