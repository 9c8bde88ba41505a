"""What the records of smart sheets contain; see :mod:`.records`.

The settings of a kind of column, and the values of cells, are listed on WeCom pages 99904 and
101158.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

__all__ = [
    "ChangedField",
    "Dates",
    "FieldId",
    "Filter",
    "Members",
    "NewField",
    "NewRow",
    "Permissions",
    "Row",
    "SheetChange",
    "SheetProperties",
    "Sort",
    "View",
]


class SheetProperties(TypedDict, total=False):
    """A sheet to add (WeCom page 99896)."""

    title: str
    index: int


class _SheetId(TypedDict):
    sheet_id: str


class SheetChange(_SheetId, total=False):
    """The new title of a sheet (WeCom page 99898)."""

    title: str


class _FieldSettings(TypedDict, total=False):
    property_number: Mapping[str, Any]
    property_checkbox: Mapping[str, Any]
    property_date_time: Mapping[str, Any]
    property_attachment: Mapping[str, Any]
    property_user: Mapping[str, Any]
    property_url: Mapping[str, Any]
    property_select: Mapping[str, Any]
    property_created_time: Mapping[str, Any]
    property_modified_time: Mapping[str, Any]
    property_progress: Mapping[str, Any]
    property_single_select: Mapping[str, Any]
    property_reference: Mapping[str, Any]
    property_location: Mapping[str, Any]
    property_auto_number: Mapping[str, Any]
    property_currency: Mapping[str, Any]
    property_ww_group: Mapping[str, Any]
    property_percentage: Mapping[str, Any]
    property_barcode: Mapping[str, Any]


class _NewField(TypedDict):
    field_title: str
    field_type: str


class NewField(_NewField, _FieldSettings, total=False):
    """A column to add, with the settings of its kind (WeCom page 99904)."""


class _ChangedField(TypedDict):
    field_id: str
    field_type: str


class ChangedField(_ChangedField, _FieldSettings, total=False):
    """What changes of a column (WeCom page 99906).

    A text and the persons that WeCom sets have empty settings.
    """

    field_title: str
    property_text: Mapping[str, Any]
    property_created_user: Mapping[str, Any]
    property_modified_user: Mapping[str, Any]


class FieldId(TypedDict):
    """A column of a group (WeCom page 101100)."""

    field_id: str


class NewRow(TypedDict):
    """A row: its cells by the title or the id of their column (WeCom page 99907)."""

    values: Mapping[str, Any]


class Row(NewRow):
    """The new cells of a row (WeCom page 99909)."""

    record_id: str


class _Sort(TypedDict):
    field_title: str


class Sort(_Sort, total=False):
    """A column to sort by (WeCom page 101158)."""

    desc: bool


class _Strings(TypedDict):
    value: Sequence[str]


class _Number(TypedDict):
    value: float


class _Bool(TypedDict):
    value: bool


class _Date(TypedDict):
    type: str


class _DateValue(_Date, total=False):
    value: Sequence[str]


class _Condition(TypedDict):
    field_id: str
    operator: str


class _FilterCondition(_Condition, total=False):
    field_type: str
    string_value: _Strings
    number_value: _Number
    bool_value: _Bool
    user_value: _Strings
    date_time_value: _DateValue


class Filter(TypedDict):
    """Conditions, all of them or one of them (WeCom page 101155)."""

    conjunction: Literal["CONJUNCTION_AND", "CONJUNCTION_OR"]
    conditions: Sequence[_FilterCondition]


class Dates(TypedDict):
    """The columns with the dates of a Gantt chart or a calendar (WeCom page 99900)."""

    start_date_field_id: str
    end_date_field_id: str


class View(TypedDict, total=False):
    """What changes of a view (WeCom page 99902)."""

    auto_sort: bool
    sort_spec: Mapping[str, Any]
    group_spec: Mapping[str, Any]
    filter_spec: Filter
    is_field_stat_enabled: bool
    field_visibility: Mapping[str, bool]
    frozen_field_count: int
    color_config: Mapping[str, Any]


class Members(TypedDict, total=False):
    """The members of a rule (WeCom page 99935)."""

    userid_list: Sequence[str]


class _Permissions(TypedDict):
    sheet_id: str
    priv: Literal[1, 2, 3, 4]


class Permissions(_Permissions, total=False):
    """What a rule allows in one sheet (WeCom page 99935)."""

    can_insert_record: bool
    can_delete_record: bool
    can_create_modify_delete_view: bool
    field_priv: Mapping[str, Any]
    record_priv: Mapping[str, Any]
    clear: bool
