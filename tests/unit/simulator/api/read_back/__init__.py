"""Scenarios of the areas that applications use daily: what our client writes it reads back."""

from __future__ import annotations

from tests.helpers.read_back import Table

from . import (
    approvals,
    apps,
    attendance,
    calendars,
    contact_ids,
    contacts,
    customer_messages,
    customers,
    kf,
    meetings,
    messages,
)

TABLES: dict[str, Table] = {
    "approval": approvals.table,
    "apps": apps.table,
    "calendars": calendars.calendars,
    "check-in": attendance.table,
    "contacts": contacts.table + contact_ids.table,
    "customer service": kf.table,
    "customers": customers.table + customer_messages.table,
    "documents": meetings.documents,
    "media": messages.media,
    "meeting rooms": calendars.rooms,
    "meetings": meetings.meetings,
    "messages": messages.messages,
    "robots": messages.robots,
    "to-dos": calendars.todo,
}
"""Area -> its scenarios."""
