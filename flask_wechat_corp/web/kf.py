"""Customer service (微信客服) in an app: the doorbell, the calls, the replies.

The callback ``kf_msg_or_event`` is only a doorbell. It is answered empty at once; a background
thread fetches, handles and replies. Sources: WeCom's pages 94670, 94677, 95122, 94669.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, cast

from flask import Flask

from .._forks import reset_after_fork, reset_if_forked
from ..callback.entries import Match
from ..callback.kf.fetcher import Fetcher
from ..callback.kf.handler import KfHandler
from ..callback.kf.message import CUSTOMER, FAIL_TYPES, KfMessage
from ..callback.kf.pages import Page, page_of, salvage
from ..callback.kf.reply import kf_parts, part_id
from ..callback.message import Message
from ..content import Content
from ..errors import StoreTimeout, WeChatAPIError, WeChatCorpError, WeChatTransportError
from ..signals import message_received, reply_sent, send_signal
from .background import BACKGROUND_LOCK_WAIT, submit
from .kf_runner import KfContext
from .sessions import session_backend
from .state import AppState

__all__ = ["DOORBELL", "CustomerService"]

logger = logging.getLogger("flask_wechat_corp.kf")

DOORBELL = "kf_msg_or_event"
#: The ``msgid`` of a reply was used: the reply was sent before its process was killed.
MSGID_USED = 95033
#: The states in which a human answers (page 94669): waiting for one, and with one.
WITH_HUMAN = (2, 3)


class CustomerService:
    """The messages of one extension object's accounts in one app."""

    def __init__(self, app: Flask, state: AppState, handlers: KfHandler) -> None:
        self._app = app
        self._state = state
        self._handlers = handlers
        corp = f"{state.config.id} {state.name}"
        self.fetcher = Fetcher(state.store, self, corp, clock=lambda: self._state.clock())
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._changing = threading.Lock()
        self._fetching: dict[str, bool] = {}

    # -- the doorbell

    def takes(self, message: Message) -> bool:
        """Return whether a callback is a doorbell that the app does not handle itself."""
        if message.event_name != DOORBELL or not self._handlers.active:
            return False
        found = self._state.handlers.matches(message)
        return all(match.entry.event != DOORBELL for match in found)

    def ring(self, message: Message) -> None:
        """Have the messages of an account fetched in the background.

        :raises ExecutorFull: when the executor accepts no more work
        :raises StoreError: when the store fails
        """
        account, token = message.get("OpenKfId"), message.get("Token")
        if not isinstance(account, str) or not account:
            logger.error("%s: kf_msg_or_event has no OpenKfId.", self._state.name)
            return
        bell = token if isinstance(token, str) else ""
        self.fetcher.ring(account, f"{bell} {secrets.token_hex(8)}")
        reset_if_forked(self)
        with self._changing:
            running = account in self._fetching
            self._fetching[account] = running  # a running thread must look once more
        if running:
            return
        try:
            submit(self._state, self._fetch, account)
        except BaseException:
            with self._changing:
                self._fetching.pop(account, None)
            raise

    @property
    def active(self) -> bool:
        """Whether anything is registered."""
        return self._handlers.active

    def sync(self, account: str, since: float) -> int:
        """Handle the messages of the last ``since`` seconds now; return how many.

        :raises StoreError: when the store fails, or when another process is fetching for too long
        :raises WeChatAPIError: when WeCom refuses
        :raises WeChatTransportError: when there is no usable answer
        """
        return self.fetcher.fetch(account, since=since)

    def _fetch(self, account: str) -> None:
        """Fetch until no doorbell is left: one thread of a process for an account."""
        with self._app.app_context():
            while True:
                try:
                    self.fetcher.fetch(account)
                except StoreTimeout:
                    logger.warning(
                        "%s: Another process is still fetching the messages of an account.",
                        self._state.name,
                    )
                except WeChatCorpError as error:
                    logger.error("%s: Customers' messages are not fetched. %s The next callback"
                                 " tries again.", self._state.name, error)  # fmt: skip
                except Exception:
                    logger.exception("%s: Customers' messages are not fetched.", self._state.name)
                with self._changing:
                    if not self._fetching.get(account):
                        self._fetching.pop(account, None)
                        return
                    self._fetching[account] = False

    # -- the calls of the fetcher

    def start(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the executor."""
        self._state.queue.executor.submit(work)

    def page(self, account: str, token: str | None, cursor: str | None) -> Page:
        """Return a page; of one that cannot be read, only where the next one begins."""
        try:
            answer = self._state.api.kf_sync_msg(token, cursor=cursor, open_kfid=account)
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
        message = KfMessage(row, self._state.config.id, self)
        with self._app.app_context():
            try:
                self._handle(message)
            except Exception:
                logger.exception("%s: A customer's message failed.", self._state.name)

    def _handle(self, message: KfMessage) -> None:
        if message.event_name == "msg_send_fail":
            self._log_failure(message)
        # The handlers' own state: wx.message and wx.session belong to wx.kf here.
        session_backend(self._state)
        state = replace(self._state, handlers=self._handlers)
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
        send_signal(message_received, state.name, message=message)
        context = KfContext(state, message, BACKGROUND_LOCK_WAIT)
        try:
            outcome = context.run(given)
            if outcome.deferred is not None:  # a generator: its pieces are joined
                context = KfContext(state, message, BACKGROUND_LOCK_WAIT)
                outcome = context.run(outcome.deferred)
        except Exception:
            logger.exception("The handler %s failed.", context.handler)
            return
        if outcome.reply is not None:
            self._send(message, cast(Content, outcome.reply), context.handler)

    def _with_human(self, message: KfMessage) -> bool:
        """Ask WeCom, because servicers also act in the client, and rules in the admin console."""
        if not message.open_kfid or not message.external_userid:
            return False
        try:
            answer = self._state.api.get_kf_service_state(
                message.open_kfid, message.external_userid
            )
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
                    self._state.api.kf_send_msg_on_event(code, part, msgid=msgid)
                else:
                    account, customer = message.open_kfid, message.external_userid
                    self._state.api.kf_send_msg(account or "", customer or "", part, msgid=msgid)
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
        answer = self._state.api.trans_kf_service_state(
            message.open_kfid or "", message.external_userid or "",
            cast(Literal[2, 3, 4], state), servicer_userid=servicer,
        )  # fmt: skip
        code = answer.get("msg_code")
        return code if isinstance(code, str) else ""

    def send_on_event(self, code: str, text: str) -> None:
        """Send a text with a code."""
        self._state.api.kf_send_msg_on_event(code, text)
