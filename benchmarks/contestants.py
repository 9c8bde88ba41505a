"""The contestants: our endpoint, hand-written routes, and the peers that are installed.

Each contestant is a Flask application with its callback at ``/wechat`` that answers a text with
``收到`` and the text's first 20 characters and everything else with an empty 200.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

CORP_ID = "ww1234567890abcdef"
TOKEN = "callback-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
KEY = base64.b64decode(AES_KEY + "=")
PRE_RELEASE = Path(__file__).parent / ".peers"
"""Where ``python -m benchmarks.peers`` puts what cannot stand beside its own stable release."""


class Contestant:
    """An application and what must be done before its turn."""

    def __init__(self, app: Flask, prepare: Callable[[], None] = lambda: None) -> None:
        self.app = app
        self.prepare = prepare


# --- limits ---------------------------------------------------------------------------------------


def bare() -> Contestant:
    """(a) One Flask route that reads the body."""
    app = Flask("bare")

    @app.route("/wechat", methods=["GET", "POST"])
    def callback() -> str:
        request.get_data()
        return "x" * 400

    return Contestant(app)


def by_hand(fromstring: Callable[[bytes], ElementTree.Element], aes: str) -> Contestant:
    """(b), (c) What a developer writes in one route, without a library for WeCom."""
    app = Flask("by hand")
    decrypt, encrypt = _aes(aes)

    def sign(*parts: str) -> str:
        return hashlib.sha1("".join(sorted((TOKEN, *parts))).encode()).hexdigest()

    @app.route("/wechat", methods=["GET", "POST"])
    def callback() -> Response | tuple[str, int]:
        timestamp, nonce = request.args["timestamp"], request.args["nonce"]
        sealed = fromstring(request.get_data()).findtext("Encrypt") or ""
        if sign(timestamp, nonce, sealed) != request.args["msg_signature"]:
            return "", 401
        plain = decrypt(base64.b64decode(sealed))
        plain = plain[: -plain[-1]]
        end = 20 + int.from_bytes(plain[16:20], "big")
        if plain[end:].decode() != CORP_ID:
            return "", 401
        message = {child.tag: child.text or "" for child in fromstring(plain[20:end])}
        if message["MsgType"] != "text":
            return Response("")
        now = int(time.time())
        reply = (
            f"<xml><ToUserName><![CDATA[{message['FromUserName']}]]></ToUserName>"
            f"<FromUserName><![CDATA[{message['ToUserName']}]]></FromUserName>"
            f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[收到 {message['Content'][:20]}]]></Content></xml>"
        ).encode()
        text = os.urandom(16) + len(reply).to_bytes(4, "big") + reply + CORP_ID.encode()
        pad = 32 - len(text) % 32
        sealed = base64.b64encode(encrypt(text + bytes([pad]) * pad)).decode()
        return Response(
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{sign(str(now), nonce, sealed)}]]></MsgSignature>"
            f"<TimeStamp>{now}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>",
            mimetype="application/xml",
        )

    return Contestant(app)


def _aes(name: str) -> tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]:
    if name == "pycryptodome":
        from Crypto.Cipher import AES

        def new() -> Any:
            return AES.new(KEY, AES.MODE_CBC, KEY[:16])

        return (lambda data: new().decrypt(data)), (lambda data: new().encrypt(data))
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16]))

    def run(data: bytes, way: str) -> bytes:
        context = getattr(cipher, way)()
        return context.update(data) + context.finalize()  # type: ignore[no-any-return]

    return (lambda data: run(data, "decryptor")), (lambda data: run(data, "encryptor"))


def hand_b() -> Contestant:
    """(b) By hand with our libraries: pycryptodome and defusedxml."""
    from defusedxml.ElementTree import fromstring

    return by_hand(fromstring, "pycryptodome")


def hand_c() -> Contestant:
    """(c) By hand with the fastest usual ones: cryptography and ElementTree."""
    return by_hand(ElementTree.fromstring, "cryptography")


# --- ours -----------------------------------------------------------------------------------------


def ours(
    aes: str = "pycryptodome",
    handlers: int = 1,
    more: Callable[[Any], object] = lambda wx: None,
    **settings: object,
) -> Contestant:
    """Our endpoint, with everything it does by default: age, dedupe, sessions, typed messages.

    :param more: registers something beside the handlers
    """
    from flask_wechat_corp import Message, WeChatCorp, WXBizMsgCrypt
    from flask_wechat_corp.web import decryption

    app = Flask("ours")
    app.config.update(
        WECHAT_CORP_ID=CORP_ID,
        WECHAT_CORP_TOKEN=TOKEN,
        WECHAT_CORP_ENCODING_AES_KEY=AES_KEY,
        WECHAT_CORP_STORE="memory://",
    )
    app.config.update({f"WECHAT_CORP_{name.upper()}": value for name, value in settings.items()})
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Message) -> str:
        return f"收到 {message.content[:20]}"

    for number in range(handlers - 1):
        wx.text(f"keyword {number}")(on_text)

    more(wx)
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    with _only(aes):
        crypt.encrypt("the library is chosen at the first use")

    def prepare() -> None:
        decryption._crypt = lambda credentials: crypt  # type: ignore[assignment]  # one library a turn

    return Contestant(app, prepare)


@contextlib.contextmanager
def _only(aes: str) -> Iterator[None]:
    name = "cryptography.hazmat.primitives.ciphers"
    if aes == "cryptography":
        __import__(name)
        yield
        return
    kept = sys.modules.pop(name, None)
    sys.modules[name] = None  # type: ignore[assignment]  # the next import of it fails
    try:
        yield
    finally:
        del sys.modules[name]
        if kept is not None:
            sys.modules[name] = kept


def ours_speed() -> Contestant:
    """Our endpoint with the extra ``speed``."""
    return ours("cryptography")


def ours_sqlite() -> Contestant:
    """Our endpoint on its default store."""
    folder = tempfile.TemporaryDirectory()
    made = ours(store=f"sqlite:///{folder.name}/store.sqlite")
    return Contestant(made.app, lambda: (made.prepare(), folder)[0])  # the folder lives as long


def ours_forgetful() -> Contestant:
    """Our endpoint with ``memory://`` and a short memory."""
    return ours(max_age=None, dedupe_ttl=2)


