"""Exports of the contacts to encrypted files. Sources: WeCom's pages 94849, 94851 to 94854.

A job is finished at once; its files can be downloaded for two hours.
"""

from __future__ import annotations

import hashlib
import json
import re

from ....protocol.crypto import encrypt_media
from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from .departments import show
from .tags import shown, tag_of
from .users import SHORT, details

routes = Routes()

FINISHED = 2
HOURS_2 = 7200
KEPT = 200
AES_KEY = re.compile(r"[0-9A-Za-z]{43}")


def _key(args: Args) -> str:
    key = args.text("encoding_aeskey")
    if not AES_KEY.fullmatch(key):
        raise SimulatedError(40058, "encoding_aeskey must be 43 letters and digits")
    return key


def _finish(world: World, args: Args, name: str, rows: list[Record], **rest: object) -> Payload:
    """Write the rows in blocks to files, and return the job that did it."""
    size = args.number("block_size", 1_000_000, least=10_000, most=1_000_000)
    blocks = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
    return _store(world, args, [{**rest, name: block} for block in blocks])


def _store(world: World, args: Args, contents: list[Record]) -> Payload:
    key = _key(args)
    files = []
    for content in contents:
        data = encrypt_media(key, json.dumps(content, ensure_ascii=False).encode())
        media = world.media.add(
            "file", "export.bin", "application/octet-stream", data, lifetime=HOURS_2
        )
        files.append(
            {
                "url": f"{world.base_url}/_sim/media/{media.media_id}",
                "size": len(data),
                "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
            }
        )
    jobs = world.family_state("exports")
    jobid = world.new_id("export")
    jobs[jobid] = {"agentid": args.agent_id, "data_list": files}
    keep_newest(jobs, KEPT)
    return {"jobid": jobid}


def _members(world: World, args: Args) -> list[Record]:
    visible = world.visible(args.agent_id)
    return [row for userid, row in world.members.items() if userid in visible]


@routes.post("export/simple_user")
def export_names(world: World, args: Args) -> Payload:
    """Export the members by name (94849)."""
    rows = [{key: row[key] for key in SHORT} for row in _members(world, args)]
    return _finish(world, args, "userlist", rows)


@routes.post("export/user")
def export_details(world: World, args: Args) -> Payload:
    """Export the members with all their fields (94851)."""
    return _finish(world, args, "userlist", [details(row) for row in _members(world, args)])


@routes.post("export/department")
def export_departments(world: World, args: Args) -> Payload:
    """Export the departments (94852)."""
    rows = [show(world.departments[one]) for one in world.subtree(1)]
    return _finish(world, args, "department", rows)


@routes.post("export/taguser")
def export_tag(world: World, args: Args) -> Payload:
    """Export the members and departments of a tag; a block counts both (94853)."""
    tag = shown(world, tag_of(world, args))
    size = args.number("block_size", 1_000_000, least=10_000, most=1_000_000)
    entries = [
        *(("userlist", one) for one in tag["userlist"]),
        *(("partylist", one) for one in tag["partylist"]),
    ]
    contents = [
        {
            "tagname": tag["tagname"],
            "userlist": [one for kind, one in entries[start:][:size] if kind == "userlist"],
            "partylist": [one for kind, one in entries[start:][:size] if kind == "partylist"],
        }
        for start in range(0, max(len(entries), 1), size)
    ]
    return _store(world, args, contents)


@routes.get("export/get_result")
def get_result(world: World, args: Args) -> Payload:
    """Return the files of a job, to the app that submitted it (94854)."""
    job = world.family_state("exports").get(args.text("jobid", missing=40088))
    if job is None or job["agentid"] != args.agent_id:
        raise SimulatedError(40088, "invalid jobid")
    return {"status": FINISHED, "data_list": job["data_list"]}
