"""Customer service (微信客服) in an app: the doorbell and the threads that follow it.

The callback ``kf_msg_or_event`` is only a doorbell. It is answered empty at once; a background
thread fetches, handles and replies.
"""

from __future__ import annotations

import logging
import secrets
import threading
from typing import TYPE_CHECKING

from flask import Flask

from .._forks import reset_after_fork, reset_if_forked
from ..api import WeChatAPI
from ..callback.kf.handler import KfHandler
from ..callback.kf.turns import Turns
from ..callback.message import Message
from ..errors import ConfigError, StoreTimeout, WeChatCorpError
from ..protocol.crypto import WXBizMsgCrypt
from .background import submit
from .identity import client_of_corp
from .state import AppState, Corp

if TYPE_CHECKING:
    from ..callback.kf.fetcher import Fetcher

__all__ = ["DOORBELL", "CustomerService"]

logger = logging.getLogger("flask_wechat_corp.kf")

DOORBELL = "kf_msg_or_event"


class CustomerService:
    """The messages of one extension object's accounts in one app."""

    def __init__(self, app: Flask, state: AppState, handlers: KfHandler) -> None:
        self._app = app
        self._state = state
        self._handlers = handlers
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._changing = threading.Lock()
        self._fetching: dict[tuple[Corp, str], bool] = {}
        self._turns = Turns()

    @property
    def active(self) -> bool:
        """Whether anything is registered."""
        return self._handlers.active

    # -- corps

    def own_corp(self) -> Corp:
        """Return the configured corp."""
        config = self._state.config
        receive_id = config.expected_receive_id
        if config.credentials is None:
            return Corp(receive_id, receive_id)
        return Corp(receive_id, WXBizMsgCrypt(*config.credentials).corp_key)

    def client(self, corp: Corp) -> WeChatAPI:
        """Return the client of a corp.

        :raises ConfigError: when there is none
        """
        client = client_of_corp(self._state, corp.receive_id)
        if client is None:
            raise ConfigError(
                "The message belongs to another corp than the configured one. Return that corp's"
                " client from a function that is decorated with @wx.client_for."
            )
        return client

    def fetcher(self, corp: Corp | None = None) -> Fetcher:
        """Return what fetches the messages of a corp; ``@wx.client_for`` is asked once.

        :param corp: the configured one by default
        :raises ConfigError: when there is no client for the corp
        """
        from ..callback.kf.fetcher import Fetcher  # on use, for an app without customers
        from .kf_corp import KfCorp

        corp = corp or self.own_corp()
        reset_if_forked(self)
        state = self._state

        def submit(account: str, customer: str) -> None:
            self._submit(corp, account, customer)

        return Fetcher(
            state.store,
            KfCorp(self._app, state, self._handlers, corp, self.client(corp)),
            self._key(corp),
            clock=lambda: state.clock(),
            turns=self._turns,
            submit=submit if state.queue.serves_customers else None,
        )

    def _submit(self, corp: Corp, account: str, customer: str) -> None:
        try:
            self._state.queue.submit_customer(self._state, corp, account, customer)
        except WeChatCorpError:
            raise
        except Exception as error:  # noqa: BLE001 - each broker has errors, which may have secrets
            raise WeChatCorpError(
                f"The queue refused the messages of a customer with {type(error).__name__}."
            ) from None

    def _key(self, corp: Corp) -> str:
        return f"{corp.key} {self._state.name}"

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
        from ..callback.kf.fetcher import ring  # on use, as above

        account, token = message.get("OpenKfId"), message.get("Token")
        if not isinstance(account, str) or not account:
            logger.error("%s: kf_msg_or_event has no OpenKfId.", self._state.name)
            return
        corp = Corp(message.receive_id, message.corp_key)
        bell = token if isinstance(token, str) else ""
        ring(self._state.store, self._key(corp), account, f"{bell} {secrets.token_hex(8)}")
        reset_if_forked(self)
        with self._changing:
            running = (corp, account) in self._fetching
            self._fetching[corp, account] = running  # a running thread must look once more
        if running:
            return
        try:
            submit(self._state, self._fetch, corp, account)
        except BaseException:
            with self._changing:
                self._fetching.pop((corp, account), None)
            raise

    def sync(self, account: str, since: float) -> int:
        """Handle the messages of the last ``since`` seconds now; return how many.

        The account is one of the configured corp.

        :raises StoreError: when the store fails, or when another process is fetching for too long
        :raises WeChatAPIError: when WeCom refuses
        :raises WeChatTransportError: when there is no usable answer
        """
        return self.fetcher().fetch(account, since=since)

    def serve(self, corp: Corp, account: str, customer: str, *, wait: float) -> bool:
        """Handle what waits of a customer, in a worker; return whether all is handled.

        :param wait: seconds to wait for another worker that serves the customer
        :raises StoreError: when the store fails
        :raises ConfigError: when there is no client for the corp
        """
        return self.fetcher(corp).serve(account, customer, wait=wait)

    def _fetch(self, corp: Corp, account: str) -> None:
        """Fetch until no doorbell is left: one thread of a process for an account."""
        with self._app.app_context():
            while True:
                try:
                    self.fetcher(corp).fetch(account)
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
                    if not self._fetching.get((corp, account)):
                        self._fetching.pop((corp, account), None)
                        return
                    self._fetching[corp, account] = False
