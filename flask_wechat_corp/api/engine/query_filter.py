"""Keep the queries of WeCom's URLs, which contain secrets and tokens, out of urllib3's logs."""

from __future__ import annotations

import logging
import re
from typing import Any

__all__ = ["LOGGERS", "QueryFilter", "filter_urllib3_logs", "without_query"]

#: Every logger of urllib3 1.26 to 2.x. A logger's filter does not see the records of the loggers
#: below it, so each one needs it.
LOGGERS = (
    "urllib3",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.contrib.emscripten.response",
    "urllib3.contrib.pyopenssl",
    "urllib3.contrib.ntlmpool",
    "urllib3.http2.connection",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
)

_query = re.compile(r"(/cgi-bin/[^\s?'\"]*)\?[^\s'\"]*")


def without_query(text: str) -> str:
    """Remove the query of each address of WeCom's API in a text."""
    return _query.sub(r"\1", text)


class QueryFilter(logging.Filter):
    """Remove the query of WeCom's URLs from log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message and the arguments of the record; return ``True`` to keep it."""
        record.msg = self._clean(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._clean(value) for value in record.args)
        return True

    def _clean(self, value: Any) -> Any:
        if isinstance(value, (int, float)) or value is None:
            return value
        text = str(value)
        cleaned = without_query(text)
        return value if cleaned == text else cleaned


_filter = QueryFilter()


def filter_urllib3_logs() -> None:
    """Add the filter to all loggers of urllib3; a second time has no effect."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_filter)
