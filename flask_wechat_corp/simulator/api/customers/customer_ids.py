"""Other ids of customers: openid, the provider's, new ones; and the list of all persons served."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import provider_id
from ..request import Args, page

__all__ = ["by_mobiles", "from_provider", "new_ids", "openid_of", "served", "with_unionid"]

WECHAT = 1
ROUND_SECONDS = 4 * 3600
KEPT_ROUNDS = 100


def openid_of(world: World, person: Record) -> str:
    """Return the openid of a WeChat user.

    :raises SimulatedError: 40096 for a customer that uses WeCom
    """
    if person["profile"]["type"] != WECHAT:
        raise SimulatedError(40096, "a WeCom user has no openid")
    return world.stable_id("oo", f"openid {person['profile']['external_userid']}", 28)


def with_unionid(people: Record, unionid: str) -> str:
    """Return the customer with a union id.

    :raises SimulatedError: 84061
    """
    for external, person in people.items():
        if person["profile"].get("unionid") == unionid:
            return str(external)
    raise SimulatedError(84061, "not external contact")


def from_provider(world: World, people: Record, service_id: str) -> str:
    """Return the customer that a service provider knows by an id.

    :raises SimulatedError: 40096
    """
    for external in people:
        if provider_id(world, external) == service_id:
            return str(external)
    raise SimulatedError(40096)


def new_ids(world: World, external_userids: Iterable[str]) -> list[Record]:
    """Return the ids that customers get when a provider upgrades them."""
    return [
        {
            "external_userid": one,
            "new_external_userid": world.stable_id(one[:2], f"new {one}", len(one)),
        }
        for one in external_userids
    ]


def by_mobiles(people: Record, mobiles: Iterable[str]) -> Record:
    """Return the customers that members have noted with these mobile numbers."""
    known = {
        mobile: external
        for external, person in people.items()
        for kept in person["follow"].values()
        for mobile in kept["remark_mobiles"]
    }
    found, failed = [], []
    for mobile in mobiles:
        if mobile in known:
            row = {"mobile": mobile, "external_userid": known[mobile], "foreign_key": ""}
            found.append(row)
        else:
            failed.append({"errcode": 40096, "errmsg": "invalid external userid", "mobile": mobile})
    return {"success_list": found, "fail_list": failed}


def served(world: World, people: Record, args: Args) -> Record:
    """Return the page of all persons served; their temporary ids hold for one reading of all pages.

    A reading takes at most four hours.
    """
    rounds = world.family_state("served")
    cursor = args.optional_text("cursor")
    limit = args.number("limit", 1000, least=1)
    number, _, place = cursor.partition(".")
    if not cursor:
        number = str(world.next_id())
        rounds[number] = world.now() + ROUND_SECONDS
        keep_newest(rounds, KEPT_ROUNDS)
    if rounds.get(number, 0) < world.now():
        raise SimulatedError(50100, "invalid cursor")
    shown, following = page(_rows(world, people), place, limit)
    for row in shown:
        row["tmp_openid"] = world.stable_id("wo", f"{number}/{row['external_userid']}")
    return {"info_list": shown, "next_cursor": f"{number}.{following}" if following else ""}


def _rows(world: World, people: Record) -> list[Record]:
    """Return the customers by member, then by group."""
    followed = [
        {
            "is_customer": True,
            "external_userid": external,
            "follow_userid": userid,
            "add_time": kept["createtime"],
        }
        for external, person in people.items()
        for userid, kept in person["follow"].items()
    ]
    chats = world.families.get("external_chats", {}).get("chats", {})
    return followed + [
        {
            "is_customer": True,
            "external_userid": one["userid"],
            "chat_id": chat["chat_id"],
            "add_time": one["join_time"],
        }
        for chat in chats.values()
        for one in chat["member_list"]
        if one["userid"] in people
    ]
