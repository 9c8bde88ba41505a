"""Talk to your own smart robot as WeCom does: :class:`flask_wechat_corp.testing.RobotClient`."""

from __future__ import annotations

import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from .._clocks import monotonic, wall_clock
from ..config import EXTENSION_KEY, Credentials
from ..errors import CallbackError
from ..protocol.crypto import WXBizMsgCrypt, encrypt_media
from ..protocol.envelope import signed_query

__all__ = ["RobotClient", "RobotReceived"]

#: Seconds between two polls of :meth:`RobotClient.until_finished`.
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class RobotReceived:
    """The response of the endpoint."""

    status: int
    """The HTTP status."""
    reply: dict[str, Any] | None
    """The decrypted reply; ``None`` for an empty answer."""
    body: bytes
    """The raw response body."""

    @property
    def text(self) -> str:
        """What the user reads: the content of the stream or text; empty for cards."""
        reply = self.reply or {}
        content = (reply.get("stream") or reply.get("text") or {}).get("content", "")
        return content if isinstance(content, str) else ""

    @property
    def finished(self) -> bool:
        """Whether the answer is complete: always, unless it is a stream that goes on."""
        stream = (self.reply or {}).get("stream")
        return stream is None or bool(stream.get("finish"))

    @property
    def card(self) -> dict[str, Any] | None:
        """The card of the reply, or ``None``."""
        return (self.reply or {}).get("template_card")


