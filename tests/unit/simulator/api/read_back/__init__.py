"""Scenarios of the areas that applications use daily: what our client writes it reads back."""

from __future__ import annotations

from tests.helpers.read_back import Table

from . import contacts, customer_messages, customers

TABLES: dict[str, Table] = {
    "contacts": contacts.table,
    "customers": customers.table + customer_messages.table,
}
"""Area -> its scenarios."""
