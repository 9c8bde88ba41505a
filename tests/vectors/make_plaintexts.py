"""Write plaintexts.json: what the foreign implementations are asked to seal."""

from __future__ import annotations

import json
from pathlib import Path

MESSAGE = (
    "<xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName>"
    "<FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1700000000</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{}]]></Content>"
    "<MsgId>7300000000000000001</MsgId><AgentID>1000002</AgentID></xml>"
)

texts = ["x" * length for length in range(34)]  # every pad from 1 to 32, and the full block
texts += ["你好", "𠮷野家 🍜 ひらがな", "a\x00b", " \t\r\n ", "é" * 1000]
texts += [MESSAGE.format(text) for text in ("你好", "]]]]><![CDATA[>", "<b>&amp;</b>", "长" * 683)]

Path(__file__).with_name("plaintexts.json").write_text(
    json.dumps(
        {
            "token": "callback-token",
            "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "receive_id": "ww1234567890abcdef",
            "timestamp": "1700000000",
            "nonce": "nonce-1372623149",
            "texts": texts,
        },
        indent=1,
    )
    + "\n"
)
