"""Customer service (微信客服) of one corp: the calls, the handlers, the replies.

Sources: WeCom's pages 94670, 94677, 95122, 94669.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Literal, cast

from flask import Flask

from ..api import WeChatAPI
from ..callback.entries import Match
from ..callback.kf.handler import KfHandler
from ..callback.kf.message import CUSTOMER, FAIL_TYPES, KfMessage
from ..callback.kf.pages import Page, page_of, salvage
from ..callback.kf.reply import kf_parts, part_id
from ..content import Content
from ..errors import WeChatAPIError, WeChatCorpError, WeChatTransportError
from ..signals import message_received, reply_sent, send_signal
from .kf_runner import KfContext
from .state import AppState, Corp

__all__ = ["KfCorp"]

logger = logging.getLogger("flask_wechat_corp.kf")

#: The ``msgid`` of a reply was used: the reply was sent before its process was killed.
MSGID_USED = 95033
#: The states in which a human answers (page 94669): waiting for one, and with one.
WITH_HUMAN = (2, 3)


class KfCorp:
    """The messages of one corp's accounts during a fetch, or in a Celery task.

    :param corp: the corp, which decides whose client is used and all keys
    :param client: that corp's client
    """

    def __init__(
        self, app: Flask, state: AppState, handlers: KfHandler, corp: Corp, client: WeChatAPI
    ) -> None:
        self._app = app
        self._state = state
        self._handlers = handlers
        self._corp = corp
        self.api = client

    # -- the calls of the fetcher

    def start(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the executor."""
        self._state.queue.executor.submit(work)

    def page(self, account: str, token: str | None, cursor: str | None) -> Page:
        """Return a page; of one that cannot be read, only where the next one begins."""
        try:
            answer = self.api.kf_sync_msg(token, cursor=cursor, open_kfid=account)
        except WeChatTransportError as error:
            page = salvage(error.body)
            if page is None:
                raise
            logger.error(
                "%s: A page of customers' messages cannot be read (%d bytes). It is skipped.",
                self._state.name, len(error.body),
            )  # fmt: skip
            return page
        return page_of(answer)

    def handle(self, row: dict[str, Any]) -> None:
        """Handle one message and send the reply; never raises."""
        message = KfMessage(row, self._corp.receive_id, self, self._corp.key)
        with self._app.app_context():
            try:
                self._handle(message)
            except Exception:
                logger.exception("%s: A customer's message failed.", self._state.name)

    def _handle(self, message: KfMessage) -> None:
        if message.event_name == "msg_send_fail":
            self._log_failure(message)
        given: Match | None = None
        if message.event_name:
            pass
        elif message.origin not in (CUSTOMER, None):
            given = self._handlers.match(message)
            if given is None:
                return
        elif self._with_human(message):
            given = self._handlers.while_human(message)
            if given is None:
                return
        if message.event_name and not any(True for _ in self._handlers.matches(message)):
            return  # most events are of no interest
        send_signal(message_received, self._state.name, message=message)
        context = self._context(message)
        try:
            outcome = context.run(given)
            if outcome.deferred is not None:  # a generator: its pieces are joined
                context = self._context(message)
                outcome = context.run(outcome.deferred)
        except Exception:
            logger.exception("The handler %s failed.", context.handler)
            return
        if outcome.reply is not None:
            self._send(message, cast(Content, outcome.reply), context.handler)

    def _context(self, message: KfMessage) -> KfContext:
        return KfContext(self._state, self._handlers, message, self.api)

    def _with_human(self, message: KfMessage) -> bool:
        """Ask WeCom, because servicers also act in the client, and rules in the admin console."""
        if not message.open_kfid or not message.external_userid:
            return False
        try:
            answer = self.api.get_kf_service_state(message.open_kfid, message.external_userid)
        except WeChatCorpError as error:
            logger.warning("%s: The state of a conversation is not known. %s",
                           self._state.name, error)  # fmt: skip
            return False
        return answer.get("service_state") in WITH_HUMAN

    def _log_failure(self, message: KfMessage) -> None:
        kind = message.json["event"].get("fail_type")
        logger.error(
            "%s: A message to a customer was not delivered (fail_type %s). %s", self._state.name,
            kind, FAIL_TYPES.get(kind, "See page 94670 of WeCom's manual."),
        )  # fmt: skip

    # -- replies

    def _send(self, message: KfMessage, reply: Content, handler: str) -> None:
        code = message.take_code()
        parts = kf_parts(reply, handler)
        for number, part in enumerate(parts):
            with_code = code if number == 0 and part["msgtype"] in ("text", "msgmenu") else ""
            try:
                self._send_part(message, part, part_id(message.id, number), with_code)
            except WeChatCorpError as error:
                logger.error(
                    "%s: Part %d of %d of the reply of %s to a customer is not sent. %s",
                    self._state.name, number + 1, len(parts), handler, error,
                )  # fmt: skip
                return
        send_signal(reply_sent, self._state.name, message=message, reply=reply, late=True)

    def _send_part(self, message: KfMessage, part: dict[str, Any], msgid: str, code: str) -> None:
        """Send a part, once more when it is not known whether it arrived: its id is ours."""
        for last in (False, True):
            try:
                if code:
                    self.api.kf_send_msg_on_event(code, part, msgid=msgid)
                else:
                    account, customer = message.open_kfid, message.external_userid
                    self.api.kf_send_msg(account or "", customer or "", part, msgid=msgid)
            except WeChatTransportError:
                if last:
                    raise
                continue
            except WeChatAPIError as error:
                if error.errcode != MSGID_USED:
                    raise
            return

    # -- what a message needs

    def transfer(self, message: KfMessage, state: int, servicer: str | None) -> str:
        """Change the state of a conversation; return the code of the answer, or ``""``."""
        answer = self.api.trans_kf_service_state(
            message.open_kfid or "", message.external_userid or "",
            cast(Literal[2, 3, 4], state), servicer_userid=servicer,
        )  # fmt: skip
        code = answer.get("msg_code")
        return code if isinstance(code, str) else ""

    def send_on_event(self, code: str, text: str) -> None:
        """Send a text with a code."""
        self.api.kf_send_msg_on_event(code, text)
