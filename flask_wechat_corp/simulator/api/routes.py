"""How a family of the simulated server API is written: functions under their paths.

A family is a module with one table of routes::

    routes = Routes()

    @routes.get("tag/get")
    def get(world: World, args: Args) -> Answer:
        tag = world.tags.get(args.integer("tagid", missing=41017, invalid=40068))
        if tag is None:
            raise SimulatedError(40068)
        return {"tagname": tag["tagname"], ...}

and is listed in ``api/__init__.py``. A function runs with ``world.lock`` held, after the verb and
the token were checked; what it returns is completed with ``errcode`` 0 and ``errmsg`` ``ok``.
Parameters that the catalogue does not know are noted in the call's row, or refused in a strict
world (WeCom itself ignores most of them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..errors import Download, SimulatedError
from ..world.world import World

__all__ = ["Answer", "Args", "Route", "Routes", "Upload"]

Answer: TypeAlias = "dict[str, Any] | Download"
Function: TypeAlias = "Callable[[World, Args], Answer]"


@dataclass
class Upload:
    """A file that came as multipart/form-data."""

    filename: str
    content_type: str
    data: bytes


@dataclass
class Args:
    """What a call brought along.

    ``agent_id`` is the agent whose token it carries, ``owner`` whose suite or provider token.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    agent_id: int = 0
    owner: str = ""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter from the body, else from the query; null counts as absent."""
        value = self.body.get(name)
        if value is None:
            value = self.query.get(name)
        return default if value is None else value

    def text(self, name: str, *, missing: int = 40063, invalid: int = 40035) -> str:
        """Return a text that must be there and not be empty; numbers are read as texts."""
        value = self.get(name)
        if value is None or value == "":
            raise SimulatedError(missing)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise SimulatedError(invalid)
        return str(value)

    def integer(self, name: str, *, missing: int = 40063, invalid: int = 40035) -> int:
        """Return a number that must be there; digits in a text are a number."""
        value = self.get(name)
        if value is None or value == "":
            raise SimulatedError(missing)
        return to_integer(value, invalid)

    def optional_integer(self, name: str, default: int, *, invalid: int = 40035) -> int:
        """Return a number, or the default when it is absent."""
        value = self.get(name)
        return default if value is None or value == "" else to_integer(value, invalid)

    def items(self, name: str, *, missing: int | None = None, invalid: int = 40035) -> list[Any]:
        """Return a list; an absent one is empty, unless ``missing`` gives the error for it."""
        value = self.get(name)
        if value is None or value == []:
            if missing is not None:
                raise SimulatedError(missing)
            return []
        if not isinstance(value, list):
            raise SimulatedError(invalid)
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        """Return an object that must be there."""
        value = self.get(name)
        if not isinstance(value, dict):
            raise SimulatedError(40035)
        return value


def to_integer(value: object, invalid: int = 40035) -> int:
    """Return ``value`` as a number, the way WeCom reads numbers in texts."""
    if isinstance(value, bool):
        raise SimulatedError(invalid)
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return int(value)
    raise SimulatedError(invalid)


@dataclass
class Route:
    """One served path. ``verbs`` is empty when WeCom does not mind."""

    path: str
    function: Function
    verbs: tuple[str, ...]
    token: str


class Routes:
    """A table path → function. Paths are relative to ``/cgi-bin/``."""

    def __init__(self) -> None:
        self.table: dict[str, Route] = {}

    def add(
        self,
        path: str,
        *verbs: str,
        token: str = "access_token",  # noqa: S107  a kind, no secret
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

    def get(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107
        """Serve a path that WeCom documents as GET."""
        return self.add(path, "GET", token=token)

    def post(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107
        """Serve a path that WeCom documents as POST."""
        return self.add(path, "POST", token=token)

    def both(self, path: str, *, token: str = "access_token") -> Callable[[Function], Function]:  # noqa: S107
        """Serve a path that clients call with either verb."""
        return self.add(path, token=token)
