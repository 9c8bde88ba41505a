"""Smart documents, their blocks, privileges of smart sheets, and uploads into documents."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.documents import Documents
from tests.helpers.recording import Recording, assert_refused

MIB = 1024 * 1024


class Api(Recording, Documents):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("get_wedoc_smartdoc_blocks", ["d", "p"], {"limit": 201}, "limit.*200"),
        ("iter_wedoc_smartdoc_blocks", ["d", "p"], {"limit": 201}, "limit.*200"),
        ("upload_wedoc_file", ["d", "名" * 128, b"x"], {}, "file_name.*255"),
        ("upload_wedoc_file", ["d", "a", bytes(10 * MIB + 1)], {}, "10485760"),
        ("upload_wedoc_file_init", ["d", "a", 20 * 1024**3 + 1, ["s"]], {}, "size"),
        ("send_wedoc_smartsheet_webhook", ["key"], {}, "add_records, update_records"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_the_largest_file_is_sent_at_once() -> None:
    api = Api()
    api.upload_wedoc_file("d", "名" * 127 + "a", bytes(10 * MIB))
    assert len(api.calls) == 1


def test_bytes_are_encoded_and_text_goes_as_it_is() -> None:
    api = Api()
    api.upload_wedoc_image("d", b"hello")
    api.upload_wedoc_file_part("key", 1, "aGVsbG8=")
    assert [call.body for call in api.calls] == [
        {"docid": "d", "base64_content": "aGVsbG8="},
        {"upload_key": "key", "index": 1, "file_base64_content": "aGVsbG8="},
    ]


def test_blocks_are_read_until_has_more_is_the_text_false() -> None:
    api = Api(
        {"blocks": [{"id": "1"}], "has_more": "true", "next_start": 1},
        {"blocks": [{"id": "2"}], "has_more": "false", "next_start": 2},
    )
    found = list(api.iter_wedoc_smartdoc_blocks("d", "p", limit=1))
    assert [block["id"] for block in found] == ["1", "2"]
    assert [(call.body or {}).get("start") for call in api.calls] == [None, 1]


def test_a_webhook_of_a_sheet_sends_its_key_and_no_token() -> None:
    api = Api()
    api.send_wedoc_smartsheet_webhook("KEY", add_records=[{"values": {}}])
    [call] = api.calls
    assert call.query == {"key": "KEY"}
    assert call.auth is not None
    assert not call.auth.token
