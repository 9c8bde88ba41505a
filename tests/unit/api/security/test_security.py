"""Devices, records and paid functions: limits and pages."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.security import Security
from tests.helpers.recording import Recording, assert_refused

START = 1_700_000_000
DAY = 86_400


class Api(Recording, Security):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("import_security_trustdevice", [[{}] * 101], {}, "device_list.*100"),
        ("list_security_trustdevices", [1], {"limit": 101}, "limit.*100"),
        ("delete_security_trustdevice", [1, ["d"] * 101], {}, "device_code_list.*100"),
        ("approve_security_trustdevice", [["d"] * 101], {}, "device_code_list.*100"),
        ("reject_security_trustdevice", [["d"] * 101], {}, "device_code_list.*100"),
        ("get_security_file_oper_record", [START, START + 14 * DAY + 1], {}, "14 days"),
        ("get_security_file_oper_record", [1, 2], {"userid_list": ["u"] * 101}, "userid_list"),
        ("iter_security_file_oper_records", [1, 2], {"limit": 1001}, "limit.*1000"),
        ("get_security_screen_oper_record", [START + 1, START], {}, "before"),
        ("get_security_screen_oper_record", [1, 2], {"department_id_list": [1] * 101}, "100"),
        ("list_security_member_oper_logs", [START, START + 7 * DAY + 1], {}, "7 days"),
        ("iter_security_admin_oper_logs", [1, 2], {"limit": 401}, "limit.*400"),
        ("submit_security_vip_batch_add_job", [["u"] * 101], {}, "userid_list.*100"),
        ("submit_security_vip_batch_del_job", [["u"] * 101], {}, "userid_list.*100"),
        ("list_security_vips", [], {"limit": 201}, "limit.*200"),
        ("get_advanced_feature_apply_id_list", [1, "u"], {"limit": 201}, "limit.*200"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_the_longest_spans_are_sent() -> None:
    api = Api()
    api.get_security_file_oper_record(START, START + 14 * DAY)
    api.list_security_admin_oper_logs(START, START + 7 * DAY, limit=400)
    assert len(api.calls) == 2


def test_records_are_read_until_there_are_no_more() -> None:
    api = Api(
        {"record_list": [{"userid": "1"}], "has_more": True, "next_cursor": "B"},
        {"record_list": [{"userid": "2"}], "has_more": False},
    )
    found = api.iter_security_member_oper_logs(START, START + DAY)
    assert [one["userid"] for one in found] == ["1", "2"]
    assert [call.path for call in api.calls] == ["security/member_oper_log/list"] * 2
