"""Customers who are answered by Celery workers: in order, once, also when a worker is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.servers import RedisServer
from tests.helpers.simulated import simulator
from tests.scenarios.test_deferred import CeleryWorker
from tests.scenarios.test_kf_workers import BURST, CUSTOMERS, Company, KfWorkers

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]


class KfCeleryWorker(CeleryWorker):
    application = "tests.scenarios.kf_bot:celery_app"


@pytest.fixture(params=["SQLite", "Redis"])
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The broker is Redis; the store is one of the two."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    broker = {"BOT_CELERY": server.url.replace("/0", "/1")}
    yield broker if request.param == "SQLite" else {**broker, "BOT_STORE": server.url}
    server.stop()


def test_a_killed_worker_loses_no_customers_message_and_no_order(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with simulator() as sim:
        company = Company(sim)
        with KfWorkers(tmp_path, BOT_API_URL=sim.url, **environment) as workers:
            sim.callback_url = f"http://127.0.0.1:{workers.port}/wechat"
            celery = KfCeleryWorker(workers.environment, tmp_path)
            try:
                company.burst(0)
                company.ring()
                company.wait_for(BURST * CUSTOMERS)
                company.burst(1, last=3)
                company.ring()
                workers.kill_while_it_works()
                company.burst(1, first=3)
                company.ring()
                company.wait_for(2 * BURST * CUSTOMERS)
            finally:
                celery.stop()
    company.check(2 * BURST)


def test_a_message_that_kills_its_worker_is_given_up_and_the_others_are_answered(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with simulator() as sim:
        company = Company(sim)
        poison, *others = company.customers
        with KfWorkers(tmp_path, BOT_API_URL=sim.url, **environment) as workers:
            sim.callback_url = f"http://127.0.0.1:{workers.port}/wechat"
            celery = KfCeleryWorker(workers.environment, tmp_path)
            try:
                company.says(poison, "die", 0)
                company.says(poison, "after it", 0)
                for customer in others:
                    company.says(customer, "hello", 0)
                company.ring()  # once: the broker gives the task to the next process
                company.wait_for(CUSTOMERS, 120)
            finally:
                celery.stop()
            notes = workers.notes_of("die")
    assert company.answers == {
        poison: ["re after it"], **{customer: ["re hello"] for customer in others}
    }  # fmt: skip
    assert len(set(notes)) == len(notes) == 3  # three processes
    log = (tmp_path / "celery").read_text("utf-8")
    assert log.count("because its process has ended 3 times while it was being handled") == 1
