"""``before_message``, ``after_message``, ``errorhandler`` and ``NEXT``."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from flask import Flask, got_request_exception

from flask_wechat_corp import (
    NEXT,
    Handler,
    Message,
    Reply,
    ReplyError,
    StoreError,
    TextReply,
    UndefinedListError,
    WeChatCorp,
)
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.sent import Sent


def note(log: list[Any], what: object, result: Any = None) -> Any:
    log.append(what)
    return result


class TestNext:
    def test_next_is_asked_in_the_order_of_choice(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        asked: list[str] = []

        def declines(name: str, **groups: str) -> Any:
            return note(asked, name, NEXT)

        wx.default(lambda message: note(asked, "default", "the end"))
        wx.on("text")(lambda message: declines("bare"))
        wx.text(re.compile("(?P<word>.*)"))(lambda message, word: declines(f"pattern {word}"))
        wx.text("a")(lambda message: declines("equal"))
        wx.text("a")(lambda message: declines("second equal"))
        assert client.text("a").text == "the end"
        assert asked == ["equal", "second equal", "pattern a", "bare", "default"]

    def test_events_too(self, wx: Handler, client: CallbackClient) -> None:
        asked: list[str] = []
        wx.event(lambda message: note(asked, "bare", "the end"))
        wx.event("x", key="K")(lambda message: note(asked, "key", NEXT))
        wx.event("x", change_type="C")(lambda message: note(asked, "change", NEXT))
        wx.event("x", key="K", change_type="C")(lambda message: note(asked, "both", NEXT))
        wx.event("x")(lambda message: note(asked, "name", NEXT))
        assert client.event("x", "K", change_type="C").text == "the end"
        assert asked == ["both", "key", "change", "name", "bare"]

    def test_without_a_further_handler_the_answer_is_empty(
        self, wx: Handler, client: CallbackClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        wx.text(lambda message: NEXT)
        with caplog.at_level(logging.INFO, "flask_wechat_corp.callback"):
            received = client.text("a")
        assert (received.status, received.body) == (200, b"")
        assert 'No handler for message type "text"' in caplog.text

    def test_changes_of_the_session_stay(self, wx: Handler, client: CallbackClient) -> None:
        @wx.text
        def first(message: Message) -> object:
            wx.session["first"] = True
            return NEXT

        wx.default(lambda message: str(dict(wx.session)))
        assert client.text("a").text == "{'first': True}"

    def test_after_a_deferred_handler_the_others_run_in_the_background(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        wx.text("a")(lambda message: NEXT)
        wx.text(re.compile("a"), deferred=True)(lambda message: NEXT)
        wx.text(lambda message: "from the background")
        assert client.text("a").body == b""
        sent.wait()
        assert sent.texts == ["from the background"]

    def test_it_is_one_value_however_it_is_copied(self) -> None:
        import copy
        import pickle

        assert copy.deepcopy(NEXT) is pickle.loads(pickle.dumps(NEXT)) is NEXT
        assert repr(NEXT) == "NEXT"

    @pytest.mark.parametrize("hook", ["after"])
    def test_an_after_hook_cannot_decline(
        self, app: Flask, wx: Handler, client: CallbackClient, hook: str
    ) -> None:
        app.testing = True
        wx.text(lambda message: "x")
        wx.after_message(lambda message, reply: NEXT)
        with pytest.raises(ReplyError, match="<lambda>"):
            client.text("a")


@pytest.mark.parametrize("name", ["what", "function", "is_async", "match", "message_"])
def test_a_group_may_have_any_name(wx: Handler, client: CallbackClient, name: str) -> None:
    @wx.text(re.compile(f"(?P<{name}>.*)"))
    async def on_text(message: Message, **groups: str) -> str:
        return f"{groups}"

    assert client.text("a").text == f"{{'{name}': 'a'}}"


class TestBefore:
    def test_hooks_run_in_order_and_the_first_reply_ends_it(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        ran: list[str] = []
        wx.text(lambda message: note(ran, "handler", "handled"))
        wx.before_message(lambda message: note(ran, "one"))
        wx.before_message(lambda message: note(ran, "two", NEXT))
        wx.before_message(lambda message: "vetoed" if message.content == "no" else None)
        wx.before_message(lambda message: note(ran, "last"))
        assert client.text("yes").text == "handled"
        assert ran == ["one", "two", "last", "handler"]
        ran.clear()
        assert client.text("no").text == "vetoed"
        assert ran == ["one", "two"]

    def test_an_empty_answer(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: "never")
        wx.before_message(lambda message: "")
        assert client.text("a").body == b""

    def test_not_for_repeats(self, wx: Handler, client: CallbackClient) -> None:
        ran: list[int] = []
        wx.before_message(lambda message: note(ran, 1))
        fields = {"MsgType": "text", "Content": "a", "MsgId": 5, "CreateTime": 5}
        client.send(fields)
        client.send(fields)
        assert ran == [1]

    def test_it_has_the_session_and_runs_in_the_request_for_deferred_handlers(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        ran: list[str] = []

        @wx.before_message
        def count(message: Message) -> str | None:
            ran.append("hook")
            wx.session["n"] = wx.session.get("n", 0) + 1
            return "too often" if wx.session["n"] > 1 else None

        wx.text(deferred=True)(lambda message: f"late {wx.session['n']}")
        assert client.text("a").body == b""
        sent.wait()
        assert sent.texts == ["late 1"]
        assert client.text("b").text == "too often"
        assert ran == ["hook", "hook"]

    def test_async(self, wx: Handler, client: CallbackClient) -> None:
        @wx.before_message
        async def veto(message: Message) -> str:
            return f"async {wx.message.content} {wx.session.get('x')}"

        assert client.text("a").text == "async a None"

    def test_a_hook_that_raises_is_a_500(self, wx: Handler, client: CallbackClient) -> None:
        wx.before_message(lambda message: 1 / 0)
        assert client.text("a").status == 500

    @pytest.mark.parametrize("decorator", ["before_message", "after_message", "errorhandler"])
    def test_arguments_are_checked_at_the_decorator(self, wx: Handler, decorator: str) -> None:
        with pytest.raises(TypeError, match=f"{decorator} .*<lambda> must accept"):
            getattr(wx, decorator)(lambda: None)


class TestAfter:
    def test_in_reverse_order_with_the_reply_object(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        seen: list[object] = []

        def add(letter: str) -> Any:
            def hook(message: Message, reply: Any) -> Reply:
                seen.append(reply)
                return TextReply(reply.content + letter)

            return hook

        wx.after_message(add("1"))
        wx.after_message(add("2"))
        wx.text(lambda message: "x")
        assert client.text("a").text == "x21"
        assert seen == [TextReply("x"), TextReply("x2")]

    def test_empty_answers_too(self, wx: Handler, client: CallbackClient) -> None:
        wx.after_message(lambda message, reply: "没有听懂" if reply is None else reply)
        assert client.text("a").text == "没有听懂"

    def test_it_can_make_the_answer_empty(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: "x")
        wx.after_message(lambda message, reply: "")
        assert client.text("a").body == b""

    def test_a_forgotten_return_is_told(
        self, app: Flask, wx: Handler, client: CallbackClient
    ) -> None:
        app.testing = True
        wx.text(lambda message: "x")

        @wx.after_message
        def forgetful(message: Message, reply: object) -> None:
            return None

        with pytest.raises(ReplyError, match=r"forgetful returned None although there is a reply"):
            client.text("a")
        wx.image(lambda message: None)
        assert client.send({"MsgType": "image"}).body == b""

    def test_late_replies_once(self, wx: Handler, client: CallbackClient, sent: Sent) -> None:
        wx.text(deferred=True)(lambda message: "late")
        seen: list[object] = []
        wx.after_message(lambda message, reply: note(seen, reply, TextReply("changed")))
        client.text("a")
        sent.wait()
        assert sent.texts == ["changed"]
        assert seen == [TextReply("late")]

    def test_async_and_the_veto_of_a_hook(self, wx: Handler, client: CallbackClient) -> None:
        wx.before_message(lambda message: "veto")

        @wx.after_message
        async def shout(message: Message, reply: Any) -> str:
            return str(reply.content.upper())

        assert client.text("a").text == "VETO"


class TestErrorHandler:
    def test_it_replies_and_the_error_is_logged_and_signalled(
        self, app: Flask, wx: Handler, client: CallbackClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        app.testing = True  # an error that is not handled would be raised here
        told: list[object] = []
        got_request_exception.connect(
            receiver := lambda sender, exception: note(told, exception), app
        )
        wx.text(lambda message: dict[str, str]()["missing"])
        wx.errorhandler(lambda error, message: f"抱歉 {type(error).__name__} {message.content}")
        assert client.text("a").text == "抱歉 KeyError a"
        (record,) = (one for one in caplog.records if one.levelname == "ERROR")
        assert "<lambda> failed" in record.getMessage()
        assert record.exc_info
        assert record.exc_info[0] is KeyError
        assert [type(one) for one in told] == [KeyError]
        del receiver

    @pytest.mark.parametrize(
        ("error", "answer"),
        [
            (ZeroDivisionError, "arithmetic"),
            (LookupError, "any"),
            (KeyError, "key"),
            (StoreError, "any"),
        ],
    )
    def test_the_most_specific_class_wins(
        self, wx: Handler, client: CallbackClient, error: type[Exception], answer: str
    ) -> None:
        registry = Handler()
        registry.errorhandler(KeyError)(lambda error, message: "key")
        registry.errorhandler(lambda error, message: "never: the object's own goes first")
        wx.include(registry)
        wx.errorhandler(lambda error, message: "any")
        wx.errorhandler(ArithmeticError)(lambda error, message: "arithmetic")
        wx.errorhandler(ArithmeticError)(lambda error, message: "never: the first one counts")

        @wx.text
        def fails(message: Message) -> None:
            raise error

        assert client.text("a").text == answer

    def test_without_a_handler_for_the_class_it_is_flasks_business(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        wx.errorhandler(KeyError)(lambda error, message: "never")
        wx.text(lambda message: 1 / 0)
        assert client.text("a").status == 500

    def test_it_may_decline(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: 1 / 0)
        wx.errorhandler(ZeroDivisionError)(lambda error, message: NEXT)
        assert client.text("a").status == 500
        wx.errorhandler(lambda error, message: "second")
        assert client.text("b").text == "second"

    def test_changes_of_the_session_are_dropped_and_its_own_are_saved(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        @wx.text("fail")
        def fails(message: Message) -> None:
            wx.session["kept"] = 1
            wx.session.save()
            wx.session["dropped"] = 1
            raise ValueError

        @wx.errorhandler
        def sorry(error: Exception, message: Message) -> str:
            before = sorted(wx.session)
            wx.session["sorry"] = 1
            return f"{before}"

        wx.text("look")(lambda message: str(sorted(wx.session)))
        assert client.text("fail").text == "['kept']"
        assert client.text("look").text == "['kept', 'sorry']"

    @pytest.mark.parametrize("returned", [object(), [{"title": "x"}] * 9])
    def test_reply_errors(self, wx: Handler, client: CallbackClient, returned: object) -> None:
        wx.text(lambda message: returned)
        wx.errorhandler(ReplyError)(lambda error, message: str(error)[:16])
        assert client.text("a").text == "Handler tests.un"

    def test_undefined_lists(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: wx.wait("nothing"))
        wx.errorhandler(UndefinedListError)(lambda error, message: "no list")
        assert client.text("a").text == "no list"

    def test_a_value_that_cannot_be_saved(self, wx: Handler, client: CallbackClient) -> None:
        @wx.text
        def nested(message: Message) -> str:
            wx.session["list"] = []
            wx.session["list"].append(object())
            return "never"

        wx.errorhandler(lambda error, message: str(error)[:15])
        assert client.text("a").text == "session['list']"

    @pytest.mark.parametrize("where", ["before", "after", "step", "list", "deadline"])
    def test_it_is_asked_for_hooks_steps_and_items(
        self, where: str, sent: Sent, app: Flask, wx: Handler, client: CallbackClient
    ) -> None:
        def fails(*_: object) -> None:
            raise ValueError

        step = lambda_named(fails)
        wx.text("go")(lambda message: wx.ask("?", then=step))
        wx.text("list")(lambda message: wx.wait("list"))
        wx.lists.add("list", [("{1}", fails)])
        wx.step(step)
        wx.default(lambda message: "default")
        if where == "before":
            wx.before_message(fails)
        elif where == "after":
            wx.after_message(fails)
        elif where == "step":
            client.text("go")
        elif where == "list":
            client.text("list")
        else:
            wx.text("1")(fails)
        wx.errorhandler(lambda error, message: "sorry")
        assert client.text("1").text == "sorry"
        if where in ("step", "list"):  # what was remembered stays
            assert client.text("1").text == "sorry"

    def test_a_deferred_handler(self, wx: Handler, client: CallbackClient, sent: Sent) -> None:
        wx.text(deferred=True)(lambda message: 1 / 0)
        wx.errorhandler(lambda error, message: "late sorry")
        assert client.text("a").body == b""
        sent.wait()
        assert sent.texts == ["late sorry"]

    def test_none_is_an_empty_answer(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: 1 / 0)
        wx.errorhandler(lambda error, message: None)
        received = client.text("a")
        assert (received.status, received.body) == (200, b"")

    def test_what_it_raises_itself_is_a_500_with_both_errors(
        self, wx: Handler, client: CallbackClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        ran: list[int] = []

        @wx.text
        def fails(message: Message) -> None:
            ran.append(1)
            raise KeyError("first error")

        @wx.errorhandler
        def broken(error: Exception, message: Message) -> None:
            raise RuntimeError("second error")

        fields = {"MsgType": "text", "Content": "a", "MsgId": 5, "CreateTime": 5}
        assert client.send(fields).status == 500
        assert "first error" in caplog.text
        assert "second error" in caplog.text
        assert client.send(fields).status == 500
        assert ran == [1, 1]  # the delivery was forgotten, so the repeat ran

    def test_after_message_sees_its_reply(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: 1 / 0)
        wx.errorhandler(lambda error, message: "sorry")
        wx.after_message(lambda message, reply: TextReply(reply.content.upper()))
        assert client.text("a").text == "SORRY"

    def test_async(self, wx: Handler, client: CallbackClient) -> None:
        wx.text(lambda message: 1 / 0)

        @wx.errorhandler(ZeroDivisionError)
        async def sorry(error: ZeroDivisionError, message: Message) -> str:
            return "async sorry"

        assert client.text("a").text == "async sorry"

    @pytest.mark.parametrize("wrong", [BaseException, KeyboardInterrupt, int])
    def test_classes_that_are_no_exceptions(self, wx: Handler, wrong: Any) -> None:
        with pytest.raises(TypeError, match="subclass of Exception"):
            wx.errorhandler(wrong)

    def test_a_busy_conversation_is_a_503_all_the_same(
        self, app: Flask, wx: Handler, client: CallbackClient
    ) -> None:
        app.extensions["wechat_corp"]["wechat_corp"].wait = 0.05
        wx.errorhandler(lambda error, message: "never")

        @wx.text("outer")
        def outer(message: Message) -> str:
            wx.session["held"] = True
            return str(client.text("inner").status)

        wx.text("inner")(lambda message: wx.session["x"])
        assert client.text("outer").text == "503"


def lambda_named(function: Any) -> Any:
    def failing_step(message: Message) -> Any:
        return function(message)

    return failing_step


class TestRegistries:
    def test_hooks_are_merged_in_order_of_registration(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        ran: list[str] = []
        registry, inner = Handler(), Handler()

        def hook(name: str) -> Any:
            return lambda message: note(ran, name)

        wx.before_message(hook("own 1"))
        registry.before_message(hook("registry 1"))
        wx.include(registry)
        wx.before_message(hook("own 2"))
        registry.include(inner)
        inner.before_message(hook("inner"))
        registry.before_message(hook("registry 2"))
        wx.include(inner)  # twice, by two ways: its hooks run once all the same
        client.text("a")
        assert ran == ["own 1", "registry 1", "own 2", "inner", "registry 2"]

    def test_a_registry_has_the_session_and_the_message_of_the_object(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        registry = Handler()
        wx.include(registry)

        @registry.text
        def on_text(message: Message) -> str:
            registry.session["n"] = registry.session.get("n", 0) + 1
            assert registry.session is wx.session
            assert registry.message is wx.message is message
            return str(registry.session["n"])

        client.text("a")
        assert client.text("a").text == "2"
        for name in ("session", "message"):
            with pytest.raises(RuntimeError, match="while a message is being handled"):
                getattr(registry, name)

    def test_another_object_names_both(self, app: Flask, wx: Handler) -> None:
        app.config.update(
            {key.replace("WECHAT_CORP_", "B_"): value for key, value in app.config.items()}
        )
        other = WeChatCorp(app, name="other", config_prefix="B_", url="/b")
        told: list[str] = []

        @wx.text
        def on_text(message: Message) -> None:
            for what in ("session", "message"):
                with pytest.raises(RuntimeError) as caught:
                    getattr(other, what)
                told.append(str(caught.value))

        assert CallbackClient(app).text("a").status == 200
        assert len(told) == 2
        assert all("'other'" in one and "'wechat_corp'" in one for one in told)

    def test_no_session_without_a_sender(self, wx: Handler, client: CallbackClient) -> None:
        wx.event(lambda message: str(wx.session))
        wx.errorhandler(RuntimeError)(lambda error, message: str(error))
        assert client.event("x", user="sys").status == 200
        wx.after_message(lambda message, reply: TextReply("handled: " + reply.content[:26]))
        assert client.event("click", user="sys").text == "handled: This message has no sender"
