"""The workers that serve ``tests.faults.bot``."""

from __future__ import annotations

import time

from tests.scenarios.workers import Workers

__all__ = ["FaultyWorkers"]


class FaultyWorkers(Workers):
    """Gunicorn with processes that a test can end at a stage, and handlers that it lets go on."""

    application = "tests.faults.bot:app"

    def die(self, stage: str) -> None:
        """Let the next process that reaches this stage end there."""
        (self.folder / stage).touch()

    def let_go(self, msg_id: int) -> None:
        """Let the handler of this message go on."""
        (self.folder / f"go {msg_id}").touch()

    def log(self) -> str:
        """What the workers have logged."""
        return (self.folder / "errors").read_text()

    def replace(self) -> None:
        """Kill the only worker, and wait for the next one."""
        pid = int(self.send("pid").text)
        self.kill(pid)
        deadline = time.monotonic() + 60
        while True:
            try:
                if int(self.send("pid").text) != pid:
                    return
            except OSError:
                assert time.monotonic() < deadline, "no other worker came"
                time.sleep(0.02)

    def assert_nobody_hangs(self) -> None:
        """No thread is left inside a message; for a single worker."""
        assert self.send("inside", "somebody else").text == "0"
