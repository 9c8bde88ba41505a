"""The world: agents and the times of events."""

from __future__ import annotations

from flask_wechat_corp.simulator import World
from tests.helpers.simulated import DAY, DirectWorld
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET


def test_the_first_agent_is_renumbered_with_its_menu() -> None:
    menu = {"button": [{"type": "click", "name": "n", "key": "k"}]}
    data = {"agents": [{"agentid": 7, "name": "七"}], "menus": [{"agentid": 7, "menu": menu}]}
    world = World(data)
    world.configure(CORP_ID, SECRET, AGENT_ID)
    assert world.agents == {AGENT_ID: {"agentid": AGENT_ID, "name": "七"}}
    assert world.menus == {AGENT_ID: menu}
    without = World({**data, "menus": []})
    without.configure(CORP_ID, SECRET, AGENT_ID)
    assert without.menus == {}


def test_times_of_equal_events_differ_while_they_are_remembered(wecom: DirectWorld) -> None:
    first = wecom.world.event_times.next({"Event": "click"})
    assert wecom.world.event_times.next({"Event": "click"}) == first + 1
    for number in range(500):
        wecom.world.event_times.next({"Event": f"{number}"})
    assert wecom.world.event_times.next({"Event": "click"}) == first
    wecom.later(DAY)
    assert wecom.world.event_times.next({"Event": "499"}) == first + DAY
