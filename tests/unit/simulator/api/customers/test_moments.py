"""Moments for customers."""

from __future__ import annotations

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
    link = {"msgtype": "link", "link": {"title": "t", "url": "http://e.example"}}
    path = "externalcontact/add_moment_task"
    nobody = {"sender_list": {"user_list": ["nobody"]}}
    assert wecom.refused(path, **HI, visible_range=nobody) == 40031
    wecom(path, **HI, attachments=[*pictures, link])
    span = {"start_time": NOW - DAY, "end_time": NOW}
    [shown] = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert shown["image"] == [one["image"] for one in pictures]
    assert shown["link"] == link["link"]
    assert "attachments" not in shown
