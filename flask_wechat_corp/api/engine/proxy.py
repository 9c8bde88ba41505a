"""The check of a proxy's address."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

from ...errors import ConfigError

__all__ = ["check_proxy"]

SOCKS = ("socks4", "socks4a", "socks5", "socks5h")


def check_proxy(proxy: str, name: str) -> None:
    """Check a proxy's address; ``""`` stands for no proxy.

    :param name: the setting or argument, for the message
    :raises ConfigError: when it is malformed, or when the extra that it needs is not installed; the
        message does not contain the address, which may contain a password
    """
    if not proxy:
        return
    try:
        parts = urlsplit(proxy)
        usable = bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("http", "https", *SOCKS) or parts.query or parts.fragment:
        raise ConfigError(
            f"{name} must be the address of a proxy, like http://host:port, or empty for none."
        )
    if parts.scheme in SOCKS and find_spec("socks") is None:
        raise ConfigError(
            f"{name} is a SOCKS proxy, which needs the extra socks:"
            " pip install 'flask-wechat-corp[socks]'."
        )
