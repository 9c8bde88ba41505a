"""Seal plaintexts.json with PyPI's wechatpy 1.8 (``pip install wechatpy cryptography``)."""

from __future__ import annotations

import json
from pathlib import Path

from wechatpy.enterprise.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

HERE = Path(__file__).parent


def sign(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def main() -> None:
    asked = json.loads((HERE / "plaintexts.json").read_text())
    crypto = WeChatCrypto(asked["token"], asked["aes_key"], asked["receive_id"])
    cases = []
    for text in asked.pop("texts"):
        encrypt = PrpCrypto(crypto.key).encrypt(text, asked["receive_id"]).decode()
        signature = sign(asked["token"], asked["timestamp"], asked["nonce"], encrypt)
        cases.append(
            {
                "text": text,
                "receive_id": asked["receive_id"],
                "encrypt": encrypt,
                "signature": signature,
            }
        )
    del asked["receive_id"]
    made = {"made_by": "PyPI wechatpy 1.8.18", **asked, "cases": cases}
    (HERE / "wechatpy.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
