"""Cloud recordings of meetings. Sources: WeCom's pages 98192 to 98213.

A meeting with ``auto_record_type`` ``cloud`` that is over has one recording with one file, and a
transcript of one sentence.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import OVER, end_of, meeting_of, meetings, more, status

routes = Routes()

SENTENCE = "大家好，我们开始开会"
PLAIN_SHARING = {
    "enable_sharing": False, "sharing_auth_type": 0, "enable_password": True, "password": "",
    "enable_sharing_expire": False, "sharing_expire": 0, "allow_download": False,
}  # fmt: skip


def _recorded(world: World, meeting: Record) -> Record | None:
    """The recording of a meeting, if it has one that was not deleted."""
    cloud = meeting["settings"].get("auto_record_type") == "cloud"
    if not cloud or status(world, meeting) != OVER:
        return None
    meetingid = meeting["meetingid"]
    if "recording" not in meeting:
        meeting["recording"] = {
            "meeting_record_id": world.stable_id("rc", meetingid, 20),
            "record_file_id": world.stable_id("rf", meetingid, 20),
            "sharing": dict(PLAIN_SHARING),
            "deleted": False,
        }
    found: Record = meeting["recording"]
    return None if found["deleted"] else found


def _of(world: World, args: Args, key: str, unknown: int) -> tuple[Record, Record]:
    """The meeting and the recording that the call names by `key`."""
    wanted = args.text(key)
    if args.get("meetingid"):
        candidates: Iterator[Record] = iter([meeting_of(world, args)])
    else:
        candidates = iter(meetings(world).values())
    for meeting in candidates:
        found = _recorded(world, meeting)
        if found is not None and found[key] == wanted and meeting["agentid"] == args.agent_id:
            return meeting, found
    raise SimulatedError(unknown)


def _recording(world: World, args: Args) -> tuple[Record, Record]:
    return _of(world, args, "meeting_record_id", 730002)


def _file(world: World, args: Args) -> tuple[Record, Record]:
    return _of(world, args, "record_file_id", 730001)


def _shared(recording: Record) -> Record:
    sharing = recording["sharing"]
    if not sharing["enable_sharing"]:
        return {"sharing_state": 0, "sharing_expire": 0}
    return {
        "sharing_state": 1,
        "sharing_url": f"https://record.example.com/{recording['record_file_id']}",
        "required_same_corp": sharing["sharing_auth_type"] == 1,
        "required_attendee": sharing["sharing_auth_type"] == 2,
        "password": sharing["password"],
        "sharing_expire": sharing["sharing_expire"],
        "allow_download": sharing["allow_download"],
    }


def _addresses(recording: Record) -> Record:
    base = f"https://record.example.com/{recording['record_file_id']}"
    return {
        "record_file_id": recording["record_file_id"],
        "view_address": base,
        "download_address": f"{base}.mp4",
        "download_address_file_type": "mp4",
        "audio_address": f"{base}.m4a",
        "audio_address_file_type": "m4a",
        "meeting_summary": [{"download_address": f"{base}.txt", "file_type": "txt"}],
    }


@routes.post("meeting/record/list")
def list_(world: World, args: Args) -> Payload:
    """The recordings of a meeting, or of the meetings of a member, within 31 days."""
    if args.get("meetingid") or args.get("meeting_code"):
        chosen = [meeting_of(world, args)]
    else:
        userid = args.text("userid", missing=400038)
        chosen = [one for one in meetings(world).values() if one["admin_userid"] == userid]
    first, last = args.span("start_time", "end_time", days=31)
    rows = []
    for meeting in chosen:
        found = _recorded(world, meeting)
        if found is None or not first <= meeting["meeting_start"] <= last:
            continue
        file = {
            "record_file_id": found["record_file_id"],
            "record_start_time": meeting["meeting_start"] * 1000,
            "record_end_time": end_of(meeting) * 1000,
            "record_size": 1_048_576,
            **_shared(found),
        }
        rows.append(
            {
                **pick(meeting, "meetingid", "meeting_code", "title"),
                "meeting_record_id": found["meeting_record_id"],
                "host_user_id": meeting["admin_userid"],
                "meeting_start_time": meeting["meeting_start"] * 1000,
                "state": 3,
                "record_files": [file],
            }
        )
    return more(args.paged("record_meetings", rows, default=10, most=20))


@routes.post("meeting/record/get_file_list")
def get_file_list(world: World, args: Args) -> Payload:
    """The addresses of the files of a recording."""
    meeting, recording = _recording(world, args)
    return {
        **pick(meeting, "meetingid", "meeting_code", "title"),
        "meeting_record_id": recording["meeting_record_id"],
        "record_files": [_addresses(recording)],
    }


@routes.post("meeting/record/get_file")
def get_file(world: World, args: Args) -> Payload:
    """One file of a recording."""
    meeting, recording = _file(world, args)
    return {
        **pick(meeting, "meetingid", "meeting_code"),
        **_addresses(recording),
        "record_name": meeting["title"],
        "meeting_record_name": meeting["title"],
        "start_time": str(meeting["meeting_start"] * 1000),
        "end_time": str(end_of(meeting) * 1000),
        "ai_meeting_transcripts": [],
    }


@routes.post("meeting/record/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete a recording."""
    _recording(world, args)[1]["deleted"] = True
    return {}


