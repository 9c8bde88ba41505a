"""Scenarios of the areas that applications use daily: what our client writes it reads back."""

from __future__ import annotations

from tests.helpers.read_back import Table

from . import contacts, customer_messages, customers, office

TABLES: dict[str, Table] = {
    "contacts": contacts.table,
    "approval": office.approval,
    "calendars": office.calendars,
    "check-in": office.checkin,
    "meeting rooms": office.rooms,
    "to-dos": office.todo,
    "customers": customers.table + customer_messages.table,
}
"""Area -> its scenarios."""
