"""A robot's endpoint as a function of bytes, and all that must hold of its answers.

A case is a word and a rest: ``raw`` (the next line is the query, the rest the body), ``signed``
(the rest stands in the place of the ciphertext), ``text`` (the rest is the plaintext, sealed).
"""

from __future__ import annotations

import base64
import json
import logging
import time
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from flask_wechat_corp import RobotMessage, StreamReply, WeChatRobot
from flask_wechat_corp.protocol.crypto import PKCS7Encoder, WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import signed_query

TOKEN = "fuzz-robot-token"
AES_KEY = "fuzzedEncodingAESKeyOfARobotNobodyElseHas01"
SECRETS = (TOKEN, AES_KEY, "response_code=", "media.example")
LIMIT = 64 * 1024


class Robot:
    """An application with a robot that reads every attribute of every message."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.app.secret_key = "fuzz"
        settings = {
            "TOKEN": TOKEN, "ENCODING_AES_KEY": AES_KEY, "STORE": "memory://",
            "REPLY_DEADLINE": None, "MAX_CONTENT_LENGTH": LIMIT, "BOT_NAME": "小助手",
        }  # fmt: skip
        self.app.config.update({f"WECHAT_ROBOT_{key}": value for key, value in settings.items()})
        self.bot = WeChatRobot(self.app, handler=self._answer)
        self.crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")
        self.client = self.app.test_client(use_cookies=False)
        self.lines: list[str] = []
        logging.getLogger("flask_wechat_corp").addHandler(_Lines(self.lines))

    def _answer(self, message: RobotMessage) -> Any:
        for holder in filter(None, (message, message.quote)):
            for name in dir(type(holder)):
                if name[0] != "_" and name not in ("from_dict", "from_xml", "reply_later", "xml"):
                    getattr(holder, name)
        repr((message, message.quote, message.images, message.file, message.video))
        if message.type == "event":
            return None
        return StreamReply(message.content or "", feedback=message.from_user_name)

    def run(self, case: bytes) -> int:
        """Send one case; return the status.

        :raises AssertionError: when something does not hold
        """
        word, _, rest = case.partition(b"\n")
        self.lines.clear()
        if word == b"raw":
            query, _, body = rest.partition(b"\n")
            response = self.client.post("/robot?" + query.decode("latin-1"), data=body)
            return self._judge(response, "")
        sealed = rest.decode("utf-8", "replace") if word == b"signed" else self._seal(rest)
        signed = signed_query(self.crypt, sealed, int(time.time()), "nonce")
        body = json.dumps({"encrypt": sealed}).encode()
        response = self.client.post(f"/robot?{urlencode(signed)}", data=body)
        return self._judge(response, "nonce")

    def _seal(self, plain: bytes) -> str:
        """Encrypt any bytes; the method of the package takes text only."""
        head = bytes(16) + len(plain).to_bytes(4, "big")
        encrypt = self.crypt._aes.encrypt
        return base64.b64encode(encrypt(PKCS7Encoder.encode(head + plain))).decode()

    def _judge(self, response: Any, nonce: str) -> int:
        status = int(response.status_code)
        assert status in (200, 400, 401, 411, 413), status
        assert "Set-Cookie" not in response.headers
        text = "\n".join(self.lines)
        assert not [secret for secret in SECRETS if secret in text], text
        body = response.get_data()
        if status == 200 and body:
            envelope = json.loads(body)
            assert envelope["nonce"] == nonce
            self.crypt.verify(
                envelope["msgsignature"], str(envelope["timestamp"]), nonce, envelope["encrypt"]
            )
            reply = json.loads(self.crypt.decrypt(envelope["encrypt"]).message)
            stream = reply.get("stream")
            if stream is not None:
                assert len(stream["content"].encode()) <= 20_480
                assert isinstance(stream["finish"], bool)
        return status


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line with its traceback."""
        self._lines.append(logging.Formatter().format(record))
