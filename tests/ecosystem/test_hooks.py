"""What an app wraps around every view: hooks, error pages, an asynchronous server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from asgiref.testing import ApplicationCommunicator
from asgiref.wsgi import WsgiToAsgi
from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException

from flask_wechat_corp import Credentials, Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, CORP_ID

STRANGER = Credentials("another-token", AES_KEY, CORP_ID)


def echo(message: Message) -> str:
    return f"收到 {message.content}"


def test_a_login_wall_lets_the_callback_through_by_its_blueprint(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app()
    wx = WeChatCorp(app, handler=echo)
    app.get("/page")(lambda: "page")

    @app.before_request
    def wall() -> Any:
        return None if request.blueprint == wx.name else redirect("/login")

    assert CallbackClient(app).text("hi").text == "收到 hi"
    assert app.test_client().get("/page").status_code in (302, 303)  # 303 since Flask 3.2


def test_a_hook_that_answers_itself_runs_no_handler(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    ran: list[str] = []
    WeChatCorp(app, handler=lambda message: ran.append(message.content))
    app.before_request(lambda: ("under repair", 503))
    assert CallbackClient(app).text("hi").text == "under repair"
    assert ran == []


def test_what_a_hook_put_into_g_is_there_and_gone_after(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    gone: list[str] = []

    @app.before_request
    def connect() -> None:
        g.connection = "open"

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        gone.append(f"{g.pop('connection')} {type(error).__name__}")

    wx = WeChatCorp(app, handler=lambda message: g.connection)
    assert CallbackClient(app).text("hi").text == "open"

    @wx.text("fail")
    def fail(message: Message) -> str:
        raise ZeroDivisionError

    assert CallbackClient(app).text("fail").status == 500
    assert gone == ["open NoneType", "open ZeroDivisionError"]


def test_headers_that_the_app_adds_stay_beside_the_answer(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)
    seen: list[str] = []

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["X-Frame-Options"] = "DENY"
        seen.append(str(response.mimetype))
        return response

    assert CallbackClient(app).text("hi").text == "收到 hi"
    assert seen == ["application/xml"]


def test_error_pages_are_for_browsers_not_for_wecom(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    WeChatCorp(app, handler=echo)

    @app.errorhandler(HTTPException)
    def page(error: HTTPException) -> tuple[dict[str, int | None], int]:
        return {"our page": error.code}, 200

    refused = CallbackClient(app, credentials=STRANGER).text("hi")
    assert (refused.status, refused.body) == (401, b"Unauthorized")
    assert app.test_client().post("/wechat").status_code == 400
    # What Flask itself refuses before us is the app's business, as for every other route.
    assert app.test_client().put("/wechat").get_json() == {"our page": 405}
    assert app.test_client().get("/missing").get_json() == {"our page": 404}


def test_a_page_for_every_exception_is_for_handlers_too(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app()
    runs: list[str] = []

    def broken(message: Message) -> str:
        runs.append(message.content)
        raise ValueError("private words")

    WeChatCorp(app, handler=broken)
    app.register_error_handler(Exception, lambda error: ("our page", 500))
    client = CallbackClient(app)
    for _ in range(2):  # a repeat is not taken for answered
        received = client.text("hi", MsgId=7, CreateTime=int(client._clock()))
        assert (received.status, received.text) == (500, "our page")
    assert runs == ["hi", "hi"]


def through_asgi(wsgi_app: Any) -> Callable[..., list[bytes]]:
    """Put an asynchronous server, as it were uvicorn, between the test client and the app."""
    asgi_app = WsgiToAsgi(wsgi_app)

    async def exchange(scope: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        server = ApplicationCommunicator(asgi_app, scope)
        await server.send_input({"type": "http.request", "body": body})
        started = await server.receive_output(10)
        content = b""
        while True:
            part = await server.receive_output(10)
            content += part.get("body", b"")
            if not part.get("more_body"):
                await server.wait(10)
                return started, content

    def call(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        length = environ.get("CONTENT_LENGTH", "0")
        scope = {
            "type": "http", "http_version": "1.1", "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"], "query_string": environ["QUERY_STRING"].encode(),
            "headers": [(b"content-length", length.encode()), (b"content-type", b"text/xml")],
        }  # fmt: skip
        body = environ["wsgi.input"].read(int(length))
        started, content = asyncio.run(exchange(scope, body))
        headers = [(name.decode(), value.decode()) for name, value in started["headers"]]
        start_response(f"{started['status']} as it came", headers)
        return [content]

    return call


def test_an_asynchronous_app_on_an_asynchronous_server(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    order: list[str] = []

    @app.before_request
    async def before() -> None:
        await asyncio.sleep(0)
        order.append("before")

    wx = WeChatCorp(app)

    @wx.text
    async def answer(message: Message) -> str:
        await asyncio.sleep(0)
        order.append("handler")
        wx.session["seen"] = wx.session.get("seen", 0) + 1
        return f"{request.path} {wx.session['seen']}"

    app.wsgi_app = through_asgi(app.wsgi_app)  # type: ignore[method-assign]
    client = CallbackClient(app)
    assert client.verify()
    assert [client.text("hi").text for _ in range(2)] == ["/wechat 1", "/wechat 2"]
    assert order == ["before", *["before", "handler"] * 2]
    assert CallbackClient(app, credentials=STRANGER).text("hi").status == 401
