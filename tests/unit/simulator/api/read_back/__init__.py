"""Scenarios of the areas that applications use daily: what our client writes it reads back."""

from __future__ import annotations

from tests.helpers.read_back import Table

from . import apps, contacts, customer_messages, customers, kf, meetings, messages, office

TABLES: dict[str, Table] = {
    "approval": office.approval,
    "apps": apps.table,
    "calendars": office.calendars,
    "check-in": office.checkin,
    "contacts": contacts.table,
    "customer service": kf.table,
    "customers": customers.table + customer_messages.table,
    "documents": meetings.documents,
    "media": messages.media,
    "meeting rooms": office.rooms,
    "meetings": meetings.meetings,
    "messages": messages.messages,
    "robots": messages.robots,
    "to-dos": office.todo,
}
"""Area -> its scenarios."""
