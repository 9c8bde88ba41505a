"""Talks to smart robots as WeCom does: a message, then a poll a second until the stream ends."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Mapping
from typing import Any

from ...protocol.crypto import WXBizMsgCrypt, encrypt_media
from ..world.records import Record
from ..world.robots import Address
from ..world.world import World
from .robot_compose import compose_refresh, compose_robot
from .robot_link import RobotLinks
from .robot_replies import MAX_CONTENT, Asked, RobotVerdict, read_robot_reply
from .robot_rows import WINDOW, RobotChat, RobotRows, result_of, task_of
from .sender import DeliveryPolicy, Exchange, Sender

__all__ = ["RobotChats"]

INTERVAL = 1.0
"""Seconds between two polls."""


class _RobotSender(Sender):
    """Posts JSON to a robot's callback URL."""

    def post(self, message: Record) -> tuple[Exchange, str]:
        """Send one callback; return the exchange and its nonce."""
        sealed = self.crypt.encrypt(json.dumps(message, ensure_ascii=False))
        query = self._query(sealed)
        nonce = query.rpartition("nonce=")[2].partition("&")[0]
        return self._exchange("POST", query, json.dumps({"encrypt": sealed}).encode()), nonce

    def _talk(
        self,
        connection: http.client.HTTPConnection,
        exchange: Exchange,
        method: str,
        target: str,
        body: bytes,
    ) -> None:
        super()._talk(connection, exchange, method, target, body)
        exchange.url = exchange.url.partition("?")[0]


class RobotChats:
    """What members and robots say to each other.

    :param stopping: ends all polls
    :param policy: how long an answer may take
    """

    def __init__(self, world: World, stopping: threading.Event, policy: DeliveryPolicy) -> None:
        self.world = world
        self.interval = INTERVAL
        self.window = WINDOW
        self._stopping = stopping
        self._policy = policy
        self._rows = RobotRows(world)
        self.links = RobotLinks(world, self._rows, stopping, policy)
        """The long connections."""

    def push(self, spec: Mapping[str, Any]) -> Record:
        """Send a message or an event to a robot; wait until its answer is finished.

        :param spec: the fields of ``POST /_sim/push`` with ``robot``; ``"wait": false`` returns
            after the first reply
        :raises ValueError: if the description cannot be pushed
        """
        robot = self.world.robots.by_name.get(str(spec.get("robot")))
        if robot is None:
            names = ", ".join(self.world.robots.by_name) or "none"
            raise ValueError(f"There is no robot of this name. The robots are: {names}.")
        link = self.links.of(robot["name"])
        if link is None and not robot["url"]:
            raise ValueError(
                f"The robot {robot['name']!r} has no callback URL and no long connection."
            )
        spec = self._with_file(spec)
        media = self._media_of(robot) if link is None else self.links.keep_media
        chat = RobotChat(robot, compose_robot(spec, robot, self.world.now(), media))
        wait = spec.get("wait", True) is not False
        if link is not None:
            chat.over_link = True
            self._rows.show_message(chat, spec)
            link.push(chat, wait=wait)
            return result_of(chat, None)
        self._push_to_url(chat, spec, wait=wait)
        address = self.world.robots.address(chat.code) if chat.code else None
        return result_of(chat, None if address is None else address.later)

    def _push_to_url(self, chat: RobotChat, spec: Mapping[str, Any], *, wait: bool) -> None:
        robot = chat.robot
        crypt = WXBizMsgCrypt(robot["token"], robot["aes_key"], "")
        sender = _RobotSender(self.world, robot["url"], crypt, self._policy)
        if chat.what in ("message", "template_card_event"):
            chat.code = self.world.robots.open_address(
                robot["name"], chat.user, str(chat.message.get("chatid", ""))
            )
            chat.message["response_url"] = (
                f"{self.world.base_url}/cgi-bin/aibot/response?response_code={chat.code}"
            )
        self._rows.show_message(chat, spec)
        self._ask(sender, chat, chat.message, Asked(chat.what, task_id=task_of(chat.message)))
        self._rows.show_verdict(chat)
        if wait:
            self._poll(sender, chat)
        elif chat.stream and not chat.finished:
            threading.Thread(target=self._poll, args=(sender, chat), daemon=True).start()

    # -- the exchange

    def _ask(self, sender: _RobotSender, chat: RobotChat, message: Record, asked: Asked) -> None:
        chat.exchange, nonce = sender.post(message)
        verdict = RobotVerdict(False, reason=chat.exchange.reason)
        if chat.exchange.status is not None and not chat.exchange.reason:
            if chat.exchange.status == 200:
                asked = Asked(asked.what, nonce, asked.stream, asked.task_id, chat.card_shown)
                verdict = read_robot_reply(sender.crypt, chat.exchange.body, asked)
            else:
                verdict = RobotVerdict(False, reason=f"HTTP status {chat.exchange.status}")
        chat.verdict = verdict
        if chat.log is not None:
            chat.log.add(chat.exchange, verdict, poll=asked.what == "refresh")
        if verdict.ok and verdict.reply:
            self._rows.show_reply(chat, verdict.reply)

    def _poll(self, sender: _RobotSender, chat: RobotChat) -> None:
        """Ask until the stream is finished; a refused answer changes nothing."""
        ends = self.world.clock() + self.window
        while chat.stream and not chat.finished and self.world.clock() < ends:
            if self._stopping.wait(self.interval):
                return
            chat.polls += 1
            refresh = compose_refresh(chat.message, chat.stream)
            self._ask(sender, chat, refresh, Asked("refresh", stream=chat.stream))
            if not chat.verdict.ok:
                self._rows.show_problem(chat, chat.verdict.reason)
        if chat.stream and not chat.finished:
            self._rows.show_problem(chat, "the stream was not finished in time", ended=True)

    # -- response_url

    def later(self, code: str, body: Record) -> tuple[int, str]:
        """Take a message that was posted to a ``response_url``; return errcode and errmsg."""
        address = self.world.robots.address(code)
        found = self._later(address, body)
        name = "" if address is None else address.robot
        robot = self.world.robots.by_name.get(name, {"name": name})
        self._rows.log_call(robot, "POST", "/cgi-bin/aibot/response", body, found)
        if address is not None and not found[0]:
            self._rows.add_answer(robot, address.user, address.chat, str(body["msgtype"]), body)
        return found

    def _later(self, address: Address | None, body: Record) -> tuple[int, str]:
        kind = body.get("msgtype")
        if address is None or address.used:
            return 40058, "response_code is unknown, used or expired"
        if kind not in ("markdown", "template_card") or not isinstance(body.get(str(kind)), dict):
            return 40008, "msgtype must be markdown or template_card"
        if kind == "template_card" and address.chat:
            return 40058, "a card can be sent in single chats only"
        content = body[str(kind)].get("content", "")
        if kind == "markdown" and not 0 < len(str(content).encode()) <= MAX_CONTENT:
            return 40058, f"markdown.content must have 1 to {MAX_CONTENT} bytes"
        address.used, address.later = True, body
        return 0, "ok"

    # -- helpers

    def _media_of(self, robot: Record) -> Any:
        def keep(data: bytes, filename: str) -> Record:
            key = self.world.robots.keep_file(encrypt_media(robot["aes_key"], data), filename)
            return {"url": f"{self.world.base_url}/robot-media/{key}"}

        return keep

    def _with_file(self, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put the bytes of an uploaded file in the place of its id."""
        media = self.world.media.get(spec.get("MediaId"))
        if media is None or "data" in spec:
            return spec
        data = base64.b64encode(media.data).decode()
        return {"filename": media.filename, **spec, "data": data}
