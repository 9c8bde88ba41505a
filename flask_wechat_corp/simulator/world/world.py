"""The state of one simulated company, with its clock; saved and loaded as JSON."""

from __future__ import annotations

import copy
import itertools
import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..data import load_data
from .clock import Clock, EventTimes
from .dialogues import Dialogues
from .history import EventBus, History
from .media import MediaLibrary
from .records import Record, complete_member, message_record, stable_id
from .robots import Robots
from .tokens import Tokens

__all__ = ["Record", "World"]


class World:
    """Corp, contacts, agents, menus, media, chats, tokens and messages.

    Rows are plain dictionaries with the vendor's field names. Hold :attr:`lock` while you read or
    write more than one field; the API does that for every call.

    :param data: the result of :meth:`to_dict`; by default a small company with a few members
    :param clock: the world's clock; tests inject one
    """

    def __init__(self, data: Record | None = None, *, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.lock = threading.RLock()
        self.events = EventBus()
        self.messages = History("message", self.events.publish)
        self.deliveries = History("delivery", self.events.publish)
        self.calls = History("call", self.events.publish)
        self.media = MediaLibrary(self.clock)
        self.robots = Robots(self.clock)
        self.dialogues = Dialogues(self.events.publish)
        self.corp_id = ""
        self.secret = ""
        self.agent_id = 0
        self.base_url = ""
        self.tokens = Tokens(self.clock)
        self.event_times = EventTimes(self.clock)
        self.on_event: Callable[[Record], None] | None = None
        self._initial = copy.deepcopy(data if data is not None else load_data("company.json"))
        self._fill(self._initial)

    # -- JSON ---------------------------------------------------------------------------------

    def _fill(self, data: Record) -> None:
        data = copy.deepcopy(data)
        rows: dict[str, list[Record]] = data
        self.corp_name = str(data.get("corp_name", ""))
        self.departments: dict[int, Record] = {r["id"]: r for r in rows.get("departments", [])}
        self.departments.setdefault(1, {"id": 1, "name": self.corp_name, "parentid": 0})
        for row in self.departments.values():
            row.setdefault("order", 0)
            row.setdefault("department_leader", [])
        members = map(complete_member, rows.get("members", []))
        self.members: dict[str, Record] = {row["userid"]: row for row in members}
        self.tags: dict[int, Record] = {row["tagid"]: row for row in rows.get("tags", [])}
        self.agents: dict[int, Record] = {row["agentid"]: row for row in rows.get("agents", [])}
        self.menus: dict[int, Record] = {r["agentid"]: r["menu"] for r in rows.get("menus", [])}
        self.chats: dict[str, Record] = {row["chatid"]: row for row in rows.get("chats", [])}
        # Worlds saved by earlier versions have this key as "rooms".
        families: dict[str, Record] = data.get("families", data.get("rooms")) or {}
        self.families = families
        self.media.load(data.get("media", []))
        self.robots.load(rows.get("robots", []))
        for row in data.get("messages", []):
            self.messages.add(row)
        first = int(data.get("next_id", 1))
        self._ids = itertools.count(first)

    def to_dict(self) -> Record:
        """Return the company, its media and messages, without tokens, calls and callbacks."""
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
                    "robots": list(self.robots.by_name.values()),
                    "families": self.families,
                    "media": self.media.to_list(),
                    "messages": self.messages.rows(),
                    "next_id": next_id,
                }
            )

    def snapshot(self, last: int | None = None) -> Record:
        """Return what the chat page shows of the world; hold :attr:`lock` while you use it.

        :param last: return only this many of the newest rows of each history
        """
        histories = (self.messages, self.deliveries, self.calls)
        return {
            "members": list(self.members.values()),
            "departments": list(self.departments.values()),
            "tags": list(self.tags.values()),
            "agents": list(self.agents.values()),
            "menus": [{"agentid": key, "menu": menu} for key, menu in self.menus.items()],
            "chats": list(self.chats.values()),
            "robots": self.robots.rows(),
            "dialogues": self.dialogues.rows(),
            "media": self.media.rows(),
            "messages": self.messages.rows(last),
            "deliveries": self.deliveries.rows(last),
            "calls": self.calls.rows(last),
            "histories": {one.name: one.counts() for one in histories},
            "media_bytes": self.media.size,
            "media_dropped": self.media.dropped,
        }

    @classmethod
    def load(cls, path: str | Path, *, clock: Clock | None = None) -> World:
        """Return the world that :meth:`save` wrote.

        :raises ValueError: if the file is not a saved world
        """
        data = json.loads(Path(path).read_text("utf-8"))
        if not isinstance(data, dict):
            raise ValueError(f"{path} is not a saved world: it must contain a JSON object.")
        try:
            return cls(data, clock=clock)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path} is not a saved world: {type(error).__name__} {error}."
            ) from error

    def save(self, path: str | Path) -> None:
        """Write the world as JSON. If that fails, the old file is unchanged."""
        target = Path(path)
        temporary = target.with_name(target.name + ".new")
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", "utf-8")
        temporary.replace(target)

    def configure(self, corp_id: str, secret: str, agent_id: int) -> None:
        """Set the corp and the app.

        If no agent has ``agent_id``, the first agent gets it.
        """
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
        """Restore the initial contacts, histories, media, tokens and clock."""
        with self.lock:
            for history in (self.messages, self.deliveries, self.calls):
                history.clear()
            self.media.clear()
            self.robots.clear()
            self.dialogues.clear()
            self.tokens.clear()
            self.clock.reset()
            self._fill(self._initial)
            self.configure(self.corp_id, self.secret, self.agent_id)
        self.events.publish("reset", {})

    # -- families -------------------------------------------------------------------------------

    def next_id(self) -> int:
        """Return a number that is unique in this world."""
        return next(self._ids)

    def family_state(
        self, name: str, default_state: Callable[[World], Record] | None = None
    ) -> Record:
        """Return the state of an API family: JSON-plain, saved and reset with the world.

        :param name: the family's key in a saved world
        :param default_state: makes the state when it is first used, so that a new world has
            customers, approvals and calendars without a description of them
        """
        state = self.families.setdefault(name, {})
        if not state and default_state is not None:
            state.update(default_state(self))
        return state

    def now(self) -> int:
        """Return the world's time in whole seconds."""
        return int(self.clock())

    def new_id(self, prefix: str = "", length: int = 32) -> str:
        """Return a new opaque id of the vendor's form: its prefix, then letters and digits."""
        return self.stable_id(prefix, str(self.next_id()), length)

    def stable_id(self, prefix: str, name: str, length: int = 32) -> str:
        """Return the id that ``name`` always has in this company."""
        return stable_id(f"{self.corp_id}/{prefix}/{name}", prefix, length)

    def changed(self, kind: str, action: str, id: object) -> None:
        """Notify the page that something of ``kind`` (``contacts``, ``tags`` …) changed."""
        self.events.publish(kind, {"action": action, "id": id})

    def emit_event(self, **spec: Any) -> None:
        """Push the event that an API call has caused, in the background.

        The arguments are the fields of ``POST /_sim/push``; ``type`` is ``event`` by default.
        """
        if self.on_event is not None:
            self.on_event({"type": "event", **spec})

    def record_message(
        self,
        via: str,
        users: list[str],
        msgtype: str,
        content: Record,
        *,
        agent_id: int | None = None,
        chatid: str | None = "",
        msgid: str | None = None,
        part: list[int] | None = None,
    ) -> Record:
        """Add a message of the app to the conversations of ``users``; return its row.

        :param via: how it was sent: ``send``, ``appchat``, ``webhook`` or ``kf``
        :param agent_id: the sending agent; by default the world's first
        :param part: its number among the parts of a long reply, and how many there are
        """
        row = message_record(self.clock(), via, users, msgtype, content)
        row["agentid"] = self.agent_id if agent_id is None else agent_id
        row.update(chatid=chatid, msgid=msgid, part=part)
        return self.messages.add(row)

    # -- contacts -----------------------------------------------------------------------------

    def member(self, userid: object) -> Record | None:
        """Return a member, or None; user ids are case-insensitive."""
        if not isinstance(userid, str):
            return None
        row = self.members.get(userid)
        if row is not None:
            return row
        wanted = userid.lower()
        return next((one for one in self.members.values() if one["userid"].lower() == wanted), None)

    def subtree(self, department_id: int) -> list[int]:
        """Return the ids of a department and of all below it, with the department first."""
        found = [department_id]
        for parent in found:
            found += [
                row["id"]
                for row in self.departments.values()
                if row["parentid"] == parent and row["id"] not in found
            ]
        return found

    def members_of(self, department_ids: Iterable[int]) -> list[Record]:
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
        """Return the user ids of a tag, including those of its departments."""
        tag = self.tags.get(tagid, {"userlist": [], "partylist": []})
        users = dict.fromkeys(userid for userid in tag["userlist"] if userid in self.members)
        for party in tag["partylist"]:
            users |= dict.fromkeys(row["userid"] for row in self.members_of(self.subtree(party)))
        return list(users)
