"""The extension object: apps, agents, credentials, and the endpoint's statuses and bodies."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, current_app, flash, request, session
from werkzeug.test import TestResponse

from flask_wechat_corp import (
    ConfigError,
    Credentials,
    Handler,
    Message,
    ReplyError,
    WeChatCorp,
    WXBizMsgCrypt,
)
from flask_wechat_corp.protocol.xmlio import parse
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, TOKEN, make_app

OTHER = Credentials("other-token", "Z" * 43, "ww-other-corp")


def echo(message: Message) -> str:
    return f"收到 {message.content}"


def test_the_first_example() -> None:
    app = make_app()
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Message) -> str:
        return f"收到 {message.content}"

    @wx.location
    def on_location(message: Message) -> str:
        return f"{message.location_x}, {message.location_y}"

    client = CallbackClient(app)
    assert client.verify()
    received = client.text("你好", user="lisi")
    assert (received.status, received.text) == (200, "收到 你好")
    assert received.reply is not None
    assert received.reply["ToUserName"] == "lisi"
    assert received.reply["FromUserName"] == CORP_ID
    place = {"MsgType": "location", "Location_X": "1.5", "Location_Y": 2}
    assert client.send(place).text == "1.5, 2.0"


def test_the_answer_to_the_byte() -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    received = CallbackClient(app).text("hi")
    envelope = parse(received.body)
    assert list(envelope) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
    assert re.fullmatch(r"[0-9]{10}", str(envelope["TimeStamp"]))
    assert b"<TimeStamp><![CDATA[" not in received.body
    signature = crypt.get_signature(envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"])
    assert envelope["MsgSignature"] == signature


@pytest.mark.parametrize("answer", [None, ""])
def test_an_empty_answer(answer: str | None) -> None:
    app = make_app()
    WeChatCorp(app, handler=lambda message: answer)
    received = CallbackClient(app).text("hi")
    assert (received.status, received.body) == (200, b"")


def test_nobody_handles_it_and_the_log_says_what_would(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    WeChatCorp(app)
    client = CallbackClient(app)
    with caplog.at_level(logging.INFO, "flask_wechat_corp"):
        assert client.text("private words").body == b""
        assert client.event("Some_Event", key="K").status == 200
        assert client.send({"MsgType": "evil\ntype"}).status == 200
    assert '@wx.on("text")' in caplog.text
    assert '@wx.event("some_event")' in caplog.text
    assert '@wx.on("")' in caplog.text
    assert "private words" not in caplog.text


def exchange(app: Flask, method: str, path: str = "/wechat") -> TestResponse:
    """Send a correctly signed echo with any method."""
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    sealed = crypt.encrypt("echo 字 ")
    now = str(int(time.time()))
    query = {
        "msg_signature": crypt.get_signature(now, "n", sealed),
        "timestamp": now,
        "nonce": "n",
        "echostr": sealed,
    }
    return app.test_client().open(path, method=method, query_string=query)


def test_the_echo_is_answered_to_the_byte() -> None:
    app = make_app()
    WeChatCorp(app)
    for path in ("/wechat", "/wechat/"):
        response = exchange(app, "GET", path)
        assert response.status_code == 200
        assert response.data == "echo 字 ".encode()
        assert response.mimetype == "text/plain"
        assert "Set-Cookie" not in response.headers
    head = exchange(app, "HEAD")
    assert (head.status_code, head.data) == (200, b"")


def test_other_methods_are_flasks_own() -> None:
    app = make_app()
    WeChatCorp(app)
    assert exchange(app, "PUT").status_code == 405
    options = exchange(app, "OPTIONS")
    assert options.status_code == 200
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_echo_with_spaces_for_pluses_is_read() -> None:
    app = make_app()
    WeChatCorp(app)
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    sealed = next(one for one in iter(lambda: crypt.encrypt("x"), None) if "+" in one)
    now = str(int(time.time()))
    signature = crypt.get_signature(now, "n", sealed)
    query = f"msg_signature={signature}&timestamp={now}&nonce=n&echostr={sealed}"
    assert "+" in query
    assert app.test_client().get(f"/wechat?{query}").data == b"x"


def test_refusals_say_no_more_than_their_class(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(MAX_CONTENT_LENGTH=500)
    WeChatCorp(app, handler=echo)
    client = app.test_client()
    query = "/wechat?msg_signature=0&timestamp=1&nonce=n"
    envelope = "<xml><Encrypt>AAAA</Encrypt></xml>"
    for path, data, status, body in (
        ("/wechat", envelope, 400, b"Bad Request"),
        (query, "", 400, b"Bad Request"),
        (query, "no xml", 400, b"Bad Request"),
        (query, '{"encrypt": "x"}', 400, b"Bad Request"),
        (query, envelope, 401, b"Unauthorized"),
        (query, "x" * 501, 413, b"Request Entity Too Large"),
    ):
        caplog.clear()
        response = client.post(path, data=data)
        assert response.status_code == status
        assert response.data in (body, b"Content Too Large")
        assert response.mimetype == "text/plain"
        (record,) = caplog.records
        assert record.levelno == logging.WARNING
        assert f"with {status}: " in record.getMessage()
    caplog.clear()
    client.post(query, data='{"encrypt": "x"}')
    assert "JSON" in caplog.text


def test_the_apps_own_limit_does_not_matter() -> None:
    app = make_app()
    app.config["MAX_CONTENT_LENGTH"] = 10
    WeChatCorp(app, handler=echo)
    assert CallbackClient(app).text("hi").text == "收到 hi"


def test_a_form_hook_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    app.before_request(lambda: (request.form, None)[1])
    WeChatCorp(app, handler=echo)
    query = "/wechat?msg_signature=0&timestamp=1&nonce=n"
    response = app.test_client().post(
        query, data="<xml/>", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert "may have read it as a form" in caplog.text


def test_stale_and_early_callbacks() -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)
    state = app.extensions["wechat_corp"]["wechat_corp"]
    now = 1_700_000_000
    state.clock = lambda: now
    for shift, status in ((0, 200), (300, 200), (-300, 200), (301, 401), (-301, 401)):
        client = CallbackClient(app, clock=lambda shift=shift: now + shift)  # type: ignore[misc]
        assert client.text("hi").status == status, shift
    unchecked = make_app(MAX_AGE=None)
    WeChatCorp(unchecked, handler=echo)
    assert CallbackClient(unchecked, clock=lambda: 1).text("hi").status == 200


def broken(message: Message) -> str:
    raise ZeroDivisionError


def test_an_exception_is_flasks_business() -> None:
    plain = make_app()
    WeChatCorp(plain, handler=broken)
    assert CallbackClient(plain).text("hi").status == 500
    own_page = make_app()
    own_page.register_error_handler(ZeroDivisionError, lambda error: ("our page", 503))
    WeChatCorp(own_page, handler=broken)
    assert CallbackClient(own_page).text("hi").body == b"our page"
    testing = make_app()
    testing.testing = True
    WeChatCorp(testing, handler=broken)
    with pytest.raises(ZeroDivisionError):
        CallbackClient(testing).text("hi")


def test_a_bad_reply_names_the_handler() -> None:
    app = make_app()
    app.testing = True
    WeChatCorp(app, handler=lambda message: 5)
    with pytest.raises(ReplyError, match=r"test_a_bad_reply_names_the_handler.*int"):
        CallbackClient(app).text("hi")


def test_a_callback_error_inside_a_handler_is_not_a_refusal() -> None:
    app = make_app()

    def opens_something_else(message: Message) -> str:
        return WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID).decrypt("broken").message

    WeChatCorp(app, handler=opens_something_else)
    assert CallbackClient(app).text("hi").status == 500


@pytest.mark.parametrize("raises", [False, True])
def test_no_cookie_is_ever_set(raises: bool) -> None:
    app = make_app()

    def writes(message: Message) -> str:
        session["a"] = 1
        session.setdefault("b", 2)
        session.update(c=3)
        session.permanent = True
        flash("x")
        assert session.pop("a") == 1
        del session["b"]
        if raises:
            raise ZeroDivisionError
        return str(dict(session)["c"])

    @app.after_request
    def writes_too(response: Response) -> Response:
        session["late"] = 1
        return response

    WeChatCorp(app, handler=writes)
    client = app.test_client()
    received = CallbackClient(app)
    received._client = client
    answer = received.text("hi")
    assert answer.status == (500 if raises else 200)
    assert client.get_cookie("session") is None


def test_async_handlers() -> None:
    app = make_app()

    async def answer(message: Message) -> str:
        return f"async {request.path}"

    WeChatCorp(app, handler=answer)
    assert CallbackClient(app).text("hi").text == "async /wechat"


def test_one_object_on_several_apps() -> None:
    wx = WeChatCorp()
    first, second = make_app(), make_app(ID="ww-second", URL="/second")
    wx.init_app(first)
    wx.init_app(second)
    wx.text(echo)
    assert CallbackClient(first).text("1").text == "收到 1"
    reply = CallbackClient(second).text("2").reply
    assert reply is not None
    assert reply["FromUserName"] == "ww-second"
    assert CallbackClient(second, url="/wechat").text("x").status == 404


def test_several_agents_on_one_app() -> None:
    app = make_app()
    app.config.update(
        LUNCH_ID="ww-lunch", LUNCH_TOKEN="t", LUNCH_ENCODING_AES_KEY="L" * 43, LUNCH_URL="/lunch"
    )
    app.config["LUNCH_STORE"] = "memory://"
    leave = WeChatCorp(app, handler=lambda message: "leave")
    lunch = WeChatCorp(app, name="lunch", config_prefix="LUNCH_", handler=lambda message: "lunch")
    assert CallbackClient(app).text("x").text == "leave"
    assert CallbackClient(app, "lunch").text("x").text == "lunch"
    assert CallbackClient(app, "lunch", url="/wechat").text("x").status == 401
    assert set(app.extensions["wechat_corp"]) == {"wechat_corp", "lunch"}
    assert leave.blueprint.name == "wechat_corp"
    assert lunch.blueprint.name == "lunch"


def test_an_error_of_the_client_names_its_agents_setting() -> None:
    app = make_app(SECRET=None)
    app.config.update(
        LUNCH_ID="ww-lunch", LUNCH_TOKEN="t", LUNCH_ENCODING_AES_KEY="L" * 43, LUNCH_URL="/lunch",
        LUNCH_STORE="memory://",
    )  # fmt: skip
    first = WeChatCorp(app)
    lunch = WeChatCorp(app, name="lunch", config_prefix="LUNCH_")
    with app.app_context():
        with pytest.raises(ConfigError, match=r"^WECHAT_CORP_SECRET is missing\. Set it to "):
            first.api.get_user("zhangsan")
        with pytest.raises(ConfigError, match=r"^LUNCH_SECRET is missing\. Set it to "):
            lunch.api.get_user("zhangsan")


def test_a_change_that_every_agent_is_told_of_is_no_repeat(tmp_path: Path) -> None:
    app = make_app(STORE=f"sqlite:///{tmp_path}/both")
    other = {"LUNCH_" + key[12:]: value for key, value in app.config.items() if "WECHAT" in key}
    app.config.update(other, LUNCH_URL="/lunch", LUNCH_AGENT_ID=7)
    WeChatCorp(app, handler=lambda message: "leave")
    WeChatCorp(app, name="lunch", config_prefix="LUNCH_", handler=lambda message: "lunch")
    change = {"MsgType": "event", "Event": "change_contact", "CreateTime": int(time.time())}
    leave, lunch = CallbackClient(app), CallbackClient(app, "lunch")
    for _ in range(2):
        assert leave.send({**change, "AgentID": None}).text == "leave"
        assert lunch.send({**change, "AgentID": None}).text == "lunch"


def test_a_repeated_name_or_path_raises() -> None:
    app = make_app()
    WeChatCorp(app)
    with pytest.raises(
        ConfigError, match=r"'wechat_corp' is already registered on this app\. Was init_app"
    ):
        WeChatCorp(app)
    with pytest.raises(
        ConfigError, match="URL '/wechat' is already used by WeChatCorp 'wechat_corp'"
    ):
        WeChatCorp(app, name="other")


def test_configuration_errors_come_at_startup() -> None:
    with pytest.raises(ConfigError, match=r"^WECHAT_CORP_ENCODING_AES_KEY must be exactly 43"):
        WeChatCorp(make_app(ENCODING_AES_KEY="short"))
    with pytest.raises(ConfigError, match=r"^WECHAT_CORP_ID is missing"):
        WeChatCorp(make_app(ID=None))


def test_without_callback_credentials_there_is_no_route() -> None:
    app = make_app(TOKEN=None, ENCODING_AES_KEY=None)
    WeChatCorp(app)
    assert app.test_client().get("/wechat").status_code == 404


def test_without_init_app_the_question_is_asked() -> None:
    wx = WeChatCorp()
    with (
        make_app().app_context(),
        pytest.raises(RuntimeError, match=r"forget to call wx\.init_app"),
    ):
        _ = wx._state


@pytest.mark.parametrize("before", [True, False])
def test_a_resolver_rotates_keys_and_serves_many_corps(before: bool) -> None:
    app = make_app(TOKEN=None, ENCODING_AES_KEY=None)
    seen: list[str] = []

    def resolve(request: Any) -> Credentials | list[Credentials]:
        seen.append(request.view_args["corp"])
        old = Credentials(TOKEN, AES_KEY, CORP_ID)
        return [old, OTHER] if request.view_args["corp"] == "both" else old

    wx = WeChatCorp(url="/wechat/<corp>", handler=echo)
    if before:
        wx.credentials(resolve)
        wx.init_app(app)
    else:
        wx.init_app(app)
        assert wx.credentials(resolve) is resolve
    for credentials in (OTHER, Credentials(TOKEN, AES_KEY, CORP_ID)):
        client = CallbackClient(app, credentials=credentials, url="/wechat/both")
        reply = client.text("hi").reply
        assert reply is not None
        assert reply["FromUserName"] == credentials.receive_id
    assert CallbackClient(app, credentials=OTHER, url="/wechat/one").text("hi").status == 401
    assert seen == ["both", "both", "one"]


def test_credentials_that_share_a_token_are_told_apart_by_receive_id() -> None:
    app = make_app()
    wx = WeChatCorp(app, handler=echo)
    suite = Credentials(TOKEN, AES_KEY, "suite-id")
    wx.credentials(lambda request: [Credentials(TOKEN, AES_KEY, CORP_ID), suite])
    assert CallbackClient(app, credentials=suite).text("hi").text == "收到 hi"
    stranger = Credentials(TOKEN, AES_KEY, "stranger")
    assert CallbackClient(app, credentials=stranger).text("hi").status == 401


@pytest.mark.parametrize("nobody", [[], None])
def test_a_resolver_that_knows_nobody_refuses(nobody: Any) -> None:
    app = make_app()
    wx = WeChatCorp(app, handler=echo)
    wx.credentials(lambda request: nobody)
    assert CallbackClient(app).text("hi").status == 401


def test_the_empty_receive_id_of_smart_robots_is_checked_too() -> None:
    app = make_app(RECEIVE_ID="")
    WeChatCorp(app, handler=echo)
    assert CallbackClient(app).text("hi").status == 200
    corp = Credentials(TOKEN, AES_KEY, CORP_ID)
    assert CallbackClient(app, credentials=corp).text("hi").status == 401


def test_handler_tables_are_registered() -> None:
    app = make_app()
    table = Handler(text=echo)
    WeChatCorp(app, handler=table)
    table.text("late")(lambda message: "added later")
    client = CallbackClient(app)
    assert client.text("hi").text == "收到 hi"
    assert client.text("late").text == "added later"


def test_handlers_may_come_after_the_first_request() -> None:
    app = make_app()
    wx = WeChatCorp(app)
    client = CallbackClient(app)
    assert client.text("hi").body == b""
    wx.text(echo)
    assert client.text("hi").text == "收到 hi"


def test_a_json_wrapping_app_does_not_touch_the_answer() -> None:
    class Wrapping(Flask):
        def make_response(self, rv: Any) -> Response:
            return rv if isinstance(rv, Response) else super().make_response({"data": rv})

    app = Wrapping(__name__)
    app.config.update(make_app().config)
    WeChatCorp(app, handler=echo)
    assert CallbackClient(app).text("hi").text == "收到 hi"


def test_signed_but_malformed_plaintext_is_a_400() -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)
    client = CallbackClient(app)
    for xml in ("", "not xml", "<xml>", "<!DOCTYPE x><xml><a>1</a></xml>", "<xml>text</xml>"):
        assert client.post_xml(xml).status == 400, xml
    assert client.text("still there").status == 200


def test_the_test_client_refuses_what_wecom_would_refuse() -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)

    @app.after_request
    def spoil(response: Response) -> Response:
        response.data = response.data.replace(b"<Nonce>", b"<Nonce>x")
        return response

    with pytest.raises(AssertionError, match="WeCom would reject"):
        CallbackClient(app).text("hi")


def test_the_test_client_notices_a_wrong_echo() -> None:
    app = make_app()
    WeChatCorp(app)
    app.after_request(lambda response: Response('"' + response.get_data(as_text=True) + '"'))
    with pytest.raises(AssertionError, match="did not echo"):
        CallbackClient(app).verify()


def test_the_api_client_of_the_app() -> None:
    app = make_app()
    first = WeChatCorp(app)
    second = WeChatCorp(app, name="second", url="/second")
    with app.app_context():
        assert current_app.wechat_api is first.api  # type: ignore[attr-defined]
        assert second.api is not first.api
        assert (first.api.corpid, first.api.agentid) == (CORP_ID, AGENT_ID)
        assert first.api.store is first._state.store


def test_without_a_secret_a_call_names_the_key() -> None:
    app = make_app(SECRET=None)
    wx = WeChatCorp(app)
    with app.app_context(), pytest.raises(ConfigError, match="SECRET"):
        wx.api.get_user("zhangsan")


def test_the_token_may_be_kept_by_the_user() -> None:
    app = make_app()
    wx = WeChatCorp(app)
    kept = {"access_token": "from the user", "expires_at": time.time() + 7000}
    wx.save_token(lambda token: None)
    wx.get_token(lambda: kept)
    with app.app_context():
        assert wx.api.get_latest_token() == kept
        assert current_app.wechat_api is wx.api  # type: ignore[attr-defined]


def test_the_default_store_is_a_file_in_the_instance_folder(tmp_path: Path) -> None:
    app = Flask(__name__, instance_path=str(tmp_path / "instance"))
    app.config.update(make_app(STORE=None).config)
    WeChatCorp(app)
    assert (tmp_path / "instance" / "wechat_corp.sqlite").is_file()


def test_an_unusable_default_store_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app = Flask(__name__, instance_path=str(tmp_path / "file" / "instance"))
    app.config.update(make_app(STORE=None).config)
    with pytest.raises(ConfigError, match=r"^WECHAT_CORP_STORE must be set, .*Not a directory"):
        WeChatCorp(app)
    with pytest.raises(ConfigError, match=r"^WECHAT_CORP_STORE must be memory://"):
        WeChatCorp(make_app(STORE="postgres://x"))


def test_a_parent_registered_too_early_says_what_is_missing() -> None:
    wx, parent = WeChatCorp(), Blueprint("parent", __name__)
    parent.register_blueprint(wx.blueprint)
    with pytest.raises(RuntimeError, match=r"Did you forget to call wx\.init_app"):
        make_app().register_blueprint(parent)


def test_a_sender_that_is_no_text_is_not_written_into_the_reply() -> None:
    app = make_app()
    wx = WeChatCorp(app)
    wx.text(lambda message: "ok")
    client = CallbackClient(app)
    received = client.send({"MsgType": "text", "Content": "x", "FromUserName": {"a": "b"}})
    assert received.status == 200
    assert received.reply is not None
    assert received.reply["ToUserName"] == ""
