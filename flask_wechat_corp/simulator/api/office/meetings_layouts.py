"""Layouts and backgrounds of meetings. Sources: WeCom's pages 98844 to 98869."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, Fields, Reader, pick
from ..routes import Payload, Routes
from .meetings import meeting_of, running
from .meetings_attendees import person_of

routes = Routes()

TEMPLATES = ("1", "2", "3")
BASIC, ADVANCED, BACKGROUNDS = 10, 20, 7


def _kept(meeting: Record, kind: str) -> Record:
    """The meeting's layouts or backgrounds by id."""
    found: Record = meeting.setdefault(kind, {})
    return found


def _known(meeting: Record, kind: str, wanted: str) -> str:
    """An id of a layout or background of the meeting; empty for WeCom's own."""
    if wanted and wanted not in _kept(meeting, kind):
        raise SimulatedError(40058, f"invalid {kind[:-1]}_id")
    return wanted


def _optional(args: Args, key: str) -> str:
    """An id that must be given and may be empty."""
    if args.get(key) is None:
        raise SimulatedError(40058, f"missing {key}")
    return args.optional_text(key)


def _pages(given: Reader, *, advanced: bool) -> list[Record]:
    pages = given.records("page_list", least=1, most=100)
    for page in pages:
        if Fields(page).text("layout_template_id") not in TEMPLATES:
            raise SimulatedError(40058, "invalid layout_template_id")
        for seat in Fields(page).records("user_seat_list", most=100):
            Fields(seat).text("grid_id")
            kind = Fields(seat).number("grid_type", least=1, most=2 if advanced else 3)
            if not advanced and kind == 1:
                Fields(seat).text("nick_name")
        if page.get("enable_polling"):
            polling = Fields(page).record("polling_setting")
            Fields(polling).number("polling_interval_unit", least=1, most=2)
            Fields(polling).number("polling_interval", least=1, most=999_999)
    return pages


def _add(
    world: World, meeting: Record, layouts: list[Record], kind: str, most: int
) -> list[Record]:
    kept = _kept(meeting, "layouts")
    if len(layouts) + sum(one["kind"] == kind for one in kept.values()) > most:
        raise SimulatedError(40058, f"a meeting has at most {most} layouts")
    made = [{"layout_id": world.new_id("ly", 20), **one} for one in layouts]
    for one in made:
        kept[one["layout_id"]] = {"kind": kind, **one}
    return made


def _shown(layout: Record) -> Record:
    return {key: value for key, value in layout.items() if key != "kind"}


@routes.get("meeting/layout/list_template")
def list_template(world: World, args: Args) -> Payload:
    """The templates of layouts."""
    rows = [
        {
            "layout_template_id": one,
            "thumbnail_url": f"https://layout.example.com/{one}-small.png",
            "picture_url": f"https://layout.example.com/{one}.png",
            "render_rule": "{}",
        }
        for one in TEMPLATES
    ]
    return {"layout_template_list": rows}


@routes.post("meeting/layout/add")
def add(world: World, args: Args) -> Payload:
    """Add basic layouts; the first ones are applied at once."""
    meeting = meeting_of(world, args)
    given = args.records("layout_list", least=1, most=BASIC)
    layouts = [{"page_list": _pages(Fields(one), advanced=False)} for one in given]
    order = args.number("default_layout_order", 0, least=1, most=len(layouts))
    made = _add(world, meeting, layouts, "basic", BASIC)
    if order or not meeting.get("layout"):
        meeting["layout"] = made[max(order, 1) - 1]["layout_id"]
    return {"selected_layout_id": meeting["layout"], "layout_list": made}


@routes.post("meeting/layout/update")
def update(world: World, args: Args) -> Payload:
    """Replace the pages of a basic layout."""
    meeting = meeting_of(world, args)
    layout_id = _known(meeting, "layouts", args.text("layout_id"))
    _kept(meeting, "layouts")[layout_id]["page_list"] = _pages(args, advanced=False)
    if args.get("enable_set_default"):
        meeting["layout"] = layout_id
    return {}


@routes.post("meeting/layout/set_default")
def set_default(world: World, args: Args) -> Payload:
    """Apply a layout; an empty id goes back to WeCom's own."""
    meeting = meeting_of(world, args)
    meeting["layout"] = _known(meeting, "layouts", _optional(args, "selected_layout_id"))
    return {}


@routes.post("meeting/advanced_layout/add")
def add_advanced(world: World, args: Args) -> Payload:
    """Add advanced layouts to a running meeting."""
    meeting = running(world, args)
    layouts = [
        {**pick(one, "layout_name"), "page_list": _pages(Fields(one), advanced=True)}
        for one in args.records("layout_list", least=1, most=ADVANCED)
    ]
    return {"layout_list": _add(world, meeting, layouts, "advanced", ADVANCED)}


