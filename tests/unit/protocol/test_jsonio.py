"""The lenient reader of robots' JSON."""

from __future__ import annotations

import pytest

from flask_wechat_corp import BadMessage
from flask_wechat_corp.protocol.jsonio import dump, parse_object, read_json_envelope


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b'{"a": "x\x01\ny"}', "x\x01\ny"),
        (b'{"a": "x\xe6\xb1"}', "x\ufffd"),
        (b'{"a": "\\ud83d"}', "\ufffd"),
        (b'{"a": "\\ud83d\\ude00"}', "😀"),
    ],
)
def test_what_real_senders_get_wrong_is_read(data: bytes, content: str) -> None:
    assert parse_object(data) == {"a": content}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b'{"a":1,"a":2}', b'{"a":{"b":1,"b":1}}', b"{", b"[" * 99_999,
     b'{"a":' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_has_no_one_meaning_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage, match="not a JSON object"):
        parse_object(data)


def test_the_envelope() -> None:
    assert read_json_envelope(b'{"encrypt": "x"}') == "x"
    assert read_json_envelope(b'{"Encrypt": "x"}') == "x"
    with pytest.raises(BadMessage, match="WeChatCorp"):
        read_json_envelope(b"\xef\xbb\xbf <xml/>")
    with pytest.raises(BadMessage, match="'encrypt'"):
        read_json_envelope(b'{"encrypt": 1}')


def test_dump_can_be_encoded() -> None:
    assert dump({"a": "汉\ud800"}).encode() == '{"a":"汉\ufffd"}'.encode()
