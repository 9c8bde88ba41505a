"""No call, however odd its arguments, ends in anything but an answer of WeCom's."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from flask_wechat_corp.simulator.api import CATALOGUE, ROUTES
from flask_wechat_corp.simulator.api.request import Args, Upload
from tests.helpers.simulated import simulator
from tests.helpers.support import AGENT_ID

ODD: list[Any] = [
    None, "", 0, -1, [], {}, "x", [1], [{}], {"a": 1}, True, 1.5, 10**30, "1", "lisi", ["lisi"],
    [["a"]], "|", AGENT_ID, [None], [{"type": None}], {"articles": [1]}, {"content": 1},
    {"media_id": []}, "9" * 400, [True], {"list": [{}]}, 1e308,
]  # fmt: skip
TYPES = ["text", "news", "template_card", "textcard", "mpnews", "image", "miniprogram_notice"]


def odd_arguments(path: str, dice: random.Random) -> tuple[dict[str, str], dict[str, Any]]:
    row: Any = CATALOGUE.get(path, ["", "", [], []])
    body = {name: dice.choice(ODD) for name in (*row[2], *row[3]) if dice.random() < 0.75}
    if "msgtype" in row[3]:
        msgtype = dice.choice(TYPES)
        body |= {"msgtype": msgtype, msgtype: dice.choice(ODD)}
    if "agentid" in body and dice.random() < 0.8:
        body["agentid"] = AGENT_ID
    query = {
        name: str(body[name])
        for name in row[2]
        if name in body and not isinstance(body[name], (list, dict, type(None)))
    }
    return query, body


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_odd_arguments_get_an_answer(path: str) -> None:
    dice = random.Random(path)
    sim = simulator()
    route = ROUTES[path]
    kind = route.token if route.token != "none" else "access_token"
    owner = str(AGENT_ID) if kind == "access_token" else "owner"
    token = {kind: sim.world.tokens.issue(owner, kind)[0]}
    for _ in range(20):
        query, body = odd_arguments(path, dice)
        files = {"media": Upload("a", "text/plain", b"x" * 10)} if dice.random() < 0.3 else {}
        verb = (route.verbs or ("POST",))[0]
        args = Args(verb, path, {**query, **token}, {} if verb == "GET" else body, files)
        answer = sim.gateway.call(args)
        if isinstance(answer, dict):
            assert isinstance(answer["errcode"], int)
            json.dumps(answer)
    json.loads(sim.state_text())
