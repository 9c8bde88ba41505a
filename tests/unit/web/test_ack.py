"""``ack=``, and ``session.release()`` in the middle of a slow handler."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from flask_wechat_corp import Handler, Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.background import BoundedPool
from flask_wechat_corp.web.state import AppState
from tests.helpers.sent import Sent
from tests.helpers.support import make_app

ACK = "正在查，请稍等"


class TestAck:
    def test_the_text_is_answered_at_once_and_to_repeats(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        wx.text(deferred=True, ack=ACK)(lambda message: "found")
        fields = {"MsgType": "text", "Content": "a", "MsgId": 5, "CreateTime": 5}
        assert client.send(fields).text == ACK
        assert client.send(fields).text == ACK
        sent.wait()
        assert sent.texts == ["found"]

    def test_the_handler_starts_when_the_ack_was_handed_to_the_server(
        self, app: Flask, wx: Handler, sent: Sent, state: AppState
    ) -> None:
        started = threading.Event()
        seen: list[bool] = []
        waits: list[Any] = []
        submit = state.queue.submit

        def watched(state: AppState, message: Message, match: Any, after: Any = None) -> None:
            waits.append(after)
            submit(state, message, match, after)

        state.queue.submit = watched  # type: ignore[method-assign]

        @app.after_request
        def before_it_leaves(response: Response) -> Response:
            seen.extend((waits[0].is_set(), started.is_set()))
            return response

        wx.text(deferred=True, ack=ACK)(lambda message: started.set())
        assert CallbackClient(app).text("a").text == ACK
        assert started.wait(10)
        assert seen == [False, False]
        assert waits[0].is_set()

    def test_without_an_ack_nothing_is_waited_for(
        self, wx: Handler, client: CallbackClient, sent: Sent, state: AppState
    ) -> None:
        waits: list[Any] = []
        state.queue.submit = lambda *work: waits.append(work[3])  # type: ignore
        wx.text(deferred=True)(lambda message: "x")
        client.text("a")
        assert waits == [None]

    def test_an_executor_that_runs_at_once_does_not_wait_for_itself(self) -> None:
        class AtOnce(Executor):
            def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
                future: Future[Any] = Future()
                future.set_result(fn(*args, **kwargs))
                return future

        app = make_app()
        wx: Handler = WeChatCorp(app, executor=AtOnce())
        sent = Sent(app)
        wx.text(deferred=True, ack=ACK)(lambda message: "found")
        assert CallbackClient(app).text("a").text == ACK
        assert sent.texts == ["found"]

    def test_a_full_executor_is_a_503_without_an_ack(self) -> None:
        app = make_app()
        pool = BoundedPool(threads=1, waiting=0)
        wx: Handler = WeChatCorp(app, executor=pool)
        go = threading.Event()
        wx.text(deferred=True, ack=ACK)(lambda message: go.wait(10) and None)
        client = CallbackClient(app)
        assert client.text("a").text == ACK
        received = client.text("b", user="lisi")
        assert (received.status, received.reply) == (503, None)
        go.set()
        pool.shutdown()

    def test_under_a_deadline(self, wx: Handler, sent: Sent, app: Flask, state: AppState) -> None:
        state.config.__dict__["reply_deadline"] = 4.0
        wx.text(deferred=True, ack=ACK)(lambda message: "found")
        assert CallbackClient(app).text("a").text == ACK
        sent.wait()
        assert sent.texts == ["found"]

    def test_after_message_does_not_see_it(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        seen: list[object] = []

        @wx.after_message
        def watch(message: Message, reply: Any) -> Any:
            seen.append(reply.content)
            return reply

        wx.text(deferred=True, ack=ACK)(lambda message: "found")
        assert client.text("a").text == ACK
        sent.wait()
        assert seen == ["found"]

    def test_steps_have_it_too(self, wx: Handler, client: CallbackClient, sent: Sent) -> None:
        @wx.step(deferred=True, ack=ACK)
        def step(message: Message) -> str:
            return f"step {message.content}"

        wx.text("go")(lambda message: wx.ask("?", then=step))
        client.text("go")
        assert client.text("a").text == ACK
        sent.wait()
        assert sent.texts == ["step a"]

    @pytest.mark.parametrize("decorator", ["text", "image", "event", "default", "step", "file"])
    def test_only_with_deferred(self, wx: Handler, decorator: str) -> None:
        def function(message: Message) -> None: ...

        with pytest.raises(TypeError, match=r"ack= of .*function needs deferred=True"):
            getattr(wx, decorator)(ack=ACK)(function)
        with pytest.raises(TypeError, match="must be a string"):
            getattr(wx, decorator)(deferred=True, ack=1)(function)

    def test_only_with_deferred_for_other_types(self, wx: Handler) -> None:
        with pytest.raises(TypeError, match="needs deferred=True"):
            wx.on("hologram", ack=ACK)(lambda message: None)

    @pytest.mark.parametrize(("ack", "size"), [("", 0), ("字" * 683, 2049)])
    def test_its_length(self, wx: Handler, ack: str, size: int) -> None:
        with pytest.raises(ValueError, match=f"1 to 2048 bytes, not {size}"):
            wx.text(deferred=True, ack=ack)(lambda message: None)
        wx.text(deferred=True, ack="字" * 682)(lambda message: None)


class TestRelease:
    def test_the_next_message_gets_in_and_is_not_overwritten(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        inside, go = threading.Event(), threading.Event()

        @wx.text("slow", deferred=True, ack=ACK)
        def slow(message: Message) -> str:
            wx.session["history"] = ["question"]
            wx.session.release()
            inside.set()
            assert go.wait(10)
            wx.session["history"].append("answer")
            return "answer"

        @wx.text("quick")
        def quick(message: Message) -> str:
            wx.session["history"].append("quick")
            return "quick"

        wx.text("look")(lambda message: " ".join(wx.session["history"]))
        client.text("slow")
        assert inside.wait(10)
        assert client.text("quick").text == "quick"
        go.set()
        sent.wait()
        assert client.text("look").text == "question quick answer"

    def test_what_was_released_stays_when_the_handler_fails(
        self, wx: Handler, client: CallbackClient
    ) -> None:
        @wx.text("fail")
        def fail(message: Message) -> None:
            wx.session["kept"] = 1
            wx.session.release()
            wx.session["dropped"] = 1
            raise ValueError

        wx.text("look")(lambda message: str(dict(wx.session)))
        assert client.text("fail").status == 500
        assert client.text("look").text == "{'kept': 1}"

    def test_the_old_object_is_read_only(self, wx: Handler, client: CallbackClient) -> None:
        @wx.text
        def on_text(message: Message) -> str:
            old = wx.session
            old["a"] = 1
            old.release()
            writes: list[Any] = [
                lambda: old.__setitem__("b", 1), lambda: old.__delitem__("a"), old.clear,
                lambda: old.pop("a"), old.popitem, lambda: old.update(b=1),
                lambda: old.setdefault("b", 1), old.save, old.destroy, old.release,
                lambda: old.__ior__({"b": 1}),
            ]  # fmt: skip
            for write in writes:
                with pytest.raises(RuntimeError, match=r"released. Use wx.session again"):
                    write()
            assert dict(old) == {"a": 1}
            assert wx.session is not old
            wx.session["b"] = 2
            return f"{dict(old)} {dict(wx.session)}"

        assert client.text("a").text == "{'a': 1} {'a': 1, 'b': 2}"

    def test_values_that_are_not_plain_are_told(self, wx: Handler, client: CallbackClient) -> None:
        @wx.text
        def on_text(message: Message) -> str:
            wx.session["list"] = []
            wx.session["list"].append(object())
            with pytest.raises(TypeError, match=r"session\['list'\]"):
                wx.session.release()
            wx.session["list"].clear()
            wx.session["ok"] = 1  # the session is still ours
            return "told"

        assert client.text("a").text == "told"

    def test_a_step_that_releases(self, wx: Handler, client: CallbackClient) -> None:
        @wx.step
        def step(message: Message) -> str:
            wx.session["n"] = 1
            wx.session.release()
            return "done"

        wx.text("go")(lambda message: wx.ask("?", then=step))
        wx.default(lambda message: "usual")
        client.text("go")
        assert client.text("a").text == "done"
        assert client.text("a").text == "usual"


@pytest.mark.parametrize(
    "store", ["memory", "sqlite", pytest.param("redis", marks=pytest.mark.redis)]
)
@pytest.mark.parametrize("in_a_step", [False, True])
def test_the_log_of_a_busy_conversation_names_the_holder(
    store: str,
    in_a_step: bool,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    urls = {"memory": "memory://", "sqlite": f"sqlite:///{tmp_path}/s.sqlite"}
    app = make_app(STORE=urls.get(store) or request.getfixturevalue("redis_url"))
    wx: Handler = WeChatCorp(app)
    client = CallbackClient(app)
    app.extensions["wechat_corp"]["wechat_corp"].wait = 0.05

    @wx.step
    def holds_it(message: Message) -> str:
        wx.session["held"] = True
        return str(client.text("inner").status)

    wx.text("ask")(lambda message: wx.ask("?", then=holds_it))
    wx.text("outer")(holds_it)
    wx.text("inner")(lambda message: wx.session["x"])
    if in_a_step:
        client.text("ask")
    with caplog.at_level(logging.WARNING):
        assert client.text("outer").text == "503"
    assert "Rejected a callback with 503: Another message of this conversation" in caplog.text
    assert "It is held by the handler" in caplog.text
    assert "holds_it." in caplog.text
