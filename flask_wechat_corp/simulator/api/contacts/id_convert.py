"""Conversions of ids between apps and corps.

Sources: WeCom's page 98729, and the models of two SDKs for 95926, 96169, 97064 and 99601. The ids
of a service provider are other ids of the same records: always the same one for the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..corps.linkedcorp import linked
from ..customers.contacts import customers
from ..customers.group_chats import chat_of, chats
from ..customers.tags import library
from ..kf.accounts import service
from ..lookups import provider_id
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

CUSTOMER = 1
FORMS = 2
KEPT = 2000
SEVEN_DAYS = 7 * 86_400


def _state(world: World) -> Record:
    return world.family_state("id_convert", lambda _: {"temporary": {}, "pending": {}})


def temporary_id(world: World, business_type: int, external_userid: str, scope: str = "") -> str:
    """Return the temporary id that an app gets for a person outside the company.

    :param business_type: 1 a meeting, 2 a form, 3 a smart sheet
    :param external_userid: a customer, or ``corpid/userid`` of a linked company's member
    :param scope: the form or the document; a person has another id in another one
    """
    name = f"{business_type}/{scope}/{external_userid}"
    found = world.stable_id("ou", name)
    kept = _state(world)["temporary"]
    kept[found] = {"business_type": business_type, "person": external_userid}
    keep_newest(kept, KEPT)
    return found


@routes.post("idconvert/convert_tmp_external_userid")
def convert_temporary(world: World, args: Args) -> Payload:
    """Return the customers or linked members that have temporary ids (98729)."""
    business = args.number("business_type", least=1, most=3)
    kind = args.number("user_type", least=1, most=4)
    asked = args.texts("tmp_external_userid_list", least=1, most=100)
    found = []
    for one in asked:
        row = _state(world)["temporary"].get(one, {})
        person = _person(world, kind, row.get("person", ""))
        if person and row["business_type"] == business:
            found.append({"tmp_external_userid": one, **person})
    known = {row["tmp_external_userid"] for row in found}
    invalid = [one for one in asked if one not in known]
    return {"results": found, "invalid_tmp_external_userid_list": invalid}


def _person(world: World, kind: int, person: str) -> Record:
    if kind == CUSTOMER:
        return {"external_userid": person} if person in customers(world)["customers"] else {}
    corpid, _, userid = person.partition("/")
    return {"corpid": corpid, "userid": userid} if person in linked(world)["users"] else {}


def _converted(
    world: World, args: Args, key: str, names: tuple[str, str], known: Collection[str]
) -> Payload:
    """Return the provider's ids for those that the call lists under ``key``."""
    old, new = names
    asked = args.texts(key, least=1, most=1000)
    return {
        "items": [{old: one, new: provider_id(world, one)} for one in asked if one in known],
        f"invalid_{key}": [one for one in asked if one not in known],
    }


@routes.post("idconvert/external_tagid")
def convert_tags(world: World, args: Args) -> Payload:
    """Return the provider's ids of customer tags (96169)."""
    known = {tag["id"] for group in library(world) for tag in group["tag"]}
    names = ("external_tagid", "open_external_tagid")
    return _converted(world, args, "external_tagid_list", names, known)


@routes.post("idconvert/open_kfid")
def convert_accounts(world: World, args: Args) -> Payload:
    """Return the provider's ids of customer service accounts (97064)."""
    names = ("open_kfid", "new_open_kfid")
    return _converted(world, args, "open_kfid_list", names, service(world)["accounts"])


@routes.post("idconvert/chatid")
def convert_chats(world: World, args: Args) -> Payload:
    """Return the encrypted ids of customer groups (99601)."""
    names = ("chat_id", "new_chat_id")
    return _converted(world, args, "chat_id_list", names, chats(world)["chats"])


@routes.post("idconvert/unionid_to_external_userid")
def convert_union_id(world: World, args: Args) -> Payload:
    """Return the customer with a union id, or a pending id for one to come (95926)."""
    unionid = args.text("unionid")
    args.optional_text("openid")
    args.number("subject_type", 0, least=0, most=1)
    for external, person in customers(world)["customers"].items():
        if person["profile"].get("unionid") == unionid:
            return {"external_userid": external}
    pending = _state(world)["pending"]
    pending[unionid] = world.stable_id("p", unionid)
    keep_newest(pending, KEPT)
    return {"pending_id": pending[unionid]}


@routes.post("idconvert/batch/external_userid_to_pending_id")
def convert_pending(world: World, args: Args) -> Payload:
    """Return the pending ids of customers whose union id was asked for before (95926)."""
    asked = args.texts("external_userid", least=1, most=100)
    belongs = _members_of(world, args.optional_text("chat_id"))
    people, pending = customers(world)["customers"], _state(world)["pending"]
    rows = []
    for one in asked:
        unionid = people.get(one, {}).get("profile", {}).get("unionid")
        if unionid in pending and belongs(one):
            rows.append({"external_userid": one, "pending_id": pending[unionid]})
    return {"result": rows}


def _members_of(world: World, chat_id: str) -> Callable[[str], bool]:
    """Return whether a person is in a customer group; without a group everybody is."""
    if not chat_id:
        return lambda _: True
    people = {one["userid"] for one in chat_of(world, chat_id)["member_list"]}
    return people.__contains__


@routes.post("idconvert/apply_to_upgrade_chatid")
def apply_to_upgrade(world: World, args: Args) -> Payload:
    """Plan when the ids of customer groups are encrypted (99601)."""
    when = args.number("upgrade_time", least=0)
    if not world.now() < when <= world.now() + SEVEN_DAYS:
        raise SimulatedError(40058, "upgrade_time is not within the next 7 days")
    _state(world)["upgrade_time"] = when
    return {}


@routes.post("idconvert/upgrade_chatid_for_new_corp", token="suite_access_token")  # noqa: S106 - a kind
def upgrade_new_corps(world: World, args: Args) -> Payload:
    """Encrypt the ids of customer groups of corps that install the suite from now on (99601)."""
    _state(world)["new_corps_upgraded"] = True
    return {}
