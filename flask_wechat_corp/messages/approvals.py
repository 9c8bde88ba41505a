"""Events of approvals.

Source: developer.work.weixin.qq.com/document/path/91815 (approvals of WeCom) and path/90240 (those
of an app).
"""

from __future__ import annotations

from ..callback.fields import Element, Elements, Text, Texts, Whole
from .base import TypedEvent, TypedPart

__all__ = [
    "Applyer",
    "ApprovalComment",
    "ApprovalItem",
    "ApprovalItems",
    "ApprovalNode",
    "ApprovalNodes",
    "NotifyNode",
    "NotifyNodes",
    "OpenApprovalChangeEvent",
    "OpenApprovalInfo",
    "Person",
    "ProcessList",
    "ProcessNode",
    "SpDetail",
    "SpRecord",
    "SubNode",
    "SysApprovalChangeEvent",
    "SysApprovalInfo",
]


class Person(TypedPart):
    """A member."""

    __slots__ = ()

    user_id = Text("UserId")


class Applyer(TypedPart):
    """The applicant, and the id of their department."""

    __slots__ = ()

    user_id = Text("UserId")
    party = Whole("Party")


class SpDetail(TypedPart):
    """What one person decided."""

    __slots__ = ()

    approver = Element("Approver", Person)
    sp_status = Whole("SpStatus")
    sp_time = Whole("SpTime")
    speech = Text("Speech")
    attach = Texts("Attach")


class SpRecord(TypedPart):
    """A step of an approval."""

    __slots__ = ()

    sp_status = Whole("SpStatus")
    approver_attr = Whole("ApproverAttr")
    details = Elements("Details", SpDetail)


class ApprovalComment(TypedPart):
    """A remark."""

    __slots__ = ()

    comment_id = Text("CommentId")
    comment_user_info = Element("CommentUserInfo", Person)
    comment_content = Text("CommentContent")
    comment_time = Whole("CommentTime")
    attach = Texts("Attach")


class SubNode(TypedPart):
    """What one person did in a step."""

    __slots__ = ()

    user_info = Element("UserInfo", Person)
    sp_yj = Whole("SpYj")
    sptime = Whole("Sptime")
    speech = Text("Speech")
    media_ids = Texts("MediaIds")


class ProcessNode(TypedPart):
    """A step of the process."""

    __slots__ = ()

    node_type = Whole("NodeType")
    sp_status = Whole("SpStatus")
    apv_rel = Whole("ApvRel")
    sub_node_list = Elements("SubNodeList", SubNode)


class ProcessList(TypedPart):
    """The steps of the process."""

    __slots__ = ()

    node_list = Elements("NodeList", ProcessNode)


class SysApprovalInfo(TypedPart):
    """An approval of WeCom; ``sp_no_str`` is its number."""

    __slots__ = ()

    sp_no_str = Text("SpNoStr")
    sp_no = Text("SpNo")
    sp_name = Text("SpName")
    sp_status = Whole("SpStatus")
    template_id = Text("TemplateId")
    apply_time = Whole("ApplyTime")
    applyer = Element("Applyer", Applyer)
    sp_record = Elements("SpRecord", SpRecord)
    notifyer = Elements("Notifyer", Person)
    comments = Elements("Comments", ApprovalComment)
    process_list = Element("ProcessList", ProcessList)
    statu_change_event = Whole("StatuChangeEvent")


class SysApprovalChangeEvent(TypedEvent, event="sys_approval_change", page=91815):
    """An approval of WeCom has changed."""

    __slots__ = ()

    approval_info = Element("ApprovalInfo", SysApprovalInfo)


class ApprovalItem(TypedPart):
    """What one person of a step decided."""

    __slots__ = ()

    item_user_id = Text("ItemUserId", "ItemUserid")
    item_name = Text("ItemName")
    item_party = Text("ItemParty")
    item_image = Text("ItemImage")
    item_status = Whole("ItemStatus")
    item_op_time = Whole("ItemOpTime")
    item_speech = Text("ItemSpeech")


class ApprovalItems(TypedPart):
    """The people of a step."""

    __slots__ = ()

    item = Elements("Item", ApprovalItem)


class ApprovalNode(TypedPart):
    """A step of an approval."""

    __slots__ = ()

    node_status = Whole("NodeStatus")
    node_attr = Whole("NodeAttr")
    node_type = Whole("NodeType")
    items_ = Element("Items", ApprovalItems)


class ApprovalNodes(TypedPart):
    """The steps of an approval."""

    __slots__ = ()

    approval_node = Elements("ApprovalNode", ApprovalNode)


class NotifyNode(TypedPart):
    """A person who is notified of an approval."""

    __slots__ = ()

    item_user_id = Text("ItemUserId", "ItemUserid")
    item_name = Text("ItemName")
    item_party = Text("ItemParty")
    item_image = Text("ItemImage")


class NotifyNodes(TypedPart):
    """The people who are told about an approval."""

    __slots__ = ()

    notify_node = Elements("NotifyNode", NotifyNode)


class OpenApprovalInfo(TypedPart):
    """An approval that the app itself started; ``third_no`` is its own number."""

    __slots__ = ()

    third_no = Text("ThirdNo")
    open_template_id = Text("OpenTemplateId")
    open_sp_name = Text("OpenSpName")
    open_sp_status = Whole("OpenSpStatus")
    apply_time = Whole("ApplyTime")
    apply_user_id = Text("ApplyUserId")
    apply_user_name = Text("ApplyUserName")
    apply_user_party = Text("ApplyUserParty")
    apply_user_image = Text("ApplyUserImage")
    approval_nodes = Element("ApprovalNodes", ApprovalNodes)
    notify_nodes = Element("NotifyNodes", NotifyNodes)
    approver_step = Whole("ApproverStep")


class OpenApprovalChangeEvent(TypedEvent, event="open_approval_change", page=90240):
    """An approval that the app itself started has changed."""

    __slots__ = ()

    approval_info = Element("ApprovalInfo", OpenApprovalInfo)
