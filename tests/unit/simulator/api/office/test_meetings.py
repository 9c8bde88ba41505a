"""Meetings, their rooms and recordings: what our client writes is read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import DAY, client_of

HOUR = 3600


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


class Planned:
    """A meeting of `zhangsan` with `lisi`, an hour from now and an hour long."""

    def __init__(self, sim: Simulator, api: WeChatAPI, **settings: Any) -> None:
        self.sim = sim
        self.start = int(sim.world.clock()) + HOUR
        made = api.create_meeting(
            "zhangsan",
            "周会",
            self.start,
            HOUR,
            invitees={"userid": ["lisi"]},
            settings=cast("Any", settings or None),
        )
        self.id = str(made["meetingid"])

    def begin(self) -> str:
        """Let the meeting begin; returns its id."""
        self.sim.world.clock.advance(HOUR + 60)
        return self.id

    def end(self) -> str:
        self.sim.world.clock.advance(2 * HOUR + 60)
        return self.id


def refused(call: Any, *args: Any, **kwargs: Any) -> int:
    with pytest.raises(WeChatAPIError) as caught:
        call(*args, **kwargs)
    return caught.value.errcode


def person(api: WeChatAPI, meetingid: str, userid: str) -> Any:
    found = api.get_meeting_attendee_list(meetingid)["attendees"]
    return dict(next(one for one in found if one["userid"] == userid))


def named(one: dict[str, Any]) -> Any:
    return {"tmp_openid": one["tmp_openid"], "instance_id": one["instance_id"]}


# -- meetings ----------------------------------------------------------------------------------


def test_a_meeting_is_made_changed_and_cancelled(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api, password="1234")
    info = api.get_meeting_info(meetingid=planned.id)
    assert (info["title"], info["meeting_start"], info["status"]) == ("周会", planned.start, 1)
    assert info["settings"]["password"] == "1234"
    assert [one["userid"] for one in info["attendees"]["member"]] == ["zhangsan", "lisi"]
    assert api.get_meeting_info(meeting_code=info["meeting_code"]) == info
    span: Any = {"begin_time": planned.start - HOUR, "end_time": planned.start + HOUR}
    assert api.get_user_meetingid("lisi", **span)["meetingid_list"] == [planned.id]
    assert list(api.iter_user_meetingids("wangfang", **span)) == []
    assert api.get_user_meetingid("lisi")["meetingid_list"] == []  # those until now
    assert list(api.iter_user_meetingids("lisi", begin_time=planned.start)) == [planned.id]

    api.update_meeting(planned.id, title="月会", invitees={"userid": ["wangfang"]}, remind_time=300)
    info = api.get_meeting_info(meetingid=planned.id)
    assert (info["title"], info["meeting_start"]) == ("月会", planned.start)
    assert info["reminders"]["remind_before"] == [300]
    assert list(api.iter_user_meetingids("wangfang", **span)) == [planned.id]
    assert list(api.iter_user_meetingids("lisi", **span)) == []

    api.cancel_meeting(planned.id)
    assert api.get_meeting_info(meetingid=planned.id)["status"] == 4
    assert api.get_user_meetingid("wangfang", **span)["meetingid_list"] == []
    assert refused(api.update_meeting, planned.id, title="x") == 400041


def test_a_meeting_that_has_begun_cannot_change(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).begin()
    assert api.get_meeting_info(meetingid=meetingid)["status"] == 2
    assert refused(api.update_meeting, meetingid, title="x") == 400221
    assert refused(api.cancel_meeting, meetingid) == 400224
    sim.world.clock.advance(HOUR)
    assert api.get_meeting_info(meetingid=meetingid)["status"] == 3


@pytest.mark.parametrize(
    ("given", "errcode"),
    [
        ({"invitees": {"userid": ["stranger"]}}, 400021),
        ({"settings": {"password": "12"}}, 400030),
        ({"settings": {"remind_scope": 5}}, 400025),
        ({"settings": {"ring_users": {"userid": ["wulan"]}}}, 400037),
        ({"reminders": {"repeat_type": 3}}, 400026),
        ({"location": "x" * 129}, 400237),
    ],
)
def test_a_meeting_is_refused(
    given: dict[str, Any], errcode: int, sim: Simulator, api: WeChatAPI
) -> None:
    start = int(sim.world.clock()) + HOUR
    # what the client checks itself goes past it
    body = {
        "admin_userid": "zhangsan", "title": "周会", "meeting_start": start,
        "meeting_duration": HOUR, **given,
    }  # fmt: skip
    assert refused(api.post, "meeting/create", body) == errcode
    assert refused(api.post, "meeting/create", {**body, "meeting_start": 1}) == 400222
    assert refused(api.post, "meeting/create", {**body, "meeting_duration": 60}) == 400035


def test_a_meeting_of_another_application_is_none_of_ours(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api)
    with sim.world.lock:
        sim.world.families["meetings"]["by_id"][planned.id]["agentid"] = 7
    assert refused(api.get_meeting_info, meetingid=planned.id) == 730005
    assert refused(api.get_meeting_info, meetingid="hyx") == 40058
    assert refused(api.get_meeting_info, meeting_code="1") == 730004


def test_invited_members_guests_and_links(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).id
    everyone: Any = [{"userid": one} for one in ("zhangsan", "wulan")]
    api.set_meeting_invitees(meetingid, invitees=everyone)
    assert list(api.iter_meeting_invitees(meetingid)) == everyone
    assert refused(api.set_meeting_invitees, meetingid, invitees=[{"userid": "wulan"}]) == 730009

    guests: Any = [{"area": "86", "phone_number": "13300000000", "guest_name": "客人"}]
    api.set_meeting_guests(meetingid, guests)
    assert api.get_meeting_guests(meetingid)["guests"] == guests
    assert api.get_meeting_info(meetingid=meetingid)["guests"] == guests

    made = api.create_meeting_customer_short_url(meetingid, "e30=")
    links = api.get_meeting_customer_short_url(meetingid)
    assert links["meeting_short_url_customer_data_list"] == [
        made["meeting_short_url_customer_data"]
    ]


def test_attendees_and_what_is_known_afterwards(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api)
    assert api.get_meeting_attendee_list(planned.id)["attendees"] == []
    meetingid = planned.begin()
    now = [one["userid"] for one in api.iter_meeting_realtime_attendees(meetingid)]
    assert now == ["zhangsan", "lisi"]
    assert [one["userid"] for one in api.iter_meeting_attendees(meetingid)] == now
    for span, there in (((planned.start, planned.start + 1), now), ((1, planned.start), None)):
        first, last = max(span[0], span[1] - DAY), span[1]
        found = list(api.iter_meeting_attendees(meetingid, start_time=first, end_time=last))
        assert [one["userid"] for one in found] == (there or [])
    found = api.check_device_in_meeting("lisi", [meetingid])["result_list"]
    assert found == [{"meetingid": meetingid, "instance_id": 1}]
    assert api.check_device_in_meeting("lisi", [meetingid], instance_id_list=[3]) == {
        "errcode": 0, "errmsg": "ok", "result_list": [],
    }  # fmt: skip
    started = list(api.iter_meeting_statistics_starts(1, planned.start - 60, planned.start + 60))
    assert started == [{"userid": "zhangsan", "start_time": planned.start}]
    assert api.get_meeting_quality(meetingid, planned.start)["quality"] == 0
    sim.world.clock.advance(HOUR)
    assert api.get_meeting_quality(meetingid, planned.start)["quality"] == 1
    assert len(list(api.iter_meeting_quality_attendees(meetingid, planned.start))) == 2
    assert list(api.iter_meeting_realtime_attendees(meetingid)) == []


# -- control -----------------------------------------------------------------------------------


def test_a_host_controls_a_running_meeting(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api)
    assert refused(api.set_meeting_realcontrol, planned.id, mute_all=True) == 40058
    meetingid = planned.begin()
    api.set_meeting_realcontrol(meetingid, mute_all=True, allow_unmute_self=False, allow_chat=2)
    settings = api.get_meeting_info(meetingid=meetingid)["settings"]
    assert (settings["mute_all"], settings["allow_chat"]) == (True, 2)
    api.set_meeting_realcontrol(meetingid, allow_external_user=True)  # members only, in this call
    settings = api.get_meeting_info(meetingid=meetingid)["settings"]
    assert settings["allow_external_user"] is False
    lisi = person(api, meetingid, "lisi")
    assert lisi["audio_state"] is False

    api.mute_meeting_realcontrol_user(meetingid, False, named(lisi))
    api.set_meeting_realcontrol_cohost(meetingid, True, named(lisi))
    api.close_meeting_realcontrol_screen_share(meetingid, named(lisi))
    api.meeting_realcontrol_switch_user_video(meetingid, named(lisi), video=False)
    lisi = person(api, meetingid, "lisi")
    assert (lisi["audio_state"], lisi["role"], lisi["video_state"]) == (True, 6, False)
    assert refused(
        api.meeting_realcontrol_switch_user_video, meetingid, named(lisi), video=True
    ) == 40058  # fmt: skip
    api.set_meeting_realcontrol_cohost(meetingid, False, named(lisi))
    assert person(api, meetingid, "lisi")["role"] == 0

    renamed: Any = [{**named(lisi), "nickname": "小李"}]
    api.set_meeting_realcontrol_nicknames(meetingid, renamed)
    with sim.world.lock:
        kept = sim.world.families["meetings"]["by_id"][meetingid]["people"]
    assert [one.get("nickname") for one in kept] == [None, "小李"]
    wrong = {**named(lisi), "instance_id": 3}
    assert refused(api.mute_meeting_realcontrol_user, meetingid, True, wrong) == 40058
    unknown = {**named(lisi), "tmp_openid": "msx"}
    assert refused(api.mute_meeting_realcontrol_user, meetingid, True, unknown) == 730000

    api.meeting_realcontrol_kickout_users(meetingid, True, [named(lisi)])
    there = [one["userid"] for one in api.iter_meeting_realtime_attendees(meetingid)]
    assert there == ["zhangsan"]
    assert refused(api.dismiss_meeting_realcontrol, meetingid, force_dismiss=False) == 40058
    api.dismiss_meeting_realcontrol(meetingid, retrieve_code=True)
    assert api.get_meeting_info(meetingid=meetingid)["status"] == 3


def test_people_go_through_the_waiting_room(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api, enable_waiting_room=True).begin()
    lisi: Any = [named(person(api, meetingid, "lisi"))]
    move = api.meeting_realcontrol_manage_waiting_room_users
    assert refused(move, meetingid, 1, lisi) == 730000
    move(meetingid, 2, lisi)
    [waits] = api.iter_meeting_waitingroom_current_users(meetingid)
    assert waits["userid"] == "lisi"
    sim.world.clock.advance(30)
    move(meetingid, 1, lisi)
    assert list(api.iter_meeting_waitingroom_current_users(meetingid)) == []
    [waited] = api.iter_meeting_waitingroom_users(meetingid)
    assert 30_000 <= waited["quit_time"] - waited["join_time"] <= 31_000
    move(meetingid, 2, lisi)
    move(meetingid, 3, lisi, allow_rejoin=False)
    assert len(list(api.iter_meeting_realtime_attendees(meetingid))) == 1


def test_a_poll_from_its_theme_to_its_end(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).begin()
    host = ("zhangsan", 1)
    questions: Any = [
        {"question_desc": "去哪", "question_type": 0, "poll_option": ["海边", "山里"]}
    ]
    assert refused(
        api.create_meeting_poll_theme, "lisi", 1, meetingid, "团建", "选地方", questions
    ) == 400308  # fmt: skip
    made = api.create_meeting_poll_theme(*host, meetingid, "团建", "选地方", questions)
    theme = made["poll_theme_id"]
    info = api.get_meeting_poll_theme_info(*host, theme, meetingid=meetingid)
    assert info["poll_question_data"][0]["option_info"][1] == {"option_desc": "山里"}
    assert api.get_meeting_poll_theme_info(*host, theme) == info
    assert refused(api.get_meeting_poll_theme_info, *host, "theme") == 40058
    api.update_meeting_poll_theme(
        *host, meetingid, theme, "秋游", "选地方", questions, is_anony=True
    )
    poll = api.start_meeting_poll(*host, meetingid, theme)["poll_id"]
    [listed] = api.get_meeting_poll_list(*host, meetingid)["polls_theme_info"]
    assert listed["polls_info"][0]["poll_id"] == poll
    detail = api.get_meeting_poll_detail(*host, meetingid, poll)
    assert (detail["poll_topic"], detail["is_anony"], detail["status"]) == ("秋游", 1, 1)
    api.meeting_poll_finish(*host, meetingid, theme, poll)
    assert api.get_meeting_poll_detail(*host, meetingid, poll)["status"] == 2
    api.delete_meeting_poll(*host, meetingid, poll_id=poll)
    assert api.get_meeting_poll_list(*host, meetingid)["polls_theme_info"] == []
    theme = api.create_meeting_poll_theme(*host, meetingid, "a", "b", questions)["poll_theme_id"]
    api.delete_meeting_poll(*host, meetingid, poll_theme_id=theme)
    assert refused(api.get_meeting_poll_theme_info, *host, theme, meetingid=meetingid) == 40058


# -- enrolment and webinars --------------------------------------------------------------------


def webinar(sim: Simulator, api: WeChatAPI, **given: Any) -> str:
    start = int(sim.world.clock()) + HOUR
    kind = given.pop("admission_type", 1)
    made = api.create_meeting_webinar("zhangsan", "峰会", start, start + HOUR, kind, False, **given)
    assert made["start_time"] == str(start)
    return str(made["meetingid"])


@pytest.mark.parametrize("kind", ["meeting", "meeting_webinar"])
def test_people_enrol(kind: str, sim: Simulator, api: WeChatAPI) -> None:
    if kind == "meeting":
        meetingid = Planned(sim, api, enable_enroll=True).id
        other = webinar(sim, api)
    else:
        meetingid, other = webinar(sim, api), Planned(sim, api, enable_enroll=True).id

    def call(name: str, *args: Any, **kwargs: Any) -> Any:
        return getattr(api, name.format(kind))(*args, **kwargs)

    assert call("get_{}_enroll_config", meetingid)["approve_type"] == 1
    questions: Any = [{"is_required": 2, "question_type": 3, "question_title": "部门"}]
    changed = call(
        "set_{}_enroll_config", meetingid, approve_type=2, is_collect_question=2,
        question_list=questions,
    )  # fmt: skip
    assert changed["question_count"] == 1
    assert call("get_{}_enroll_config", meetingid)["question_list"] == questions

    size: Any = [{"is_required": 1, "special_type": 6}]
    if kind == "meeting":  # only webinars ask for the size of a company
        assert refused(api.set_meeting_enroll_config, meetingid, question_list=size) == 40058
    else:
        api.set_meeting_webinar_enroll_config(meetingid, question_list=size)

    people: Any = [{"userid": "lisi"}, {"area": "86", "phone_number": "13300000000"}]
    made = call("import_{}_enroll", meetingid, people)
    first, second = (one["enroll_id"] for one in made["enroll_list"])
    assert call("approve_{}_enroll", meetingid, 2, [second])["handled_count"] == 1
    rejected = call("list_{}_enrolls", meetingid, status=2)["enroll_list"]
    assert [one["nick_name"] for one in rejected] == ["13300000000"]
    assert len(list(call("iter_{}_enrolls", meetingid))) == 2
    assert call("delete_{}_enroll", meetingid, [{"enroll_id": second}])["total_count"] == 1
    assert refused(api.approve_meeting_enroll, other, 3, [first]) in (730006, 730011)

    sim.world.clock.advance(HOUR + 60)
    attendees = api.get_meeting_attendee_list(meetingid)["attendees"]
    asked = [one["tmp_openid"] for one in attendees]
    found = call("query_{}_enroll_by_tmp_openid", meetingid, asked)
    attends = any(one["userid"] == "lisi" for one in attendees)
    assert ("enroll_id_list" in found) == attends  # no key rather than an empty list
    assert [one["enroll_id"] for one in found.get("enroll_id_list", ())] == [first] * attends


def test_a_meeting_without_enrolment_says_so(sim: Simulator, api: WeChatAPI) -> None:
    assert refused(api.get_meeting_enroll_config, Planned(sim, api).id) == 40058
    open_to_all = webinar(sim, api, admission_type=0)
    assert refused(api.get_meeting_webinar_enroll_config, open_to_all) == 40058


def test_a_webinar_is_made_changed_and_cancelled(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = webinar(sim, api, sponsor="向日葵", hosts=[{"userid": "lisi"}])
    found = api.get_meeting_webinar(meetingid=meetingid)
    assert (found["title"], found["sponsor"], found["hosts"]) == (
        "峰会", "向日葵", [{"userid": "lisi"}],
    )  # fmt: skip
    assert found["status"] == "MEETING_STATE_INIT"
    assert api.get_meeting_webinar(meeting_code=found["meeting_code"]) == found

    start = int(sim.world.clock()) + 2 * HOUR
    api.update_meeting_webinar(
        meetingid, "大会", start, start + HOUR, 2, False, password="12345",
        display_number_of_attendees=False,
    )  # fmt: skip
    api.update_meeting_webinar_warm_up(meetingid, warm_up_video="https://example.com/a.mp4")
    found = api.get_meeting_webinar(meetingid=meetingid)
    assert (found["title"], found["start_time"]) == ("大会", str(start))
    assert (found["password"], found["display_number_of_attendees"]) == ("12345", 0)
    assert found["warm_up_video"] == "https://example.com/a.mp4"

    guests: Any = [{"guest_type": 1, "userid": "wulan"}]
    api.update_meeting_webinar_guest_list(meetingid, guests)
    assert api.list_meeting_webinar_guest(meetingid=meetingid)["guests"] == guests
    assert refused(api.update_meeting_webinar_guest_list, meetingid, [{"guest_type": 2}]) == 40058
    assert refused(api.create_meeting_customer_short_url, meetingid, "e30=") == 730011

    api.cancel_meeting_webinar(meetingid)
    assert api.get_meeting_webinar(meetingid=meetingid)["status"] == "MEETING_STATE_CANCELLED"


# -- layouts -----------------------------------------------------------------------------------


def test_basic_layouts_and_backgrounds(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).id
    template = api.list_meeting_layout_template()["layout_template_list"][0]["layout_template_id"]
    seats: Any = [{"grid_id": "1", "grid_type": 1, "userid": "lisi", "nick_name": "李四"}]
    pages: Any = [{"layout_template_id": template, "user_seat_list": seats}]
    made = api.add_meeting_layout(meetingid, [{"page_list": pages}, {"page_list": pages}])
    first, second = (one["layout_id"] for one in made["layout_list"])
    assert made["selected_layout_id"] == first
    api.update_meeting_layout(
        meetingid, second, [{"layout_template_id": template}], enable_set_default=True
    )
    listed = api.list_meeting_advanced_layouts(meetingid)
    assert listed["selected_layout_id"] == second
    assert listed["layout_list"][1]["page_list"] == [{"layout_template_id": template}]
    api.set_meeting_layout_default(meetingid, "")
    assert api.list_meeting_advanced_layouts(meetingid)["selected_layout_id"] == ""
    api.set_meeting_layout_default(meetingid, first)
    assert refused(api.batch_meeting_advanced_layout_delete, meetingid, [first]) == 40058
    api.batch_meeting_advanced_layout_delete(meetingid, [second, "unknown"])
    assert len(api.list_meeting_advanced_layouts(meetingid)["layout_list"]) == 1

    images: Any = [
        {"image_md5": f"m{n}", "image_url": "https://example.com/a.png"} for n in range(3)
    ]
    made = api.add_meeting_layout_background(meetingid, images, default_image_order=2)
    one, two, three = (each["background_id"] for each in made["background_list"])
    assert api.list_meeting_layout_background(meetingid)["selected_background_id"] == two
    api.set_meeting_layout_default_background(meetingid, "")
    api.delete_meeting_layout_background(meetingid, two)
    api.set_meeting_layout_default_background(meetingid, one)
    assert refused(api.delete_meeting_layout_background, meetingid, one) == 40058
    api.batch_meeting_layout_delete_background(meetingid, [three])
    left = api.list_meeting_layout_background(meetingid)["background_list"]
    assert [each["image_md5"] for each in left] == ["m0"]


def test_advanced_layouts(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).begin()
    page: Any = {"layout_template_id": "3", "user_seat_list": [{"grid_id": "1", "grid_type": 2}]}
    layouts: Any = [{"layout_name": "讲台", "page_list": [page]}]
    [made] = api.add_meeting_advanced_layout(meetingid, layouts)["layout_list"]
    lisi = person(api, meetingid, "lisi")
    seen = (meetingid, lisi["tmp_openid"], 1)
    assert api.get_meeting_advanced_user_layout(*seen)["layout_type"] == 0
    api.meeting_advanced_layout_apply(meetingid, made["layout_id"])
    assert api.get_meeting_advanced_user_layout(*seen)["layout_type"] == 2
    chosen: Any = [{"tmp_openid": lisi["tmp_openid"]}]
    api.meeting_advanced_layout_apply(meetingid, made["layout_id"], user_list=chosen)
    pages: Any = [{**page, "enable_polling": False}]
    api.update_meeting_advanced_layout(meetingid, made["layout_id"], pages, layout_name="圆桌")
    found = api.get_meeting_advanced_user_layout(*seen)
    assert (found["layout_type"], found["layout_name"]) == (3, "圆桌")


# -- rooms, telephones, recordings, accounts ---------------------------------------------------


def test_rooms_are_found_booked_and_released(sim: Simulator, api: WeChatAPI) -> None:
    first, second = api.iter_meeting_rooms()
    room_id, name = first["meeting_room_id"], first["meeting_room_name"]
    assert api.list_meeting_rooms(meeting_room_name=name)["meeting_room_list"] == [first]
    assert api.get_meeting_rooms_info(room_id)["basic_info"]["meeting_room_name"] == name
    [device] = api.iter_meeting_rooms_devices(meeting_room_name=name)
    [controller] = api.iter_meeting_rooms_controllers(controller_name=name)
    assert device["rooms_id"] == controller["rooms_id"]
    assert api.get_meeting_rooms_config(room_id)["meeting_settings"]["room_pmi"] is True
    assert api.get_meeting_rooms_inventory()["normal_used_count"] == 2

    meetingid = Planned(sim, api).id
    booked = api.book_meeting_rooms(meetingid, [room_id])["meeting_room_list"]
    assert [one["meeting_room_id"] for one in booked] == [room_id]
    assert refused(api.book_meeting_rooms, Planned(sim, api).id, [room_id]) == 40058
    [listed] = api.iter_meeting_rooms_meetings(rooms_id=device["rooms_id"])
    assert (listed["meetingid"], listed["status"]) == (meetingid, "MEETING_STATE_INIT")
    sim.world.clock.advance(3 * HOUR)
    [listed] = api.iter_meeting_rooms_meetings(meeting_room_id=room_id)
    assert listed["status"] == "MEETING_STATE_NULL"
    sim.world.clock.advance(30 * DAY)
    [listed] = api.iter_meeting_rooms_meetings(meeting_room_id=room_id)
    assert listed["status"] == "MEETING_STATE_RECYCLED"
    api.meeting_rooms_release(meetingid, [room_id])
    assert list(api.iter_meeting_rooms_meetings(meeting_room_id=room_id)) == []
    assert refused(api.get_meeting_rooms_info, "mrx") == 40058
    assert second["meeting_room_id"] != room_id


def test_a_recurring_meeting_gets_no_room(sim: Simulator, api: WeChatAPI) -> None:
    room_id = next(api.iter_meeting_rooms())["meeting_room_id"]
    planned = Planned(sim, api)
    api.update_meeting(planned.id, reminders={"is_repeat": 1, "repeat_type": 1})
    assert refused(api.book_meeting_rooms, planned.id, [room_id]) == 40058


def test_rooms_and_connectors_are_called(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).begin()
    room_id = next(api.iter_meeting_rooms())["meeting_room_id"]
    status = api.get_meeting_rooms_response_status
    assert status(meetingid, meeting_room_id=room_id)["status"] == 1
    invite = api.meeting_rooms_call(meetingid, meeting_room_id=room_id)["invite_id"]
    assert status(meetingid, meeting_room_id=room_id)["status"] == 4
    api.cancel_meeting_rooms_call(meetingid, invite, meeting_room_id=room_id)
    assert status(meetingid, meeting_room_id=room_id)["status"] == 5

    address: Any = {"protocol": 1, "dial_string": "192.0.2.1"}
    api.meeting_rooms_call(meetingid, mra_address=address)
    assert status(meetingid, mra_address=address)["status"] == 2
    connector = person(api, meetingid, "")
    mra: Any = {"tmp_openid": connector["tmp_openid"]}
    api.set_meeting_mra_default_layout(meetingid, 3, 2, mra)
    api.set_meeting_mra_raise_hand(meetingid, True, mra)
    api.meeting_realcontrol_switch_user_video(meetingid, named(connector), video=True)
    found = api.query_meeting_mra_status(meetingid, mra["tmp_openid"])
    assert (found["name"], found["default_layout"]) == ("192.0.2.1", 3)
    assert (found["raise_hands_state"], found["video_state"]) == (True, True)
    api.meeting_mra_hangup(meetingid, mra)
    assert refused(api.query_meeting_mra_status, meetingid, mra["tmp_openid"]) == 730000


def test_telephones_are_called(sim: Simulator, api: WeChatAPI) -> None:
    meetingid = Planned(sim, api).begin()
    good: Any = {"area": 86, "phone": "13300000000"}
    bad: Any = {"area": 86, "phone": "+86"}
    answer = api.meeting_phone_callout(meetingid, [good, bad])
    assert answer["invalid_phone_numbers"] == [bad]
    [called] = api.iter_meeting_phone_callouts(meetingid)
    assert (called["phone"], called["status"]) == ("13300000000", "JOINED")
    [found] = api.get_meeting_phone_tmp_openid(meetingid, [good])["tmp_openid_list"]
    assert found["tmp_openid"] == called["tmp_openid"]
    assert person(api, meetingid, "")["instance_id"] == 0


def test_telephones_are_called_before_a_meeting(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api)
    number: Any = {"area": 86, "phone": "13300000000"}
    answer = api.meeting_phone_callout(planned.id, [number])
    assert [one["status"] for one in answer["phone_numbers"]] == ["CALLING"]
    assert api.get_meeting_phone_tmp_openid(planned.id, [number])["tmp_openid_list"] == []
    assert refused(api.meeting_phone_callout, planned.end(), [number]) == 40058
    assert refused(api.meeting_phone_callout, webinar(sim, api), [number]) == 730011


def test_a_recording_is_shared_and_deleted(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api, auto_record_type="cloud")
    span = (planned.start - DAY, planned.start + DAY)
    assert api.list_meeting_records(*span, meetingid=planned.id)["record_meetings"] == []
    meetingid = planned.end()
    [record] = api.iter_meeting_records(*span, userid="zhangsan")
    record_id, [file] = record["meeting_record_id"], record["record_files"]
    file_id = file["record_file_id"]
    assert file["sharing_state"] == 0

    api.update_meeting_record_sharing_config(
        record_id, meetingid,
        sharing_config={"enable_sharing": True, "password": "246810", "sharing_auth_type": 1},
    )  # fmt: skip
    [record] = api.list_meeting_records(*span, meetingid=meetingid)["record_meetings"]
    [file] = record["record_files"]
    assert (file["password"], file["required_same_corp"]) == ("246810", True)
    share = api.update_meeting_record_sharing_config
    disabled: list[Any] = [
        {"enable_password": False, "password": "246810"},
        {"sharing_expire": 1},
        {"enable_sharing": False, "allow_download": True},
    ]
    for config in disabled:
        assert refused(share, record_id, meetingid, sharing_config=config) == 40058
    share(record_id, meetingid, sharing_config={"allow_download": True})
    [record] = api.list_meeting_records(*span, meetingid=meetingid)["record_meetings"]
    assert len(record["record_files"][0]["password"]) == 6  # made by WeCom

    [addresses] = api.list_meeting_record_files(record_id, meetingid)["record_files"]
    one = api.get_meeting_record_file(file_id, meetingid)
    assert one["view_address"] == addresses["view_address"]
    [day] = api.get_meeting_record_statistics(record_id, meetingid=meetingid)["summaries"]
    assert day["view_count"] == 0
    [paragraph] = api.list_meeting_transcript_paragraphs(file_id, meetingid)["paragraphs"]
    detail = api.get_meeting_transcript_detail(file_id, meetingid, pid=paragraph["pid"])
    word = detail["transcripts"]["paragraphs"][0]["sentences"][0]["words"][0]["text"]
    [hit] = api.search_meeting_transcript(file_id, meetingid, word[-2:])["hits"]
    assert (hit["offset"], hit["length"]) == (len(word) - 2, 2)
    assert api.search_meeting_transcript(file_id, meetingid, "天气")["hits"] == []

    api.delete_meeting_record(record_id, meetingid)
    assert list(api.iter_meeting_records(*span, meetingid=meetingid)) == []
    assert refused(api.get_meeting_record_file, file_id, meetingid) == 730001
    assert refused(api.delete_meeting_record, record_id, meetingid) == 730002


def test_a_file_of_a_recording_is_deleted(sim: Simulator, api: WeChatAPI) -> None:
    planned = Planned(sim, api, auto_record_type="cloud")
    meetingid = planned.end()
    span = (planned.start - DAY, planned.start + DAY)
    [record] = api.iter_meeting_records(*span, meetingid=meetingid)
    api.delete_meeting_record_file(meetingid, record["record_files"][0]["record_file_id"])
    assert list(api.iter_meeting_records(*span, meetingid=meetingid)) == []


def test_accounts_are_given_and_taken(api: WeChatAPI) -> None:
    job = api.submit_meeting_vip_batch_add_job(["lisi", "wulan", "stranger"])
    assert job["invalid_userid_list"] == ["stranger"]
    result = api.batch_meeting_vip_add_job_result(job["jobid"])["job_result"]
    assert result["succ_userid_list"] == ["lisi", "wulan"]
    assert list(api.iter_meeting_vips()) == ["lisi", "wulan"]
    job = api.submit_meeting_vip_batch_del_job(["lisi", "zhangsan"])
    result = api.batch_meeting_vip_del_job_result(job["jobid"])["job_result"]
    assert result == {"succ_userid_list": ["lisi"], "fail_userid_list": ["zhangsan"]}
    assert list(api.iter_meeting_vips(limit=1)) == ["wulan"]
    assert refused(api.batch_meeting_vip_add_job_result, job["jobid"]) == 770006
    assert refused(api.submit_meeting_vip_batch_add_job, ["stranger"]) == 770004
