"""Flask-Session beside us, set up before or after: conversations and browsers share its store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cachelib import FileSystemCache
from flask import Flask, session
from flask_session import Session

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.simulated import INSIDE, visit


@pytest.mark.parametrize("session_first", [True, False])
def test_the_order_of_set_up_does_not_matter(
    make_app: Callable[..., Flask], tmp_path: Path, session_first: bool
) -> None:
    app, wx = make_app(), WeChatCorp()
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(str(tmp_path), 0))
    for extension in (Session(), wx) if session_first else (wx, Session()):
        extension.init_app(app)

    @wx.text
    def count(message: Message) -> str:
        session["count"] = "a browser's"  # thrown away: WeCom has no browser
        wx.session["count"] = wx.session.get("count", 0) + 1
        return str(wx.session["count"])

    @app.get("/me")
    @wx.member_required
    def me() -> str:
        return f"{wx.current_member.userid if wx.current_member else ''} {session.get('count')}"

    client, browser = CallbackClient(app), app.test_client()
    assert [client.text("hi", user="lisi").text for _ in range(3)] == ["1", "2", "3"]
    browser.get(visit(browser.get("/me", headers=INSIDE).headers["Location"], "lisi"))
    assert browser.get("/me").text == "lisi None"
    assert client.text("hi", user="lisi").text == "4"
    assert browser.get("/me").text == "lisi None"
    store = app.extensions["wechat_corp"]["wechat_corp"].store
    assert not [key for key in store._rows if key.startswith("session|")]  # all of it is there
    kept = [file for file in tmp_path.iterdir() if "lisi" in file.read_bytes().decode("latin1")]
    assert len(kept) == 1  # the browser's; a conversation's key says nobody's name
