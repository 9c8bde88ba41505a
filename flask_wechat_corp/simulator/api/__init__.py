"""The simulated server API: one module a family, merged into one table."""

from __future__ import annotations

from ..answers import load_data
from . import (
    agents,
    appchat,
    approval,
    batch,
    calendar,
    checkin,
    departments,
    external_contact,
    external_groupchat,
    external_messages,
    external_moment,
    external_tags,
    external_transfer,
    external_ways,
    invoice,
    jsapi,
    kf,
    kf_messages,
    media,
    members,
    menus,
    messages,
    msgaudit,
    oauth,
    office,
    schedule,
    service,
    tags,
    token,
    webhook,
)
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
