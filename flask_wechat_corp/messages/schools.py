"""Changes of a school's address book (家校沟通).

Source: developer.work.weixin.qq.com/document/path/92032 (people), path/92052 (departments).
"""

from __future__ import annotations

from ..callback.fields import Text
from .base import SuiteFields, TypedEvent

__all__ = [
    "ChangeSchoolContactEvent",
    "CreateDepartmentEvent",
    "CreateParentEvent",
    "CreateStudentEvent",
    "DeleteDepartmentEvent",
    "DeleteParentEvent",
    "DeleteStudentEvent",
    "SchoolSubscribeEvent",
    "SchoolUnsubscribeEvent",
    "UpdateDepartmentEvent",
    "UpdateParentEvent",
    "UpdateStudentEvent",
]


class ChangeSchoolContactEvent(SuiteFields, TypedEvent, event="change_school_contact", page=92032):
    """A school's address book has changed; ``id_`` says whose entry."""

    __slots__ = ()

    change_type = Text("ChangeType")
    id_ = Text("Id")


class CreateStudentEvent(ChangeSchoolContactEvent, change_type="create_student", page=92032):
    """A student was created."""

    __slots__ = ()


class UpdateStudentEvent(ChangeSchoolContactEvent, change_type="update_student", page=92032):
    """A student or the parents of one were changed."""

    __slots__ = ()


class DeleteStudentEvent(ChangeSchoolContactEvent, change_type="delete_student", page=92032):
    """A student was deleted."""

    __slots__ = ()


class CreateParentEvent(ChangeSchoolContactEvent, change_type="create_parent", page=92032):
    """A parent was created."""

    __slots__ = ()


class UpdateParentEvent(ChangeSchoolContactEvent, change_type="update_parent", page=92032):
    """A parent was changed."""

    __slots__ = ()


class DeleteParentEvent(ChangeSchoolContactEvent, change_type="delete_parent", page=92032):
    """A parent was deleted."""

    __slots__ = ()


class SchoolSubscribeEvent(ChangeSchoolContactEvent, change_type="subscribe", page=92032):
    """A parent follows the school's notices."""

    __slots__ = ()


class SchoolUnsubscribeEvent(ChangeSchoolContactEvent, change_type="unsubscribe", page=92032):
    """A parent no longer follows the school's notices."""

    __slots__ = ()


class CreateDepartmentEvent(
    ChangeSchoolContactEvent, change_type=("create_department", "create_deparmtment"), page=92052
):
    """A department was created; the manual has two spellings."""

    __slots__ = ()


class UpdateDepartmentEvent(
    ChangeSchoolContactEvent, change_type=("update_department", "update_deparmtment"), page=92052
):
    """A department was changed; the manual has two spellings."""

    __slots__ = ()


class DeleteDepartmentEvent(
    ChangeSchoolContactEvent, change_type=("delete_department", "delete_deparmtment"), page=92052
):
    """A department was deleted; the manual has two spellings."""

    __slots__ = ()
