"""Connections to public addresses only, for addresses that came in a message."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import urllib3.connection
import urllib3.connectionpool
from requests.adapters import HTTPAdapter

__all__ = ["NotPublic", "PublicOnly", "led_astray", "names_the_internet"]

#: Last parts of names that are not of the internet (RFC 6761, 6762, 8375 and ICANN's ``internal``).
LOCAL_DOMAINS = frozenset(
    {"arpa", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost"}
)


class NotPublic(OSError):
    """A name led to an address that is not a public one."""


class _PublicConnection(urllib3.connection.HTTPSConnection):
    """A connection that looks where it leads before it says anything."""

    def _new_conn(self) -> Any:
        sock = super()._new_conn()
        peer = ipaddress.ip_address(sock.getpeername()[0].partition("%")[0])
        if not (getattr(peer, "ipv4_mapped", None) or peer).is_global:
            sock.close()
            raise NotPublic
        return sock


class _PublicPool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class PublicOnly(HTTPAdapter):
    """An adapter whose direct connections lead to public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections that look at their peer."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


def names_the_internet(host: str) -> bool:
    """Whether a host that only the proxy looks up can be a public server, by its name alone."""
    host = host.rstrip(".").lower()
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            # Resolvers also take 127.1, 0x7f000001 and 2130706433.
            number = ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, ValueError):
            return "." in host and host.rpartition(".")[2] not in LOCAL_DOMAINS
    return (getattr(number, "ipv4_mapped", None) or number).is_global


def led_astray(error: BaseException, depth: int = 8) -> bool:
    """Whether :class:`NotPublic` is somewhere below an error of requests or urllib3."""
    if isinstance(error, NotPublic):
        return True
    inner = (*error.args, getattr(error, "reason", None), error.__cause__, error.__context__)
    below = (one for one in inner if isinstance(one, BaseException))
    return depth > 0 and any(led_astray(one, depth - 1) for one in below)
