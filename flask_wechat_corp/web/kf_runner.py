"""One message of a customer through the pipeline, and its reply."""

from __future__ import annotations

import logging
from typing import Any

from ..api import WeChatAPI
from ..callback.kf.handler import KfHandler
from ..callback.kf.message import KfMessage
from ..callback.kf.reply import kf_parts, make_kf_reply
from ..callback.session import Conversation, session_key
from ..errors import ReplyError
from .background import BACKGROUND_LOCK_WAIT
from .outcome import Outcome
from .runner import MessageContext
from .sessions import session_backend, session_secret
from .state import AppState

__all__ = ["KfContext"]

logger = logging.getLogger("flask_wechat_corp.kf")


class KfContext(MessageContext):
    """A customer's message that is being handled; its conversation is corp, account, customer."""

    message: KfMessage

    def __init__(
        self, state: AppState, handlers: KfHandler, message: KfMessage, client: WeChatAPI
    ) -> None:
        super().__init__(state, message, BACKGROUND_LOCK_WAIT)
        self.handlers = handlers
        self._client = client

    def _make_conversation(self) -> Conversation:
        state, message = self.state, self.message
        if not message.sender:
            raise RuntimeError(
                "This message has no customer, so it has no session, list or dialogue."
            )
        account = f"kf {message.open_kfid or ''}"
        key = session_key(session_secret(state), message.corp_key, account, message.sender)
        backend, lifetime = session_backend(state), state.config.session_lifetime
        return Conversation(
            key, state.store, backend, lifetime, wait=self._wait, holder=lambda: self.handler
        )

    def _make_reply(self, returned: object, name: str) -> Any:
        return make_kf_reply(returned, name)

    def _outcome(self, reply: Any, **_: object) -> Outcome:
        """Check the reply before anything is sent."""
        if reply is not None:
            kf_parts(reply, self.handler)
            if not (self.message.external_userid and self.message.open_kfid):
                raise ReplyError(
                    f"Handler {self.handler}: There can be no reply to {self.message!r}, because it"
                    " has no customer."
                )
        return Outcome(reply, handler=self.handler)

    def _outcome_of_error(self, reply: Any) -> Outcome:
        return self._outcome(reply)
