"""Events of an app itself: members who come and go, jobs, the state of the app.

Source: developer.work.weixin.qq.com/document/path/90240.
"""

from __future__ import annotations

from ..callback.fields import Decimal, Element, Text, Whole
from .base import SuiteFields, TypedEvent, TypedPart

__all__ = [
    "ActiveRestoredEvent",
    "BatchJob",
    "BatchJobResultEvent",
    "ChangeAppAdminEvent",
    "ChangeDomainIpEvent",
    "CloseInactiveAgentEvent",
    "EnterAgentEvent",
    "FinishVipAccountApprovalEvent",
    "InactiveAlertEvent",
    "LocationEvent",
    "LowActiveAlertEvent",
    "LowActiveEvent",
    "MsgauditNotifyEvent",
    "ProgramNotifyEvent",
    "ReopenInactiveAgentEvent",
    "SecurityEvent",
    "ShareAgentChangeEvent",
    "ShareChainChangeEvent",
    "SubmitVipAccountApprovalEvent",
    "SubscribeEvent",
    "SwitchWorkbenchModeEvent",
    "UnlicensedNotifyEvent",
    "UnsubscribeEvent",
    "UploadMediaJobFinishEvent",
]


class SubscribeEvent(TypedEvent, event="subscribe", page=90240):
    """A member may see the app from now on."""

    __slots__ = ()

    event_key = Text("EventKey")


class UnsubscribeEvent(TypedEvent, event="unsubscribe", page=90240):
    """A member may no longer see the app."""

    __slots__ = ()

    event_key = Text("EventKey")


class EnterAgentEvent(TypedEvent, event="enter_agent", page=90240):
    """A member opened the app."""

    __slots__ = ()

    event_key = Text("EventKey")


class LocationEvent(TypedEvent, event="LOCATION", page=90240):
    """Where a member is, in degrees and metres; reported when the app is opened."""

    __slots__ = ()

    latitude = Decimal("Latitude")
    longitude = Decimal("Longitude")
    precision = Decimal("Precision")
    app_type = Text("AppType")


class BatchJob(TypedPart):
    """A job that has ended; ``err_code`` is missing for exports."""

    __slots__ = ()

    job_id = Text("JobId")
    job_type = Text("JobType")
    err_code = Whole("ErrCode")
    err_msg = Text("ErrMsg")


class BatchJobResultEvent(SuiteFields, TypedEvent, event="batch_job_result", page=90240):
    """A job of the address book has ended: import, invitation or export."""

    __slots__ = ()

    batch_job = Element("BatchJob", BatchJob)


class UploadMediaJobFinishEvent(TypedEvent, event="upload_media_job_finish", page=96219):
    """An upload by address has ended."""

    __slots__ = ()

    job_id = Text("JobId")


class SwitchWorkbenchModeEvent(TypedEvent, event="switch_workbench_mode", page=92535):
    """The app's own area on the workbench was switched on (1) or off (0)."""

    __slots__ = ()

    mode = Whole("Mode")


class InactiveAlertEvent(TypedEvent, event="inactive_alert", page=90240):
    """The app will be stopped at ``effect_time``, because it is not used."""

    __slots__ = ()

    effect_time = Whole("EffectTime")


class CloseInactiveAgentEvent(TypedEvent, event="close_inactive_agent", page=90240):
    """The app was stopped, because it is not used."""

    __slots__ = ()


class ReopenInactiveAgentEvent(TypedEvent, event="reopen_inactive_agent", page=90240):
    """The app that was stopped runs again."""

    __slots__ = ()


class LowActiveAlertEvent(TypedEvent, event="low_active_alert", page=90240):
    """The app's access to customer data will be limited at ``effect_time``."""

    __slots__ = ()

    effect_time = Whole("EffectTime")


class LowActiveEvent(TypedEvent, event="low_active", page=90240):
    """The app counts as little used."""

    __slots__ = ()


class ActiveRestoredEvent(TypedEvent, event="active_restored", page=90240):
    """The app no longer counts as little used."""

    __slots__ = ()


class ShareAgentChangeEvent(SuiteFields, TypedEvent, event="share_agent_change", page=90240):
    """The app was shared with a linked corp, or no longer is."""

    __slots__ = ()

    corp_id = Text("CorpId")
    app_id = Whole("AppId")


class ShareChainChangeEvent(TypedEvent, event="share_chain_change", page=90240):
    """The app was shared with a downstream corp, or no longer is."""

    __slots__ = ()


class ChangeAppAdminEvent(TypedEvent, event="change_app_admin", page=95038):
    """The administrators of an app have changed."""

    __slots__ = ()


class UnlicensedNotifyEvent(TypedEvent, event="unlicensed_notify", page=95716):
    """A member without a licence used the app."""

    __slots__ = ()


class ProgramNotifyEvent(TypedEvent, event="program_notify", page=99998):
    """A program in the data zone (数据与智能专区) calls the app."""

    __slots__ = ()

    notify_id = Text("NotifyId")
    notify_scene = Whole("NotifyScene")


class SubmitVipAccountApprovalEvent(TypedEvent, event="submit_vip_account_approval", page=99876):
    """A member applied for an account with advanced functions."""

    __slots__ = ()

    business_type = Whole("BusinessType")
    apply_id = Text("ApplyId")
    apply_reason = Text("ApplyReason")


class FinishVipAccountApprovalEvent(TypedEvent, event="finish_vip_account_approval", page=99877):
    """An application for an account with advanced functions has ended."""

    __slots__ = ()

    finish_type = Whole("FinishType")
    apply_id = Text("ApplyId")


class SecurityEvent(TypedEvent, event="security", page=100080):
    """Something in the security settings has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")


class ChangeDomainIpEvent(SecurityEvent, change_type="change_domain_ip", page=100080):
    """WeCom's domains or IP addresses have changed."""

    __slots__ = ()


class MsgauditNotifyEvent(TypedEvent, event="msgaudit_notify", page=95039):
    """There are new messages in the chat archive."""

    __slots__ = ()
