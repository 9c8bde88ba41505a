"""Invited members, guests and links of meetings.

Sources: WeCom's pages 98160, 98162, 98818, 98819, 99039 and 99040.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..lookups import need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import MOST, meeting_of, more

routes = Routes()


@routes.post("meeting/get_invitees")
def get_invitees(world: World, args: Args) -> Payload:
    """The invited members."""
    rows = [{"userid": userid} for userid in meeting_of(world, args)["invitees"]]
    at = {"cursor": args.get("cursor")}
    return more(Fields(at).paged("invitees", rows, default=100, most=100))


@routes.post("meeting/set_invitees")
def set_invitees(world: World, args: Args) -> Payload:
    """Replace the invited members; the administrator stays one of them."""
    meeting = meeting_of(world, args)
    rows = args.records("invitees", most=2000, invalid=400020)
    userids = [Fields(row).text("userid", missing=400038) for row in rows]
    need_members(world, userids, unknown=400021)
    if userids and meeting["admin_userid"] not in userids:
        raise SimulatedError(730009)
    if userids:
        meeting["invitees"] = list(dict.fromkeys(userids))
    return {}


@routes.post("meeting/get_guests")
def get_guests(world: World, args: Args) -> Payload:
    """The guests."""
    meeting = meeting_of(world, args)
    shown = pick(meeting, "meetingid", "meeting_code", "title")
    return {**shown, "guests": meeting.get("guests", [])}


@routes.post("meeting/set_guests")
def set_guests(world: World, args: Args) -> Payload:
    """Replace the guests."""
    meeting = meeting_of(world, args)
    guests = args.records("guests", most=MOST)
    for guest in guests:
        Fields(guest).text("area")
        Fields(guest).text("phone_number")
        Fields(guest).optional_text("guest_name", most=16)
    meeting["guests"] = guests
    return {}


@routes.post("meeting/create_customer_short_url")
def create_customer_short_url(world: World, args: Args) -> Payload:
    """Create a link into a meeting that carries data of its own."""
    meeting = meeting_of(world, args)
    data = args.text("customer_data")
    if len(data.encode()) > 256:
        raise SimulatedError(40058, "customer_data exceed max length 256")
    if meeting.get("webinar"):
        raise SimulatedError(730011)
    link = {
        "customer_data": data,
        "meeting_short_url": f"{meeting['meeting_link']}/{world.new_id('', 8)}",
    }
    meeting.setdefault("links", []).append(link)
    return {"meeting_short_url_customer_data": link}


@routes.post("meeting/get_customer_short_url")
def get_customer_short_url(world: World, args: Args) -> Payload:
    """All links of a meeting."""
    return {"meeting_short_url_customer_data_list": meeting_of(world, args).get("links", [])}
