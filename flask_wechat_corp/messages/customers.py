"""Changes of customers, customer groups and tags, and of customer service accounts.

Source: developer.work.weixin.qq.com/document/path/92130.
"""

from __future__ import annotations

from ..callback.fields import Element, Text, Texts, Whole
from .base import SuiteFields, TypedEvent, TypedPart

__all__ = [
    "AddExternalContactEvent",
    "AddHalfExternalContactEvent",
    "ChangeExternalChatEvent",
    "ChangeExternalContactEvent",
    "ChangeExternalTagEvent",
    "CreateExternalChatEvent",
    "CreateExternalTagEvent",
    "DelExternalContactEvent",
    "DelFollowUserEvent",
    "DeleteExternalTagEvent",
    "DismissExternalChatEvent",
    "EditExternalContactEvent",
    "KfAccountAuthChangeEvent",
    "KfMsgOrEventEvent",
    "MemChangeList",
    "MsgAuditApprovedEvent",
    "ShuffleExternalTagEvent",
    "TransferFailEvent",
    "UpdateExternalChatEvent",
    "UpdateExternalTagEvent",
]


class ChangeExternalContactEvent(
    SuiteFields, TypedEvent, event="change_external_contact", page=92130
):
    """A customer has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    user_id = Text("UserID")
    external_user_id = Text("ExternalUserID")


class AddExternalContactEvent(
    ChangeExternalContactEvent, change_type="add_external_contact", page=92130
):
    """A member added a customer; ``welcome_code`` is good once, for 20 seconds."""

    __slots__ = ()

    state = Text("State")
    welcome_code = Text("WelcomeCode")


class EditExternalContactEvent(
    ChangeExternalContactEvent, change_type="edit_external_contact", page=92130
):
    """A member changed the remarks or tags of a customer."""

    __slots__ = ()

    state = Text("State")


class AddHalfExternalContactEvent(
    ChangeExternalContactEvent, change_type="add_half_external_contact", page=92130
):
    """A customer added a member who has not confirmed yet."""

    __slots__ = ()

    state = Text("State")
    welcome_code = Text("WelcomeCode")


class DelExternalContactEvent(
    ChangeExternalContactEvent, change_type="del_external_contact", page=92130
):
    """A member deleted a customer."""

    __slots__ = ()

    source = Text("Source")


class DelFollowUserEvent(ChangeExternalContactEvent, change_type="del_follow_user", page=92130):
    """A customer deleted a member."""

    __slots__ = ()


class TransferFailEvent(ChangeExternalContactEvent, change_type="transfer_fail", page=92130):
    """A customer could not be handed over."""

    __slots__ = ()

    fail_reason = Text("FailReason")


class MsgAuditApprovedEvent(
    ChangeExternalContactEvent, change_type="msg_audit_approved", page=92005
):
    """A customer agreed to the archiving of the chat."""

    __slots__ = ()

    welcome_code = Text("WelcomeCode")


class ChangeExternalChatEvent(SuiteFields, TypedEvent, event="change_external_chat", page=92130):
    """A customer group has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    chat_id = Text("ChatId")


class CreateExternalChatEvent(ChangeExternalChatEvent, change_type="create", page=92130):
    """A customer group was created."""

    __slots__ = ()


class MemChangeList(TypedPart):
    """The members who came or left."""

    __slots__ = ()

    item = Texts("Item")


class UpdateExternalChatEvent(ChangeExternalChatEvent, change_type="update", page=92130):
    """A customer group was changed: members, owner, name or notice."""

    __slots__ = ()

    update_detail = Text("UpdateDetail")
    join_scene = Whole("JoinScene")
    quit_scene = Whole("QuitScene")
    mem_change_cnt = Whole("MemChangeCnt")
    mem_change_list = Element("MemChangeList", MemChangeList)
    last_mem_ver = Text("LastMemVer")
    cur_mem_ver = Text("CurMemVer")


class DismissExternalChatEvent(ChangeExternalChatEvent, change_type="dismiss", page=92130):
    """A customer group was dissolved."""

    __slots__ = ()


class ChangeExternalTagEvent(SuiteFields, TypedEvent, event="change_external_tag", page=92130):
    """A customer tag or a group of tags has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    id_ = Text("Id")
    strategy_id = Text("StrategyId")


class CreateExternalTagEvent(ChangeExternalTagEvent, change_type="create", page=92130):
    """A tag or a group of tags was created."""

    __slots__ = ()

    tag_type = Text("TagType")


class UpdateExternalTagEvent(ChangeExternalTagEvent, change_type="update", page=92130):
    """A tag or a group of tags was changed."""

    __slots__ = ()

    tag_type = Text("TagType")


class DeleteExternalTagEvent(ChangeExternalTagEvent, change_type="delete", page=92130):
    """A tag or a group of tags was deleted."""

    __slots__ = ()

    tag_type = Text("TagType")


class ShuffleExternalTagEvent(ChangeExternalTagEvent, change_type="shuffle", page=92130):
    """The order of tags has changed; without ``id_``, that of all groups."""

    __slots__ = ()


class KfMsgOrEventEvent(TypedEvent, event="kf_msg_or_event", page=94670):
    """There are messages for a customer service account: fetch them with ``kf/sync_msg``."""

    __slots__ = ()

    token = Text("Token")
    open_kf_id = Text("OpenKfId")


class KfAccountAuthChangeEvent(TypedEvent, event="kf_account_auth_change", page=97712):
    """Customer service accounts were given to the app or taken from it."""

    __slots__ = ()

    auth_add_open_kf_id = Texts("AuthAddOpenKfId")
    auth_del_open_kf_id = Texts("AuthDelOpenKfId")
