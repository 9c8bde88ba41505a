"""Third-party suites and service providers.

Sources: WeCom's pages 90600 to 90605, 91911, 91912, 91200, 91125.

The simulated company is its own service provider and has one suite, installed by itself: the
provider's corp id and secret are the company's, the suite's are in `suite(world)`.
"""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

PRE_AUTH_SECONDS = 1200
SUITE, PROVIDER = "suite_access_token", "provider_access_token"
KEPT = 200


def suite(world: World) -> dict[str, Any]:
    """The room: `suite_id`, `suite_secret`, `suite_ticket`, `permanent_code`, `codes`."""
    return c.room(world, "service", _furnish)


def _furnish(world: World) -> dict[str, Any]:
    return {
        "suite_id": c.plain_id(world, "ww", "suite", 18),
        "suite_secret": c.plain_id(world, "", "suite secret"),
        "suite_ticket": c.plain_id(world, "", "suite ticket"),
        "permanent_code": c.plain_id(world, "", "permanent code"),
        "codes": {},
    }


def auth_code(world: World, userid: str = "") -> str:
    """A code of one use: an administrator's consent, or with `userid` a member's login."""
    codes = suite(world)["codes"]
    code = c.new_id(world, "")
    codes[code] = {"userid": userid, "until": c.now(world) + PRE_AUTH_SECONDS}
    while len(codes) > KEPT:
        del codes[next(iter(codes))]
    return code


def _spend(world: World, code: str, *, login: bool) -> str:
    row = suite(world)["codes"].get(code)
    if row is None or row["until"] < c.now(world) or bool(row["userid"]) is not login:
        raise SimulatedError(40078, "invalid auth code")
    del suite(world)["codes"][code]
    return str(row["userid"])


@routes.post("service/get_suite_token", token="none")  # noqa: S106  a kind, no secret
def get_suite_token(world: World, args: Args) -> Answer:
    """The suite's token, for its id, secret and latest ticket."""
    ours = suite(world)
    if c.text(args, "suite_id", missing=41021, invalid=40083) != ours["suite_id"]:
        raise SimulatedError(40083, "invalid suite_id")
    if c.text(args, "suite_secret", missing=41024, invalid=40080) != ours["suite_secret"]:
        raise SimulatedError(40080, "invalid suite_secret")
    if c.text(args, "suite_ticket", missing=41023, invalid=40085) != ours["suite_ticket"]:
        raise SimulatedError(40085, "invalid suite_ticket")
    token, expires_in = world.issue_token(ours["suite_id"], SUITE)
    return {"suite_access_token": token, "expires_in": expires_in}


@routes.post("service/get_provider_token", token="none")  # noqa: S106  a kind, no secret
def get_provider_token(world: World, args: Args) -> Answer:
    """The provider's token, for the company's id and secret."""
    if c.text(args, "corpid", missing=41002, invalid=40013) != world.corp_id:
        raise SimulatedError(40013)
    if c.text(args, "provider_secret", missing=41004, invalid=40001) != world.secret:
        raise SimulatedError(40001)
    token, expires_in = world.issue_token(world.corp_id, PROVIDER)
    return {"provider_access_token": token, "expires_in": expires_in}


@routes.both("service/get_pre_auth_code", token=SUITE)
def get_pre_auth_code(world: World, args: Args) -> Answer:
    """The code with which a company's administrator is sent to the page of consent."""
    return {"pre_auth_code": c.new_id(world, ""), "expires_in": PRE_AUTH_SECONDS}


def _agents(world: World) -> list[dict[str, Any]]:
    shown = ("agentid", "name", "square_logo_url", "round_logo_url")
    return [c.kept(agent, *shown) for agent in world.agents.values()]


def _company(world: World) -> dict[str, Any]:
    return {
        "corpid": world.corp_id,
        "corp_name": world.corp_name,
        "corp_type": "verified",
        "corp_user_max": 200,
        "corp_full_name": world.corp_name,
        "subject_type": 1,
        "corp_scale": "1-50人",
        "corp_industry": "IT服务",
        "corp_sub_industry": "计算机软件/硬件/信息服务",
    }


def _corp_token(world: World) -> dict[str, Any]:
    token, expires_in = world.issue_token(str(world.agent_id))
    return {"access_token": token, "expires_in": expires_in}


@routes.post("service/get_permanent_code", token=SUITE)
def get_permanent_code(world: World, args: Args) -> Answer:
    """Trade an administrator's consent for the code that lasts."""
    _spend(world, c.text(args, "auth_code", missing=41008, invalid=40078), login=False)
    return {
        **_corp_token(world),
        "permanent_code": suite(world)["permanent_code"],
        "auth_corp_info": _company(world),
        "auth_info": {"agent": _agents(world)},
        "auth_user_info": c.kept(_first(world), "userid", "name", "avatar", "open_userid"),
    }


def _first(world: World) -> dict[str, Any]:
    return next(iter(world.members.values()))


def _need_permanent_code(world: World, args: Args) -> None:
    if c.text(args, "auth_corpid", missing=41002, invalid=40013) != world.corp_id:
        raise SimulatedError(40013)
    code = c.text(args, "permanent_code", missing=41025, invalid=40084)
    if code != suite(world)["permanent_code"]:
        raise SimulatedError(40084, "invalid permanent_code")


@routes.post("service/get_auth_info", token=SUITE)
def get_auth_info(world: World, args: Args) -> Answer:
    """What the company has allowed the suite."""
    _need_permanent_code(world, args)
    return {"auth_corp_info": _company(world), "auth_info": {"agent": _agents(world)}}


@routes.post("service/get_corp_token", token=SUITE)
def get_corp_token(world: World, args: Args) -> Answer:
    """An access token of the company for the suite."""
    _need_permanent_code(world, args)
    return _corp_token(world)


@routes.post("service/get_login_info", token=PROVIDER)
def get_login_info(world: World, args: Args) -> Answer:
    """Who has logged in at the provider's page."""
    userid = _spend(world, c.text(args, "auth_code", missing=41008, invalid=40078), login=True)
    person = c.member(world, userid)
    return {
        "usertype": 5,
        "user_info": c.kept(person, "userid", "name", "avatar", "open_userid"),
        "corp_info": {"corpid": world.corp_id},
        "agent": [{"agentid": agentid, "auth_type": 1} for agentid in world.agents],
        "auth_info": {
            "department": [{"id": one, "writable": True} for one in person["department"]]
        },
    }
