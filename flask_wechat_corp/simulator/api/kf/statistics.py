"""Figures of customer service by the day, until yesterday. Sources: WeCom's pages 95489, 95490."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.world import Record, World
from ..request import DAY, Args
from ..routes import Payload, Routes
from .accounts import account_of, service, servicers_of
from .messages import FROM_CUSTOMER, FROM_SERVICER, account_of_row

routes = Routes()

MOST_DAYS = 31
KEPT_DAYS = 180


def _by_day(world: World, args: Args, figures: Callable[[list[Record]], Record | None]) -> Payload:
    """Return the figures of each day that a call asks for, from the account's rows of the day."""
    account = account_of(world, args)["open_kfid"]
    first, last = (midnight(args.number(key)) for key in ("start_time", "end_time"))
    today = midnight(world.now())
    if not today - KEPT_DAYS * DAY <= first <= last < today:
        raise SimulatedError(40058, "the days are yesterday to 180 days ago")
    if last - first > MOST_DAYS * DAY:
        raise SimulatedError(40058, f"at most {MOST_DAYS} days")
    messages = [row for row in service(world)["messages"] if account_of_row(row) == account]
    days = []
    for day in range(first, last + 1, DAY):
        found = figures([row for row in messages if day <= row["send_time"] < day + DAY])
        days.append({"stat_time": day, **({} if found is None else {"statistic": found})})
    return {"statistic_list": days}


def _asked(rows: list[Record]) -> list[Record]:
    return [row for row in rows if row["origin"] == FROM_CUSTOMER]


@routes.post("kf/get_corp_statistic")
def get_corp_statistic(world: World, args: Args) -> Payload:
    """Return the figures of an account; a day without any has none."""

    def figures(rows: list[Record]) -> Record | None:
        asked = _asked(rows)
        people = {row["external_userid"] for row in asked}
        if not asked:
            return None
        handed = _served(rows, "")
        return {
            "session_cnt": len(people),
            "customer_cnt": len(people),
            "customer_msg_cnt": len(asked),
            "upgrade_service_customer_cnt": 0,
            "ai_session_reply_cnt": 0,
            "ai_transfer_rate": len(people & set(handed)) / len(people),
            "msg_rejected_customer_cnt": 0,
        }

    return _by_day(world, args, figures)


def _served(rows: list[Record], servicer: str) -> dict[str, int]:
    """Return when a servicer, or any, took over each customer of a day."""
    found: dict[str, int] = {}
    for row in rows:
        event = row.get("event", {})
        taker = event.get("new_servicer_userid")
        if taker and servicer in ("", taker):
            found.setdefault(event["external_userid"], row["send_time"])
    return found


@routes.post("kf/get_servicer_statistic")
def get_servicer_statistic(world: World, args: Args) -> Payload:
    """Return the figures of a servicer, or of all of an account."""
    servicer = args.optional_text("servicer_userid")
    if servicer and servicer not in servicers_of(world, account_of(world, args)):
        raise SimulatedError(95014, "not a servicer")

    def figures(rows: list[Record]) -> Record | None:
        served = _served(rows, servicer)
        if not served:
            return None
        asked = [row for row in _asked(rows) if row["external_userid"] in served]
        waits = []
        for external, since in served.items():
            answers = [
                row["send_time"]
                for row in rows
                if row["origin"] == FROM_SERVICER and row["external_userid"] == external
            ]
            if answers:
                waits.append(max(min(answers) - since, 0))
        rates = {"reply_rate": len(waits) / len(served)}
        if waits:
            rates["first_reply_average_sec"] = sum(waits) / len(waits)
        return {
            "session_cnt": len(served),
            "customer_cnt": len({row["external_userid"] for row in asked}),
            "customer_msg_cnt": len(asked),
            **rates,
            "satisfaction_investgate_cnt": 0,
            "upgrade_service_customer_cnt": 0,
            "upgrade_service_member_invite_cnt": 0,
            "upgrade_service_member_customer_cnt": 0,
            "upgrade_service_groupchat_invite_cnt": 0,
            "upgrade_service_groupchat_customer_cnt": 0,
            "msg_rejected_customer_cnt": 0,
        }

    return _by_day(world, args, figures)
