"""A Flask application on wechatpy's own crypto, parser and replies; it knows nothing of us."""

from __future__ import annotations

import importlib
from typing import Any

from flask import Flask, Response, request


def create_app(flavour: str, corp_id: str, token: str, aes_key: str) -> Flask:
    """Return the app.

    :param flavour: ``work`` (wechatpy 2) or ``enterprise`` (wechatpy 1)
    """
    crypto_module = importlib.import_module(f"wechatpy.{flavour}.crypto")
    parser: Any = importlib.import_module(f"wechatpy.{flavour}")
    replies: Any = importlib.import_module(f"wechatpy.{flavour}.replies")
    crypto = crypto_module.WeChatCrypto(token, aes_key, corp_id)
    app = Flask(__name__)

    @app.get("/wechat")
    def echo() -> Response:
        args = request.args
        text = crypto.check_signature(
            args["msg_signature"], args["timestamp"], args["nonce"], args["echostr"]
        )
        return Response(text, mimetype="text/plain")

    @app.post("/wechat")
    def receive() -> Response:
        args = request.args
        xml = crypto.decrypt_message(
            request.get_data(), args["msg_signature"], args["timestamp"], args["nonce"]
        )
        message = parser.parse_message(xml)
        reply = answer(message)
        if reply is None:
            return Response(b"")
        sealed = crypto.encrypt_message(reply.render(), args["nonce"])
        return Response(sealed, mimetype="application/xml")

    def answer(message: Any) -> Any:
        if message.type == "text":
            return replies.TextReply(content=f"收到 {message.content}", message=message)
        if message.type == "image":
            return replies.ImageReply(media_id=message.media_id, message=message)
        if message.type == "location":
            where = f"{float(message.location_x):.2f}, {float(message.location_y):.2f}"
            return replies.TextReply(content=where, message=message)
        if message.type == "event" and message.event == "click":
            articles = replies.ArticlesReply(message=message)
            articles.add_article(
                {"title": message.key, "description": "d", "image": "", "url": "https://e.cn"}
            )
            return articles
        return None

    return app
