"""A test client that sends callbacks as WeCom does."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from .._clocks import wall_clock
from ..callback.message import Message
from ..config import EXTENSION_KEY, NO_HOLD, Config, Credentials
from ..errors import CallbackError
from ..protocol.crypto import WXBizMsgCrypt
from ..protocol.envelope import signed_query
from ..protocol.xmlio import build, parse
from ..web.notices import NOTICE_ANSWER
from ..web.state import AppState
from .api_calls import ApiCalls, SentCall
from .conversation import Conversation
from .kf import KfConversation
from .received import Received
from .waiting import settle

__all__ = ["CallbackClient"]


class CallbackClient:
    """A test client for one callback endpoint.

    A 503 comes at once; a real one waits until WeCom has closed the connection.

    While a method runs, and while the background work that it caused goes on, :attr:`sent` lists
    the API calls of the application. Unless its ``API_URL`` is on this machine (a simulator), they
    are answered here: nothing leaves the process.

    :param app: the application
    :param name: which :class:`~flask_wechat_corp.WeChatCorp` of the application
    :param credentials: encrypt with these instead of the configured ones
    :param clock: returns seconds since the epoch; move it to send stale callbacks
    :param url: where to post when the rule has variable parts
    """

    def __init__(
        self,
        app: Flask,
        name: str = EXTENSION_KEY,
        *,
        credentials: Credentials | None = None,
        clock: Callable[[], float] | None = None,
        url: str | None = None,
    ) -> None:
        self._state: AppState = app.extensions[EXTENSION_KEY][name]
        config: Config = self._state.config
        given = credentials or config.credentials
        if given is None:
            raise ValueError(
                f"The WeChatCorp {name!r} has no callback credentials. Pass credentials=."
            )
        self._crypt = WXBizMsgCrypt(*given)
        self._corp_id = given.receive_id or config.id
        self._agent_id = config.agent_id
        self._url = url or config.url
        # Looked up at each call, so that freezegun's replacement counts.
        self._clock = clock or wall_clock
        self._app = app
        self._calls = ApiCalls(app)
        self._client = app.test_client(use_cookies=False)
        self._ids = itertools.count(secrets.randbits(48) << 12)

    @property
    def sent(self) -> list[SentCall]:
        """The API calls of the application so far; ``clear()`` empties the list."""
        return self._calls.sent

    @property
    def answers(self) -> dict[str, Mapping[str, Any] | bytes]:
        """The answers to API calls by path: ``client.answers["user/get"] = {"name": "张三"}``.

        A call without an entry is answered with success and no data. Put ``errcode`` into an
        answer for an error, and bytes for a download.
        """
        return self._calls.answers

    def conversation(self, user: str = "zhangsan") -> Conversation:
        """Talk as one member: ``.say("报修").expect("是什么问题？")``."""
        return Conversation(self, user)

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait for the application's background work, see :func:`settle`."""
        return settle(self._app, timeout)

    def verify(self) -> str:
        """Verify the URL as the admin console does when it is saved; return the echoed text.

        :raises AssertionError: when the endpoint does not answer with exactly the decrypted text
        """
        echo = str(secrets.randbits(63))
        sealed = self._crypt.encrypt(echo)
        response = self._client.get(self._url, query_string=self._query(sealed, echostr=sealed))
        if response.status_code != 200 or response.data != echo.encode():
            raise AssertionError(
                f"The callback URL did not echo the decrypted text (status {response.status_code})."
            )
        return echo

    def text(self, content: str, user: str = "zhangsan", **fields: object) -> Received:
        """Send a text from a member; pass more fields by their vendor names."""
        return self.send({"MsgType": "text", "FromUserName": user, "Content": content, **fields})

    def event(
        self,
        event: str,
        key: str | None = None,
        user: str = "zhangsan",
        *,
        change_type: str | None = None,
        **fields: object,
    ) -> Received:
        """Send an event; pass more fields by their vendor names."""
        return self.send(
            {
                "MsgType": "event",
                "FromUserName": user,
                "Event": event,
                "EventKey": key,
                "ChangeType": change_type,
                **fields,
            }
        )

    def kf(self, customer: str = "wmA", account: str = "kfA") -> KfConversation:
        """Return the conversation of a customer with an account of customer service.

        The app's calls of customer service are answered here, so nothing leaves the process::

            customer = client.kf()
            assert customer.text("你好").text == "您好"

        :param customer: the ``external_userid``
        :param account: the ``open_kfid``
        """

        def ring(account: str, token: str) -> int:
            return self.event("kf_msg_or_event", Token=token, OpenKfId=account).status

        return KfConversation(self._app, self._state, self._calls, ring, customer, account)

    def send(self, fields: Mapping[str, object]) -> Received:
        """Send any message by its vendor names; the fields of every message are filled in.

        Pass ``MsgId`` and ``CreateTime`` to repeat a delivery.
        """
        message: dict[str, Any] = {
            "ToUserName": self._corp_id,
            "FromUserName": "zhangsan",
            "CreateTime": int(self._clock()),
            **fields,
        }
        if message.get("MsgType", "event") != "event":
            message.setdefault("MsgId", next(self._ids))
        message.setdefault("AgentID", self._agent_id)
        return self.post_xml(build(message))

    def post_xml(self, xml: str | bytes) -> Received:
        """Encrypt and post a plaintext as it is, also a malformed one.

        Real plaintexts hold control characters and ``]]>``, when a member typed them, and cut
        characters; :meth:`text` and :meth:`send` cannot send these.

        :param xml: the plaintext; bytes need not be UTF-8
        :raises AssertionError: when a reply is not signed and encrypted as WeCom requires
        """
        plain = xml.encode() if isinstance(xml, str) else xml
        sealed = self._crypt.encrypt_bytes(plain)
        envelope = {"ToUserName": self._corp_id, "AgentID": self._agent_id, "Encrypt": sealed}
        with self._calls.listening(self._state):
            response = self._client.post(
                self._url,
                query_string=self._query(sealed),
                data=build(envelope).encode(),
                content_type="text/xml",
                environ_overrides={NO_HOLD: True},
                buffered=True,  # ends the response, as a server does; late parts follow
            )
        body = response.get_data()
        opened = response.status_code == 200 and body not in (b"", NOTICE_ANSWER)
        return Received(response.status_code, self._open(body) if opened else None, body)

    def _query(self, sealed: str, **more: str) -> dict[str, str]:
        timestamp, nonce = int(self._clock()), secrets.token_hex(5)
        return signed_query(self._crypt, sealed, timestamp, nonce, **more)

    def _open(self, body: bytes) -> Message:
        try:
            envelope = parse(body)
            sealed, signature, timestamp, nonce = (
                str(envelope[name]) for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
            )
            self._crypt.verify(signature, timestamp, nonce, sealed)
            reply = self._crypt.decrypt(sealed).message
            parse(reply)  # strictly, as WeCom reads it
            return Message.from_xml(reply, self._corp_id)
        except (CallbackError, KeyError) as error:
            raise AssertionError(f"WeCom would reject this reply: {error!r}") from error
