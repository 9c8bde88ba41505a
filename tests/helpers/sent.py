"""What is given to ``message/send``, in place of the network."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask


class Sent:
    """Records the messages of one extension object.

    :param answers: raised, or returned, for the first calls in this order
    """

    def __init__(self, app: Flask, name: str = "wechat_corp", *answers: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        self.receivers: list[dict[str, Any]] = []
        self.answers = list(answers)
        self._more = threading.Condition()
        app.extensions["wechat_corp"][name].api.send = self

    def __call__(self, to: dict[str, Any], message: dict[str, Any]) -> Any:
        with self._more:
            answer = self.answers.pop(0) if self.answers else {"errcode": 0}
            if isinstance(answer, Exception):
                self._more.notify_all()
                raise answer
            self.receivers.append(to)
            self.messages.append(message)
            self._more.notify_all()
        return answer

    @property
    def texts(self) -> list[str]:
        return [one["text"]["content"] for one in self.messages]

    def wait(self, count: int = 1) -> None:
        with self._more:
            found = self._more.wait_for(lambda: len(self.messages) >= count, 10)
        assert found, f"{len(self.messages)} of {count} messages were sent"
