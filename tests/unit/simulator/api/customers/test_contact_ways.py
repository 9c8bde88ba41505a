"""«Contact me» codes, join ways and welcome templates."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.customers import (
    contact_ways,
    welcome_templates,
)
from tests.helpers.simulated import DAY, DirectWorld


def test_contact_ways_live_and_die(wecom: DirectWorld) -> None:
    made = wecom("externalcontact/add_contact_way", type=1, scene=2, user=["lisi"], state="s1")
    config = {"config_id": made["config_id"]}
    assert made["qr_code"].startswith("https://")
    wecom("externalcontact/update_contact_way", **config, remark="展会")
    way = wecom("externalcontact/get_contact_way", **config)["contact_way"]
    assert (way["remark"], way["state"], way["user"]) == ("展会", "s1", ["lisi"])
    assert wecom("externalcontact/list_contact_way")["contact_way"] == [config]
    wecom("externalcontact/del_contact_way", **config)
    assert wecom.refused("externalcontact/get_contact_way", **config) == 41044
    for wrong, errcode in (
        ({"type": 1, "scene": 2}, 40058),
        ({"type": 3, "scene": 2}, 41039),
        ({"scene": 2}, 41037),
        ({"type": 1}, 41038),
        ({"type": 1, "scene": 3}, 41040),
        ({"type": 2, "scene": 2, "user": ["lisi"] * 101}, 41041),
        ({"type": 2, "scene": 1, "user": ["nobody"]}, 40003),
        ({"type": 2, "scene": 1, "party": [99]}, 60123),
        ({"type": 2, "scene": 2, "user": ["lisi"], "is_temp": True}, 40058),
    ):
        assert wecom.refused("externalcontact/add_contact_way", **wrong) == errcode


def test_group_welcome_templates(wecom: DirectWorld) -> None:
    base = "externalcontact/group_welcome_template/"
    words = {"text": {"content": "欢迎"}}
    made = wecom(base + "add", **words)
    wecom(base + "edit", **made, **words, image={"media_id": wecom.media()})
    assert wecom(base + "get", **made)["text"] == words["text"]
    wecom(base + "del", **made)
    assert wecom.refused(base + "get", **made) == 84020
    assert wecom.refused(base + "add") == 40058
    assert wecom.refused(base + "add", image={"media_id": "gone"}) == 40007
    long = {"text": {"content": "字" * 1000 + "x"}}
    assert wecom.refused(base + "add", **long) == 45002
    page = {"title": "t", "url": "http://e.example"}
    made = wecom(base + "add", **words, link=page, file={"media_id": "gone"})
    assert wecom(base + "get", **made) == {**words, "link": page}


def test_ways_into_groups(wecom: DirectWorld) -> None:
    base = "externalcontact/groupchat/"
    chat_ids = [row["chat_id"] for row in wecom(base + "list", limit=1)["group_chat_list"]]
    config = wecom(base + "add_join_way", scene=2, chat_id_list=chat_ids)
    wecom(base + "update_join_way", **config, scene=1, chat_id_list=chat_ids, remark="门店")
    way = wecom(base + "get_join_way", **config)["join_way"]
    assert (way["scene"], way["remark"], way["chat_id_list"]) == (1, "门店", chat_ids)
    wecom(base + "update_join_way", **config, scene=2, chat_id_list=chat_ids, state="s")
    way = wecom(base + "get_join_way", **config)["join_way"]
    assert (way["state"], "remark" in way, way["qr_code"][:8]) == ("s", False, "https://")
    wecom(base + "update_join_way", **config, scene=2, chat_id_list=chat_ids, remark="长" * 31)
    assert wecom(base + "get_join_way", **config)["join_way"]["remark"] == "长" * 30
    wecom(base + "del_join_way", **config)
    assert wecom.refused(base + "get_join_way", **config) == 41044
    assert wecom.refused(base + "add_join_way", scene=2, chat_id_list=["wrx"]) == 40050
    assert wecom.refused(base + "add_join_way", scene=2, chat_id_list=chat_ids * 6) == 41091
    assert wecom.refused(base + "get_join_way") == 41043


HI = {"text": {"content": "您好"}}


def test_a_way_for_one_member_names_one_member(wecom: DirectWorld) -> None:
    path = "externalcontact/add_contact_way"
    single = {"type": 1, "scene": 2}
    assert wecom.refused(path, **single, user=["lisi", "zhangsan"]) == 40058
    assert wecom.refused(path, **single, user=["lisi"], expires_in=15 * DAY) == 40058
    assert "qr_code" in wecom(path, **single, user=["lisi"], expires_in=DAY)
    assert "qr_code" not in wecom(path, type=1, scene=1, user=["lisi"])  # in a mini program


def test_ways_and_templates_are_bounded(wecom: DirectWorld) -> None:
    made = wecom("externalcontact/add_contact_way", type=1, scene=2, user=["lisi"])
    ways = wecom.world.family_state("contact_ways")["ways"]
    ways.update({f"{n}": ways[made["config_id"]] for n in range(contact_ways.MOST_WAYS)})
    again = {"type": 1, "scene": 2, "user": ["lisi"]}
    assert wecom.refused("externalcontact/add_contact_way", **again) == 41045
    for _ in range(welcome_templates.MOST_TEMPLATES):
        wecom("externalcontact/group_welcome_template/add", **HI)
    assert wecom.refused("externalcontact/group_welcome_template/add", **HI) == 41055


def test_ways_into_groups_are_bounded_too(wecom: DirectWorld) -> None:
    [chat] = wecom("externalcontact/groupchat/list", limit=10)["group_chat_list"]
    body = {"scene": 2, "chat_id_list": [chat["chat_id"]]}
    for _ in range(2000):
        wecom("externalcontact/groupchat/add_join_way", **body)
    assert wecom.refused("externalcontact/groupchat/add_join_way", **body) == 41045
