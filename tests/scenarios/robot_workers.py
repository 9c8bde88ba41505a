"""Real worker processes of a robot, and a WeCom that polls them."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import signed_query
from tests.helpers.support import AES_KEY, TOKEN
from tests.scenarios.workers import Got, Workers


class Answer(NamedTuple):
    status: int
    reply: dict[str, Any]
    process: str

    @property
    def stream(self) -> str:
        return str(self.reply["stream"]["id"])

    @property
    def text(self) -> str:
        return str(self.reply["stream"]["content"])

    @property
    def finished(self) -> bool:
        return bool(self.reply["stream"]["finish"])


class RobotWorkers(Workers):
    """Gunicorn with two worker processes that serve the robot."""

    application = "tests.scenarios.robot_bot:app"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, "--workers", "2", **options)
        self._robot = WXBizMsgCrypt(TOKEN, AES_KEY, "")

    def send(self, text: str, user: str = "zhangsan", msg_id: int | None = None) -> Got:
        answer = self.ask(text, user, str(msg_id or next(self._ids)))
        return Got(answer.status, answer.text, 0)

    def ask(self, text: str, user: str = "zhangsan", msgid: str | None = None) -> Answer:
        return self.post(
            {
                "msgid": msgid or str(next(self._ids)),
                "msgtype": "text",
                "text": {"content": text},
                "chattype": "single",
                "from": {"userid": user},
            }
        )

    def poll(self, stream: str) -> Answer:
        return self.post(
            {"msgid": str(next(self._ids)), "msgtype": "stream", "stream": {"id": stream}}
        )

    def post(self, message: dict[str, Any]) -> Answer:
        sealed = self._robot.encrypt(json.dumps(message))
        query = signed_query(self._robot, sealed, int(time.time()), "nonce")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = json.dumps({"encrypt": sealed})
            connection.request("POST", f"/robot?{urlencode(query)}", body)
            response = connection.getresponse()
            raw, process = response.read(), response.headers.get("X-Process", "")
        finally:
            connection.close()
        if response.status != 200 or not raw:
            return Answer(
                response.status, {"stream": {"id": "", "content": "", "finish": False}}, process
            )
        envelope = json.loads(raw)
        reply = json.loads(self._robot.decrypt(envelope["encrypt"]).message)
        return Answer(200, reply, process)

    def poll_until_finished(self, stream: str, seconds: float = 30) -> list[Answer]:
        """Poll as WeCom does, but five times as often."""
        answers = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            answers.append(self.poll(stream))
            if answers[-1].finished:
                return answers
            time.sleep(0.2)
        raise AssertionError("the stream was not finished")
