"""Tickets that WeCom's client gives: of a second check, and of a choice of members."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member, need_members

__all__ = ["CHECK_SECONDS", "issue_second_check", "select", "selected_by", "take_second_check"]

CHECK_SECONDS = 300
KEPT = 500


def _tickets(world: World) -> Record:
    return world.family_state("member_tickets", lambda _: {"checks": {}, "choices": {}})


def issue_second_check(world: World, userid: str) -> str:
    """Return a ``tfa_code`` for one use within five minutes."""
    code = world.new_id("", 43)
    checks = _tickets(world)["checks"]
    checks[code] = {"userid": userid, "until": world.now() + CHECK_SECONDS}
    keep_newest(checks, KEPT)
    return code


def take_second_check(world: World, userid: str, code: str) -> None:
    """Use up a ``tfa_code``.

    :raises SimulatedError: 40207 if it was not given for this member, is used or has expired
    """
    found = _tickets(world)["checks"].get(code)
    if found is None or found["userid"] != userid or found["until"] < world.now():
        raise SimulatedError(40207)
    del _tickets(world)["checks"][code]


def select(world: World, operator: str, userids: Iterable[str]) -> str:
    """Let a member choose members in the client; return the ``selected_ticket``."""
    ticket = world.new_id("ST", 43)
    choices = _tickets(world)["choices"]
    choices[ticket] = {
        "operator": need_member(world, operator)["userid"],
        "userids": need_members(world, userids),
    }
    keep_newest(choices, KEPT)
    return ticket


def selected_by(world: World, ticket: str) -> tuple[str, list[str]]:
    """Return the member that chose, and the members that were chosen.

    :raises SimulatedError: 40058 for a ticket that was never given
    """
    found = _tickets(world)["choices"].get(ticket)
    if found is None:
        raise SimulatedError(40058, "invalid selected_ticket")
    return found["operator"], list(found["userids"])
