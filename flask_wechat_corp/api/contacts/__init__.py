"""The calls of the area 通讯录: members, departments, tags, batch jobs, exports, ids."""

from __future__ import annotations

from .batch import Batch
from .departments import Departments
from .export import Export
from .id_convert import IdConvert
from .tags import Tags
from .users import Users

__all__ = ["Contacts"]


class Contacts(
    Batch,
    Departments,
    Export,
    IdConvert,
    Tags,
    Users,
):
    """All calls of 通讯录."""
