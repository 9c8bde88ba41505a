"""Long texts in parts, contents that are only messages, and what is sent after the response."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import (
    Article,
    File,
    Handler,
    Image,
    Markdown,
    Message,
    MiniprogramNotice,
    MPArticle,
    MPNews,
    News,
    RateLimitError,
    ReplyError,
    TemplateCard,
    Text,
    TextCard,
    TextReply,
    UpdateButtonReply,
    Video,
    Voice,
    WeChatCorp,
    WeChatTransportError,
    split_text,
)
from flask_wechat_corp.callback.parts import MAX_PARTS, is_passive, parts_of
from flask_wechat_corp.signals import reply_sent
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.state import AppState
from tests.helpers.sent import Sent
from tests.helpers.support import make_app

PARAGRAPH = (
    "**要点**：" + "这是一个很长的段落，说明很多事情。" * 30 + "[链接](https://example.com/a_b)\n\n"
)
LONG = "# 标题\n\n" + PARAGRAPH * 4
"""More than 6,000 bytes."""


class Replies:
    """What the signal ``reply_sent`` tells."""

    def __init__(self, app: Flask) -> None:
        self.seen: list[tuple[object, bool]] = []
        reply_sent.connect(self._receive, app)

    def _receive(self, sender: Flask, reply: object, late: bool, **_: object) -> None:
        self.seen.append((reply, late))


def test_the_first_part_is_the_reply_and_the_rest_follows(
    app: Flask, wx: Handler, client: CallbackClient, sent: Sent
) -> None:
    told = Replies(app)
    wx.text(lambda message: LONG)
    pieces = split_text(LONG)
    assert len(pieces) == 4
    received = client.text("a")
    assert received.text == pieces[0]
    sent.wait(3)
    assert sent.texts == pieces[1:]
    assert sent.receivers == [{"touser": "zhangsan"}] * 3
    assert told.seen == [(TextReply(LONG), False)]


def test_a_repeat_gets_the_first_part_and_sends_nothing(
    wx: Handler, client: CallbackClient, sent: Sent
) -> None:
    wx.text(lambda message: "a" * 2049)
    fields = {"MsgType": "text", "Content": "a", "MsgId": 5, "CreateTime": 5}
    first, second = client.send(fields), client.send(fields)
    assert first.text == second.text == "a" * 2048
    sent.wait(1)
    assert sent.texts == ["a"]


def test_the_rest_waits_for_the_response(
    app: Flask, wx: Handler, sent: Sent, state: AppState
) -> None:
    submitted: list[object] = []
    state.queue.senders.submit = lambda *work: submitted.append(work)  # type: ignore
    wx.text(lambda message: "a" * 2049)
    before: list[int] = []
    app.after_request(lambda response: before.append(len(submitted)) or response)  # type: ignore
    CallbackClient(app).text("a")
    assert before == [0]
    assert len(submitted) == 1


def test_a_full_pool_loses_no_part(
    wx: Handler, client: CallbackClient, sent: Sent, app: Flask
) -> None:
    state = app.extensions["wechat_corp"]["wechat_corp"]

    def full(*work: object) -> None:
        raise RuntimeError

    state.queue.senders.submit = full
    wx.text(lambda message: "a" * 2049)
    assert client.text("a").status == 200
    assert sent.texts == ["a"]  # in the thread of the request, after its response


def test_after_message_sees_the_whole_reply(
    wx: Handler, client: CallbackClient, sent: Sent
) -> None:
    wx.text(lambda message: "x")
    wx.after_message(lambda message, reply: TextReply(reply.content + "y" * 2048))
    assert client.text("a").text == "x" + "y" * 2047
    sent.wait()
    assert sent.texts == ["y"]


@pytest.mark.parametrize("deferred", [True, False])
def test_late_replies_are_split_too(
    app: Flask, wx: Handler, client: CallbackClient, sent: Sent, state: AppState, deferred: bool
) -> None:
    told = Replies(app)
    if not deferred:
        state.config.__dict__["reply_deadline"] = 0.0
    wx.text(deferred=deferred)(lambda message: LONG)
    if client.text("a").body == b"":  # else the handler was faster than no time at all
        sent.wait(4)
        assert sent.texts == split_text(LONG)
        assert told.seen == [(TextReply(LONG), True)]


def test_markdown_is_sent_in_parts(wx: Handler, client: CallbackClient, sent: Sent) -> None:
    wx.text(lambda message: Markdown(LONG))
    assert client.text("a").body == b""
    sent.wait(4)
    assert [one["markdown"]["content"] for one in sent.messages] == split_text(LONG)


@pytest.mark.parametrize(
    "content",
    [
        Markdown("**a**"),
        TextCard("t", "d", "http://u"),
        TemplateCard({"card_type": "text_notice"}),
        File("m"),
        MPNews([MPArticle("t", "m", "c")]),
        MiniprogramNotice("wx1", "标题标题", {"a": "b"}),
    ],
)
def test_contents_that_exist_only_as_messages(
    app: Flask, wx: Handler, client: CallbackClient, sent: Sent, content: Any
) -> None:
    told = Replies(app)
    wx.text(lambda message: content)
    received = client.text("a")
    assert (received.status, received.body) == (200, b"")
    sent.wait()
    assert sent.messages == [content.to_message()]
    while not told.seen:
        pass  # it is told by the thread that has sent it
    assert told.seen == [(content, True)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (Text("x"), "text"),
        (Image("m"), "image"),
        (Voice("m"), "voice"),
        (Video("m"), "video"),
        (News([Article("t")]), "news"),
    ],
)
def test_other_contents_are_passive_replies(
    wx: Handler, client: CallbackClient, content: Any, kind: str
) -> None:
    wx.text(lambda message: content)
    reply = client.text("a").reply
    assert reply is not None
    assert reply["MsgType"] == kind


@pytest.mark.parametrize("returned", [Markdown("x"), "a" * 2049])
class TestWithoutAWay:
    @pytest.mark.parametrize("missing", ["SECRET", "AGENT_ID"])
    def test_a_setting_is_missing(self, returned: object, missing: str) -> None:
        app = make_app(**{missing: None})
        app.testing = True
        wx: Handler = WeChatCorp(app)
        wx.text(lambda message: returned)
        with pytest.raises(ReplyError, match=rf"<lambda>: .* Set WECHAT_CORP_{missing}\."):
            CallbackClient(app).text("a")

    def test_with_the_apps_own_tokens_no_secret_is_needed(self, returned: object) -> None:
        app = make_app(SECRET=None)
        wx: Handler = WeChatCorp(app, get_token=lambda: None)
        wx.text(lambda message: returned)
        sent = Sent(app)
        assert CallbackClient(app).text("a").status == 200
        sent.wait()

    def test_there_is_no_sender(self, app: Flask, wx: Handler, returned: object) -> None:
        app.testing = True
        wx.event(lambda message: returned)
        with pytest.raises(
            ReplyError, match=r"message has no sender, so the late reply of the handler .*<lambda>"
        ):
            CallbackClient(app).event("click", user="sys")

    def test_an_error_handler_is_asked(self, returned: object) -> None:
        app = make_app(SECRET=None)
        wx: Handler = WeChatCorp(app)
        wx.text(lambda message: returned)
        wx.errorhandler(ReplyError)(lambda error, message: "sorry")
        assert CallbackClient(app).text("a").text == "sorry"


@pytest.mark.parametrize("length", [MAX_PARTS * 2048 + 1, 2 * 1024 * 1024])
def test_a_reply_of_too_many_parts(app: Flask, wx: Handler, sent: Sent, length: int) -> None:
    app.testing = True
    wx.text(lambda message: "x" * length)
    client = CallbackClient(app)
    with pytest.raises(ReplyError, match=rf"<lambda>: .*at most 20 parts.* {length} bytes"):
        client.text("a")
    assert sent.messages == []
    app.testing = False
    assert client.text("b").status == 500
    wx.errorhandler(lambda error, message: "too long")
    assert client.text("c").text == "too long"


def test_short_paragraphs_may_need_too_many_parts() -> None:
    text = ("a\n\n" + "b" * 2046 + "\n\n") * 11
    with pytest.raises(ReplyError, match="at most 20 parts"):
        parts_of(TextReply(text), "bot.handler")


def test_a_part_that_is_lost_is_logged_and_ends_the_rest(
    app: Flask, wx: Handler, client: CallbackClient, caplog: pytest.LogCaptureFixture
) -> None:
    error = WeChatTransportError("/cgi-bin/message/send", "no answer in time")
    sent = Sent(app, "wechat_corp", {"errcode": 0}, error)
    wx.text(deferred=True)(lambda message: LONG)
    client.text("a")
    while "could not be sent" not in caplog.text:
        pass
    (record,) = (one for one in caplog.records if one.levelname == "ERROR")
    assert "Part 2 of 4 of the reply of the handler" in record.getMessage()
    assert record.exc_info
    assert sent.texts == split_text(LONG)[:1]
    assert LONG[:40] not in caplog.text


def test_the_first_part_of_a_late_reply_that_is_lost_fails_the_handler(
    app: Flask, wx: Handler, client: CallbackClient, caplog: pytest.LogCaptureFixture
) -> None:
    sent = Sent(app, "wechat_corp", WeChatTransportError("/cgi-bin/message/send", "broken"))
    asked: list[object] = []
    wx.errorhandler(lambda error, message: asked.append(error))
    wx.text(lambda message: Markdown("x"))
    client.text("a")
    while "The late reply of the handler" not in caplog.text:
        pass
    assert sent.messages == []
    assert asked == []  # an error handler is not asked when sending fails


def test_what_wecom_refused_for_its_frequency_is_sent_again(
    app: Flask, wx: Handler, client: CallbackClient, state: AppState
) -> None:
    naps: list[float] = []
    state.sleep = naps.append
    refusal = RateLimitError(45009, "freq", "/cgi-bin/message/send")
    sent = Sent(app, "wechat_corp", refusal, refusal)
    wx.text(lambda message: "a" * 2049)
    client.text("a")
    sent.wait()
    assert sent.texts == ["a"]
    assert naps == [1.0, 3.0]


@pytest.mark.parametrize("where", ["invaliduser", "unlicenseduser"])
@pytest.mark.parametrize("deferred", [False, True])
def test_a_reply_that_reaches_no_one_is_logged(
    app: Flask,
    wx: Handler,
    client: CallbackClient,
    caplog: pytest.LogCaptureFixture,
    where: str,
    deferred: bool,
) -> None:
    Sent(app, "wechat_corp", {"errcode": 0, where: "zhangsan"})
    wx.text(deferred=deferred)(lambda message: Markdown("x"))
    client.text("a")
    assert client.settle()
    (record,) = (one for one in caplog.records if one.levelname == "ERROR")
    assert where in record.getMessage()


class TestEventsWithoutPassiveReply:
    """Page 90241 lists the events that take one; an error handler's reply must arrive anyway."""

    @pytest.mark.parametrize(
        ("event", "passive"),
        [
            ("click", True),
            ("LOCATION", True),
            ("template_card_menu_event", True),
            ("template_card_event", False),
            ("scancode_push", False),
            ("of_tomorrow", False),
        ],
    )
    def test_the_reply_of_an_error_handler_is_sent(
        self, wx: Handler, client: CallbackClient, sent: Sent, event: str, passive: bool
    ) -> None:
        wx.event(lambda message: 1 / 0)
        wx.errorhandler(lambda error, message: "sorry")
        received = client.event(event, key="K")
        if passive:
            assert received.text == "sorry"
        else:
            assert received.body == b""
            sent.wait()
            assert sent.texts == ["sorry"]

    def test_without_a_sender_it_is_dropped(
        self, wx: Handler, client: CallbackClient, sent: Sent, caplog: pytest.LogCaptureFixture
    ) -> None:
        wx.event(lambda message: 1 / 0)
        wx.errorhandler(lambda error, message: "sorry")
        received = client.event("change_contact", user="sys", change_type="create_user")
        assert (received.status, received.body) == (200, b"")
        assert "is dropped, because the message has no sender" in caplog.text

    def test_card_updates_are_passive(self) -> None:
        event = Message.from_dict({"MsgType": "event", "Event": "template_card_event"})
        assert is_passive(event, UpdateButtonReply("x"))
        assert not is_passive(event, Image("m"))
        assert not is_passive(event, TextReply("x"))


