"""Group chats of an app."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import DirectWorld, RawClient
from tests.helpers.support import AGENT_ID


def test_chats_keep_to_their_members_and_their_app(wecom: DirectWorld) -> None:
    people = {"userlist": ["lisi", "zhangsan", "wangfang"]}
    chat = wecom("appchat/create", **people, owner="zhangsan", chatid="room1")
    assert chat == {"chatid": "room1"}
    assert wecom.refused("appchat/create", **people, chatid="room1") == 86215
    assert wecom.refused("appchat/update", **chat, del_user_list=["lisi", "wangfang"]) == 86006
    assert wecom.refused("appchat/update", **chat, owner="wulan") == 86207
    assert wecom.refused("appchat/update", **chat, owner="nobody") == 86005
    assert wecom.refused("appchat/update", **chat, del_user_list=["zhangsan"]) == 86207
    wecom("appchat/update", **chat, name="长" * 60)
    shown = wecom("appchat/get", chat)["chat_info"]
    assert (shown["name"], shown["owner"]) == ("长" * 50, "zhangsan")
    assert wecom.refused("appchat/send", **chat, msgtype="template_card") == 40008
    news = {"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://e.example"}]}}
    assert wecom.refused("appchat/send", **chat, **news, safe=1) == 40074
    wecom.world.chats["room1"]["agentid"] = AGENT_ID + 1
    assert wecom.refused("appchat/get", chat) == 86008


def test_a_group_chat(api: RawClient, sim: Simulator) -> None:
    made = api.post("appchat/create", {"name": "项目", "userlist": ["lisi", "zhangsan"]})
    chatid = made["chatid"]
    say = {"chatid": chatid, "msgtype": "text", "text": {"content": "大家好"}}
    assert api.post("appchat/send", say)["errcode"] == 0
    assert sim.world.messages.rows()[-1]["users"] == ["lisi", "zhangsan"]
    change = {"chatid": chatid, "owner": "wangfang", "add_user_list": ["wangfang"]}
    assert api.post("appchat/update", change)["errcode"] == 0
    info = api.get("appchat/get", chatid=chatid)["chat_info"]
    assert (info["owner"], info["userlist"]) == ("wangfang", ["lisi", "zhangsan", "wangfang"])
    assert api.post("appchat/send", {**say, "chatid": "none"})["errcode"] == 86003


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"userlist": ["lisi"]}, 86006),
        ({"userlist": ["lisi", "nobody"]}, 86007),
        ({"userlist": ["lisi", "zhangsan"], "owner": "wangfang"}, 86207),
        ({"userlist": ["lisi", "zhangsan"], "owner": "nobody"}, 86005),
        ({"userlist": ["lisi", "zhangsan"], "chatid": "no spaces"}, 86001),
    ],
)
def test_chats_refuse(api: RawClient, body: dict[str, Any], errcode: int) -> None:
    assert api.post("appchat/create", body)["errcode"] == errcode
