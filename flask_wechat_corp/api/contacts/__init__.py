"""The calls of the area 通讯录: members, departments, tags, batch jobs, exports, ids."""

from __future__ import annotations

from .batch import BatchJobs
from .contact_rules import ContactRules
from .departments import Departments
from .export import ExportJobs
from .id_convert import IdConvert
from .tags import Tags
from .users import Users

__all__ = ["Contacts"]


class Contacts(
    BatchJobs,
    ContactRules,
    Departments,
    ExportJobs,
    IdConvert,
    Tags,
    Users,
):
    """All calls of 通讯录."""
