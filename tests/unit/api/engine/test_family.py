"""What families send: arguments left out, tokens, pages, and the former name of idempotent."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.api.engine.call import NO_AUTH, SuiteToken
from flask_wechat_corp.errors import WeChatAPIError

from ....helpers.api_server import OK, ApiServer


class Sample(Family):
    def sample_get(self, **options: Any) -> dict[str, Any]:
        return self._get("a/get", {"id": 1, "none": None}, **options)

    def sample_post(self, **options: Any) -> dict[str, Any]:
        return self._post("a/post", {"id": 1, "none": None}, {"debug": None}, **options)

    def sample_pages(self) -> list[Any]:
        return list(self._post_pages("a/pages", {"limit": 2}, "items"))


@pytest.fixture
def family(api: WeChatAPI) -> Any:
    class Extended(WeChatAPI):
        pass

    Extended.mixin(Sample)
    api.__class__ = Extended
    return api


@pytest.mark.parametrize("name", ["idempotent", "repeatable"])
def test_the_former_name_of_idempotent_works(
    family: Any, server: ApiServer, sleeps: list[float], name: str
) -> None:
    busy = {"errcode": -1, "errmsg": "busy"}
    for path in ("a/get", "a/post", "a/upload"):
        server.on(path, busy, OK)
    family.get("a/get", **{name: True})
    family.post("a/post", {"a": 1}, **{name: True}, b=2)
    assert (server.last.json, server.last.query["b"]) == ({"a": 1}, "2")
    family.upload("a/upload", b"1", filename="a.txt", **{name: True})
    assert sleeps == [1.0] * 3
    for path in ("a/get", "a/post"):
        server.on(path, busy, OK)
    family.sample_get(**{name: True})
    family.sample_post(**{name: True})
    assert sleeps == [1.0] * 5
    server.on("a/get", busy)
    with pytest.raises(WeChatAPIError):
        family.sample_get(**{name: False})
    assert sleeps == [1.0] * 5


def test_families_leave_none_out(family: Any, server: ApiServer) -> None:
    server.on("a/get", OK)
    server.on("a/post", OK)
    family.sample_get(auth=SuiteToken("t"))
    assert server.last.query == {"suite_access_token": "t", "id": "1"}
    family.sample_post(auth=NO_AUTH)
    assert (server.last.query, server.last.json) == ({}, {"id": 1})
    family.sample_post()
    assert server.last.query == {"access_token": server.token}


def test_pages_end_at_a_repeated_cursor(family: Any, server: ApiServer) -> None:
    page = {**OK, "items": [1, 2], "next_cursor": "c1"}
    server.on("a/pages", page, {**page, "items": [3]})
    assert family.sample_pages() == [1, 2, 3]
    assert [sent.json for sent in server.seen] == [{"limit": 2}, {"limit": 2, "cursor": "c1"}]
