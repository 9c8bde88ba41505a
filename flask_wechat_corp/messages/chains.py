"""Events of upstream and downstream corps (上下游).

Source: developer.work.weixin.qq.com/document/path/95796.
"""

from __future__ import annotations

from ..callback.fields import Element, Text, Texts, Wholes
from .base import TypedEvent, TypedPart

__all__ = [
    "ChangeChainEvent",
    "CorpIds",
    "CorpJoinEvent",
    "CreateChainEvent",
    "CreateGroupEvent",
    "DeleteChainEvent",
    "DeleteGroupEvent",
    "GroupIds",
    "RemoveCorpEvent",
    "UpdateChainEvent",
    "UpdateCorpEvent",
    "UpdateGroupEvent",
]


class GroupIds(TypedPart):
    """The groups."""

    __slots__ = ()

    group_id = Wholes("GroupId")


class CorpIds(TypedPart):
    """The corps."""

    __slots__ = ()

    corp_id = Texts("CorpId")


class ChangeChainEvent(TypedEvent, event="change_chain", page=95796):
    """A chain of corps has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    chain_id = Text("ChainId")


class CreateChainEvent(ChangeChainEvent, change_type="create_chain", page=95796):
    """A chain was created."""

    __slots__ = ()


class UpdateChainEvent(ChangeChainEvent, change_type="update_chain", page=95796):
    """A chain was changed."""

    __slots__ = ()


class DeleteChainEvent(ChangeChainEvent, change_type="delete_chain", page=95796):
    """A chain was deleted."""

    __slots__ = ()


class CreateGroupEvent(ChangeChainEvent, change_type="create_group", page=95796):
    """Groups were created."""

    __slots__ = ()

    group_ids = Element("GroupIds", GroupIds)


class UpdateGroupEvent(ChangeChainEvent, change_type="update_group", page=95796):
    """Groups were changed."""

    __slots__ = ()

    group_ids = Element("GroupIds", GroupIds)


class DeleteGroupEvent(ChangeChainEvent, change_type="delete_group", page=95796):
    """Groups were deleted."""

    __slots__ = ()

    group_ids = Element("GroupIds", GroupIds)


class CorpJoinEvent(ChangeChainEvent, change_type="corp_join", page=95796):
    """Corps joined."""

    __slots__ = ()

    corp_ids = Element("CorpIds", CorpIds)


class UpdateCorpEvent(ChangeChainEvent, change_type="update_corp", page=95796):
    """Corps were changed."""

    __slots__ = ()

    corp_ids = Element("CorpIds", CorpIds)


class RemoveCorpEvent(ChangeChainEvent, change_type="remove_corp", page=95796):
    """Corps were removed."""

    __slots__ = ()

    corp_ids = Element("CorpIds", CorpIds)
