"""Moments for customers."""

from __future__ import annotations

from typing import Any

from tests.helpers.simulated import DAY, NOW, DirectWorld, follower


def test_moments(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    job = wecom(
        "externalcontact/add_moment_task",
        text={"content": "上新"},
        visible_range={"sender_list": {"user_list": [userid, "nobody"]}},
    )
    done = wecom("externalcontact/get_moment_task_result", job)
    assert (done["status"], done["result"]["invalid_sender_list"]["user_list"]) == (3, ["nobody"])
    moment = {"moment_id": done["result"]["moment_id"]}
    span = {"start_time": NOW - DAY, "end_time": NOW}
    [shown] = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert (shown["text"], shown["moment_id"]) == ({"content": "上新"}, moment["moment_id"])
    assert wecom("externalcontact/get_moment_task", **moment)["task_list"] == [
        {"userid": userid, "publish_status": 0}
    ]
    customers = wecom("externalcontact/get_moment_customer_list", **moment, userid=userid)
    assert customers["customer_list"] == [{"userid": userid, "external_userid": external}]
    sent = wecom("externalcontact/get_moment_send_result", **moment, userid=userid)
    assert sent["customer_list"] == []
    comments = wecom("externalcontact/get_moment_comments", **moment, userid=userid)
    assert comments == {"comment_list": [], "like_list": []}
    assert wecom.refused("externalcontact/get_moment_task_result", {"jobid": "x"}) == 40088
    assert wecom.refused("externalcontact/get_moment_task", moment_id="x") == 41060
    assert wecom.refused("externalcontact/get_moment_task") == 41059
    assert wecom.refused("externalcontact/add_moment_task") == 41089
    other = {**moment, "userid": "ouyangming"}
    assert wecom.refused("externalcontact/get_moment_comments", **other) == 41061


HI = {"text": {"content": "您好"}}


def test_a_moment_shows_its_pictures_in_a_row(wecom: DirectWorld) -> None:
    pictures = [{"msgtype": "image", "image": {"media_id": wecom.media()}} for _ in range(2)]
    path = "externalcontact/add_moment_task"
    nobody = {"sender_list": {"user_list": ["nobody"]}}
    assert wecom.refused(path, **HI, visible_range=nobody) == 40031
    wecom(path, **HI, attachments=pictures)
    span = {"start_time": NOW - DAY, "end_time": NOW}
    [shown] = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert shown["image"] == [one["image"] for one in pictures]
    assert "attachments" not in shown


def test_a_moment_may_name_all_tags_of_the_corp(wecom: DirectWorld) -> None:
    tags = [f"et{number}" for number in range(10_000)]
    job = wecom(
        "externalcontact/add_moment_task",
        **HI,
        visible_range={"external_contact_list": {"tag_list": tags}},
    )
    result = wecom("externalcontact/get_moment_task_result", job)["result"]
    assert result["invalid_external_contact_list"] == {"tag_list": tags}


def test_a_moment_has_pictures_or_one_video_or_one_link(wecom: DirectWorld) -> None:
    path, media_id = "externalcontact/add_moment_task", wecom.media()
    picture = {"msgtype": "image", "image": {"media_id": media_id}}
    link = {"msgtype": "link", "link": {"url": "http://e.example", "media_id": media_id}}
    video = {"msgtype": "video", "video": {"media_id": media_id}}
    for attachments, errcode in (
        ([picture, link], 41065),
        ([{"msgtype": "file", "file": {"media_id": media_id}}], 41065),
        ([link, link], 41064),
        ([video, video], 41064),
        ([picture] * 10, 41064),
        ([{"msgtype": "link", "link": {"url": "http://e.example"}}], 40007),
        ([{"msgtype": "link", "link": {"media_id": media_id}}], 41010),
    ):
        assert wecom.refused(path, attachments=attachments) == errcode
    for attachments in ([picture] * 9, [link], [video]):
        wecom(path, attachments=attachments)


def test_a_text_of_2000_chinese_characters_is_published(wecom: DirectWorld) -> None:
    path = "externalcontact/add_moment_task"
    wecom(path, text={"content": "字" * 2000})
    assert wecom.refused(path, text={"content": "字" * 2000 + "x"}) == 45002


def moment_of(wecom: DirectWorld, **sent: Any) -> dict[str, str]:
    job = wecom("externalcontact/add_moment_task", **sent)
    done = wecom("externalcontact/get_moment_task_result", job)
    return {"moment_id": done["result"]["moment_id"]}


def test_customers_with_a_tag_see_a_moment(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    [group] = wecom("externalcontact/get_corp_tag_list")["tag_group"]
    tag, other = (one["id"] for one in group["tag"][:2])
    pair = {"userid": userid, "external_userid": external}
    wecom("externalcontact/mark_tag", **pair, add_tag=[tag])
    reach = [{"external_contact_list": {"tag_list": [one]}} for one in (tag, other)]
    moment, unseen = (moment_of(wecom, **HI, visible_range=one) for one in reach)
    found = wecom("externalcontact/get_moment_customer_list", **moment, userid=userid)
    assert [one["external_userid"] for one in found["customer_list"]] == [external]
    tasks = wecom("externalcontact/get_moment_task", **moment)["task_list"]
    assert [one["userid"] for one in tasks] == [userid]
    assert wecom("externalcontact/get_moment_task", **unseen)["task_list"] == []
    span = {"start_time": NOW - DAY, "end_time": NOW}
    moment_of(wecom, **HI, visible_range={"sender_list": {"user_list": [userid]}})
    shown = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert [one["visible_type"] for one in shown] == [0, 0, 1]
    wide = {"start_time": NOW - 31 * DAY, "end_time": NOW}
    assert wecom.refused("externalcontact/get_moment_list", **wide) == 40058


def test_departments_publish_a_moment(wecom: DirectWorld) -> None:
    party = wecom.world.members["lisi"]["department"][0]
    senders = {"user_list": [], "department_list": [party, 99]}
    job = wecom("externalcontact/add_moment_task", **HI, visible_range={"sender_list": senders})
    result = wecom("externalcontact/get_moment_task_result", job)["result"]
    assert result["invalid_sender_list"] == {"user_list": [], "department_list": [99]}
    tasks = wecom("externalcontact/get_moment_task", moment_id=result["moment_id"])["task_list"]
    assert "lisi" in [one["userid"] for one in tasks]
