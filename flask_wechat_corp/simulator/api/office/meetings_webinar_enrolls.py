"""Enrolment for webinars: as for meetings, on paths of its own.

Sources: WeCom's pages 98873 to 98877, 98880 and 98881.
"""

from __future__ import annotations

from ...world.world import World
from ..request import Args
from ..routes import Payload, Routes
from . import meetings_enrolls as enrolls

routes = Routes()


@routes.post("meeting/webinar/enroll/approve")
def approve(world: World, args: Args) -> Payload:
    """Approve enrolments, reject them, or take an approval back."""
    return enrolls.approve(world, args)


@routes.post("meeting/webinar/enroll/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete enrolments."""
    return enrolls.delete(world, args)


@routes.post("meeting/webinar/enroll/get_config")
def get_config(world: World, args: Args) -> Payload:
    """The enrolment settings."""
    return enrolls.get_config(world, args)


@routes.post("meeting/webinar/enroll/import")
def import_(world: World, args: Args) -> Payload:
    """Enrol people."""
    return enrolls.import_(world, args)


@routes.post("meeting/webinar/enroll/list")
def list_(world: World, args: Args) -> Payload:
    """The enrolments."""
    return enrolls.list_(world, args)


@routes.post("meeting/webinar/enroll/query_by_tmp_openid")
def query_by_tmp_openid(world: World, args: Args) -> Payload:
    """The enrolments of people in the webinar."""
    return enrolls.query_by_tmp_openid(world, args)


@routes.post("meeting/webinar/enroll/set_config")
def set_config(world: World, args: Args) -> Payload:
    """Change the enrolment settings."""
    return enrolls.set_config(world, args)
