"""The recipients of a message: users, departments and tags, expanded and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import SimulatedError
from .world import Record, World

__all__ = ["Recipients", "expand"]

_MAX_USERS = 1_000
_MAX_PARTIES = 100
_MAX_TAGS = 100


@dataclass
class Recipients:
    """The members that get a message, and the invalid addresses."""

    users: list[str] = field(default_factory=list)
    invalid_users: list[str] = field(default_factory=list)
    invalid_parties: list[str] = field(default_factory=list)
    invalid_tags: list[str] = field(default_factory=list)

    def fields(self) -> Record:
        """Return the invalid addresses as ``message/send`` does, with user ids in lower case."""
        rows = {
            "invaliduser": "|".join(one.lower() for one in self.invalid_users),
            "invalidparty": "|".join(self.invalid_parties),
            "invalidtag": "|".join(self.invalid_tags),
        }
        return {key: value for key, value in rows.items() if value}


def expand(world: World, agent_id: int, to_user: Any, to_party: Any, to_tag: Any) -> Recipients:
    """Return the recipients within the agent's visible range.

    :raises SimulatedError: 82001 without any address, 81013 if all addresses are invalid
    """
    users = _parts(to_user, _MAX_USERS, 40032)
    visible = world.visible(agent_id)
    if users == ["@all"]:
        return Recipients([userid for userid in world.members if userid in visible])
    parties = _parts(to_party, _MAX_PARTIES, 82002)
    tags = _parts(to_tag, _MAX_TAGS, 82003)
    if not (users or parties or tags):
        raise SimulatedError(82001)
    found = Recipients()
    chosen: dict[str, None] = {}
    for userid in users:
        member = world.member(userid)
        if member is None or member["userid"] not in visible:
            found.invalid_users.append(userid)
        else:
            chosen[member["userid"]] = None
    for party in parties:
        if not party.isdigit() or int(party) not in world.departments:
            found.invalid_parties.append(party)
            continue
        for row in world.members_of(world.subtree(int(party))):
            chosen[row["userid"]] = None
    for tag in tags:
        if not tag.isdigit() or int(tag) not in world.tags:
            found.invalid_tags.append(tag)
            continue
        chosen |= dict.fromkeys(world.tagged(int(tag)))
    found.users = [userid for userid in chosen if userid in visible]
    if not found.users and (found.invalid_users or found.invalid_parties or found.invalid_tags):
        raise SimulatedError(81013, **found.fields())
    return found


def _parts(value: Any, limit: int, too_many: int) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise SimulatedError(40035, "touser, toparty and totag must be strings joined by |")
    parts = [part.strip() for part in value.split("|") if part.strip()]
    if len(parts) > limit:
        raise SimulatedError(too_many)
    return list(dict.fromkeys(parts))
