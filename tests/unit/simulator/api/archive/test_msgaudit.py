"""The message archive."""

from __future__ import annotations

from tests.helpers.simulated import DirectWorld, follower


def test_the_message_archive(wecom: DirectWorld) -> None:
    assert "lisi" in wecom("msgaudit/get_permit_user_list", type=1)["ids"]
    userid, external = follower(wecom)
    pairs = [{"userid": one, "exteranalopenid": external} for one in (userid, "ouyangming")]
    agreed = wecom("msgaudit/check_single_agree", info=pairs)["agreeinfo"]
    assert [row["agree_status"] for row in agreed] == ["Agree", "Disagree"]
    wecom.world.chats["room"] = {"name": "群", "owner": "lisi", "userlist": ["lisi", "wulan"]}
    members = wecom("msgaudit/groupchat/get", roomid="room")["members"]
    assert [row["memberid"] for row in members] == ["lisi", "wulan"]
    assert wecom.refused("msgaudit/groupchat/get", roomid="x") == 301059
    assert wecom.refused("msgaudit/check_single_agree", info=pairs * 51) == 301060
    strangers = [{"userid": "nobody", "exteranalopenid": external}]
    assert wecom.refused("msgaudit/check_single_agree", info=strangers) == 301061


def test_the_archive_rejects_unknown_people(wecom: DirectWorld) -> None:
    pair = {"userid": "lisi", "exteranalopenid": "wmx"}
    assert wecom.refused("msgaudit/check_single_agree", info=[pair]) == 301061