class TestGenerators:
    def test_the_pieces_are_joined_and_sent_at_the_end(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        @wx.text("plain")
        def plain(message: Message) -> Any:
            yield "从前"
            wx.session["n"] = 1
            yield "有座山"

        @wx.text("async")
        async def asynchronous(message: Message) -> Any:
            yield f"{wx.session['n']}"
            yield ""
            yield "!"

        assert client.text("plain").body == b""
        sent.wait(1)
        assert client.text("async").body == b""
        sent.wait(2)
        assert sent.texts == ["从前有座山", "1!"]

    def test_no_piece_is_no_reply(
        self, app: Flask, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        ran: list[int] = []

        @wx.text
        def nothing(message: Message) -> Any:
            ran.append(1)
            return
            yield

        wx.image(deferred=True)(lambda message: "after it")
        client.text("a")
        client.send({"MsgType": "image"})
        sent.wait()
        assert sent.texts == ["after it"]
        assert ran == [1]

    def test_other_pieces_are_told(
        self, wx: Handler, client: CallbackClient, sent: Sent, caplog: pytest.LogCaptureFixture
    ) -> None:
        @wx.text
        def numbers(message: Message) -> Any:
            yield 1

        wx.errorhandler(ReplyError)(lambda error, message: str(error).partition(": ")[2])
        client.text("a")
        sent.wait()
        assert sent.texts == ["A generator of an agent must yield strings, not int."]

    def test_in_a_registry(self, wx: Handler, client: CallbackClient, sent: Sent) -> None:
        registry = Handler()
        wx.include(registry)

        @registry.text
        def story(message: Message) -> Any:
            yield "a"
            yield "b"

        client.text("x")
        sent.wait()
        assert sent.texts == ["ab"]


def test_no_reply_is_logged_with_its_text(
    wx: Handler, client: CallbackClient, sent: Sent, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        wx.text(lambda message: "机密" * 1000)
        client.text("a")
        sent.wait()
    assert "机密" not in caplog.text