class RobotClient:
    """A test client for one robot.

    ::

        client = RobotClient(app)
        client.text("明天天气")
        assert client.until_finished().text == "晴"

    :param app: the application
    :param name: which :class:`~flask_wechat_corp.WeChatRobot` of the application
    :param credentials: encrypt with these instead of the configured ones
    :param clock: returns seconds since the epoch; move it to send stale callbacks
    :param url: where to post when the rule has variable parts
    """

    def __init__(
        self,
        app: Flask,
        name: str = "wechat_robot",
        *,
        credentials: Credentials | None = None,
        clock: Callable[[], float] = wall_clock,
        url: str | None = None,
    ) -> None:
        self._state: Any = app.extensions[EXTENSION_KEY][name]
        config = self._state.config
        given = credentials or config.credentials
        if given is None:
            raise ValueError(
                f"The WeChatRobot {name!r} has no callback credentials. Pass credentials=."
            )
        self._aes_key = given.encoding_aes_key
        self._crypt = WXBizMsgCrypt(*given)
        self._bot_id = config.bot_id or "aibTest"
        self._url = url or config.url
        self._clock = clock
        self._client = app.test_client(use_cookies=False)
        self._numbers = itertools.count(1)
        self.later: list[dict[str, Any]] = []
        """What was posted to ``response_url``, in order."""
        self.stream: str | None = None
        """The id of the last stream."""

    def verify(self) -> str:
        """Verify the URL as the admin console does when it is saved; return the echoed text.

        :raises AssertionError: when the endpoint does not answer with exactly the decrypted text
        """
        echo = str(secrets.randbits(63))
        sealed = self._crypt.encrypt(echo)
        query = self._query(sealed, secrets.token_hex(5), echostr=sealed)
        response = self._client.get(self._url, query_string=query)
        if response.status_code != 200 or response.data != echo.encode():
            raise AssertionError(
                f"The callback URL did not echo the decrypted text (status {response.status_code})."
            )
        return echo

    def text(
        self, content: str, user: str = "zhangsan", chat: str | None = None, **fields: Any
    ) -> RobotReceived:
        """Send a text; with ``chat`` in that group."""
        return self._message("text", {"content": content}, user, chat, fields)

    def voice(self, content: str, user: str = "zhangsan", **fields: Any) -> RobotReceived:
        """Send the transcript of a voice message."""
        return self._message("voice", {"content": content}, user, None, fields)

    def image(self, content: bytes, user: str = "zhangsan", **fields: Any) -> RobotReceived:
        """Send an image, sealed as WeCom seals it."""
        return self._message("image", self._file(content, ""), user, None, fields)

    def file(
        self, content: bytes, name: str = "file.txt", user: str = "zhangsan", **fields: Any
    ) -> RobotReceived:
        """Send a file, sealed as WeCom seals it."""
        return self._message("file", self._file(content, name), user, None, fields)

    def mixed(
        self, *items: str | bytes, user: str = "zhangsan", chat: str | None = None, **fields: Any
    ) -> RobotReceived:
        """Send texts (``str``) and images (``bytes``) in one message."""
        made = [
            {"msgtype": "text", "text": {"content": item}}
            if isinstance(item, str)
            else {"msgtype": "image", "image": self._file(item, "")}
            for item in items
        ]
        return self._message("mixed", {"msg_item": made}, user, chat, fields)

    def enter_chat(self, user: str = "zhangsan", **fields: Any) -> RobotReceived:
        """Open the chat: WeCom tells it once a day."""
        return self._event("enter_chat", None, user, fields)

    def click(
        self,
        task_id: str,
        key: str = "",
        user: str = "zhangsan",
        *,
        card_type: str = "button_interaction",
        selected: Mapping[str, list[str]] | None = None,
        **fields: Any,
    ) -> RobotReceived:
        """Press a button of a card.

        :param selected: question key → chosen option ids
        """
        data: dict[str, Any] = {"card_type": card_type, "event_key": key, "task_id": task_id}
        if selected:
            items = [
                {"question_key": name, "option_ids": {"option_id": list(ids)}}
                for name, ids in selected.items()
            ]
            data["selected_items"] = {"selected_item": items}
        fields = {"response_url": self._response_url(), "chattype": "single", **fields}
        return self._event("template_card_event", data, user, fields)

    def feedback(
        self, id: str, type: int = 1, user: str = "zhangsan", **fields: Any
    ) -> RobotReceived:
        """Press a thumb: 1 up, 2 down, 3 withdrawn."""
        return self._event("feedback_event", {"id": id, "type": type}, user, fields)

    def refresh(self, id: str | None = None, user: str = "zhangsan") -> RobotReceived:
        """Ask how the last stream goes on.

        :param id: of another stream
        """
        return self.send(
            {
                "chattype": "single",
                "from": {"userid": user},
                "msgtype": "stream",
                "stream": {"id": id or self.stream},
            }
        )

    def until_finished(self, seconds: float = 5) -> RobotReceived:
        """Ask until the last stream is finished; return the last answer.

        :raises AssertionError: when it goes on for longer
        """
        ends = monotonic() + seconds
        while True:
            answer = self.refresh()
            if answer.reply is not None and answer.finished:
                return answer
            if monotonic() > ends:
                raise AssertionError(f"The stream goes on after {seconds:g} seconds.")
            time.sleep(POLL_SECONDS)

    def send(self, fields: Mapping[str, Any]) -> RobotReceived:
        """Send any message; ``msgid`` and ``aibotid`` are filled in.

        Pass ``msgid`` to repeat a delivery.

        :raises AssertionError: when a reply is not sealed as WeCom requires
        """
        message = {"msgid": secrets.token_hex(16), "aibotid": self._bot_id, **fields}
        return self.post_text(json.dumps(message, ensure_ascii=False))

    def post_text(self, text: str) -> RobotReceived:
        """Encrypt and post a plaintext as it is, also a malformed one."""
        sealed, nonce = self._crypt.encrypt(text), secrets.token_hex(5)
        response = self._client.post(
            self._url, query_string=self._query(sealed, nonce), json={"encrypt": sealed}
        )
        body = response.get_data()
        reply = self._open(body, nonce) if response.status_code == 200 and body else None
        if reply is not None and "stream" in reply:
            self.stream = reply["stream"]["id"]
        return RobotReceived(response.status_code, reply, body)

    # -- composing

    def _message(
        self,
        kind: str,
        content: dict[str, Any],
        user: str,
        chat: str | None,
        more: Mapping[str, Any],
    ) -> RobotReceived:
        place = {"chattype": "single"} if chat is None else {"chattype": "group", "chatid": chat}
        return self.send(
            {
                **place,
                "from": {"userid": user},
                "response_url": self._response_url(),
                "msgtype": kind,
                kind: content,
                **more,
            }
        )

    def _event(
        self, event: str, data: dict[str, Any] | None, user: str, more: Mapping[str, Any]
    ) -> RobotReceived:
        inner: dict[str, Any] = {"eventtype": event}
        if data is not None:
            inner[event] = data
        return self.send(
            {
                "create_time": int(self._clock()),
                "from": {"userid": user},
                "msgtype": "event",
                "event": inner,
                **more,
            }
        )

    def _response_url(self) -> str:
        url = f"https://wecom.test/response?code={secrets.token_hex(8)}"
        self._state.addresses.answer_here(url, self.later.append)
        return url

    def _file(self, content: bytes, name: str) -> dict[str, Any]:
        url = f"https://media.test/{secrets.token_hex(8)}"
        sealed = encrypt_media(self._aes_key, content)
        self._state.addresses.answer_here(url, lambda: (sealed, name))
        return {"url": url}

    def _query(self, sealed: str, nonce: str, **more: str) -> dict[str, str]:
        return signed_query(self._crypt, sealed, int(self._clock()), nonce, **more)

    def _open(self, body: bytes, nonce: str) -> dict[str, Any]:
        try:
            envelope = json.loads(body)
            sealed, signature = envelope["encrypt"], envelope["msgsignature"]
            if envelope["nonce"] != nonce:
                raise AssertionError("The nonce of the reply is not that of the callback.")
            self._crypt.verify(signature, str(envelope["timestamp"]), nonce, sealed)
            reply: dict[str, Any] = json.loads(self._crypt.decrypt(sealed).message)
        except (CallbackError, KeyError, ValueError) as error:
            raise AssertionError(f"WeCom would reject this reply: {error!r}") from error
        return reply
