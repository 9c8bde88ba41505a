"""Groups of rules for customer contact and for moments. Sources: WeCom's pages 94883, 94890."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields, page
from ..routes import Payload, Routes

routes = Routes()

MEMBER, DEPARTMENT = 1, 2
MOST_ADMINS = 20
MOST_NODES = 3000
DEEPEST = 5


@dataclass(frozen=True)
class Kind:
    """One of the two kinds of groups: where they are kept, and what they grant."""

    name: str
    basic: tuple[str, ...]
    """Privileges that no group is without."""
    others: tuple[str, ...]
    nodes: int
    """Members and departments of one call."""


CUSTOMERS = Kind(
    "customer_strategies",
    ("view_customer_list", "view_customer_data", "view_room_list", "contact_me", "join_room"),
    (
        "share_customer", "oper_resign_customer", "oper_resign_group", "send_customer_msg",
        "edit_welcome_msg", "view_behavior_data", "view_room_data", "send_group_msg",
        "room_deduplication", "rapid_reply", "onjob_customer_transfer", "edit_anti_spam_rule",
        "export_customer_list", "export_customer_data", "export_customer_group_list",
        "manage_customer_tag",
    ),
    100,
)  # fmt: skip
MOMENTS = Kind(
    "moment_strategies",
    (),
    ("view_moment_list", "send_moment", "manage_moment_cover_and_sign"),
    MOST_NODES,
)


def _kept(world: World, kind: Kind) -> Record:
    found: Record = world.family_state(kind.name, lambda _: {"last": 0, "by_id": {}})["by_id"]
    return found


def strategy_of(world: World, kind: Kind, strategy_id: int) -> Record:
    """Return a group of rules.

    :raises SimulatedError: 40058
    """
    found: Record | None = _kept(world, kind).get(str(strategy_id))
    if found is None:
        raise SimulatedError(40058, "invalid strategy_id")
    return found


def manages(world: World, strategy: Record, userid: str) -> bool:
    """Return whether a member is in the range of a group of rules."""
    person = world.members[userid]
    return any(
        node.get("userid") == userid
        or (node["type"] == DEPARTMENT and _is_below(world, person["department"], node["partyid"]))
        for node in strategy["range"]
    )


def _is_below(world: World, parties: list[int], top: int) -> bool:
    return bool(set(parties) & set(world.subtree(top)))


# -- what a call sends -------------------------------------------------------------------------


def _nodes(world: World, kind: Kind, args: Args, key: str, *, least: int = 0) -> list[Record]:
    found = []
    for node in args.records(key, least=least, most=kind.nodes):
        given = Fields(node)
        if given.number("type", least=MEMBER, most=DEPARTMENT) == MEMBER:
            (userid,) = need_members(world, [given.text("userid")], unknown=40003)
            found.append({"type": MEMBER, "userid": userid})
        else:
            party = given.number("partyid")
            if party not in world.departments:
                raise SimulatedError(60123)
            found.append({"type": DEPARTMENT, "partyid": party})
    return found


def _check_range(world: World, kind: Kind, strategy: Record) -> None:
    """Check the size of a range, and that it is within the parent's."""
    if len(strategy["range"]) > MOST_NODES:
        raise SimulatedError(40058, f"range exceed max size {MOST_NODES}")
    if not strategy["parent_id"]:
        return
    parent = strategy_of(world, kind, strategy["parent_id"])
    for node in strategy["range"]:
        if node["type"] == MEMBER:
            within = manages(world, parent, node["userid"])
        else:
            within = any(
                one["type"] == DEPARTMENT and node["partyid"] in world.subtree(one["partyid"])
                for one in parent["range"]
            )
        if not within:
            raise SimulatedError(40058, "range is not within the parent's")


def _privilege(kind: Kind, given: Record) -> Record:
    chosen = {name: given.get(name) is not False for name in kind.others}
    return {**dict.fromkeys(kind.basic, True), **chosen}


def _admins(world: World, args: Args, least: int) -> list[str]:
    return need_members(
        world, args.texts("admin_list", least=least, most=MOST_ADMINS), unknown=40003
    )


# -- the calls of both kinds -------------------------------------------------------------------


def _ancestors(world: World, kind: Kind, strategy: Record) -> list[Record]:
    """Return a group and the groups above it."""
    found = [strategy]
    while found[-1]["parent_id"]:
        found.append(strategy_of(world, kind, found[-1]["parent_id"]))
    return found


def _list(world: World, kind: Kind, args: Args) -> Payload:
    rows = [{"strategy_id": one["strategy_id"]} for one in _kept(world, kind).values()]
    return _without_end(args.paged("strategy", rows, default=1000, most=1000))


def _without_end(answer: Record) -> Record:
    """Return a page; the last one has no cursor at all."""
    return answer if answer["next_cursor"] else {k: v for k, v in answer.items() if v != ""}


