"""Customers and two worker processes: each message is answered once and in order."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.api.customers import contacts
from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.servers import RedisServer
from tests.helpers.simulated import simulator
from tests.scenarios.workers import Workers

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]

CUSTOMERS, ROUNDS, BURST = 20, 5, 5  # WeCom sends 5 replies after a customer's last message


class KfWorkers(Workers):
    """Gunicorn with two worker processes."""

    application = "tests.scenarios.kf_bot:app"

    def command(self) -> list[str]:
        command = super().command()
        command[command.index("--workers") + 1] = "2"
        return command

    def notes_of(self, content: str) -> list[int]:
        """Return the processes that have begun to handle a text, in order."""
        rows = map(json.loads, (self.folder / "notes").read_text().splitlines())
        return [pid for _, pid, text in rows if text == content]

    def kill_while_it_works(self) -> None:
        """End the process that has begun to handle the second text from now."""
        handled = len(self.notes())
        deadline = time.monotonic() + 20
        while len(self.notes()) < handled + 2 and time.monotonic() < deadline:
            time.sleep(0.005)
        self.kill(self.notes()[-1][1])


class Company:
    """A simulated WeCom that keeps what customers were sent."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.random = random.Random(14)
        self.answers: dict[str, list[str]] = {}
        self._more = threading.Condition()
        with sim.world.lock:
            people = [contacts.add(sim.world, f"客户{n}", "zhangsan") for n in range(CUSTOMERS)]
        self.customers = people
        record = sim.world.record_message

        def kept(via: str, users: Any, msgtype: str, content: Any, **more: Any) -> Any:
            with self._more:
                texts = self.answers.setdefault(content["touser"], [])
                texts.append(content["content"])
                self._more.notify_all()
            return record(via, users, msgtype, content, **more)

        sim.world.record_message = kept  # type: ignore[method-assign]

    def says(self, customer: str, content: str, doorbells: int) -> None:
        perform(
            self.sim.world,
            {
                "act": "customer_says", "external_userid": customer, "content": content,
                "doorbells": doorbells,
            },
        )  # fmt: skip

    def burst(self, number: int, *, first: int = 0, last: int = BURST) -> None:
        """Let all customers write; each doorbell is lost, single or doubled."""
        for one in range(first, last):
            for customer in self.customers:
                text = str(number * BURST + one)
                self.says(customer, text, self.random.choice((0, 1, 2)))
        self.sim.settle()

    def ring(self) -> None:
        """Ring once more: the doorbell that makes the lost ones good."""
        account = next(iter(self.sim.world.families["kf"]["accounts"]))
        self.sim.world.emit_event(event="kf_msg_or_event", Token="", OpenKfId=account)

    def wait_for(self, count: int, seconds: float = 60) -> None:
        with self._more:
            found = self._more.wait_for(
                lambda: sum(map(len, self.answers.values())) >= count, seconds
            )
        assert found, f"{sum(map(len, self.answers.values()))} of {count} answers"

    def check(self, count: int) -> None:
        expected = [f"re {one}" for one in range(count)]
        assert {tuple(self.answers.get(one, ())) for one in self.customers} == {tuple(expected)}


@pytest.fixture(params=["SQLite", "Redis"])
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    if request.param == "SQLite":
        yield {}
        return
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield {"BOT_STORE": server.url}
    server.stop()


def test_500_messages_a_killed_worker_and_a_restart(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with simulator() as sim:
        environment = {**environment, "BOT_API_URL": sim.url}
        company = Company(sim)
        with KfWorkers(tmp_path, **environment) as workers:
            sim.callback_url = f"http://127.0.0.1:{workers.port}/wechat"
            for number in range(2):
                company.burst(number)
                company.ring()
                company.wait_for((number + 1) * BURST * CUSTOMERS)
            company.check(2 * BURST)
            company.burst(2, last=3)
            company.ring()
            workers.kill_while_it_works()
            company.burst(2, first=3)
            time.sleep(0.5)
            company.ring()
            company.wait_for(3 * BURST * CUSTOMERS)
            company.check(3 * BURST)
            company.burst(3)
            company.ring()
            company.wait_for(4 * BURST * CUSTOMERS)
        with KfWorkers(tmp_path, **environment) as workers:  # everything was restarted
            sim.callback_url = f"http://127.0.0.1:{workers.port}/wechat"
            before = len(workers.notes())
            company.burst(4)
            company.ring()
            company.wait_for(ROUNDS * BURST * CUSTOMERS)
            company.check(ROUNDS * BURST)
            assert len(workers.notes()) - before == BURST * CUSTOMERS


def test_a_message_that_kills_its_process_is_given_up_and_the_others_are_answered(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """The others are being handled when it kills their process, and are not given up for that."""
    with simulator() as sim:
        environment = {**environment, "BOT_API_URL": sim.url}
        company = Company(sim)
        poison, *others = company.customers
        with KfWorkers(tmp_path, **environment) as workers:
            sim.callback_url = f"http://127.0.0.1:{workers.port}/wechat"
            company.says(poison, "die", 0)
            company.says(poison, "after it", 0)
            for customer in others:
                company.says(customer, "slow", 0)
            deadline = time.monotonic() + 120
            while sum(map(len, company.answers.values())) < CUSTOMERS:
                assert time.monotonic() < deadline, company.answers
                company.ring()
                time.sleep(0.5)
            notes = workers.notes_of("die")
    assert company.answers == {
        poison: ["re after it"], **{customer: ["re slow"] for customer in others}
    }  # fmt: skip
    assert len(set(notes)) == len(notes) == 3  # three processes
    log = (tmp_path / "errors").read_text("utf-8")
    assert log.count("because its process has ended 3 times while it was being handled") == 1