@routes.post("meeting/advanced_layout/list")
def list_layouts(world: World, args: Args) -> Payload:
    """All layouts of a meeting."""
    meeting = meeting_of(world, args)
    rows = [_shown(one) for one in _kept(meeting, "layouts").values()]
    return {"selected_layout_id": meeting.get("layout", ""), "layout_list": rows}


@routes.post("meeting/advanced_layout/update")
def update_advanced(world: World, args: Args) -> Payload:
    """Replace an advanced layout."""
    meeting = meeting_of(world, args)
    layout_id = _known(meeting, "layouts", args.text("layout_id"))
    old = _kept(meeting, "layouts")[layout_id]
    if old["kind"] != "advanced":
        raise SimulatedError(40058, "not an advanced layout")
    new = {**args.pick("layout_name"), "page_list": _pages(args, advanced=True)}
    _kept(meeting, "layouts")[layout_id] = {"kind": "advanced", "layout_id": layout_id, **new}
    return {}


@routes.post("meeting/advanced_layout/apply")
def apply(world: World, args: Args) -> Payload:
    """Apply a layout to a meeting or to some people; an empty id takes theirs away."""
    meeting = running(world, args)
    layout_id = _known(meeting, "layouts", _optional(args, "layout_id"))
    chosen = [person_of(world, meeting, one) for one in args.records("user_list", most=20)]
    for person in chosen:
        person["layout"] = layout_id
    if not chosen:
        meeting["layout"] = layout_id
    return {}


@routes.post("meeting/advanced_layout/get_user_layout")
def get_user_layout(world: World, args: Args) -> Payload:
    """The layout that one person sees: their own, else the meeting's, else WeCom's."""
    meeting = running(world, args)
    args.number("instance_id", least=0)
    own = person_of(world, meeting, args.body).get("layout", "")
    layout_id = own or meeting.get("layout", "")
    layout = _kept(meeting, "layouts").get(layout_id, {})
    return {
        "selected_layout_id": layout_id,
        "layout_name": layout.get("layout_name", ""),
        "layout_type": 3 if own else 2 if layout_id else 0,
        "page_list": layout.get("page_list", []),
    }


@routes.post("meeting/advanced_layout/batch_delete")
def batch_delete(world: World, args: Args) -> Payload:
    """Delete layouts that are not applied; unknown ones are ignored."""
    meeting = meeting_of(world, args)
    wanted = args.texts("layout_id_list", least=1, most=20)
    if meeting.get("layout") in wanted:
        raise SimulatedError(40058, "the layout is applied")
    for layout_id in wanted:
        _kept(meeting, "layouts").pop(layout_id, None)
    return {}


# -- backgrounds -------------------------------------------------------------------------------


@routes.post("meeting/layout/add_background")
def add_background(world: World, args: Args) -> Payload:
    """Add backgrounds and apply one of them."""
    meeting = meeting_of(world, args)
    images = args.records("image_list", least=1, most=BACKGROUNDS)
    for image in images:
        Fields(image).text("image_url")
    order = args.number("default_image_order", 1, least=1, most=len(images))
    kept = _kept(meeting, "backgrounds")
    if len(kept) + len(images) > BACKGROUNDS:
        raise SimulatedError(40058, f"a meeting has at most {BACKGROUNDS} backgrounds")
    made = [
        {"background_id": world.new_id("bg", 20), "image_md5": Fields(one).text("image_md5")}
        for one in images
    ]
    kept.update({one["background_id"]: one for one in made})
    meeting["background"] = made[order - 1]["background_id"]
    return {"selected_background_id": meeting["background"], "background_list": made}


@routes.post("meeting/layout/set_default_background")
def set_default_background(world: World, args: Args) -> Payload:
    """Apply a background; an empty id goes back to black."""
    meeting = meeting_of(world, args)
    wanted = _optional(args, "selected_background_id")
    meeting["background"] = _known(meeting, "backgrounds", wanted)
    return {}


def _delete_backgrounds(meeting: Record, wanted: list[str]) -> Payload:
    for one in wanted:
        _known(meeting, "backgrounds", one)
    if meeting.get("background") in wanted:
        raise SimulatedError(40058, "the background is applied")
    for one in wanted:
        _kept(meeting, "backgrounds").pop(one, None)
    return {}


@routes.post("meeting/layout/delete_background")
def delete_background(world: World, args: Args) -> Payload:
    """Delete a background that is not applied."""
    return _delete_backgrounds(meeting_of(world, args), [args.text("background_id")])


@routes.post("meeting/layout/batch_delete_background")
def batch_delete_background(world: World, args: Args) -> Payload:
    """Delete backgrounds that are not applied."""
    wanted = args.texts("background_id_list", least=1, most=BACKGROUNDS)
    return _delete_backgrounds(meeting_of(world, args), wanted)


@routes.post("meeting/layout/list_background")
def list_background(world: World, args: Args) -> Payload:
    """The backgrounds of a meeting."""
    meeting = meeting_of(world, args)
    return {
        "selected_background_id": meeting.get("background", ""),
        "background_list": list(_kept(meeting, "backgrounds").values()),
    }
