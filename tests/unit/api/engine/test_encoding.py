"""Texts that UTF-8 cannot express: half an emoji, cut by a model's stream or by a slice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from flask_wechat_corp import Markdown, Message, WeChatAPI, WeChatCorp
from flask_wechat_corp.api.engine.encoding import encodable
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.api_server import ApiServer
from tests.helpers.support import make_app


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好 😀", "好 😀"),
        ("half \ud83d", "half "),
        ("\ude00half", "half"),
        ("whole \ud83d\ude00", "whole 😀"),
        ("\ude00\ud83d", ""),
        ("😀\ud83d😀", "😀😀"),
        ("a\ufeffb\x00", "a\ufeffb\x00"),
    ],
)
def test_halves_are_dropped_and_pairs_are_joined(text: str, expected: str) -> None:
    assert encodable(text) == expected


HALF = "好\ud83d😀"
SENT = "好😀"


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("message/send", lambda api: api.send("lisi", HALF)),
        ("message/send", lambda api: api.send("lisi", Markdown(HALF))),
        ("kf/send_msg", lambda api: api.kf_send_msg("kf1", "wm1", HALF)),
        ("user/update", lambda api: api.update_user({"userid": "lisi", "name": HALF})),
        ("user/list", lambda api: api.get("user/list", name=HALF)),
        ("a/" + quote(SENT), lambda api: api.post("a/" + HALF, {HALF: [HALF]})),
        ("webhook/send", lambda api: api.send_webhook("key", HALF)),
    ],
)
def test_every_call_sends_the_rest(
    api: WeChatAPI, server: ApiServer, path: str, call: Callable[[WeChatAPI], object]
) -> None:
    server.on(path, {"errcode": 0})
    call(api)
    sent = server.last
    everything = f"{sent.path} {sent.params} {sent.body.decode()}"
    assert SENT in everything
    assert "\ud83d" not in everything


def test_a_file_name_and_its_size(api: WeChatAPI, server: ApiServer) -> None:
    server.on("media/upload", {"errcode": 0, "media_id": "m"})
    api.upload_media(b"some data", "file", f"{HALF}.txt")
    assert f'filename="{SENT}.txt"' in server.last.body.decode()


@pytest.mark.parametrize("count", [1, 1000])
@pytest.mark.parametrize("options", [{}, {"deferred": True}])
def test_a_reply_loses_no_more_than_the_half(options: dict[str, Any], count: int) -> None:
    """In the response or by a call, in one message or in parts."""
    app = make_app()
    wx = WeChatCorp(app)

    @wx.text(**options)
    def answer(message: Message) -> str:
        return HALF * count

    client = CallbackClient(app)
    received = client.text("x")
    assert received.status == 200
    assert client.settle()
    passive = "" if received.reply is None else received.text
    late = [call.text for call in client.sent if call.path == "message/send"]
    texts = [passive, *(encodable(text) for text in late)]
    assert "".join(texts) == SENT * count
