"""Notices to third-party apps and their providers: they have an ``InfoType`` and no ``MsgType``.

Source: developer.work.weixin.qq.com/document/path/90628 (tickets), path/90642 (authorisation).
"""

from __future__ import annotations

from ..callback.fields import Element, Text, Texts
from .base import SuiteNotice, TypedPart

__all__ = [
    "ApproveSpecialAuthEvent",
    "AuthOpenKfIdList",
    "CancelAuthEvent",
    "CancelSpecialAuthEvent",
    "ChangeAuthEvent",
    "ChangeEditonEvent",
    "ChangeOrderEvent",
    "ChatArchiveAuditApprovedSingleEvent",
    "ChatArchiveExportFinishedEvent",
    "ConversationNewMessageEvent",
    "CorpArchAuthEvent",
    "CreateAuthEvent",
    "DeviceDataAuthChangeEvent",
    "ExtraInfo",
    "HitKeywordEvent",
    "OpenOrderEvent",
    "PayForAppSuccessEvent",
    "RefundEvent",
    "ResetPermanentCodeEvent",
    "SuiteTicketEvent",
]


class SuiteTicketEvent(SuiteNotice, event="suite_ticket", page=90628):
    """The suite's ticket, about every ten minutes; keep the newest."""

    __slots__ = ()

    suite_ticket = Text("SuiteTicket")


class AuthOpenKfIdList(TypedPart):
    """Customer service accounts."""

    __slots__ = ()

    open_kf_id = Texts("OpenKfId")


class ExtraInfo(TypedPart):
    """What an authorisation holds besides."""

    __slots__ = ()

    auth_open_kf_id_list = Element("AuthOpenKfIdList", AuthOpenKfIdList)


class CreateAuthEvent(SuiteNotice, event="create_auth", page=90642):
    """A corp installed the app; exchange ``auth_code`` for the permanent code."""

    __slots__ = ()

    auth_code = Text("AuthCode")
    state = Text("State")
    extra_info = Element("ExtraInfo", ExtraInfo)


class ChangeAuthEvent(SuiteNotice, event="change_auth", page=90642):
    """A corp changed what the app may do."""

    __slots__ = ()

    state = Text("State")
    extra_info = Element("ExtraInfo", ExtraInfo)


class CancelAuthEvent(SuiteNotice, event="cancel_auth", page=90642):
    """A corp removed the app."""

    __slots__ = ()

    extra_info = Element("ExtraInfo", ExtraInfo)


class ResetPermanentCodeEvent(SuiteNotice, event="reset_permanent_code", page=97175):
    """A corp's permanent code was reset; exchange ``auth_code`` for the new one."""

    __slots__ = ()

    auth_code = Text("AuthCode")


class CorpArchAuthEvent(SuiteNotice, event="corp_arch_auth", page=97378):
    """A corp let the app see its whole structure."""

    __slots__ = ()


class ApproveSpecialAuthEvent(SuiteNotice, event="approve_special_auth", page=98959):
    """A corp gave a special permission."""

    __slots__ = ()

    auth_type = Text("AuthType")


class CancelSpecialAuthEvent(SuiteNotice, event="cancel_special_auth", page=98959):
    """A corp took a special permission back."""

    __slots__ = ()

    auth_type = Text("AuthType")


class DeviceDataAuthChangeEvent(SuiteNotice, event="device_data_auth_change", page=96103):
    """What the app may read of a device has changed."""

    __slots__ = ()


class OpenOrderEvent(SuiteNotice, event="open_order"):
    """A corp ordered the app."""

    __slots__ = ()

    paid_corp_id = Text("PaidCorpId")
    order_id = Text("OrderId")
    operator_id = Text("OperatorId")


class ChangeOrderEvent(SuiteNotice, event="change_order"):
    """An order took the place of another."""

    __slots__ = ()

    paid_corp_id = Text("PaidCorpId")
    old_order_id = Text("OldOrderId")
    new_order_id = Text("NewOrderId")


class PayForAppSuccessEvent(SuiteNotice, event="pay_for_app_success"):
    """An order was paid."""

    __slots__ = ()

    paid_corp_id = Text("PaidCorpId")
    order_id = Text("OrderId")


class RefundEvent(SuiteNotice, event="refund"):
    """An order was paid back."""

    __slots__ = ()

    paid_corp_id = Text("PaidCorpId")
    order_id = Text("OrderId")


class ChangeEditonEvent(SuiteNotice, event="change_editon"):
    """The app's edition for a corp has changed; WeCom spells it like this."""

    __slots__ = ()

    paid_corp_id = Text("PaidCorpId")


class ChatArchiveAuditApprovedSingleEvent(SuiteNotice, event="chat_archive_audit_approved_single"):
    """A customer agreed to the archiving of the chat."""

    __slots__ = ()

    open_user_id = Text("OpenUserID")
    external_user_id = Text("ExternalUserID")
    chat_id = Text("ChatId")


class ChatArchiveExportFinishedEvent(SuiteNotice, event="chat_archive_export_finished"):
    """An export of the chat archive has ended."""

    __slots__ = ()

    job_id = Text("JobId")


class ConversationNewMessageEvent(SuiteNotice, event="conversation_new_message"):
    """There are new messages in the chat archive."""

    __slots__ = ()

    token = Text("Token")


class HitKeywordEvent(SuiteNotice, event="hit_keyword"):
    """A message in the chat archive holds a keyword."""

    __slots__ = ()

    token = Text("Token")
