"""Hooks for OpenTelemetry and Sentry that keep secrets and messages out of what they record.

WeCom takes the Secret and the access token in the query of an address. Tools that record requests
record that query, and tools that record local variables record what a member wrote. The page
*Tracing and error reports* shows how to use these hooks.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from .api.engine.query_filter import without_query

__all__ = [
    "otel_request_hook",
    "sentry_before_breadcrumb",
    "sentry_before_send",
    "without_query",
]

#: The attributes in which OpenTelemetry has recorded an address, old and new.
_URL_ATTRIBUTES = ("url.full", "http.url")
#: The keys in which Sentry keeps the query of an address apart.
_QUERY_KEYS = ("http.query", "http.fragment", "query_string")
#: The frames whose variables are not sent: ours and those of the HTTP libraries below us.
_PACKAGES = ("flask_wechat_corp", "requests", "urllib3", "http")
_FILTERED = "[Filtered]"
_signature = re.compile(r"(msg_signature=)[^&\s'\"]*")


def otel_request_hook(span: Any, request: Any) -> None:
    """Remove the query of WeCom's addresses from a span.

    ``RequestsInstrumentor().instrument(request_hook=otel_request_hook)``

    :param span: the span of one request
    :param request: the ``requests.PreparedRequest``
    """
    recorded = getattr(span, "attributes", None) or {}
    for name in _URL_ATTRIBUTES:
        url = recorded.get(name)
        if isinstance(url, str) and without_query(url) != url:
            span.set_attribute(name, without_query(url))


def sentry_before_send(event: Any, hint: Any = None) -> Any:
    """Remove queries of WeCom's addresses, our variables and callbacks from an event.

    ``sentry_sdk.init(before_send=sentry_before_send, before_send_transaction=sentry_before_send)``

    :param event: Sentry's event; it is changed
    :param hint: not used
    :returns: the event
    """
    _clean(event)
    return event


def sentry_before_breadcrumb(crumb: Any, hint: Any = None) -> Any:
    """Remove queries of WeCom's addresses from a breadcrumb.

    ``sentry_sdk.init(before_breadcrumb=sentry_before_breadcrumb)``

    :param crumb: Sentry's breadcrumb; it is changed
    :param hint: not used
    :returns: the breadcrumb
    """
    _clean(crumb)
    return crumb


def _clean(value: Any) -> Any:
    """Return a value without queries; dicts and lists are changed in place."""
    if isinstance(value, str):
        return _signature.sub(r"\1***", without_query(value))
    if isinstance(value, MutableMapping):
        if "MsgType" in value and "FromUserName" in value:
            return _FILTERED  # a message, which is a mapping, in a variable of a handler
        _clean_mapping(value)
        for key in list(value):
            value[key] = _clean(value[key])
    elif isinstance(value, list):
        value[:] = [_clean(one) for one in value]
    elif isinstance(value, tuple):
        return tuple(_clean(one) for one in value)
    return value


def _clean_mapping(value: MutableMapping[Any, Any]) -> None:
    module = value.get("module")
    if isinstance(module, str) and module.split(".")[0] in _PACKAGES:
        value.pop("vars", None)
    if "/cgi-bin/" in str(value.get("url", "")):
        for key in _QUERY_KEYS:
            if key in value:
                value[key] = _FILTERED
    if "msg_signature=" in str(value.get("query_string", "")):  # a callback
        value["query_string"] = _FILTERED
        if "data" in value:
            value["data"] = _FILTERED
