"""The simulated server API: one module a family, merged into one table."""

from __future__ import annotations

from ..errors import load_data
from .apps import agents, jsapi, menus, oauth
from .apps import ip as token
from .archive import msgaudit
from .contacts import batch, departments, tags
from .contacts import users as members
from .customers import (
    contact_ways as external_ways,
)
from .customers import (
    contacts as external_contact,
)
from .customers import (
    group_chats as external_groupchat,
)
from .customers import (
    messages as external_messages,
)
from .customers import (
    moments as external_moment,
)
from .customers import (
    tags as external_tags,
)
from .customers import (
    transfers as external_transfer,
)
from .finance import invoices as invoice
from .kf import accounts as kf
from .kf import messages as kf_messages
from .messaging import appchat, media, messages, webhook
from .office import (
    approvals as approval,
)
from .office import (
    calendars as calendar,
)
from .office import (
    checkin,
)
from .office import (
    dial as office,
)
from .office import (
    schedules as schedule,
)
from .providers import suites as service
from .routes import Args, Route, Routes, Upload

__all__ = ["CATALOGUE", "ROUTES", "Args", "Route", "Upload", "known_parameters"]

FAMILIES: list[Routes] = [
    agents.routes,
    appchat.routes,
    approval.routes,
    batch.routes,
    calendar.routes,
    checkin.routes,
    departments.routes,
    external_contact.routes,
    external_groupchat.routes,
    external_messages.routes,
    external_moment.routes,
    external_tags.routes,
    external_transfer.routes,
    external_ways.routes,
    invoice.routes,
    jsapi.routes,
    kf.routes,
    kf_messages.routes,
    media.routes,
    members.routes,
    menus.routes,
    messages.routes,
    msgaudit.routes,
    oauth.routes,
    office.routes,
    schedule.routes,
    service.routes,
    tags.routes,
    token.routes,
    webhook.routes,
]

ROUTES: dict[str, Route] = {}
"""Every simulated path, relative to ``/cgi-bin/``."""

for _family in FAMILIES:
    for _path, _route in _family.table.items():
        if _path in ROUTES:
            raise ValueError(f"{_path} is served by two families")
        ROUTES[_path] = _route

CATALOGUE: dict[str, list[object]] = load_data("endpoints.json")
"""Every path that the vendor documents: name, verb, query, body, token, priority, page."""


def known_parameters(path: str) -> set[str] | None:
    """Return the parameters that the manual knows for a path; None when it knows no such path."""
    row = CATALOGUE.get(path)
    if row is None:
        return None
    query, body = row[2], row[3]
    assert isinstance(query, list)  # noqa: S101  the data file's own shape
    assert isinstance(body, list)  # noqa: S101
    return {str(name) for name in (*query, *body)}
