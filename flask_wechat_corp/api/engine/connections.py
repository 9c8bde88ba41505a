"""What is special about our connections: their age, their proxy, and a replaced ``Session.send``.

Only this module and :mod:`.transport` import requests.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import requests
import requests.sessions
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError

from ..._clocks import monotonic
from .query_filter import without_query

__all__ = ["IDLE_SECONDS", "IdleLimitedAdapter", "is_send_replaced", "proxies_for", "send_with"]

#: Seconds after which an idle connection is not used again. Firewalls and NAT drop idle
#: connections in silence; a request on such a connection fails, and one that may be sent only once
#: cannot be repeated.
IDLE_SECONDS = 30.0


class _IdleLimited:
    """A pool that closes a connection which was idle for too long instead of using it."""

    clock: Callable[[], float]

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.flask_wechat_corp_idle_since = self.clock()
        super()._put_conn(conn)  # type: ignore[misc]  # of urllib3's pool

    def _get_conn(self, timeout: float | None = None) -> Any:
        conn = super()._get_conn(timeout)  # type: ignore[misc]  # of urllib3's pool
        since = getattr(conn, "flask_wechat_corp_idle_since", None)
        if since is not None and self.clock() - since > IDLE_SECONDS:
            conn.close()  # urllib3 connects again when it is used
        return conn


class IdleLimitedAdapter(HTTPAdapter):
    """An adapter whose connections are not used after :data:`IDLE_SECONDS` of idleness.

    :param clock: returns seconds that only increase
    """

    def __init__(
        self, hosts: int, connections: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self.clock = clock
        super().__init__(hosts, connections)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send a request; what it raises does not contain the query of the address."""
        try:
            return super().send(request, *args, **kwargs)
        except (requests.RequestException, HTTPError) as error:
            _remove_queries(error)  # tracing records the error before we can
            raise

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self._limit(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make the pools of the connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        self._limit(manager)
        return manager

    def _limit(self, manager: Any) -> None:
        # urllib3 makes a pool from its class alone, so the class knows our clock.
        limits = {"clock": staticmethod(lambda: self.clock())}
        manager.pool_classes_by_scheme = {
            scheme: pool
            if issubclass(pool, _IdleLimited)
            else type(pool.__name__, (_IdleLimited, pool), limits)
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _remove_queries(error: BaseException) -> None:
    """Remove queries from the messages of an error and of the errors that it came from."""
    todo: list[object] = [error]
    for _ in range(20):
        if not todo:
            break
        one = todo.pop()
        if isinstance(one, BaseException):
            one.args = tuple(without_query(a) if isinstance(a, str) else a for a in one.args)
            reason = getattr(one, "reason", None)
            todo += [*one.args, reason, one.__cause__, one.__context__]


def proxies_for(proxy: str) -> dict[str, str]:
    """Return a proxy as requests takes it; none for ``""``."""
    return {"http": proxy, "https": proxy} if proxy else {}


def is_send_replaced(session: requests.Session) -> bool:
    """Return whether something has replaced ``Session.send``: requests-mock, tracing, a subclass.

    A wrapper may copy the name and the module of the original, but not its type and its globals.
    """
    send = session.send
    function = getattr(send, "__func__", send)
    return type(function) is not FunctionType or function.__globals__ is not vars(requests.sessions)


def send_with(session: requests.Session, request: PreparedRequest, **options: Any) -> Response:
    """Send a request through the replaced ``send`` of a session; no redirect is followed."""
    request._cookies = RequestsCookieJar()  # type: ignore[attr-defined]  # redirects look at it
    return session.send(request, allow_redirects=False, **options)
