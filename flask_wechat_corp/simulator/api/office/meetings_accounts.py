"""Accounts with advanced meeting functions. Sources: WeCom's pages 99508 to 99510."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from .meetings import more

routes = Routes()


def _state(world: World) -> Record:
    return world.family_state("meeting_vips", lambda _: {"userids": [], "jobs": {}})


def _submit(world: World, args: Args, kind: str) -> Payload:
    wanted = args.texts("userid_list", least=1, most=100)
    known = [one for one in wanted if world.member(one)]
    if not known:
        raise SimulatedError(770004)
    state = _state(world)
    have = state["userids"]
    if kind == "add":
        done, failed = known, []
        have.extend(one for one in known if one not in have)
    else:
        done = [one for one in known if one in have]
        failed = [one for one in known if one not in have]
        state["userids"] = [one for one in have if one not in done]
    jobid = world.new_id("job", 20)
    result = {"succ_userid_list": done, "fail_userid_list": failed}
    state["jobs"][jobid] = {"kind": kind, "result": result}
    return {"jobid": jobid, "invalid_userid_list": [one for one in wanted if one not in known]}


def _result(world: World, args: Args, kind: str) -> Payload:
    found = _state(world)["jobs"].get(args.text("jobid"))
    if found is None or found["kind"] != kind:
        raise SimulatedError(770006)
    return {"job_result": found["result"]}


@routes.post("meeting/vip/submit_batch_add_job")
def submit_batch_add_job(world: World, args: Args) -> Payload:
    """Give members the functions; the job is done at once."""
    return _submit(world, args, "add")


@routes.post("meeting/vip/batch_add_job_result")
def batch_add_job_result(world: World, args: Args) -> Payload:
    """The result of a job that gave the functions."""
    return _result(world, args, "add")


@routes.post("meeting/vip/submit_batch_del_job")
def submit_batch_del_job(world: World, args: Args) -> Payload:
    """Take the functions away; the job is done at once."""
    return _submit(world, args, "del")


@routes.post("meeting/vip/batch_del_job_result")
def batch_del_job_result(world: World, args: Args) -> Payload:
    """The result of a job that took the functions away."""
    return _result(world, args, "del")


@routes.post("meeting/vip/list")
def list_(world: World, args: Args) -> Payload:
    """The members with the functions."""
    return more(args.paged("userid_list", _state(world)["userids"], default=100, most=200))
