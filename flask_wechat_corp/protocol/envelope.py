"""The signed and encrypted envelope around a callback and around its reply.

Source: developer.work.weixin.qq.com/document/path/90930 (callbacks), path/90968 (encryption).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import BadMessage, CallbackError, InvalidSignature, StaleCallback
from .crypto import WXBizMsgCrypt

__all__ = [
    "DecryptedCallback",
    "Signed",
    "decrypt_callback",
    "sealed_json",
    "sealed_reply",
    "signed_query",
]


class Signed(NamedTuple):
    """What the sender signed: the text and the query parameters that belong to it."""

    signature: str
    timestamp: str
    nonce: str
    encrypt: str


class DecryptedCallback(NamedTuple):
    """A callback that passed every check."""

    crypt: WXBizMsgCrypt
    """The credentials that verified it; they encrypt the reply."""
    plain: bytes

    @property
    def receive_id(self) -> str:
        """The verified receive id."""
        return self.crypt.corp_id

    def __repr__(self) -> str:
        return f"<DecryptedCallback for {self.receive_id!r}>"  # without the plaintext


def decrypt_callback(
    signed: Signed, crypts: Iterable[WXBizMsgCrypt], now: float, max_age: float | None
) -> DecryptedCallback:
    """Check signature, age, ciphertext and receive id; the first credentials that fit decrypt it.

    :param crypts: the credentials to try
    :param now: seconds since the epoch
    :param max_age: seconds by which the signed timestamp may differ from ``now``, or ``None``
    :raises InvalidSignature: when no credentials signed it
    :raises StaleCallback: when the timestamp differs from ``now`` by more than ``max_age``
    :raises DecryptError: when the ciphertext is broken
    :raises InvalidReceiveId: when it was encrypted for another receive id
    :raises BadMessage: when the timestamp is not a number
    """
    error: CallbackError | None = None
    for crypt in crypts:
        try:
            crypt.verify(*signed)
            _check_age(signed.timestamp, now, max_age)
            return DecryptedCallback(crypt, crypt.decrypt_bytes(signed.encrypt))
        except InvalidSignature:
            continue  # signed with another token: another pair may fit
        except CallbackError as failed:
            error = failed  # another corp's pair may share the token
    raise error or InvalidSignature("The signature does not match any configured callback token.")


def _check_age(timestamp: str, now: float, max_age: float | None) -> None:
    if not (timestamp.isdecimal() and timestamp.isascii() and len(timestamp) <= 12):
        raise BadMessage("The query parameter 'timestamp' is not a number of seconds.")
    if max_age is not None and abs(now - int(timestamp)) > max_age:
        raise StaleCallback(
            f"The signed timestamp differs from this machine's clock by more than {max_age:g}"
            " seconds. Synchronise the clock (NTP)."
        )


def signed_query(
    crypt: WXBizMsgCrypt, encrypt: str, timestamp: int, nonce: str, **more: str
) -> dict[str, str]:
    """Return the query parameters of a callback, in WeCom's order.

    :param encrypt: the ciphertext that is signed
    :param timestamp: seconds since the epoch
    :param more: further parameters, such as ``echostr``
    """
    signature = crypt.get_signature(timestamp, nonce, encrypt)
    return {"msg_signature": signature, "timestamp": str(timestamp), "nonce": nonce, **more}


def sealed_reply(crypt: WXBizMsgCrypt, xml: str, timestamp: int) -> bytes:
    """Return a passive reply, encrypted and signed, as the body of a response.

    :param timestamp: seconds since the epoch
    """
    encrypt = crypt.encrypt_bytes(xml.encode())
    nonce = encrypt[:8].encode().hex()  # the first block encrypts random bytes
    signature = crypt.get_signature(timestamp, nonce, encrypt)
    # Base64, hexadecimal and a number need none of the escaping of xmlio.build.
    return (
        f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
        f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def sealed_json(crypt: WXBizMsgCrypt, text: str, timestamp: int, nonce: str) -> bytes:
    """Return a robot's reply, encrypted and signed, as the body of a response.

    Source: developer.work.weixin.qq.com/document/path/101033.

    :param timestamp: seconds since the epoch
    :param nonce: of the callback's query: WeCom requires the same one
    """
    encrypt = crypt.encrypt(text)
    signature = crypt.get_signature(timestamp, nonce, encrypt)
    envelope = {
        "encrypt": encrypt, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce,
    }  # fmt: skip
    return json.dumps(envelope).encode()
