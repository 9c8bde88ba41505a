"""What ``test_meetings.py`` and ``test_documents.py`` read through iterators or by kind."""

from __future__ import annotations

from typing import Any

from tests.helpers.read_back import HOUR, Company, Table, ids, refused

meetings, documents = Table(), Table()


def _planned(company: Company, **settings: Any) -> str:
    """Plan a meeting of zhangsan with lisi, an hour from now and an hour long."""
    given: Any = settings or None
    made = company.api.create_meeting(
        "zhangsan", "周会", company.now + HOUR, HOUR, invitees={"userid": ["lisi"]},
        settings=given,
    )  # fmt: skip
    return str(made["meetingid"])


def _running(company: Company, **settings: Any) -> str:
    meetingid = _planned(company, **settings)
    company.later(HOUR + 60)
    return meetingid


QUESTIONS: Any = [{"is_required": 2, "question_type": 3, "question_title": "部门"}]
PEOPLE: Any = [{"userid": "lisi"}, {"area": "86", "phone_number": "13300000000"}]


@meetings(
    "set_meeting_enroll_config", "get_meeting_enroll_config", "import_meeting_enroll",
    "approve_meeting_enroll", "list_meeting_enrolls", "delete_meeting_enroll",
    "query_meeting_enroll_by_tmp_openid",
)  # fmt: skip
def enrolments(company: Company) -> None:
    api, meetingid = company.api, _planned(company, enable_enroll=True)
    api.set_meeting_enroll_config(
        meetingid, approve_type=2, is_collect_question=2, question_list=QUESTIONS
    )
    assert api.get_meeting_enroll_config(meetingid)["question_list"] == QUESTIONS
    first, second = ids(api.import_meeting_enroll(meetingid, PEOPLE)["enroll_list"], "enroll_id")
    api.approve_meeting_enroll(meetingid, 2, [second])
    rejected = api.list_meeting_enrolls(meetingid, status=2)["enroll_list"]
    assert ids(rejected, "enroll_id") == [second]
    api.delete_meeting_enroll(meetingid, [{"enroll_id": second}])
    assert ids(api.list_meeting_enrolls(meetingid)["enroll_list"], "enroll_id") == [first]
    company.later(HOUR + 60)
    people = api.get_meeting_attendee_list(meetingid)["attendees"]
    found = api.query_meeting_enroll_by_tmp_openid(meetingid, ids(people, "tmp_openid"))
    assert ids(found["enroll_id_list"], "enroll_id") == [first]


@meetings(
    "set_meeting_webinar_enroll_config", "get_meeting_webinar_enroll_config",
    "import_meeting_webinar_enroll", "approve_meeting_webinar_enroll",
    "list_meeting_webinar_enrolls", "delete_meeting_webinar_enroll",
    "query_meeting_webinar_enroll_by_tmp_openid",
)  # fmt: skip
def enrolments_of_webinars(company: Company) -> None:
    api, start = company.api, company.now + HOUR
    meetingid = api.create_meeting_webinar("zhangsan", "峰会", start, start + HOUR, 1, False)[
        "meetingid"
    ]
    api.set_meeting_webinar_enroll_config(
        meetingid, approve_type=2, is_collect_question=2, question_list=QUESTIONS
    )
    assert api.get_meeting_webinar_enroll_config(meetingid)["question_list"] == QUESTIONS
    made = api.import_meeting_webinar_enroll(meetingid, PEOPLE)["enroll_list"]
    first, second = ids(made, "enroll_id")
    api.approve_meeting_webinar_enroll(meetingid, 2, [second])
    rejected = api.list_meeting_webinar_enrolls(meetingid, status=2)["enroll_list"]
    assert ids(rejected, "enroll_id") == [second]
    api.delete_meeting_webinar_enroll(meetingid, [{"enroll_id": second}])
    assert ids(api.list_meeting_webinar_enrolls(meetingid)["enroll_list"], "enroll_id") == [first]
    company.later(HOUR + 60)
    attending = ids(api.get_meeting_attendee_list(meetingid)["attendees"], "tmp_openid")
    found = api.query_meeting_webinar_enroll_by_tmp_openid(meetingid, [*attending, "msx"])
    assert attending
    assert "enroll_id_list" not in found  # none of them has enrolled


