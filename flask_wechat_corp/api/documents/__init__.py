"""The calls of the area 微盘、文档: drives, documents, smart sheets."""

from __future__ import annotations

from .smartsheet import SmartSheetFields, SmartSheetRecords
from .smartsheet_layout import SmartSheetChats, SmartSheets
from .wedoc import Wedocs
from .wedoc_content import WedocAccess, WedocContents, WedocForms
from .wedrive import WedriveFiles, WedriveSpaces
from .wedrive_admin import WedriveAdministration, WedriveUploads

__all__ = ["Documents"]


class Documents(
    SmartSheetRecords,
    SmartSheetFields,
    SmartSheets,
    SmartSheetChats,
    Wedocs,
    WedocContents,
    WedocForms,
    WedocAccess,
    WedriveSpaces,
    WedriveFiles,
    WedriveUploads,
    WedriveAdministration,
):
    """All calls of 微盘、文档."""
