"""``wx.kf``: registering and choosing, without an app."""

from __future__ import annotations

import re
from typing import Any

import pytest

from flask_wechat_corp import Handler, KfMessage
from flask_wechat_corp.callback.kf.handler import KfHandler


def message(msgtype: str = "text", content: str = "hi", origin: int = 3) -> KfMessage:
    return KfMessage(
        {
            "msgid": "m", "open_kfid": "kfA", "external_userid": "wmA", "origin": origin,
            "msgtype": msgtype, msgtype: {"content": content},
        }
    )  # fmt: skip


def event(name: str) -> KfMessage:
    return KfMessage({"msgid": "e", "origin": 4, "msgtype": "event", "event": {"event_type": name}})


@pytest.fixture
def kf() -> KfHandler:
    return KfHandler(Handler(), lambda: None)


def names(kf: KfHandler, one: KfMessage) -> list[str]:
    return [match.entry.function.__name__ for match in kf.matches(one)]


def test_the_most_specific_handler_is_first(kf: KfHandler) -> None:
    @kf.default
    def default(message: Any) -> None: ...
    @kf.text
    def text(message: Any) -> None: ...
    @kf.text(re.compile("h(?P<rest>.)"))
    def pattern(message: Any, rest: str) -> None: ...
    @kf.text("hi")
    def word(message: Any) -> None: ...

    assert names(kf, message()) == ["word", "pattern", "text", "default"]
    assert names(kf, message("miniprogram")) == ["default"]


def test_servicers_and_the_system_are_only_given_to_those_who_ask(kf: KfHandler) -> None:
    @kf.default
    def default(message: Any) -> None: ...
    @kf.on("text", origin="servicer")
    def servicer(message: Any) -> None: ...
    @kf.image(origin="system")
    def system(message: Any) -> None: ...

    assert names(kf, message(origin=5)) == ["servicer"]
    assert names(kf, message("image", origin=4)) == ["system"]
    assert names(kf, message(origin=3)) == ["default"]


def test_events_never_reach_the_default_handler(kf: KfHandler) -> None:
    @kf.default
    def default(message: Any) -> None: ...
    @kf.event("enter_session")
    def enter(message: Any) -> None: ...

    assert names(kf, event("enter_session")) == ["enter"]
    assert names(kf, event("msg_send_fail")) == []


def test_while_human(kf: KfHandler) -> None:
    @kf.text
    def text(message: Any) -> None: ...
    @kf.text("bye", while_human=True)
    def bye(message: Any) -> None: ...

    assert kf.while_human(message()) is None
    found = kf.while_human(message(content="bye"))
    assert found is not None
    assert found.entry.function is bye


def test_a_registry_for_members_serves_customers_too(kf: KfHandler) -> None:
    registry = Handler()
    kf.register(registry)

    @registry.text
    def text(message: Any) -> None: ...

    assert names(kf, message()) == ["text"]


def test_deferred_is_an_error(kf: Any) -> None:
    def function(message: Any) -> None: ...

    for decorator in (kf.text, kf.image, kf.default):
        with pytest.raises(TypeError, match="neither deferred= nor ack="):
            decorator(deferred=True)
    with pytest.raises(TypeError, match="neither deferred= nor ack="):
        kf.on("text", ack="wait")
    for decorate in (kf.event("enter_session", deferred=True), kf.step(deferred=True)):
        with pytest.raises(TypeError, match="must not have deferred=True"):
            decorate(function)
    registry = Handler()
    registry.text(deferred=True)(function)
    with pytest.raises(TypeError, match="must not have deferred=True"):
        kf.register(registry)


def test_wrong_options(kf: Any) -> None:
    with pytest.raises(ValueError, match="origin= must be"):
        kf.text(origin="robot")
    with pytest.raises(TypeError, match="takes no key="):
        kf.image(key="x")
    with pytest.raises(TypeError, match="takes no filter"):
        kf.image("x")
    with pytest.raises(TypeError, match="text filter"):
        kf.text(3)
    with pytest.raises(TypeError, match="name of a message type"):
        kf.on(3)


def test_its_own_error_handlers_come_before_those_of_the_extension_object() -> None:
    parent = Handler()
    kf = KfHandler(parent, lambda: None)

    @parent.errorhandler
    def theirs(error: Exception, message: Any) -> None: ...

    assert [one.function for one in kf.error_handlers(ValueError())] == [theirs]

    @kf.errorhandler(KeyError)
    def ours(error: Exception, message: Any) -> None: ...

    assert [one.function for one in kf.error_handlers(KeyError())] == [ours]
    assert [one.function for one in kf.error_handlers(ValueError())] == [theirs]


def test_nothing_is_active_before_something_is_registered(kf: KfHandler) -> None:
    assert not kf.active
    kf.text(lambda message: None)
    assert kf.active