# --- peers ----------------------------------------------------------------------------------------


def wechatpy() -> Contestant:
    """As in wechatpy's own enterprise example, the crypto object kept."""
    from wechatpy.enterprise import create_reply, parse_message
    from wechatpy.enterprise.crypto import WeChatCrypto
    from wechatpy.enterprise.exceptions import InvalidCorpIdException
    from wechatpy.exceptions import InvalidSignatureException

    refusals = (InvalidSignatureException, InvalidCorpIdException)
    return _wechatpy(WeChatCrypto, parse_message, create_reply, refusals)


def wechatpy_2() -> Contestant:
    """The same with the pre-release, which moved everything to ``wechatpy.work``."""
    if not PRE_RELEASE.is_dir():
        raise ModuleNotFoundError(f"pip install --pre --no-deps --target {PRE_RELEASE} wechatpy")
    stable = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_wechatpy(name)}
    sys.path.insert(0, str(PRE_RELEASE))
    try:
        from wechatpy.exceptions import InvalidSignatureException
        from wechatpy.work import create_reply, parse_message
        from wechatpy.work.crypto import WeChatCrypto
        from wechatpy.work.exceptions import InvalidCorpIdException
    finally:
        sys.path.remove(str(PRE_RELEASE))
        for name in list(sys.modules):
            if _is_wechatpy(name):
                del sys.modules[name]
        sys.modules.update(stable)
    refusals = (InvalidSignatureException, InvalidCorpIdException)
    return _wechatpy(WeChatCrypto, parse_message, create_reply, refusals)


def _is_wechatpy(module: str) -> bool:
    return module.partition(".")[0] == "wechatpy"


def _wechatpy(
    crypto_class: Callable[..., Any],
    parse_message: Callable[[str], Any],
    create_reply: Callable[..., Any],
    refusals: tuple[type[Exception], ...],
) -> Contestant:
    app = Flask("wechatpy")
    crypto = crypto_class(TOKEN, AES_KEY, CORP_ID)

    @app.route("/wechat", methods=["GET", "POST"])
    def callback() -> Response | tuple[str, int]:
        signature, timestamp, nonce = (
            request.args.get(name, "") for name in ("msg_signature", "timestamp", "nonce")
        )
        try:
            xml = crypto.decrypt_message(request.data, signature, timestamp, nonce)
        except refusals:
            return "", 401
        message = parse_message(xml)
        if message.type != "text":
            return Response("")
        reply = create_reply(f"收到 {message.content[:20]}", message).render()
        return Response(crypto.encrypt_message(reply, nonce, timestamp), mimetype="application/xml")

    return Contestant(app)


def werobot() -> Contestant:
    """WeRoBot in a Flask view, encrypted, its sessions off."""
    from werobot import WeRoBot
    from werobot.contrib.flask import make_view

    robot = WeRoBot(
        token=TOKEN, enable_session=False, encoding_aes_key=AES_KEY, app_id=CORP_ID, logger=None
    )

    @robot.text  # type: ignore[untyped-decorator]  # WeRoBot has no types
    def on_text(message: object) -> str:
        return f"收到 {message.content[:20]}"  # type: ignore[attr-defined]

    @robot.handler  # type: ignore[untyped-decorator]  # WeRoBot has no types
    def on_anything(message: object) -> str:
        return ""

    app = Flask("werobot")
    view = make_view(robot)
    app.add_url_rule("/wechat", "callback", view, methods=["GET", "POST"])
    return Contestant(app)
