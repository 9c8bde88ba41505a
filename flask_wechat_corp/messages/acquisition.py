"""Events of customer acquisition links (获客助手).

Source: developer.work.weixin.qq.com/document/path/97299.
"""

from __future__ import annotations

from ..callback.fields import Text, Whole
from .base import TypedEvent

__all__ = [
    "AcquisitionDelFollowUserEvent",
    "BalanceExhaustedEvent",
    "BalanceIncreasedEvent",
    "BalanceLowEvent",
    "CustomerAcquisitionEvent",
    "CustomerStartChatEvent",
    "DeleteLinkEvent",
    "FriendRequestEvent",
    "LinkUnavailableEvent",
    "MessageFromCustomerEvent",
    "OpenProfileEvent",
    "QuotaExpireSoonEvent",
]


class CustomerAcquisitionEvent(TypedEvent, event="customer_acquisition", page=97299):
    """Something about customer acquisition links has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")


class BalanceLowEvent(CustomerAcquisitionEvent, change_type="balance_low", page=97299):
    """The quota is nearly used up."""

    __slots__ = ()


class BalanceExhaustedEvent(CustomerAcquisitionEvent, change_type="balance_exhausted", page=97299):
    """The quota is used up."""

    __slots__ = ()


class BalanceIncreasedEvent(CustomerAcquisitionEvent, change_type="balance_increased", page=97299):
    """There is a quota again."""

    __slots__ = ()


class QuotaExpireSoonEvent(CustomerAcquisitionEvent, change_type="quota_expire_soon", page=97299):
    """Bought quota expires at ``expire_time``."""

    __slots__ = ()

    expire_time = Whole("ExpireTime")
    expire_quota_num = Whole("ExpireQuotaNum")


class LinkUnavailableEvent(CustomerAcquisitionEvent, change_type="link_unavailable", page=97299):
    """No member of a link can add customers."""

    __slots__ = ()

    link_id = Text("LinkId")


class DeleteLinkEvent(CustomerAcquisitionEvent, change_type="delete_link", page=97299):
    """A link that the API created was deleted."""

    __slots__ = ()

    link_id = Text("LinkId")


class OpenProfileEvent(CustomerAcquisitionEvent, change_type="open_profile", page=97299):
    """A customer opened a link."""

    __slots__ = ()

    link_id = Text("LinkId")
    state = Text("State")


class FriendRequestEvent(CustomerAcquisitionEvent, change_type="friend_request", page=97299):
    """A customer asked to be added through a link."""

    __slots__ = ()

    link_id = Text("LinkId")
    state = Text("State")


class CustomerStartChatEvent(
    CustomerAcquisitionEvent, change_type="customer_start_chat", page=97299
):
    """A customer of a link wrote for the first time."""

    __slots__ = ()

    user_id = Text("UserID")
    external_user_id = Text("ExternalUserID")
    link_id = Text("LinkId")
    chat_key = Text("ChatKey")


class MessageFromCustomerEvent(
    CustomerAcquisitionEvent, change_type="message_from_customer", page=97299
):
    """A customer of a link wrote for the third, fifth or tenth time."""

    __slots__ = ()

    user_id = Text("UserID")
    external_user_id = Text("ExternalUserID")
    link_id = Text("LinkId")
    chat_seq = Whole("ChatSeq")
    chat_key = Text("ChatKey")


class AcquisitionDelFollowUserEvent(
    CustomerAcquisitionEvent, change_type="del_follow_user", page=97299
):
    """A customer of a link deleted the member."""

    __slots__ = ()

    user_id = Text("UserID")
    external_user_id = Text("ExternalUserID")
    link_id = Text("LinkId")
    state = Text("State")
