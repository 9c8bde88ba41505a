"""The routes of the simulated API: a table from path to function for each family.

A family is a module with one table of routes::

    routes = Routes()

    @routes.get("tag/get")
    def get(world: World, args: Args) -> Payload:
        tag = world.tags.get(args.number("tagid", missing=41017, invalid=40068))
        if tag is None:
            raise SimulatedError(40068)
        return {"tagname": tag["tagname"], ...}

and is listed in ``api/__init__.py``. A function runs with ``world.lock`` held, after the method and
the token were checked; ``errcode`` 0 and ``errmsg`` ``ok`` are added to what it returns. Parameters
that the catalogue does not list are recorded with the call, or rejected by a strict simulator
(WeCom itself ignores most of them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import Download
from ..world.world import Record, World
from .request import Args

__all__ = ["Payload", "Route", "Routes"]

Payload: TypeAlias = "Record | Download"
"""What a call returns: a JSON object, or a file."""

Function: TypeAlias = "Callable[[World, Args], Payload]"


@dataclass
class Route:
    """One simulated path. ``verbs`` is empty if WeCom accepts any method."""

    path: str
    function: Function
    verbs: tuple[str, ...]
    token: str


class Routes:
    """A family's table of paths, relative to ``/cgi-bin/``."""

    def __init__(self) -> None:
        self.table: dict[str, Route] = {}

    def add(
        self,
        path: str,
        *verbs: str,
        token: str = "access_token",  # noqa: S107 - a kind, no secret
    ) -> Callable[[Function], Function]:
        """Return a decorator that serves ``path``.

        :param verbs: the accepted methods; none means any
        :param token: the kind of token that is checked: ``access_token``,
            ``suite_access_token``, ``provider_access_token`` or ``none``
        """

        def decorate(function: Function) -> Function:
            if path in self.table:
                raise ValueError(f"{path} is served twice")
            self.table[path] = Route(path, function, verbs, token)
            return function

        return decorate

    def get(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107 - as above
        """Serve a path that WeCom documents as GET."""
        return self.add(path, "GET", token=token)

    def post(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107 - as above
        """Serve a path that WeCom documents as POST."""
        return self.add(path, "POST", token=token)

    def both(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107 - as above
        """Serve a path that clients call with either verb."""
        return self.add(path, token=token)
