"""A dialogue over two gunicorn workers: another process goes on, also after a kill or a rename."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.servers import RedisServer
from tests.scenarios.workers import Workers

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]


class DialogueWorkers(Workers):
    application = "tests.scenarios.dialogue_bot:app"


@pytest.fixture(scope="module", params=["default store", "Redis"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    if request.param == "default store":
        yield {}
        return
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield {"BOT_STORE": server.url}
    server.stop()


def process_of(text: str) -> int:
    return int(text.rpartition(" ")[2])


def test_a_dialogue_goes_on_in_any_process(tmp_path: Path, store: dict[str, str]) -> None:
    with DialogueWorkers(tmp_path, "--workers", "2", **store) as workers:
        seen = set()
        for number in range(30):
            user = f"user{number}"
            texts = [workers.send(word, user).text for word in ("report", "jam", "hall", "bye")]
            assert [text.rpartition(" ")[0] for text in texts] == [
                "what?", "where?", "jam at hall,", "other",
            ]  # fmt: skip
            seen |= {process_of(text) for text in texts}
        assert len(seen) == 2


def test_a_worker_that_is_killed_between_two_steps(tmp_path: Path, store: dict[str, str]) -> None:
    with DialogueWorkers(tmp_path, "--workers", "2", **store) as workers:
        workers.send("report", "killed")
        asked_by = process_of(workers.send("jam", "killed").text)
        workers.kill(asked_by)
        while True:
            try:
                answer = workers.send("hall", "killed").text
                break
            except OSError:  # the connection was given to the process that is gone
                continue
        assert answer.startswith("jam at hall, ")
        assert process_of(answer) != asked_by


def test_a_deployment_that_renames_a_step(tmp_path: Path, store: dict[str, str]) -> None:
    with DialogueWorkers(tmp_path, "--workers", "2", **store) as workers:
        for user in ("renamed", "kept"):
            workers.send("report", user)
        workers.send("jam", "kept")
    with DialogueWorkers(tmp_path, "--workers", "2", BOT_RENAMED="1", **store) as workers:
        assert workers.send("jam", "renamed").text.startswith("other ")
        assert workers.send("jam", "renamed").text.startswith("other ")
        assert workers.send("hall", "kept").text.startswith("jam at hall, ")
        assert workers.send("report", "renamed").text.startswith("what? ")
        assert workers.send("jam", "renamed").text.startswith("where? ")
    errors = (tmp_path / "errors").read_text()
    assert errors.count("dialogue_bot.describe, which a conversation waits for, is not") == 1
