"""Notices to service providers, and of their devices.

Source: developer.work.weixin.qq.com/document/path/90585 (registration), path/95716 (licences).
"""

from __future__ import annotations

from ..callback.fields import Element, Elements, Text, Whole
from .base import ProviderNotice, TypedPart

__all__ = [
    "AddDeviceEvent",
    "AdvancedApiExpiredEvent",
    "AdvancedApiTrialExpiredEvent",
    "AgreeExternalUseridMigrationEvent",
    "AuthUserInfo",
    "AutoActivateEvent",
    "ChatArchiveApi",
    "ConnectInfoEvent",
    "ContactSync",
    "DelDeviceEvent",
    "DeviceFeatureChangeEvent",
    "DisconnectInfoEvent",
    "EnterRegisterPackageEvent",
    "ErrorReportEvent",
    "FetchLogFinishEvent",
    "LicenseAccount",
    "LicensePaySuccessEvent",
    "LicenseRefundEvent",
    "RegisterCorpEvent",
    "RemarkDeviceNameEvent",
]


class ContactSync(TypedPart):
    """The access to a new corp's address book; the token is a secret."""

    __slots__ = ()

    access_token = Text("AccessToken")
    expires_in = Whole("ExpiresIn")


class AuthUserInfo(TypedPart):
    """The administrator who registered a corp."""

    __slots__ = ()

    user_id = Text("UserId")


class RegisterCorpEvent(ProviderNotice, event="register_corp", page=90585):
    """A corp was registered through a template."""

    __slots__ = ()

    register_code = Text("RegisterCode")
    template_id = Text("TemplateId")
    state = Text("State")
    contact_sync = Element("ContactSync", ContactSync)
    auth_user_info = Element("AuthUserInfo", AuthUserInfo)


class EnterRegisterPackageEvent(ProviderNotice, event="enter_register_package"):
    """A corp entered a registration package."""

    __slots__ = ()

    register_code = Text("RegisterCode")
    template_id = Text("TemplateId")
    state = Text("State")
    auth_user_info = Element("AuthUserInfo", AuthUserInfo)


class AgreeExternalUseridMigrationEvent(ProviderNotice, event="agree_external_userid_migration"):
    """A corp agreed to new external user ids."""

    __slots__ = ()


class LicensePaySuccessEvent(ProviderNotice, event="license_pay_success"):
    """Licences were paid."""

    __slots__ = ()

    order_id = Text("OrderId")
    buyer_user_id = Text("BuyerUserId")


class LicenseRefundEvent(ProviderNotice, event="license_refund"):
    """Licences were paid back."""

    __slots__ = ()

    order_id = Text("OrderId")
    order_status = Whole("OrderStatus")


class LicenseAccount(TypedPart):
    """A licence that was activated."""

    __slots__ = ()

    active_code = Text("ActiveCode")
    type = Whole("Type")
    expire_time = Whole("ExpireTime")
    user_id = Text("UserId")
    previous_status = Whole("PreviousStatus")
    previous_active_code = Text("PreviousActiveCode")


class AutoActivateEvent(ProviderNotice, event="auto_activate"):
    """Licences were activated by themselves."""

    __slots__ = ()

    scene = Whole("Scene")
    account_list = Elements("AccountList", LicenseAccount)


class AdvancedApiTrialExpiredEvent(ProviderNotice, event="advanced_api_trial_expired"):
    """The trial of an advanced API has ended."""

    __slots__ = ()

    advance_api_type = Whole("AdvanceApiType")


class ChatArchiveApi(TypedPart):
    """The edition of the chat archive."""

    __slots__ = ()

    edition = Whole("Edition")


class AdvancedApiExpiredEvent(ProviderNotice, event="advanced_api_expired"):
    """An advanced API has expired."""

    __slots__ = ()

    advance_api_type = Whole("AdvanceApiType")
    chat_archive_api = Element("ChatArchiveApi", ChatArchiveApi)


class AddDeviceEvent(ProviderNotice, event="add_device"):
    """A corp added a device."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    model_id = Text("ModelId")
    remark_name = Text("RemarkName")


class DelDeviceEvent(ProviderNotice, event="del_device"):
    """A corp removed a device."""

    __slots__ = ()

    device_sn = Text("DeviceSn")


class RemarkDeviceNameEvent(ProviderNotice, event="remark_device_name"):
    """A corp gave a device a name."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    remark_name = Text("RemarkName")


class DeviceFeatureChangeEvent(ProviderNotice, event="device_feature_change"):
    """What a device may do has changed."""

    __slots__ = ()

    device_sn = Text("DeviceSn")


class ConnectInfoEvent(ProviderNotice, event="connect_info"):
    """A device connected."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    connect_time = Whole("ConnectTime")


class DisconnectInfoEvent(ProviderNotice, event="disconnect_info"):
    """A device disconnected."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    disconnect_time = Whole("DisconnectTime")
    reason = Text("Reason")


class FetchLogFinishEvent(ProviderNotice, event="fetch_log_finish"):
    """The log of a device can be fetched."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    media_id = Text("MediaId")


class ErrorReportEvent(ProviderNotice, event="error_report"):
    """A device reported an error."""

    __slots__ = ()

    device_sn = Text("DeviceSn")
    err_code = Whole("ErrCode")
    err_msg = Text("ErrMsg")
