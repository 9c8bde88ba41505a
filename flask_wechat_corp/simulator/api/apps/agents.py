"""The corp's applications (document/path/90226)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..messaging.messages import own_agent
from ..request import Args, Fields, Reader
from ..routes import Payload, Routes

routes = Routes()

_MAX_NAME = 32
_DESCRIPTION = range(4, 121)
_WORKBENCH = ("keydata", "image", "list", "webview")
#: most entries, and the name of what each needs
_ITEMS = {"keydata": (4, "data"), "list": (3, "title")}


@routes.both("agent/get")
def get(world: World, args: Args) -> Payload:
    """Show the application (90227)."""
    agent = world.agents[own_agent(world, args)]
    published = {"customized_publish_status": 2} if agent.get("customized") else {}
    return {
        "agentid": agent["agentid"],
        "name": agent["name"],
        "square_logo_url": agent.get("square_logo_url", ""),
        "description": agent.get("description", ""),
        "allow_userinfos": {"user": agent.get("allow_userinfos", [])},
        "allow_partys": {"partyid": agent.get("allow_partys", [])},
        "allow_tags": {"tagid": agent.get("allow_tags", [])},
        "close": 0,
        "redirect_domain": agent.get("redirect_domain", ""),
        "report_location_flag": agent.get("report_location_flag", 0),
        "isreportenter": agent.get("isreportenter", 0),
        "home_url": agent.get("home_url", ""),
        **published,
    }


@routes.get("agent/list")
def list_all(world: World, args: Args) -> Payload:
    """List the applications that the token may see: its own (90227)."""
    agent = world.agents[args.agent_id]
    row = {"agentid": agent["agentid"], "name": agent["name"]}
    return {"agentlist": [{**row, "square_logo_url": agent.get("square_logo_url", "")}]}


@routes.post("agent/set")
def set_up(world: World, args: Args) -> Payload:
    """Change the application (90228)."""
    agent = world.agents[own_agent(world, args)]
    changes: Record = {}
    for name in ("name", "description", "redirect_domain", "home_url"):
        if args.get(name) is not None:
            changes[name] = args.text(name)
    if len(changes.get("name", "")) > _MAX_NAME:
        raise SimulatedError(45022)
    if "description" in changes and len(changes["description"]) not in _DESCRIPTION:
        raise SimulatedError(45004, "description size out of limit")
    if changes.get("home_url") and not changes["home_url"].startswith(("http://", "https://")):
        raise SimulatedError(45034, "url needs http:// or https://")
    for name in ("report_location_flag", "isreportenter"):
        if args.get(name) is not None:
            changes[name] = args.number(name, invalid=40059)
            if changes[name] not in (0, 1):
                raise SimulatedError(40059, f"invalid {name}")
    if args.get("logo_mediaid") is not None:
        media = world.media.get(args.text("logo_mediaid"))
        if media is None or media.type != "image":
            raise SimulatedError(40007)
        changes["square_logo_url"] = f"{world.base_url}/_sim/media/{media.media_id}"
    agent.update(changes)
    world.changed("agents", "set", agent["agentid"])
    return {}


@routes.post("agent/get_permissions")
def permissions(world: World, args: Args) -> Payload:
    """List what the application may do (99052)."""
    return {"app_permissions": ["contact:base_info:readonly", "contact:sensitive:mobile"]}


@routes.get("agent/get_admin_list")
def admins(world: World, args: Args) -> Payload:
    """List the application's administrators (100072)."""
    first = next(iter(world.members), "")
    return {"admin": [{"userid": first, "auth_type": 1}] if first else []}


@routes.post("agent/claim_customized_app")
@routes.post("agent/migrate_to_customized_app")
def migrate(world: World, args: Args) -> Payload:
    """Hand the application over to a provider, whose suite token the body has (96072, 99617)."""
    world.tokens.check(args.text("suite_access_token", missing=41022), "suite_access_token")
    world.agents[args.agent_id]["customized"] = True
    return {}


# -- the workbench -----------------------------------------------------------------------------


def workbench(world: World, agent_id: int) -> Record:
    """Return what an application shows on the workbench: its template, and data by member."""
    state = world.family_state("workbench")
    found: Record = state.setdefault(str(agent_id), {"template": {"type": "normal"}, "users": {}})
    return found


def _data(given: Reader, *, needed: bool) -> Record:
    """Return the type of a template with its data, checked."""
    kind = given.text("type")
    if kind == "normal" and not needed:
        return {"type": kind}
    if kind not in _WORKBENCH:
        raise SimulatedError(40058, "invalid type")
    if given.get(kind) is None and not needed:
        return {"type": kind}
    content = given.fields(kind)
    if kind in _ITEMS:
        most, name = _ITEMS[kind]
        for item in map(Fields, content.records("items", least=1, most=most)):
            item.text(name)
    else:
        content.text("url")
    return {"type": kind, kind: content.values}


@routes.post("agent/set_workbench_template")
def set_template(world: World, args: Args) -> Payload:
    """Set what the application shows to all, perhaps in place of what members have (92535)."""
    board = workbench(world, own_agent(world, args))
    replace = args.get("replace_user_data") is True
    board["template"] = {**_data(args, needed=False), "replace_user_data": replace}
    if replace:
        board["users"] = {}
    return {}


@routes.post("agent/get_workbench_template")
def get_template(world: World, args: Args) -> Payload:
    """Return what the application shows to all members (92535)."""
    return dict(workbench(world, own_agent(world, args))["template"])


@routes.post("agent/set_workbench_data")
def set_data(world: World, args: Args) -> Payload:
    """Set what the application shows to one member (92535)."""
    userid = args.text("userid", missing=41009)
    _set_data(world, own_agent(world, args), [userid], _data(args, needed=True))
    return {}


@routes.post("agent/batch_set_workbench_data")
def set_data_of_many(world: World, args: Args) -> Payload:
    """Set what the application shows to up to 1,000 members (92535)."""
    userids = args.texts("userid_list", least=1, most=1000)
    _set_data(world, own_agent(world, args), userids, _data(args.fields("data"), needed=True))
    return {}


@routes.post("agent/get_workbench_data")
def get_data(world: World, args: Args) -> Payload:
    """Return what the application shows to one member, else what it shows to all (92535)."""
    board = workbench(world, own_agent(world, args))
    userid = need_member(world, args.text("userid", missing=41009))["userid"]
    shared = {key: value for key, value in board["template"].items() if key != "replace_user_data"}
    return {"data": board["users"].get(userid, shared)}


def _set_data(world: World, agent_id: int, userids: list[str], data: Record) -> None:
    visible = world.visible(agent_id)
    for userid in need_members(world, userids):
        if userid not in visible:
            raise SimulatedError(60011)
    workbench(world, agent_id)["users"].update(dict.fromkeys(userids, data))
