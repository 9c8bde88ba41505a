"""Events of documents, forms, smart sheets, the drive, and of their archive."""

from __future__ import annotations

from ..callback.fields import Text, Texts
from .base import TypedEvent

__all__ = [
    "AddFieldEvent",
    "AddRecordEvent",
    "ArchiveCreateFileEvent",
    "ArchiveDeleteFileEvent",
    "ArchiveUpdateFileEvent",
    "AuthSpaceEvent",
    "CancelAuthSpaceEvent",
    "CreateFileEvent",
    "DeleteDocEvent",
    "DeleteFieldEvent",
    "DeleteFileEvent",
    "DeleteFormEvent",
    "DeleteRecordEvent",
    "DismissSpaceEvent",
    "DocChangeEvent",
    "DocMemberChangeEvent",
    "DocumentArchiveChangeEvent",
    "FileContentArchiveAuthChangeEvent",
    "FileContentArchiveUserListChangeEvent",
    "FormCompleteEvent",
    "FormSettingsChangeEvent",
    "MoveFileEvent",
    "RenameFileEvent",
    "SmartSheetChangeEvent",
    "SpaceMemberChangeEvent",
    "SpaceSecuritySettingsChangeEvent",
    "UpdateFieldEvent",
    "UpdateFileEvent",
    "UpdateRecordEvent",
    "WedriveArchiveFileChangeEvent",
    "WedriveArchiveSpaceChangeEvent",
    "WedriveFileChangeEvent",
    "WedriveInsufficientCapacityEvent",
    "WedriveSpaceChangeEvent",
]


class DocChangeEvent(TypedEvent, event="doc_change", page=97316):
    """A document or a form that the API created has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    doc_id = Texts("DocId")
    form_id = Texts("FormId")


class DocMemberChangeEvent(DocChangeEvent, change_type="doc_member_change", page=97833):
    """A member added members to documents."""

    __slots__ = ()


class DeleteDocEvent(DocChangeEvent, change_type="delete_doc", page=97834):
    """Documents were deleted."""

    __slots__ = ()


class FormCompleteEvent(DocChangeEvent, change_type="form_complete", page=97835):
    """A member filled in forms."""

    __slots__ = ()


class DeleteFormEvent(DocChangeEvent, change_type="delete_form", page=98095):
    """Forms were deleted."""

    __slots__ = ()


class FormSettingsChangeEvent(DocChangeEvent, change_type="form_settings_change", page=98096):
    """The settings of forms have changed."""

    __slots__ = ()


class SmartSheetChangeEvent(TypedEvent, event="smart_sheet_change", page=97316):
    """A smart sheet that the API created has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    doc_id = Text("DocId")
    sheet_id = Text("SheetId")
    record_id = Texts("RecordId")
    field_id = Texts("FieldId")


class AddRecordEvent(SmartSheetChangeEvent, change_type="add_record", page=100986):
    """Records were added."""

    __slots__ = ()


class UpdateRecordEvent(SmartSheetChangeEvent, change_type="update_record", page=100986):
    """Records were changed."""

    __slots__ = ()


class DeleteRecordEvent(SmartSheetChangeEvent, change_type="delete_record", page=100986):
    """Records were deleted."""

    __slots__ = ()


class AddFieldEvent(SmartSheetChangeEvent, change_type="add_filed", page=100987):
    """Fields were added; WeCom spells the change ``add_filed``."""

    __slots__ = ()


class UpdateFieldEvent(SmartSheetChangeEvent, change_type="update_filed", page=100987):
    """Fields were changed; WeCom spells the change ``update_filed``."""

    __slots__ = ()


class DeleteFieldEvent(SmartSheetChangeEvent, change_type="delete_filed", page=100987):
    """Fields were deleted; WeCom spells the change ``delete_filed``."""

    __slots__ = ()


class WedriveFileChangeEvent(TypedEvent, event="wedrive_file_change", page=97900):
    """Files that the app uploaded to the drive have changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    file_id = Texts("FileId")


class CreateFileEvent(WedriveFileChangeEvent, change_type="create_file", page=97900):
    """Files were created."""

    __slots__ = ()


class RenameFileEvent(WedriveFileChangeEvent, change_type="rename_file", page=97900):
    """Files were renamed."""

    __slots__ = ()


class UpdateFileEvent(WedriveFileChangeEvent, change_type="update_file", page=97900):
    """The content of files was changed."""

    __slots__ = ()


class DeleteFileEvent(WedriveFileChangeEvent, change_type="delete_file", page=97900):
    """Files were deleted."""

    __slots__ = ()


class MoveFileEvent(WedriveFileChangeEvent, change_type="move_file", page=97900):
    """Files were moved."""

    __slots__ = ()


class WedriveSpaceChangeEvent(TypedEvent, event="wedrive_space_change", page=97899):
    """Spaces of the drive have changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    space_id = Texts("SpaceId")


class DismissSpaceEvent(WedriveSpaceChangeEvent, change_type="dismiss_space", page=97901):
    """Spaces were dissolved."""

    __slots__ = ()


class SpaceMemberChangeEvent(
    WedriveSpaceChangeEvent, change_type="space_member_change", page=97902
):
    """The members of spaces have changed."""

    __slots__ = ()


class SpaceSecuritySettingsChangeEvent(
    WedriveSpaceChangeEvent, change_type="space_security_settings_change", page=97903
):
    """The security settings of spaces have changed."""

    __slots__ = ()


class WedriveInsufficientCapacityEvent(
    TypedEvent, event="wedrive_insufficient_capacity", page=97898
):
    """More than 90 % of the drive is used."""

    __slots__ = ()


class WedriveArchiveSpaceChangeEvent(TypedEvent, event="wedrive_archive_space_change", page=101678):
    """A space was given to the archive, or taken from it."""

    __slots__ = ()

    change_type = Text("ChangeType")
    space_id = Text("SpaceId")


class AuthSpaceEvent(WedriveArchiveSpaceChangeEvent, change_type="auth_space", page=101678):
    """The archive may read a space."""

    __slots__ = ()


class CancelAuthSpaceEvent(
    WedriveArchiveSpaceChangeEvent, change_type="cancel_auth_space", page=101678
):
    """The archive may no longer read a space."""

    __slots__ = ()


class WedriveArchiveFileChangeEvent(TypedEvent, event="wedrive_archive_file_change", page=101678):
    """Files in archived spaces have changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    file_id = Texts("FileId")


class ArchiveCreateFileEvent(WedriveArchiveFileChangeEvent, change_type="create_file", page=101678):
    """Files were created in archived spaces."""

    __slots__ = ()


class ArchiveUpdateFileEvent(WedriveArchiveFileChangeEvent, change_type="update_file", page=101678):
    """Files in archived spaces were changed."""

    __slots__ = ()


class ArchiveDeleteFileEvent(WedriveArchiveFileChangeEvent, change_type="delete_file", page=101678):
    """Files in archived spaces were deleted."""

    __slots__ = ()


class DocumentArchiveChangeEvent(TypedEvent, event="document_archive_change", page=101691):
    """A document in the archive has changed; told once a day."""

    __slots__ = ()

    doc_id = Text("DocId")
    doc_name = Text("DocName")


class FileContentArchiveAuthChangeEvent(
    TypedEvent, event="file_content_archive_auth_change", page=101701
):
    """What the archive of files may read has changed."""

    __slots__ = ()


class FileContentArchiveUserListChangeEvent(
    TypedEvent, event="file_content_archive_user_list_change", page=101701
):
    """The members whose files are archived have changed."""

    __slots__ = ()
