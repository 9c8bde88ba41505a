"""The first message with the installed wheel, and nothing else installed."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.testing import CallbackClient

app = Flask(__name__)
app.config.update(
    WECHAT_CORP_ID="ww1234567890abcdef",
    WECHAT_CORP_TOKEN="token",
    WECHAT_CORP_ENCODING_AES_KEY="a" * 43,
    WECHAT_CORP_STORE="memory://",
)
wx = WeChatCorp(app)
wx.text(lambda message: f"收到 {message.content}")
if CallbackClient(app).text("你好").text != "收到 你好":
    raise SystemExit("the installed package does not answer")
for file in ("py.typed", "simulator/page/templates/chat.html", "simulator/data/company.json"):
    if not files("flask_wechat_corp").joinpath(file).is_file():
        raise SystemExit(f"the wheel lacks {file}")
print("the wheel works")
