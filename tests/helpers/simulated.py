"""What the simulator's tests share: an app that answers by rote, plain HTTP, a company."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from flask_wechat_corp import WeChatAPI
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.xmlio import build, parse
from flask_wechat_corp.simulator import Simulator, World
from flask_wechat_corp.simulator.api import ROUTES
from flask_wechat_corp.simulator.api.customers.contacts import customers_of
from flask_wechat_corp.simulator.api.request import Args
from flask_wechat_corp.simulator.errors import SimulatedError
from flask_wechat_corp.simulator.world.clock import Clock
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

Answer = tuple[int, bytes]

INSIDE = {"User-Agent": "Mozilla/5.0 wxwork/4.1 MicroMessenger/7.0"}
"""Headers of the browser inside WeCom."""
DAY = 86_400
MONDAY = 1_795_363_200  # Monday, 23 November 2026, midnight in China
NOW = MONDAY + 20 * 3600


class ScriptedApp:
    """Opens every callback, keeps it in ``got``, and answers what ``answer`` returns.

    ``answer`` takes the opened fields and returns a status and a body; see :meth:`seal`.
    """

    def __init__(self, answer: Callable[[dict[str, Any]], Answer] | None = None) -> None:
        self.crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
        self.got: list[dict[str, Any]] = []
        self.answer = answer or (lambda fields: (200, b""))
        self.echo: Callable[[str], Answer] = lambda text: (200, text.encode())
        self.url = ""

    def seal(self, fields: dict[str, Any], **outer: Any) -> bytes:
        """Return a sealed reply; ``outer`` overrides fields of the envelope."""
        encrypt = self.crypt.encrypt(build(fields))
        now, nonce = str(int(time.time())), "nonce"
        signature = self.crypt.get_signature(now, nonce, encrypt)
        envelope = {
            "Encrypt": encrypt, "MsgSignature": signature, "TimeStamp": int(now), "Nonce": nonce,
        }  # fmt: skip
        return build({**envelope, **outer}).encode()

    def text(self, fields: dict[str, Any], content: str, **changed: Any) -> bytes:
        """Return a sealed text reply to a callback."""
        reply = {
            "ToUserName": fields["FromUserName"],
            "FromUserName": fields["ToUserName"],
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": content,
        }
        return self.seal({**reply, **changed})

    def serve(self, method: str, target: str, body: bytes) -> Answer:
        query = {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
        encrypt = query["echostr"] if method == "GET" else str(parse(body)["Encrypt"])
        self.crypt.verify(query["msg_signature"], query["timestamp"], query["nonce"], encrypt)
        text = self.crypt.decrypt(encrypt).message
        if method == "GET":
            return self.echo(text)
        fields: dict[str, Any] = dict(parse(text))
        self.got.append(fields)
        return self.answer(fields)


@contextmanager
def running(app: ScriptedApp) -> Iterator[ScriptedApp]:
    """Serve the app on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            status, body = app.serve(self.command, self.path, self.rfile.read(length))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            return  # the simulator hangs up on slow answers

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    app.url = f"http://127.0.0.1:{server.server_address[1]}/wechat"
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def simulator(callback_url: str | None = None, **options: Any) -> Simulator:
    """Return a simulator with the tests' credentials."""
    return Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY,
        callback_url=callback_url, **options,
    )  # fmt: skip


@contextmanager
def client_of(sim: Simulator) -> Iterator[WeChatAPI]:
    """Return a client of the simulator's agent."""
    client = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=sim.url)
    yield client
    client.http.close()


def text_of_agent(content: str = "hi", **more: Any) -> dict[str, Any]:
    """Return the body of a text of the agent to `lisi`."""
    body = {"touser": "lisi", "msgtype": "text", "agentid": AGENT_ID, "text": {"content": content}}
    return {**body, **more}


def visit(location: str, userid: str) -> str:
    """Let the simulated WeCom answer a member, and return the path that it sends back to."""
    parts = urlsplit(location)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}&userid={userid}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 302
    back = urlsplit(str(answer.headers["Location"]))
    return f"{back.path}?{back.query}"


class RawClient:
    """Plain HTTP to a simulator, one kept-alive connection."""

    def __init__(self, sim: Simulator) -> None:
        parts = urlsplit(sim.url)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        self.token = ""

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *exception: object) -> None:
        self.connection.close()

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        data = body
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        self.connection.request(method, path, data, headers)
        response = self.connection.getresponse()
        return response, response.read()

    def login(self) -> str:
        query = urlencode({"corpid": CORP_ID, "corpsecret": SECRET})
        _, data = self.request("GET", f"/cgi-bin/gettoken?{query}")
        self.token = json.loads(data)["access_token"]
        return self.token

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """Call the API; fetches a token first when there is none."""
        if not self.token:
            self.login()
        values = urlencode({"access_token": self.token, **query})
        _, data = self.request(method, f"/cgi-bin/{path}?{values}", body)
        answer: dict[str, Any] = json.loads(data)
        return answer

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        return self.call("POST", path, {} if body is None else body, **query)

    def upload(
        self, kind: str, data: bytes, filename: str = "a.bin", **attachment: Any
    ) -> dict[str, Any]:
        """Upload a medium; with ``attachment`` to the path of attachments."""
        if not self.token:
            self.login()
        edge = "edge0123456789"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="media"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        query = urlencode({"access_token": self.token, "type": kind, **attachment})
        path = "upload_attachment" if attachment else "upload"
        _, answer = self.request(
            "POST",
            f"/cgi-bin/media/{path}?{query}",
            body + data + f"\r\n--{edge}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """Call the control plane."""
        response, data = self.request(method, f"/_sim/{path}", body)
        return response.status, json.loads(data)


class DirectWorld:
    """A world that is called like the server calls it."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        self.world = World(data, clock=Clock(lambda: float(NOW)))
        self.world.configure(CORP_ID, SECRET, AGENT_ID)

    def __call__(self, path: str, query: dict[str, str] | None = None, /, **body: object) -> Any:
        args = Args("POST", path, query or {}, json.loads(json.dumps(body)), agent_id=AGENT_ID)
        return json.loads(json.dumps(ROUTES[path].function(self.world, args)))

    def refused(self, path: str, query: dict[str, str] | None = None, /, **body: object) -> int:
        with pytest.raises(SimulatedError) as caught:
            self(path, query, **body)
        return caught.value.errcode

    def later(self, seconds: float) -> None:
        self.world.clock.advance(seconds)

    def media(self, kind: str = "image") -> str:
        return self.world.media.add(kind, "a.png", "image/png", b"png").media_id

    def customer(self, userid: str) -> str:
        found = self("externalcontact/list", {"userid": userid})["external_userid"]
        return str(found[0])

    def leave(self, userid: str) -> None:
        del self.world.members[userid]


def follower(wecom: DirectWorld) -> tuple[str, str]:
    """A member that has a customer, and the customer."""
    for userid in wecom("externalcontact/get_follow_user_list")["follow_user"]:
        found = customers_of(wecom.world, userid)
        if found:
            return userid, found[0]
    raise AssertionError("nobody has a customer")
