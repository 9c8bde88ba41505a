"""Telephone calls and live streams."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.office import (
    living,
)
from tests.helpers.simulated import DAY, NOW, DirectWorld


def test_calls_and_live_streams(wecom: DirectWorld) -> None:
    [call] = wecom("dial/get_dial_record")["record"]
    assert call["caller"]["userid"] in wecom.world.members
    long = {"start_time": 1, "end_time": NOW, "limit": 500}
    assert wecom("dial/get_dial_record", **long)["record"] == [call]
    old = {"start_time": 1, "end_time": NOW - DAY}
    assert wecom("dial/get_dial_record", **old)["record"] == []
    for start, end in ((NOW, NOW - 1), (NOW + 1, NOW + DAY)):
        wrong = {"start_time": start, "end_time": end}
        assert wecom.refused("dial/get_dial_record", **wrong) == 600018
    [livingid] = living.livings(wecom.world)
    info = wecom("living/get_living_info", {"livingid": livingid})["living_info"]
    assert (info["open_replay"], "replay_status" in info) == (0, False)
    watched = wecom("living/get_watch_stat", livingid=livingid, next_key="0")["stat_info"]
    assert watched["users"][0]["userid"] == info["anchor_userid"]
    assert wecom.refused("living/get_watch_stat", livingid="lvx") == 40058


def test_watchers_of_a_live_stream_come_on_one_page(wecom: DirectWorld) -> None:
    [livingid] = living.livings(wecom.world)
    path = "living/get_watch_stat"
    assert wecom.refused(path, livingid=livingid, next_key="more") == 40035