@routes.post("meeting/record/delete_file")
def delete_file(world: World, args: Args) -> Payload:
    """Delete the file of a recording, which ends the recording."""
    _file(world, args)[1]["deleted"] = True
    return {}


@routes.post("meeting/record/update_sharing_config")
def update_sharing_config(world: World, args: Args) -> Payload:
    """Change how a recording is shared; turning sharing off resets the rest."""
    _, recording = _recording(world, args)
    given = args.record("sharing_config", required=False)
    Fields(given).number("sharing_auth_type", 0, least=0, most=5)
    shared = given.get("enable_sharing", True)
    if not shared and set(given) - {"enable_sharing"}:
        raise SimulatedError(40058, "nothing else is taken without enable_sharing")
    if given.get("enable_sharing_expire"):
        Fields(given).number("sharing_expire", least=1)
    for key, enabled in (
        ("sharing_expire", given.get("enable_sharing_expire", False)),
        ("password", given.get("enable_password", True)),
    ):
        if given.get(key) and not enabled:
            raise SimulatedError(40058, f"{key} is not enabled")
    password = f"{world.next_id() % 10**6:06d}" if given.get("enable_password", shared) else ""
    plain = {**PLAIN_SHARING, "enable_sharing": shared, "password": password}
    recording["sharing"] = {**plain, **pick(given, *PLAIN_SHARING)}
    return {}


@routes.post("meeting/record/get_statistics")
def get_statistics(world: World, args: Args) -> Payload:
    """Views and downloads of a recording today: none."""
    _recording(world, args)
    last = args.number("end_time", world.now())
    first = args.number("start_time", last - 31 * DAY)
    Fields({"start_time": first, "end_time": last}).span("start_time", "end_time", days=31)
    today = time.strftime("%Y-%m-%d", time.gmtime(last + 8 * 3600))
    return {"summaries": [{"date": today, "view_count": 0, "download_count": 0}]}


# -- the transcript ----------------------------------------------------------------------------


def _paragraph() -> Record:
    span = {"start_time": 0, "end_time": 2000}
    word = {"wid": "0", "text": SENTENCE, **span}
    return {"pid": "0", **span, "sentences": [{"sid": "0", **span, "words": [word]}]}


@routes.post("meeting/record/transcript/get_detail")
def get_detail(world: World, args: Args) -> Payload:
    """The words of a recording."""
    meeting, _ = _file(world, args)
    args.number("limit", 1, least=1)
    one = {**_paragraph(), "speaker_info": {"userid": meeting["admin_userid"]}}
    rows = [one] if args.optional_text("pid") in ("", "0") else []
    transcripts = {"paragraphs": rows, "keywords": [], "audio_detect": 1}
    return {"has_more": False, "transcripts": transcripts}


@routes.post("meeting/record/transcript/get_paragraph_list")
def get_paragraph_list(world: World, args: Args) -> Payload:
    """The paragraphs of a transcript."""
    _file(world, args)
    rows = [pick(_paragraph(), "pid", "start_time", "end_time")]
    return {"audio_detect": 1, "paragraphs": rows}


@routes.post("meeting/record/transcript/search")
def search(world: World, args: Args) -> Payload:
    """The places of a text in a transcript."""
    _file(world, args)
    wanted = args.text("text")
    at = SENTENCE.find(wanted)
    if at < 0:
        return {"hits": [], "timelines": []}
    place = {"pid": "0", "sid": "0"}
    hits = [{**place, "offset": at, "length": len(wanted)}]
    return {"hits": hits, "timelines": [{**place, "start_time": 0}]}
