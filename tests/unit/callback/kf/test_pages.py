"""Pages, also those that are not JSON."""

from __future__ import annotations

from flask_wechat_corp.callback.kf.pages import Page, page_of, salvage

BROKEN = b'{"errcode":0,"next_cursor":"abc","has_more":1,"msg_list":[{"text":{"content":"'


def test_page_of() -> None:
    answer = {"next_cursor": "a", "has_more": 1, "msg_list": [{"msgid": "m"}]}
    assert page_of(answer) == Page([{"msgid": "m"}], "a", True)
    assert page_of({"next_cursor": 1, "msg_list": None}) == Page([], "", False)


def test_the_cursor_of_a_broken_page() -> None:
    assert salvage(BROKEN) == Page([], "abc", True)
    assert salvage(BROKEN.replace(b'"has_more":1', b'"has_more":0')) == Page([], "abc", False)


def test_a_customer_cannot_write_a_cursor() -> None:
    forged = BROKEN + rb"\"next_cursor\":\"evil\""
    page = salvage(forged)
    assert page is not None
    assert page.next_cursor == "abc"


def test_no_cursor_or_two_cannot_be_used() -> None:
    assert salvage(b"<html>") is None
    assert salvage(b"") is None
    assert salvage(b'{"next_cursor":"a","next_cursor":"b"') is None
    assert salvage('{"next_cursor":"é"'.encode()) is None
