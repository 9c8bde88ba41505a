"""Real worker processes, and a WeCom that sends to them from many threads."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.xmlio import build, parse
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, TOKEN, free_port

ROOT = Path(__file__).parent.parent.parent
#: Workers that are started again keep their store, so ids must not come again.
MESSAGE_IDS = itertools.count(10**15)


W = TypeVar("W", bound="Workers")


class Got(NamedTuple):
    status: int
    text: str
    seconds: float


class Workers:
    """Gunicorn with four worker processes that serve ``application``."""

    application = "tests.scenarios.bot:app"

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {**os.environ, "BOT_FOLDER": str(folder), **environment}
        self.options = options
        self._ids = MESSAGE_IDS
        self._crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """Return the command line of the server."""
        return [
            sys.executable, "-m", "gunicorn", self.application, "--workers", "4",
            "--worker-class", "gthread", "--threads", "16", "--graceful-timeout", "5",
            "--bind", f"127.0.0.1:{self.port}", "--no-control-socket", *self.options,
        ]  # fmt: skip

    def __enter__(self: W) -> W:
        self.errors = (self.folder / "errors").open("ab")
        self._process = subprocess.Popen(
            self.command(), cwd=ROOT, env=self.environment, stderr=self.errors
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.send("quick").text == "quick":
                    return self
            except OSError:
                assert self._process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)
        self.errors.close()

    def send(self, text: str, user: str = "zhangsan", msg_id: int | None = None) -> Got:
        """Push a text as WeCom does; the same ``msg_id`` is the same delivery."""
        message = {
            "ToUserName": CORP_ID, "FromUserName": user, "CreateTime": 1_700_000_000,
            "MsgType": "text", "Content": text, "MsgId": msg_id or next(self._ids),
            "AgentID": AGENT_ID,
        }  # fmt: skip
        sealed = self._crypt.encrypt(build(message))
        now, nonce = str(int(time.time())), "nonce"
        query = urlencode(
            {
                "msg_signature": self._crypt.get_signature(now, nonce, sealed),
                "timestamp": now,
                "nonce": nonce,
            }
        )
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"/wechat?{query}", build({"Encrypt": sealed}).encode())
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        seconds = time.monotonic() - began
        if response.status != 200 or not body:
            return Got(response.status, "", seconds)
        opened = parse(self._crypt.decrypt(str(parse(body)["Encrypt"])).message)
        return Got(200, str(opened["Content"]), seconds)

    def send_all(self, messages: Iterable[tuple[Any, ...]]) -> list[Got]:
        """Push many at the same time."""
        messages = list(messages)
        with ThreadPoolExecutor(len(messages)) as pool:
            return list(pool.map(lambda arguments: self.send(*arguments), messages))

    def notes(self, msg_id: int | None = None) -> list[tuple[str, int]]:
        """What the handlers noted: (what, process id) of one message or of all."""
        file = self.folder / "notes"
        lines = file.read_text().splitlines() if file.exists() else []
        rows = [json.loads(line) for line in lines]
        return [(row[0], row[1]) for row in rows if msg_id is None or row[2] == str(msg_id)]

    def wait_for_note(self, what: str, msg_id: int, seconds: float = 20) -> int:
        """Wait until a handler has noted this; return its process id."""
        deadline = time.monotonic() + seconds
        while True:
            for noted, pid in self.notes(msg_id):
                if noted == what:
                    return pid
            assert time.monotonic() < deadline, f"nobody noted {what!r}"
            time.sleep(0.02)

    def kill(self, pid: int) -> None:
        """End one worker as a failing machine would."""
        os.kill(pid, signal.SIGKILL)
