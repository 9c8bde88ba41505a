"""Changes of the address book.

Source: developer.work.weixin.qq.com/document/path/90967, for suites path/90639 to 90641.
"""

from __future__ import annotations

from ..callback.fields import Element, Elements, Text, Whole
from .base import SuiteFields, TypedEvent, TypedPart

__all__ = [
    "ChangeContactEvent",
    "CreatePartyEvent",
    "CreateUserEvent",
    "DeletePartyEvent",
    "DeleteUserEvent",
    "ExtAttr",
    "ExtItem",
    "ExtText",
    "ExtWeb",
    "MemberEvent",
    "UpdatePartyEvent",
    "UpdateTagEvent",
    "UpdateUserEvent",
]


class ExtText(TypedPart):
    """A text among a member's further attributes."""

    __slots__ = ()

    value = Text("Value")


class ExtWeb(TypedPart):
    """A page among a member's further attributes."""

    __slots__ = ()

    title = Text("Title")
    url = Text("Url")


class ExtItem(TypedPart):
    """One of a member's further attributes."""

    __slots__ = ()

    type = Whole("Type")
    name = Text("Name")
    text = Element("Text", ExtText)
    web = Element("Web", ExtWeb)


class ExtAttr(TypedPart):
    """A member's further attributes."""

    __slots__ = ()

    item = Elements("Item", ExtItem)


class ChangeContactEvent(SuiteFields, TypedEvent, event="change_contact", page=90967):
    """The address book has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")


class MemberEvent(ChangeContactEvent):
    """A member was created or changed; what did not change is missing."""

    __slots__ = ()

    user_id = Text("UserID")
    open_user_id = Text("OpenUserID")
    name = Text("Name")
    department = Text("Department")
    main_department = Whole("MainDepartment")
    is_leader_in_dept = Text("IsLeaderInDept")
    direct_leader = Text("DirectLeader")
    position = Text("Position")
    mobile = Text("Mobile")
    gender = Whole("Gender")
    email = Text("Email")
    biz_mail = Text("BizMail")
    status = Whole("Status")
    avatar = Text("Avatar")
    alias = Text("Alias")
    telephone = Text("Telephone")
    address = Text("Address")
    english_name = Text("EnglishName")
    is_leader = Whole("IsLeader")
    ext_attr = Element("ExtAttr", ExtAttr)


class CreateUserEvent(MemberEvent, change_type="create_user", page=90970):
    """A member was created."""

    __slots__ = ()


class UpdateUserEvent(MemberEvent, change_type="update_user", page=90970):
    """A member was changed; ``new_user_id`` is set when the user id was."""

    __slots__ = ()

    new_user_id = Text("NewUserID")


class DeleteUserEvent(ChangeContactEvent, change_type="delete_user", page=90970):
    """A member was deleted."""

    __slots__ = ()

    user_id = Text("UserID")
    open_user_id = Text("OpenUserID")


class CreatePartyEvent(ChangeContactEvent, change_type="create_party", page=90971):
    """A department was created; ``id_`` is its id."""

    __slots__ = ()

    id_ = Whole("Id")
    name = Text("Name")
    parent_id = Text("ParentId")
    order = Whole("Order")


class UpdatePartyEvent(ChangeContactEvent, change_type="update_party", page=90971):
    """A department was changed; what did not change is missing."""

    __slots__ = ()

    id_ = Whole("Id")
    name = Text("Name")
    parent_id = Text("ParentId")


class DeletePartyEvent(ChangeContactEvent, change_type="delete_party", page=90971):
    """A department was deleted."""

    __slots__ = ()

    id_ = Whole("Id")


class UpdateTagEvent(ChangeContactEvent, change_type="update_tag", page=90972):
    """The members of a tag have changed; the lists are separated by commas."""

    __slots__ = ()

    tag_id = Whole("TagId")
    add_user_items = Text("AddUserItems")
    del_user_items = Text("DelUserItems")
    add_party_items = Text("AddPartyItems")
    del_party_items = Text("DelPartyItems")
