"""Third-party suites. Sources: WeCom's pages 90600 to 90605, 91911, 91912.

The simulated company is its own service provider and has one suite, installed by itself: the
provider's corp id and secret are the company's; those of the suite are in ``suite(world)``.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import Args, pick
from ..routes import Payload, Routes

routes = Routes()

PRE_AUTH_SECONDS = 1200
SUITE = "suite_access_token"
KEPT = 200


def suite(world: World) -> Record:
    """Return the family's state: ``suite_id``, ``suite_secret``, ``suite_ticket`` and codes."""
    return world.family_state("service", _default_state)


def _default_state(world: World) -> Record:
    return {
        "suite_id": world.stable_id("ww", "suite", 18),
        "suite_secret": world.stable_id("", "suite secret"),
        "suite_ticket": world.stable_id("", "suite ticket"),
        "permanent_code": world.stable_id("", "permanent code"),
        "codes": {},
    }


def auth_code(world: World, userid: str = "") -> str:
    """Return a code for one use.

    :param userid: the member that logs in; without it, an administrator's consent to install
    """
    codes = suite(world)["codes"]
    code = world.new_id("")
    codes[code] = {"userid": userid, "until": world.now() + PRE_AUTH_SECONDS}
    keep_newest(codes, KEPT)
    return code


def spend_code(world: World, code: str, *, login: bool) -> str:
    """Use a code of :func:`auth_code`; return the member that logged in, if any.

    :param login: whether it must be the code of a login
    :raises SimulatedError: 40078
    """
    row = suite(world)["codes"].get(code)
    if row is None or row["until"] < world.now() or bool(row["userid"]) is not login:
        raise SimulatedError(40078, "invalid auth code")
    del suite(world)["codes"][code]
    return str(row["userid"])


@routes.post("service/get_suite_token", token="none")  # noqa: S106 - a kind, no secret
def get_suite_token(world: World, args: Args) -> Payload:
    """Return the suite's token, for its id, secret and latest ticket."""
    ours = suite(world)
    if args.text("suite_id", missing=41021, invalid=40083) != ours["suite_id"]:
        raise SimulatedError(40083, "invalid suite_id")
    if args.text("suite_secret", missing=41024, invalid=40080) != ours["suite_secret"]:
        raise SimulatedError(40080, "invalid suite_secret")
    if args.text("suite_ticket", missing=41023, invalid=40085) != ours["suite_ticket"]:
        raise SimulatedError(40085, "invalid suite_ticket")
    token, expires_in = world.tokens.issue(ours["suite_id"], SUITE)
    return {"suite_access_token": token, "expires_in": expires_in}


@routes.both("service/get_pre_auth_code", token=SUITE)
def get_pre_auth_code(world: World, args: Args) -> Payload:
    """Return the code for the page where an administrator installs the suite."""
    return {"pre_auth_code": world.new_id(""), "expires_in": PRE_AUTH_SECONDS}


def _agents(world: World) -> list[Record]:
    shown = ("agentid", "name", "square_logo_url", "round_logo_url")
    return [pick(agent, *shown) for agent in world.agents.values()]


def _company(world: World) -> Record:
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


def _corp_token(world: World) -> Record:
    token, expires_in = world.tokens.issue(str(world.agent_id))
    return {"access_token": token, "expires_in": expires_in}


@routes.post("service/get_permanent_code", token=SUITE)
def get_permanent_code(world: World, args: Args) -> Payload:
    """Exchange an administrator's consent for the permanent code."""
    spend_code(world, args.text("auth_code", missing=41008, invalid=40078), login=False)
    return {
        **_corp_token(world),
        "permanent_code": suite(world)["permanent_code"],
        "auth_corp_info": _company(world),
        "auth_info": {"agent": _agents(world)},
        "auth_user_info": pick(_first(world), "userid", "name", "avatar", "open_userid"),
    }


def _first(world: World) -> Record:
    return next(iter(world.members.values()))


def _need_permanent_code(world: World, args: Args) -> None:
    if args.text("auth_corpid", missing=41002, invalid=40013) != world.corp_id:
        raise SimulatedError(40013)
    code = args.text("permanent_code", missing=41025, invalid=40084)
    if code != suite(world)["permanent_code"]:
        raise SimulatedError(40084, "invalid permanent_code")


@routes.post("service/get_auth_info", token=SUITE)
def get_auth_info(world: World, args: Args) -> Payload:
    """Return what the company has granted to the suite."""
    _need_permanent_code(world, args)
    return {"auth_corp_info": _company(world), "auth_info": {"agent": _agents(world)}}


@routes.post("service/get_corp_token", token=SUITE)
def get_corp_token(world: World, args: Args) -> Payload:
    """Return an access token of the company for the suite."""
    _need_permanent_code(world, args)
    return _corp_token(world)
