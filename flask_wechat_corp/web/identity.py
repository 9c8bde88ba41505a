"""Which corp, agent and member a message belongs to, and which client speaks for that corp.

The verified receive id decides. The fields of a message are written by its sender: in an object
that serves many corps, one corp must not be able to write another corp's name into them.
"""

from __future__ import annotations

import logging

from ..api import WeChatAPI
from ..callback.delivery import delivery_key
from ..callback.message import Message
from ..errors import BadMessage, InvalidReceiveId, ReplyError
from .state import AppState

__all__ = [
    "check_identity",
    "client_of",
    "client_of_corp",
    "key_of_conversation",
    "key_of_delivery",
    "late_client",
]

logger = logging.getLogger("flask_wechat_corp.callback")


def check_identity(state: AppState, message: Message) -> None:
    """Check what a message says about its sender and its receiver.

    :raises InvalidReceiveId: when it is addressed to another corp than the verified one. It was
        forged then, or it is one of our own replies, which names a member as its receiver
    :raises BadMessage: when its sender would address several members in a late reply
    """
    fields, expected = message._fields, message.receive_id
    receiver, sender = fields.get("ToUserName"), fields.get("FromUserName")
    if receiver != expected and receiver is not None and expected:
        raise InvalidReceiveId(
            "The message names another receiver (ToUserName) than the receive id it was encrypted"
            " for."
        )
    if isinstance(sender, str) and ("|" in sender or sender.strip().lower() == "@all"):
        raise BadMessage("The sender of the message (FromUserName) is not one member.")
    _warn_about_agent(state, message)


def _warn_about_agent(state: AppState, message: Message) -> None:
    configured = state.config.agent_id
    if configured is None or state.warned_about_agent:
        return
    named = message.agent_id
    if named is None or named == configured or is_foreign(state, message):
        return  # each corp has its own agent ids
    state.warned_about_agent = True
    logger.warning(
        "%s: A callback is for the agent %d, but AGENT_ID is %d. Check that the callback URL, Token"
        " and EncodingAESKey in the admin console belong to this agent.",
        state.name,
        named,
        configured,
    )


def is_foreign(state: AppState, message: Message) -> bool:
    """Return whether the message belongs to another corp than the configured one."""
    return message.receive_id != state.config.expected_receive_id


def key_of_delivery(state: AppState, message: Message) -> str:
    """Return the key of a delivery; with our own agent when the message names none.

    WeCom sends a change of the contacts to every agent that may see it, word for word the same.
    """
    fields = message._fields  # a dict is read at a third of the cost of a message
    ours = () if fields.get("AgentID") else (state.name, state.agent_key)
    return delivery_key(message.corp_key, fields, *ours)


def key_of_conversation(state: AppState, message: Message) -> tuple[str, object, str]:
    """Return corp, agent and member of a conversation.

    :raises RuntimeError: when the message has no sender
    """
    if not message.sender:
        raise RuntimeError(
            "This message has no sender (FromUserName), so it has no conversation. wx.session,"
            " wx.wait() and wx.ask() cannot be used for it."
        )
    agent = message.get("AgentID") or state.config.agent_id
    return message.corp_key, state.name if agent is None else agent, message.sender


def client_of(state: AppState, message: Message) -> WeChatAPI | None:
    """Return the API client of the message's corp.

    :returns: ``None`` for a message of another corp for which ``@wx.client_for`` has no client
    """
    return client_of_corp(state, message.receive_id)


def client_of_corp(state: AppState, receive_id: str) -> WeChatAPI | None:
    """Return the API client of a corp.

    :param receive_id: the receive id that was verified
    :returns: ``None`` for another corp for which ``@wx.client_for`` has no client
    """
    if receive_id == state.config.expected_receive_id:
        return state.api
    return None if state.client_for is None else state.client_for(receive_id)


def late_client(client: WeChatAPI | None, message: Message, handler: str) -> WeChatAPI:
    """Return the client that sends the late reply of a handler.

    :param client: the client of the message's corp
    :raises ReplyError: when there is no client, or no member to send it to
    """
    if not message.sender:
        raise ReplyError(
            f"The message has no sender, so the late reply of the handler {handler} cannot be sent."
        )
    if client is None:
        raise ReplyError(
            f"The late reply of the handler {handler} is not sent, because the message belongs to"
            " another corp than the configured one. Return that corp's client from a function that"
            " is decorated with @wx.client_for."
        )
    return client
