from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from flask_wechat_corp import Store, StoreError, open_store
from flask_wechat_corp.callback.delivery import CALLBACK_LOCK_WAIT, Deliveries, delivery_key
from flask_wechat_corp.stores.memory import MemoryStore

TEXT = {
    "ToUserName": "ww1", "AgentID": "1", "FromUserName": "zhangsan", "CreateTime": "1700000000",
    "MsgType": "text", "Content": "hi", "MsgId": "1234567890123456",
}  # fmt: skip
EVENT = {
    "ToUserName": "ww1", "AgentID": "1", "FromUserName": "zhangsan", "CreateTime": "1700000000",
    "MsgType": "event", "Event": "click", "EventKey": "a",
}  # fmt: skip


def key(message: Mapping[str, Any], *agent: str, corp: str = "ww1") -> str:
    return delivery_key(corp, message, *agent)


@pytest.mark.parametrize("field", ["AgentID", "FromUserName", "CreateTime", "MsgId"])
def test_a_message_is_known_by_four_fields_and_its_verified_corp(field: str) -> None:
    assert key({**TEXT, field: "9"}) != key(TEXT)
    assert key(TEXT, corp="ww2") != key(TEXT)
    assert key({**TEXT, "ToUserName": "ww2"}) == key(TEXT)


def test_the_text_of_a_message_does_not_matter() -> None:
    assert key({**TEXT, "Content": "ho"}) == key(TEXT)


@pytest.mark.parametrize("field", sorted(EVENT))
def test_an_event_is_known_by_all_its_fields(field: str) -> None:
    assert key({**EVENT, field: "9"}) != key(EVENT)
    assert key({**EVENT, "Extra": {"a": ["b"]}}) != key(EVENT)
    assert key(dict(reversed(EVENT.items()))) == key(EVENT)


def test_the_agent_may_be_told_beside_the_message() -> None:
    keys = {key(EVENT), key(EVENT, "a"), key(EVENT, "b")}
    assert len(keys) == 3


def test_a_key_tells_nothing() -> None:
    assert "zhangsan" not in key(TEXT)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asleep: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.asleep()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def deliveries(clock: Clock, ttl: float = 600, store: Store | None = None) -> Deliveries:
    store = store or MemoryStore(clock=clock)
    return Deliveries(store, ttl, clock=clock, sleep=clock.sleep)


def test_the_first_one_runs_and_the_others_get_its_reply(clock: Clock) -> None:
    found = deliveries(clock)
    first = found.claim("k")
    assert first.ours
    first.done("<xml/>")
    for _ in range(3):
        again = found.claim("k")
        assert (again.ours, again.reply) == (False, "<xml/>")
    assert clock.now == 0


def test_an_empty_answer_stays_empty(clock: Clock) -> None:
    found = deliveries(clock)
    found.claim("k").done("")
    again = found.claim("k")
    assert (again.ours, again.reply) == (False, "")


def test_another_delivery_is_another(clock: Clock) -> None:
    found = deliveries(clock)
    assert found.claim("k").ours
    assert found.claim("l").ours


def test_a_failed_one_is_run_again(clock: Clock) -> None:
    found = deliveries(clock)
    found.claim("k").forget()
    assert found.claim("k").ours


def test_it_is_remembered_for_its_time_only(clock: Clock) -> None:
    found = deliveries(clock)
    found.claim("k").done("x")
    clock.now += 599
    assert not found.claim("k").ours
    clock.now += 2
    assert found.claim("k").ours


def test_switched_off_each_arrival_runs(clock: Clock) -> None:
    found = deliveries(clock, ttl=0)
    for _ in range(2):
        delivery = found.claim("k")
        assert delivery.ours
        delivery.done("x")


def test_a_repeat_waits_for_the_running_one(clock: Clock) -> None:
    found = deliveries(clock)
    first = found.claim("k")

    def finish() -> None:
        if clock.now >= 2:
            first.done("late")

    clock.asleep = finish
    again = found.claim("k")
    assert (again.ours, again.reply) == (False, "late")
    assert 2 <= clock.now < 2.1


def test_a_repeat_gives_up_before_wecom_does(clock: Clock) -> None:
    found = deliveries(clock)
    first = found.claim("k")
    store = found._store
    clock.asleep = lambda: store.set("k", store.get("k") or "", 4)  # renewed, it lives
    again = found.claim("k")
    assert (again.ours, again.reply) == (False, "")
    assert 4.5 <= clock.now < 4.6
    first.forget()


def test_a_repeat_takes_over_when_the_first_one_fails(clock: Clock) -> None:
    found = deliveries(clock)
    first = found.claim("k")
    clock.asleep = first.forget
    assert found.claim("k").ours


def test_a_repeat_takes_over_when_the_first_one_dies(clock: Clock) -> None:
    """Nobody renews: the claim ends after four seconds, before the repeat gives up."""
    found = deliveries(clock)
    found.claim("k")
    again = found.claim("k")
    assert again.ours
    assert 4 <= clock.now < 4.1


def test_a_paused_holder_does_not_overwrite_its_successor(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    found = deliveries(clock)
    paused = found.claim("k")
    clock.now += 5
    successor = found.claim("k")
    assert successor.ours
    paused.done("stale")
    assert "Lost the claim on a message" in caplog.text
    successor.done("fresh")
    assert found.claim("k").reply == "fresh"


def test_one_of_many_threads_runs() -> None:
    found = Deliveries(open_store("memory://"), 600, pause=0.001)
    runs: list[str] = []
    replies: list[str] = []
    barrier = threading.Barrier(8)

    def arrive() -> None:
        barrier.wait(5)
        delivery = found.claim("k")
        if delivery.ours:
            runs.append("run")
            delivery.done("reply")
            replies.append("reply")
        else:
            replies.append(delivery.reply)

    threads = [threading.Thread(target=arrive) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert runs == ["run"]
    assert replies == ["reply"] * 8


class Broken:
    def __getattr__(self, name: str) -> Any:
        raise StoreError("down")


def test_without_the_store_each_arrival_runs(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    found = deliveries(clock, store=Broken())
    delivery = found.claim("k")
    assert delivery.ours
    delivery.done("x")
    assert "The store failed" in caplog.text


def test_a_store_that_fails_at_the_end_does_not_take_the_answer(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    found = deliveries(clock)
    delivery = found.claim("k")
    delivery._lease.store = Broken()  # type: ignore[union-attr]
    delivery.done("x")
    assert "The store failed" in caplog.text


def test_a_repeat_that_wakes_too_late_begins_nothing() -> None:
    store = MemoryStore()
    now = 0.0

    def oversleep(seconds: float) -> None:
        nonlocal now
        now += CALLBACK_LOCK_WAIT
        store.delete("k")  # the first one has failed meanwhile

    store.set("k", "running:elsewhere")
    deliveries = Deliveries(store, 600, clock=lambda: now, sleep=oversleep)
    late = deliveries.claim("k")
    assert (late.ours, late.reply) == (False, "")
    assert store.get("k") is None
    assert deliveries.claim("k").ours
