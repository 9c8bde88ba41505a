"""The simulated API: one module for each family, merged into one table."""

from __future__ import annotations

from ..data import load_data
from . import token
from .apps import agents, ip, jsapi, menus, miniprograms, oauth
from .archive import msgaudit
from .contacts import batch, contact_rules, departments, export, id_convert, tags, users
from .corps import linkedcorp
from .customers import (
    acquisition,
    contact_ways,
    contacts,
    group_chats,
    intercept_rules,
    join_ways,
    moments,
    products,
    strategies,
    transfers,
    welcome_templates,
)
from .customers import messages as customer_messages
from .customers import tags as customer_tags
from .documents import (
    smartdoc,
    smartdoc_blocks,
    smartdoc_publishing,
    smartsheet,
    smartsheet_access,
    smartsheet_layout,
    smartsheet_records,
    wedoc,
    wedoc_access,
    wedoc_forms,
    wedoc_spreadsheets,
    wedoc_texts,
    wedoc_uploads,
)
from .finance import invoices
from .kf import accounts, knowledge, servicers, statistics
from .kf import messages as kf_messages
from .messaging import appchat, media, messages, webhook
from .office import (
    approvals,
    calendars,
    checkin,
    dial,
    living,
    meetingrooms,
    meetings,
    meetings_accounts,
    meetings_attendees,
    meetings_control,
    meetings_enrolls,
    meetings_layouts,
    meetings_lines,
    meetings_members,
    meetings_polls,
    meetings_recordings,
    meetings_rooms,
    meetings_webinar_enrolls,
    meetings_webinars,
    schedules,
    todos,
)
from .providers import providers, suites
from .routes import Route, Routes

__all__ = ["CATALOGUE", "FAMILIES", "ROUTES", "known_parameters"]

FAMILIES: tuple[Routes, ...] = (
    token.routes,
    # apps
    agents.routes,
    ip.routes,
    jsapi.routes,
    menus.routes,
    miniprograms.routes,
    oauth.routes,
    # archive
    msgaudit.routes,
    # contacts
    batch.routes,
    contact_rules.routes,
    departments.routes,
    export.routes,
    id_convert.routes,
    tags.routes,
    users.routes,
    # corps
    linkedcorp.routes,
    # customers
    acquisition.routes,
    contact_ways.routes,
    contacts.routes,
    customer_messages.routes,
    customer_tags.routes,
    group_chats.routes,
    intercept_rules.routes,
    join_ways.routes,
    moments.routes,
    products.routes,
    strategies.routes,
    transfers.routes,
    welcome_templates.routes,
    # documents
    smartdoc.routes,
    smartdoc_blocks.routes,
    smartdoc_publishing.routes,
    smartsheet.routes,
    smartsheet_access.routes,
    smartsheet_layout.routes,
    smartsheet_records.routes,
    wedoc.routes,
    wedoc_access.routes,
    wedoc_forms.routes,
    wedoc_spreadsheets.routes,
    wedoc_texts.routes,
    wedoc_uploads.routes,
    # finance
    invoices.routes,
    # kf
    accounts.routes,
    kf_messages.routes,
    knowledge.routes,
    servicers.routes,
    statistics.routes,
    # messaging
    appchat.routes,
    media.routes,
    messages.routes,
    webhook.routes,
    # office
    approvals.routes,
    calendars.routes,
    checkin.routes,
    dial.routes,
    living.routes,
    meetingrooms.routes,
    meetings.routes,
    meetings_webinar_enrolls.routes,
    meetings_accounts.routes,
    meetings_attendees.routes,
    meetings_control.routes,
    meetings_enrolls.routes,
    meetings_layouts.routes,
    meetings_lines.routes,
    meetings_members.routes,
    meetings_polls.routes,
    meetings_recordings.routes,
    meetings_rooms.routes,
    meetings_webinars.routes,
    schedules.routes,
    todos.routes,
    # providers
    providers.routes,
    suites.routes,
)

ROUTES: dict[str, Route] = {}
"""Every simulated path, relative to ``/cgi-bin/``."""

for _family in FAMILIES:
    for _path, _route in _family.table.items():
        if _path in ROUTES:
            raise ValueError(f"{_path} is served by two families.")
        ROUTES[_path] = _route

CATALOGUE: dict[str, list[object]] = load_data("endpoints.json")
"""Every path that the vendor documents: name, verb, query, body, token, priority, page."""


def known_parameters(path: str) -> set[str] | None:
    """Return the parameters that the manual knows for a path; None when it knows no such path."""
    row = CATALOGUE.get(path)
    if row is None:
        return None
    query, body = row[2], row[3]
    assert isinstance(query, list)  # noqa: S101 - the data file's own shape
    assert isinstance(body, list)  # noqa: S101 - as above
    return {str(name) for name in (*query, *body)}
