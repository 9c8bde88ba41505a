"""Devices: tokens in the query, and records that lie deeper in the answer."""

from __future__ import annotations

import pytest

from flask_wechat_corp.api.engine.call import NO_AUTH, Auth
from flask_wechat_corp.api.hardware import Hardware
from tests.helpers.recording import Recording


class Api(Recording, Hardware):
    pass


def auth(call: Auth | None) -> tuple[str, str]:
    assert call is not None
    return call.name, call.token


def test_each_call_takes_its_own_token() -> None:
    api = Api()
    api.get_hardware_model_token("id", "secret", "ticket")
    api.get_hardware_device_detail("M", "sn")
    api.report_hardware_device_status("D", 1)
    api.list_service_device("P")
    api.get_device_auth_info()
    model, detail, status, devices, ours = (call.auth for call in api.calls)
    assert model == NO_AUTH
    assert auth(detail) == ("model_access_token", "M")
    assert auth(status) == ("device_access_token", "D")
    assert auth(devices) == ("provider_access_token", "P")
    assert ours is None


def test_records_of_devices_lie_in_items() -> None:
    api = Api(
        {"checkindata": {"items": [{"device_sn": "1"}]}, "next_cursor": "B"},
        {"checkindata": {"items": [{"device_sn": "2"}]}},
    )
    found = list(api.iter_device_checkin_data(0, 1, 2, 1, device_sn_list=["1", "2"]))
    assert [record["device_sn"] for record in found] == ["1", "2"]
    assert [(call.body or {}).get("cursor") for call in api.calls] == [None, "B"]


def test_members_of_a_device_lie_in_useritems() -> None:
    api = Api(
        {"userinfo": {"useritems": [{"userid": "1"}]}, "next_cursor": "B"},
        {"userinfo": {"useritems": [{"userid": "2"}]}},
    )
    found = api.iter_hardware_device_userinfo("D", limit=1)
    assert [one["userid"] for one in found] == ["1", "2"]


def test_devices_of_a_provider_are_read_by_offset() -> None:
    api = Api(
        {"device_list": [{"device_sn": "1"}, {"device_sn": "2"}]},
        {"device_list": [{"device_sn": "3"}]},
    )
    found = api.iter_service_devices("P", limit=2)
    assert [one["device_sn"] for one in found] == ["1", "2", "3"]
    assert [(call.body or {})["offset"] for call in api.calls] == [0, 2]


def test_a_fingerprint_is_reported_with_or_without_the_event() -> None:
    api = Api()
    api.report_hardware_device_bio_info_result("D", 0, oper_id="OPER")
    api.report_hardware_device_bio_info_result(
        "D", 0, open_userid="wo1", user_type=0, bio_info_type=2
    )
    with pytest.raises(ValueError, match=r"oper_id.*open_userid"):
        api.report_hardware_device_bio_info_result("D", 0)
    assert [call.body for call in api.calls] == [
        {"oper_id": "OPER", "errcode": 0},
        {"errcode": 0, "open_userid": "wo1", "user_type": 0, "bio_info_type": 2},
    ]