def _get(world: World, kind: Kind, args: Args) -> Payload:
    strategy = strategy_of(world, kind, args.number("strategy_id"))
    top = _ancestors(world, kind, strategy)[-1]
    shown = {key: value for key, value in strategy.items() if key != "range"}
    return {"strategy": {**shown, "privilege": top["privilege"]}}


def _get_range(world: World, kind: Kind, args: Args) -> Payload:
    strategy = strategy_of(world, kind, args.number("strategy_id"))
    limit = args.number("limit", 1000, least=1, most=1000)
    shown, cursor = page(strategy["range"], args.optional_text("cursor"), limit)
    return _without_end({"range": shown, "next_cursor": cursor})


def _create(world: World, kind: Kind, args: Args) -> Payload:
    parent_id = args.number("parent_id", 0, least=0)
    state = _kept(world, kind)
    strategy = {
        "strategy_id": world.families[kind.name]["last"] + 1,
        "parent_id": parent_id,
        "strategy_name": args.text("strategy_name"),
        "create_time": world.now(),
        "admin_list": _admins(world, args, 1),
        "privilege": _privilege(kind, args.record("privilege", required=False)),
        "range": _nodes(world, kind, args, "range", least=1),
    }
    _check_range(world, kind, strategy)
    if len(_ancestors(world, kind, strategy)) > DEEPEST:
        raise SimulatedError(40058, f"more than {DEEPEST} levels of strategies")
    world.families[kind.name]["last"] = strategy["strategy_id"]
    state[str(strategy["strategy_id"])] = strategy
    return {"strategy_id": strategy["strategy_id"]}


def _edit(world: World, kind: Kind, args: Args) -> Payload:
    old = strategy_of(world, kind, args.number("strategy_id"))
    new = {**old, "admin_list": _admins(world, args, 0) or old["admin_list"]}
    if args.get("strategy_name"):
        new["strategy_name"] = args.text("strategy_name")
    if args.get("privilege"):
        new["privilege"] = _privilege(kind, args.record("privilege"))
    added, removed = (_nodes(world, kind, args, key) for key in ("range_add", "range_del"))
    kept = [node for node in old["range"] if node not in removed]
    new["range"] = kept + [node for node in added if node not in kept]
    _check_range(world, kind, new)
    old.update(new)
    return {}


def _delete(world: World, kind: Kind, args: Args) -> Payload:
    strategy_id = strategy_of(world, kind, args.number("strategy_id"))["strategy_id"]
    kept = _kept(world, kind)
    if any(one["parent_id"] == strategy_id for one in kept.values()):
        raise SimulatedError(40058, "the strategy has strategies below it")
    del kept[str(strategy_id)]
    return {}


@routes.post("externalcontact/customer_strategy/list")
def list_customers(world: World, args: Args) -> Payload:
    """Return the ids of the groups for customer contact."""
    return _list(world, CUSTOMERS, args)


@routes.post("externalcontact/customer_strategy/get")
def get_customers(world: World, args: Args) -> Payload:
    """Return a group; one below another has the privileges of the topmost."""
    return _get(world, CUSTOMERS, args)


@routes.post("externalcontact/customer_strategy/get_range")
def get_customers_range(world: World, args: Args) -> Payload:
    """Return the members and departments of a group."""
    return _get_range(world, CUSTOMERS, args)


@routes.post("externalcontact/customer_strategy/create")
def create_customers(world: World, args: Args) -> Payload:
    """Create a group."""
    return _create(world, CUSTOMERS, args)


@routes.post("externalcontact/customer_strategy/edit")
def edit_customers(world: World, args: Args) -> Payload:
    """Change what is given of a group."""
    return _edit(world, CUSTOMERS, args)


@routes.post("externalcontact/customer_strategy/del")
def delete_customers(world: World, args: Args) -> Payload:
    """Delete a group that has none below it."""
    return _delete(world, CUSTOMERS, args)


@routes.post("externalcontact/moment_strategy/list")
def list_moments(world: World, args: Args) -> Payload:
    """Return the ids of the groups for moments."""
    return _list(world, MOMENTS, args)


@routes.post("externalcontact/moment_strategy/get")
def get_moments(world: World, args: Args) -> Payload:
    """Return a group for moments; one below another has the privileges of the topmost."""
    return _get(world, MOMENTS, args)


@routes.post("externalcontact/moment_strategy/get_range")
def get_moments_range(world: World, args: Args) -> Payload:
    """Return the members and departments of a group for moments."""
    return _get_range(world, MOMENTS, args)


@routes.post("externalcontact/moment_strategy/create")
def create_moments(world: World, args: Args) -> Payload:
    """Create a group for moments."""
    return _create(world, MOMENTS, args)


@routes.post("externalcontact/moment_strategy/edit")
def edit_moments(world: World, args: Args) -> Payload:
    """Change what is given of a group for moments."""
    return _edit(world, MOMENTS, args)


@routes.post("externalcontact/moment_strategy/del")
def delete_moments(world: World, args: Args) -> Payload:
    """Delete a group for moments that has none below it."""
    return _delete(world, MOMENTS, args)
