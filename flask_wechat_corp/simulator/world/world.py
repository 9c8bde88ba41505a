"""The state of one simulated company: an object with a clock, JSON in and out, no globals."""

from __future__ import annotations

import copy
import itertools
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..errors import SimulatedError, load_data
from .clock import Clock
from .history import EventBus, History
from .media import Shelf

__all__ = ["TOKEN_LIFETIME", "World", "complete_member"]

TOKEN_LIFETIME = 7_200
"""Seconds that an access token lives (document/path/91039)."""

_MAX_TOKENS = 500
_MAX_EVENTS = 500

Row = dict[str, Any]


class World:
    """Corp, contacts, agents, menus, media, chats, tokens and what was said.

    Rows are plain dictionaries with the vendor's field names. Whoever reads or writes more than
    one field holds :attr:`lock`; the API does that for every call.

    :param data: what :meth:`to_dict` gave; without it, a friendly small company
    :param clock: tells the time; injected by tests
    """

    def __init__(self, data: Row | None = None, *, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.lock = threading.RLock()
        self.events = EventBus()
        self.messages = History("message", self.events.publish)
        self.deliveries = History("delivery", self.events.publish)
        self.calls = History("call", self.events.publish)
        self.media = Shelf(self.clock)
        self.corp_id = ""
        self.secret = ""
        self.agent_id = 0
        self.base_url = ""
        self.tokens: dict[str, Row] = {}
        self._event_times: dict[str, int] = {}
        self.outbox: Callable[[Row], None] | None = None
        self._initial = copy.deepcopy(data if data is not None else load_data("company.json"))
        self._fill(self._initial)

    # -- JSON ---------------------------------------------------------------------------------

    def _fill(self, data: Row) -> None:
        data = copy.deepcopy(data)
        self.corp_name = str(data.get("corp_name", ""))
        self.departments: dict[int, Row] = {row["id"]: row for row in data.get("departments", [])}
        self.departments.setdefault(1, {"id": 1, "name": self.corp_name, "parentid": 0})
        for row in self.departments.values():
            row.setdefault("order", 0)
            row.setdefault("department_leader", [])
        self.members: dict[str, Row] = {}
        for row in data.get("members", []):
            self.members[row["userid"]] = complete_member(row)
        self.tags: dict[int, Row] = {row["tagid"]: row for row in data.get("tags", [])}
        self.agents: dict[int, Row] = {row["agentid"]: row for row in data.get("agents", [])}
        self.menus: dict[int, Row] = {row["agentid"]: row["menu"] for row in data.get("menus", [])}
        self.chats: dict[str, Row] = {row["chatid"]: row for row in data.get("chats", [])}
        self.rooms: dict[str, Row] = data.get("rooms", {})
        self.media.load(data.get("media", []))
        for row in data.get("messages", []):
            self.messages.add(row)
        first = int(data.get("next_id", 1))
        self._ids = itertools.count(first)

    def to_dict(self) -> Row:
        """Return the company, its media and its messages; not tokens, calls and callbacks."""
        with self.lock:
            next_id = next(self._ids)
            self._ids = itertools.count(next_id)
            return copy.deepcopy(
                {
                    "corp_name": self.corp_name,
                    "departments": list(self.departments.values()),
                    "members": list(self.members.values()),
                    "tags": list(self.tags.values()),
                    "agents": list(self.agents.values()),
                    "menus": [{"agentid": i, "menu": menu} for i, menu in self.menus.items()],
                    "chats": list(self.chats.values()),
                    "rooms": self.rooms,
                    "media": self.media.to_list(),
                    "messages": self.messages.rows(),
                    "next_id": next_id,
                }
            )

    @classmethod
    def load(cls, path: str | Path, *, clock: Clock | None = None) -> World:
        """Return the world that :meth:`save` wrote.

        :raises ValueError: when the file is not such JSON
        """
        data = json.loads(Path(path).read_text("utf-8"))
        if not isinstance(data, dict):
            raise ValueError("a world is a JSON object")
        try:
            return cls(data, clock=clock)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a world: {type(error).__name__} {error}") from error

    def save(self, path: str | Path) -> None:
        """Write the world as JSON; the old file stays whole when that fails."""
        target = Path(path)
        temporary = target.with_name(target.name + ".new")
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", "utf-8")
        temporary.replace(target)

    def adopt(self, corp_id: str, secret: str, agent_id: int) -> None:
        """Say who this company is; its first agent takes the given id when no agent has it."""
        with self.lock:
            self.corp_id, self.secret, self.agent_id = corp_id, secret, agent_id
            if agent_id in self.agents:
                return
            if self.agents:
                old = next(iter(self.agents))
                self.agents = {
                    agent_id: {**self.agents.pop(old), "agentid": agent_id},
                    **self.agents,
                }
                if old in self.menus:
                    self.menus[agent_id] = self.menus.pop(old)
            else:
                self.agents[agent_id] = {"agentid": agent_id, "name": "app", "allow_partys": [1]}

    def reset(self) -> None:
        """Return to the beginning: contacts, histories, media, tokens and clock."""
        with self.lock:
            for history in (self.messages, self.deliveries, self.calls):
                history.clear()
            self.media.clear()
            self.tokens.clear()
            self.clock.reset()
            self._fill(self._initial)
            self.adopt(self.corp_id, self.secret, self.agent_id)
        self.events.publish("reset", {})

    # -- small services -----------------------------------------------------------------------

    def next_id(self) -> int:
        """Return a number that was never given in this world."""
        return next(self._ids)

    def event_time(self, fields: Row) -> int:
        """Return the ``CreateTime`` of an event: now, but later than an equal event's before it.

        Events have no id. People do not press a button twice within a second; tests do, and an
        app would take the second time for a repeated delivery.
        """
        key = json.dumps({**fields, "CreateTime": 0}, default=str)
        with self.lock:
            time = max(int(self.clock()), self._event_times.pop(key, 0) + 1)
            self._event_times[key] = time
            while len(self._event_times) > _MAX_EVENTS:
                del self._event_times[next(iter(self._event_times))]
        return time

    def room(self, name: str) -> Row:
        """Return the JSON-plain state of an API family, kept and reset with the world."""
        return self.rooms.setdefault(name, {})

    def changed(self, kind: str, action: str, id: object) -> None:
        """Tell the page that something of ``kind`` (``contacts``, ``tags`` …) changed."""
        self.events.publish(kind, {"action": action, "id": id})

    def call_back(self, **spec: Any) -> None:
        """Push a callback in the background, for what an API call has caused.

        The arguments are those of ``POST /_sim/push``; ``type`` is ``event`` when left out.
        """
        if self.outbox is not None:
            self.outbox({"type": "event", **spec})

    # -- tokens -------------------------------------------------------------------------------

    def issue_token(
        self, owner: str, kind: str = "access_token", *, lifetime: int = TOKEN_LIFETIME
    ) -> tuple[str, int]:
        """Return the owner's token and the seconds it lives; the same one while it is valid.

        :param owner: the agent's id as text, a suite id, a provider's corp id …
        :param kind: ``access_token``, ``suite_access_token`` or ``provider_access_token``
        """
        now = self.clock()
        with self.lock:
            for token, row in self.tokens.items():
                same = row["owner"] == owner and row["kind"] == kind
                if same and row["alive"] and row["expires_at"] > now:
                    return token, max(1, int(row["expires_at"] - now))
            token = secrets.token_urlsafe(64)
            row = {"owner": owner, "kind": kind, "alive": True, "expires_at": now + lifetime}
            self.tokens[token] = row
            while len(self.tokens) > _MAX_TOKENS:
                del self.tokens[next(iter(self.tokens))]
            return token, lifetime

    def check_token(self, token: str, kind: str = "access_token") -> str:
        """Return whose token this is.

        :raises SimulatedError: 41001, 40014 or 42001
        """
        if not token:
            raise SimulatedError(41001 if kind == "access_token" else 41022)
        row = self.tokens.get(token)
        if row is None or row["kind"] != kind or not row["alive"]:
            raise SimulatedError(40014 if kind == "access_token" else 40082)
        if row["expires_at"] <= self.clock():
            raise SimulatedError(42001 if kind == "access_token" else 42009)
        return str(row["owner"])

    def kill_tokens(self) -> int:
        """Make every token invalid, as an administrator does; returns how many."""
        with self.lock:
            now = self.clock()
            alive = [row for row in self.tokens.values() if row["alive"]]
            for row in alive:
                row["alive"] = False
            return sum(row["expires_at"] > now for row in alive)

    # -- contacts -----------------------------------------------------------------------------

    def member(self, userid: object) -> Row | None:
        """Return a member; user ids are the same in any case of letters."""
        if not isinstance(userid, str):
            return None
        row = self.members.get(userid)
        if row is not None:
            return row
        wanted = userid.lower()
        return next((one for one in self.members.values() if one["userid"].lower() == wanted), None)

    def subtree(self, department_id: int) -> list[int]:
        """Return the ids of a department and of all below it, the department first."""
        found = [department_id]
        for parent in found:
            found += [
                row["id"]
                for row in self.departments.values()
                if row["parentid"] == parent and row["id"] not in found
            ]
        return found

    def members_of(self, department_ids: Iterable[int]) -> list[Row]:
        """Return the members that belong to one of these departments."""
        wanted = set(department_ids)
        return [row for row in self.members.values() if wanted & set(row["department"])]

    def visible(self, agent_id: int) -> set[str]:
        """Return the user ids in an agent's visible range."""
        agent = self.agents.get(agent_id, {})
        users = {row["userid"] for row in agent.get("allow_userinfos", [])}
        for party in agent.get("allow_partys", []):
            users |= {row["userid"] for row in self.members_of(self.subtree(party))}
        for tagid in agent.get("allow_tags", []):
            users |= set(self.tagged(tagid))
        return users & set(self.members)

    def tagged(self, tagid: int) -> list[str]:
        """Return the user ids under a tag, through its departments too."""
        tag = self.tags.get(tagid, {"userlist": [], "partylist": []})
        users = dict.fromkeys(userid for userid in tag["userlist"] if userid in self.members)
        for party in tag["partylist"]:
            users |= dict.fromkeys(row["userid"] for row in self.members_of(self.subtree(party)))
        return list(users)


def complete_member(row: Row) -> Row:
    """Return a member's row with every field that ``user/get`` shows."""
    departments = row.get("department") or [1]
    first = {"name": row["userid"], "mobile": "", "department": departments}
    rest = {
        "order": [0] * len(departments),
        "position": "",
        "gender": "0",
        "email": "",
        "biz_mail": f"{row['userid']}@corp.example.com",
        "is_leader_in_dept": [0] * len(departments),
        "direct_leader": [],
        "avatar": "",
        "thumb_avatar": "",
        "telephone": "",
        "alias": "",
        "address": "",
        "open_userid": "wo" + row["userid"],
        "main_department": departments[0],
        "extattr": {"attrs": []},
        "status": 1,
        "enable": 1,
        "qr_code": f"https://open.work.weixin.qq.com/wwopen/userQRCode?vcode={row['userid']}",
        "external_position": "",
        "external_profile": {"external_corp_name": "", "external_attr": []},
    }
    return {"userid": row["userid"], **first, **rest, **row}
