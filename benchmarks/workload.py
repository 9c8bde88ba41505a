"""The work: fresh callbacks, as WeCom sends them."""

from __future__ import annotations

import hashlib
import itertools
import random
import time
from urllib.parse import urlencode

from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt

from .contestants import AES_KEY, CORP_ID, TOKEN
from .wsgi import Request

crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
QUESTION = "你好，今天几点开会？"
_ids = itertools.count(random.getrandbits(40) << 20)


def make_request(scenario: str) -> Request:
    """Return query and body of a new callback."""
    now = str(int(time.time()))
    head = (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
        f"<FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>{now}</CreateTime>"
    )
    if scenario == "event":
        xml = (
            f"{head}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[click]]></Event>"
            f"<EventKey><![CDATA[V{next(_ids)}]]></EventKey><AgentID>1000002</AgentID></xml>"
        )
    else:
        content = "长" * 6600 if scenario == "long" else QUESTION
        xml = (
            f"{head}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>"
            f"<MsgId>{next(_ids)}</MsgId><AgentID>1000002</AgentID></xml>"
        )
    sealed, nonce = crypt.encrypt(xml), str(random.getrandbits(32))
    signature = crypt.get_signature(now, nonce, sealed)
    plain = hashlib.sha1("".join(sorted((TOKEN, now, nonce))).encode()).hexdigest()
    query = {
        "msg_signature": "0" * 40 if scenario == "refused" else signature,
        "timestamp": now,
        "nonce": nonce,
        # WeRoBot, made for public accounts, wants this one too.
        "signature": "0" * 40 if scenario == "refused" else plain,
    }
    body = (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>"
    )
    return urlencode(query), body.encode()
