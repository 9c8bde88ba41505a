"""Answers whose texts hold raw control characters or broken UTF-8."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api.engine.response import Failure, parse_response


class Answer:
    status_code = 200

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.headers: dict[str, str] = {}

    def iter_content(self, chunk_size: int) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"a":"x\x1by"}', "x\x1by"),
        (b'{"a":"x\ny"}', "x\ny"),
        (b'{"a":"x\xf0\x9f\x98"}', "x\ufffd"),
        (b'{"a":"x\xf0\x9f\x98 \x1b"}', "x\ufffd \x1b"),
    ],
)
def test_texts_are_read_all_the_same(body: bytes, text: str) -> None:
    assert parse_response(Answer(body), "/x") == {"a": text}


def test_what_is_not_json_is_kept_but_not_shown() -> None:
    failure = parse_response(Answer(b'{"a":"secret'), "/x")
    assert isinstance(failure, Failure)
    assert failure.body == b'{"a":"secret'
    assert "secret" not in repr(failure)