@meetings(
    "set_meeting_invitees", "get_meeting_invitees", "get_meeting_realtime_attendee_list",
    "get_meeting_statistics_start_list",
)  # fmt: skip
def people_of_meetings(company: Company) -> None:
    api, meetingid, start = company.api, _planned(company), company.now + HOUR
    everyone: Any = [{"userid": "zhangsan"}, {"userid": "wulan"}]
    api.set_meeting_invitees(meetingid, invitees=everyone)
    assert api.get_meeting_invitees(meetingid)["invitees"] == everyone
    company.later(HOUR + 60)
    page = api.get_meeting_realtime_attendee_list(meetingid, limit=1)
    rest = api.get_meeting_realtime_attendee_list(meetingid, cursor=page["next_cursor"])
    assert ids([*page["attendees"], *rest["attendees"]], "userid") == ["zhangsan", "wulan"]
    started = api.get_meeting_statistics_start_list(1, start - 60, start + 60)
    assert {"userid": "zhangsan", "start_time": start} in next(
        value for value in started.values() if isinstance(value, list)
    )


@meetings(
    "meeting_realcontrol_manage_waiting_room_users", "get_meeting_waitingroom_user_list",
    "get_meeting_waitingroom_current_user_list",
)  # fmt: skip
def waiting_rooms(company: Company) -> None:
    api, meetingid = company.api, _running(company, enable_waiting_room=True)
    people = api.get_meeting_attendee_list(meetingid)["attendees"]
    lisi: Any = [
        {key: one[key] for key in ("tmp_openid", "instance_id")}
        for one in people
        if one["userid"] == "lisi"
    ]
    api.meeting_realcontrol_manage_waiting_room_users(meetingid, 2, lisi)
    waiting = _rows(api.get_meeting_waitingroom_current_user_list(meetingid))
    assert ids(waiting, "userid") == ["lisi"]
    company.later(30)
    api.meeting_realcontrol_manage_waiting_room_users(meetingid, 1, lisi)
    assert _rows(api.get_meeting_waitingroom_current_user_list(meetingid)) == []
    (waited,) = _rows(api.get_meeting_waitingroom_user_list(meetingid))
    assert waited["userid"] == "lisi"


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the one list of an answer."""
    (found,) = (value for value in answer.values() if isinstance(value, list))
    return list(found)


@meetings(
    "list_meeting_rooms", "list_meeting_rooms_devices", "list_meeting_rooms_controllers",
    "book_meeting_rooms", "list_meeting_rooms_meetings", "meeting_rooms_release",
)  # fmt: skip
def rooms_of_meetings(company: Company) -> None:
    api, meetingid = company.api, _planned(company)
    room = _rows(api.list_meeting_rooms())[0]
    room_id, name = room["meeting_room_id"], room["meeting_room_name"]
    (device,) = _rows(api.list_meeting_rooms_devices(meeting_room_name=name))
    (controller,) = _rows(api.list_meeting_rooms_controllers(controller_name=name))
    assert device["rooms_id"] == controller["rooms_id"]
    api.book_meeting_rooms(meetingid, [room_id])
    assert ids(_rows(api.list_meeting_rooms_meetings(meeting_room_id=room_id)), "meetingid") == [
        meetingid
    ]
    api.meeting_rooms_release(meetingid, [room_id])
    assert _rows(api.list_meeting_rooms_meetings(meeting_room_id=room_id)) == []


@meetings("meeting_phone_callout", "get_meeting_phone_callout_status")
def telephones(company: Company) -> None:
    api, meetingid = company.api, _running(company)
    number: Any = {"area": 86, "phone": "13300000000"}
    api.meeting_phone_callout(meetingid, [number])
    (call,) = _rows(api.get_meeting_phone_callout_status(meetingid))
    assert call["phone"] == "13300000000"


@meetings("submit_meeting_vip_batch_add_job", "list_meeting_vips")
def paid_accounts(company: Company) -> None:
    api = company.api
    api.submit_meeting_vip_batch_add_job(["lisi", "wulan"])
    page = api.list_meeting_vips(limit=1)
    rest = api.list_meeting_vips(cursor=page["next_cursor"])
    found = [
        one
        for answer in (page, rest)
        for value in answer.values()
        if isinstance(value, list)
        for one in value
    ]
    assert found == ["lisi", "wulan"]
    refused(770004, api.submit_meeting_vip_batch_add_job, ["stranger"])


@documents("create_wedoc_doc", "list_wedoc_smartsheet_groupchats")
def chats_of_sheets(company: Company) -> None:
    api = company.api
    docid = api.create_wedoc_doc(10, "订单")["docid"]
    made = company.act("sheet_chat", docid=docid, name="订单群", owner="zhangsan", users=["lisi"])
    answer = api.list_wedoc_smartsheet_groupchats(docid)
    (found,) = (value for value in answer.values() if isinstance(value, list))
    assert found == [made["chat_id"]]
