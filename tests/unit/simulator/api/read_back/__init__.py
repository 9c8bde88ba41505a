"""Scenarios of the areas that applications use daily: what our client writes it reads back."""

from __future__ import annotations

from tests.helpers.read_back import Table

from . import contacts

TABLES: dict[str, Table] = {
    "contacts": contacts.table,
}
"""Area -> its scenarios."""
