"""The knowledge base of customer service (知识库). Sources: WeCom's pages 95971, 95972."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_media
from ..request import Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

MOST_GROUPS = 100
MOST_INTENTS = 200
QUESTION, ANSWER, NAME = 200, 500, 12
FILES = {"image": "media_id", "video": "media_id", "miniprogram": "thumb_media_id"}


def _state(world: World) -> Record:
    def default_state(world: World) -> Record:
        group_id = world.stable_id("kg", "默认分组")
        group = {"group_id": group_id, "name": "默认分组", "is_default": 1}
        return {"groups": {group_id: group}, "intents": {}}

    return world.family_state("kf_knowledge", default_state)


def _group(world: World, args: Args) -> Record:
    found: Record | None = _state(world)["groups"].get(args.text("group_id"))
    if found is None:
        raise SimulatedError(40058, "invalid group_id")
    return found


def _own_group(world: World, args: Args) -> Record:
    group = _group(world, args)
    if group["is_default"]:
        raise SimulatedError(40058, "the default group cannot be changed")
    return group


def _name(world: World, args: Args, own: str = "") -> str:
    name = args.text("name", most=NAME)
    others = (one for one in _state(world)["groups"].values() if one["group_id"] != own)
    if any(one["name"] == name for one in others):
        raise SimulatedError(40058, "the name of the group is taken")
    return name


def _paged(args: Args, name: str, rows: list[Record]) -> Payload:
    found = args.paged(name, rows, default=500, most=1000)
    return {**found, "has_more": int(bool(found["next_cursor"]))}


@routes.post("kf/knowledge/add_group")
def add_group(world: World, args: Args) -> Payload:
    """Add a group, at most 100."""
    groups = _state(world)["groups"]
    name = _name(world, args)
    if len(groups) >= MOST_GROUPS:
        raise SimulatedError(40058, f"at most {MOST_GROUPS} groups")
    group_id = world.new_id("kg")
    groups[group_id] = {"group_id": group_id, "name": name, "is_default": 0}
    return {"group_id": group_id}


@routes.post("kf/knowledge/mod_group")
def update_group(world: World, args: Args) -> Payload:
    """Rename a group; the default one stays."""
    group = _own_group(world, args)
    group["name"] = _name(world, args, group["group_id"])
    return {}


@routes.post("kf/knowledge/del_group")
def delete_group(world: World, args: Args) -> Payload:
    """Delete a group with its questions; the default one stays."""
    state, group_id = _state(world), _own_group(world, args)["group_id"]
    del state["groups"][group_id]
    kept = {key: one for key, one in state["intents"].items() if one["group_id"] != group_id}
    state["intents"] = kept
    return {}


@routes.post("kf/knowledge/list_group")
def list_groups(world: World, args: Args) -> Payload:
    """Return the groups, or one."""
    rows = [_group(world, args)] if args.get("group_id") else _state(world)["groups"].values()
    return _paged(args, "group_list", list(rows))


# -- questions ---------------------------------------------------------------------------------


def _words(given: Fields, most: int) -> Record:
    return {"text": {"content": given.fields("text").text("content", most=most)}}


def _content(world: World, args: Args, *, new: bool, own: str = "") -> Record:
    """Return the parts of a question that a call gives; all but the similar ones of a new one."""
    found: Record = {}
    if new or args.get("question") is not None:
        found["question"] = _words(args.fields("question"), QUESTION)
        taken = (one for one in _state(world)["intents"].values() if one["intent_id"] != own)
        if any(one["question"] == found["question"] for one in taken):
            raise SimulatedError(40058, "the question exists already")
    if args.get("similar_questions") is not None:
        items = args.fields("similar_questions").records("items", most=100)
        found["similar_questions"] = {"items": [_words(Fields(one), QUESTION) for one in items]}
    if new or args.get("answers") is not None:
        (answer,) = map(Fields, args.records("answers", least=1, most=1))
        attachments = answer.records("attachments", most=4)
        found["answers"] = [
            {
                **_words(answer, ANSWER),
                "attachments": [_attachment(world, Fields(one)) for one in attachments],
            }
        ]
    return found


def _attachment(world: World, given: Fields) -> Record:
    """Return an attachment as ``list_intent`` shows it: a file by its name."""
    kind = given.text("msgtype")
    if kind not in (*FILES, "link"):
        raise SimulatedError(40058, "invalid msgtype of an attachment")
    content = given.fields(kind)
    if kind == "link":
        content.text("title")
        content.text("url")
        return {"msgtype": kind, kind: content.pick("title", "desc", "url", "pic_url")}
    media = world.media.get(need_media(world, content.get(FILES[kind])))
    if kind == "miniprogram":
        content.text("appid")
        content.text("pagepath")
        return {"msgtype": kind, kind: content.pick("title", "appid", "pagepath")}
    return {"msgtype": kind, kind: {"name": media.filename if media else ""}}


def _intent(world: World, args: Args) -> Record:
    found: Record | None = _state(world)["intents"].get(args.text("intent_id"))
    if found is None:
        raise SimulatedError(40058, "invalid intent_id")
    return found


@routes.post("kf/knowledge/add_intent")
def add_intent(world: World, args: Args) -> Payload:
    """Add a question with its answer, at most 200 to a group."""
    group_id, intents = _group(world, args)["group_id"], _state(world)["intents"]
    content = _content(world, args, new=True)
    if sum(one["group_id"] == group_id for one in intents.values()) >= MOST_INTENTS:
        raise SimulatedError(40058, f"at most {MOST_INTENTS} questions of a group")
    intent_id = world.new_id("ki")
    intents[intent_id] = {
        "group_id": group_id,
        "intent_id": intent_id,
        "similar_questions": {"items": []},
        **content,
    }
    return {"intent_id": intent_id}


@routes.post("kf/knowledge/mod_intent")
def update_intent(world: World, args: Args) -> Payload:
    """Replace the parts of a question that are given."""
    intent = _intent(world, args)
    intent.update(_content(world, args, new=False, own=intent["intent_id"]))
    return {}


@routes.post("kf/knowledge/del_intent")
def delete_intent(world: World, args: Args) -> Payload:
    """Delete a question."""
    del _state(world)["intents"][_intent(world, args)["intent_id"]]
    return {}


@routes.post("kf/knowledge/list_intent")
def list_intents(world: World, args: Args) -> Payload:
    """Return the questions: all, those of a group, or one."""
    rows = [_intent(world, args)] if args.get("intent_id") else _state(world)["intents"].values()
    group_id = _group(world, args)["group_id"] if args.get("group_id") else ""
    shown = ("group_id", "intent_id", "question", "similar_questions", "answers")
    found = [pick(one, *shown) for one in rows if group_id in ("", one["group_id"])]
    return _paged(args, "intent_list", found)
