"""A world that is used for long stays small: histories, media, memory."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator.world.history import MAX_ROWS
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AGENT_ID

PUSHES, CALLS = 1_000, 10_000
MIB = 1024 * 1024


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_media_beyond_the_limit_push_the_oldest_out() -> None:
    with simulator() as sim, RawClient(sim) as api:
        sim.world.media.limit = 4 * MIB
        ids = [sim.world.media.add("file", "a", "x/y", bytes(MIB)).media_id for _ in range(6)]
        answers = []
        for media_id in (ids[0], ids[-1]):
            query = f"?access_token={api.token or api.login()}&media_id={media_id}"
            _, data = api.request("GET", "/cgi-bin/media/get" + query)
            answers.append(data)
        assert json.loads(answers[0])["errcode"] == 40007
        assert answers[1] == bytes(MIB)
        state = sim.state()
        assert (state["media_bytes"], state["media_dropped"]) == (4 * MIB, 2)


def test_a_history_tells_how_many_rows_it_dropped() -> None:
    with simulator() as sim, RawClient(sim) as api:
        for _ in range(MAX_ROWS + 10):
            sim.world.calls.add({"path": "x"})
        api.get("getcallbackip")
        _, state = api.control("GET", "state")
        assert len(state["calls"]) == state["limits"]["rows"] == MAX_ROWS
        # gettoken and getcallbackip came after those
        assert state["histories"]["call"] == {"total": MAX_ROWS + 12, "dropped": 12}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_thousand_pushes_and_ten_thousand_calls(record_property: Any) -> None:
    app = ScriptedApp(lambda fields: (200, app.text(fields, "好" * 100)))
    content = "消息" * 300
    hello = {"type": "text", "from": "zhangsan", "content": content}
    text = {"msgtype": "text", "text": {"content": content}}
    message = {"touser": "@all", "agentid": AGENT_ID, **text}
    with running(app), simulator(app.url) as sim, RawClient(sim) as api:

        def work(pushes: int, calls: int) -> None:
            for _ in range(pushes):
                assert sim.push(hello)["ok"]
                app.got.clear()
            for number in range(calls // 2):
                assert api.get("user/get", userid="zhangsan")["errcode"] == 0
                assert api.post("message/send", {**message, "safe": number % 2})["errcode"] == 0

        started = time.monotonic()
        work(PUSHES // 2, CALLS // 2)  # now every history is full
        half = resident()
        work(PUSHES // 2, CALLS // 2)
        grown = resident() - half
        seconds = time.monotonic() - started
        asked = time.monotonic()
        _, shown = api.control("GET", "state?last=200")
        answered = time.monotonic() - asked
        _, state = api.control("GET", "state")
        kept = {name: len(state[name]) for name in ("messages", "deliveries", "calls")}
    figures = (
        f"{seconds:.0f} s for {PUSHES} pushes and {CALLS} calls; rows {kept}; "
        f"{half / MIB:.0f} MiB half-way, {grown / MIB:+.1f} MiB after; "
        f"the newest 200 rows of each history, {len(json.dumps(shown)) / MIB:.1f} MiB, "
        f"in {answered:.2f} s; all of them are {len(json.dumps(state)) / MIB:.1f} MiB"
    )
    record_property("figures", figures)
    print(figures)
    assert max(kept.values()) <= MAX_ROWS
    assert grown < 24 * MIB
    assert answered < 2
