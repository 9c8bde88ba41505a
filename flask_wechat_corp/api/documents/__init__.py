"""The calls of the area 微盘、文档: drives, documents, smart sheets."""

from __future__ import annotations

from .smartdoc import SmartDocPages, SmartDocTables
from .smartdoc_blocks import SmartDocBlocks
from .smartdoc_publishing import SmartDocPublishing
from .smartsheet import SmartSheetFields, SmartSheets
from .smartsheet_access import SmartSheetPrivileges
from .smartsheet_layout import SmartSheetChats, SmartSheetFieldGroups, SmartSheetViews
from .smartsheet_records import SmartSheetRecords, SmartSheetWebhooks
from .wedoc import Wedocs
from .wedoc_access import WedocAccess
from .wedoc_forms import WedocForms
from .wedoc_spreadsheets import WedocSpreadsheets
from .wedoc_texts import WedocTexts
from .wedoc_uploads import WedocUploads
from .wedrive import WedriveFiles
from .wedrive_admin import WedriveAdministration, WedriveUploads
from .wedrive_spaces import WedriveSpaces

__all__ = ["Documents"]


class Documents(
    SmartSheets,
    SmartSheetFields,
    SmartSheetRecords,
    SmartSheetViews,
    SmartSheetFieldGroups,
    SmartSheetChats,
    SmartSheetPrivileges,
    SmartSheetWebhooks,
    SmartDocPages,
    SmartDocBlocks,
    SmartDocPublishing,
    SmartDocTables,
    Wedocs,
    WedocTexts,
    WedocSpreadsheets,
    WedocForms,
    WedocAccess,
    WedocUploads,
    WedriveSpaces,
    WedriveFiles,
    WedriveUploads,
    WedriveAdministration,
):
    """All calls of 微盘、文档."""
