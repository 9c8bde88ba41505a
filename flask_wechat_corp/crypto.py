"""WeCom's callback cryptography: signature, padding, AES envelope.

The protocol: developer.work.weixin.qq.com/document/path/90968 (加解密方案说明). Nothing in here
knows HTTP, XML or Flask; randomness is an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import threading
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple, TypeAlias

from .errors import ConfigError, DecryptError, InvalidReceiveId, InvalidSignature

__all__ = ["AES_KEY", "Decrypted", "PKCS7Encoder", "WXBizMsgCrypt"]

BLOCK_SIZE = 32
"""WeCom pads to 32 bytes, although a block of AES has 16."""

_HEAD = 20
"""Bytes before the message: 16 random ones and the message's length."""

_Transform: TypeAlias = Callable[[bytes], bytes]

# WeCom's own keys have letters and digits only; other tools use all characters of base64.
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class PKCS7Encoder:
    """PKCS#7 padding to 32-byte blocks."""

    @staticmethod
    def encode(data: bytes) -> bytes:
        """Return ``data`` with 1 to 32 bytes of padding."""
        pad = BLOCK_SIZE - len(data) % BLOCK_SIZE
        return data + bytes((pad,)) * pad

    @staticmethod
    def decode(data: bytes) -> bytes:
        """Return ``data`` without its padding.

        :raises DecryptError: when a single byte of the padding is not what it must be
        """
        pad = data[-1] if data else 0
        if (
            not 1 <= pad <= BLOCK_SIZE
            or len(data) % BLOCK_SIZE
            or not data.endswith(bytes((pad,)) * pad)
        ):
            raise DecryptError("bad padding")
        return data[:-pad]


class Decrypted(NamedTuple):
    """An opened envelope."""

    message: str
    """The plaintext."""
    id: str
    """Whom it was meant for: the corp id, or what takes its place."""


class WXBizMsgCrypt:
    """Seals and opens callback envelopes for one pair of token and key.

    :param token: the callback token (Token) of the app
    :param encoding_aes_key: its EncodingAESKey, 43 letters and digits
    :param corp_id: the receive id: the corp id, a suite id, or ``""`` for smart robots
    :param random: returns so many secure random bytes; injected by tests
    :raises ConfigError: when the key is not 43 letters and digits
    """

    def __init__(
        self,
        token: str,
        encoding_aes_key: str,
        corp_id: str,
        *,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if not AES_KEY.fullmatch(encoding_aes_key):
            raise ConfigError("ENCODING_AES_KEY must be exactly 43 letters and digits")
        self._token = token
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._random = random
        self.corp_id = corp_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.corp_id!r}>"

    def get_signature(self, timestamp: object, nonce: object, encrypt: object) -> str:
        """Return WeCom's signature: hex SHA-1 over the sorted token, timestamp, nonce and text."""
        parts = sorted((self._token, str(timestamp), str(nonce), str(encrypt)))
        return hashlib.sha1("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324  the protocol's own choice

    def verify(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        """Compare a signature in constant time.

        :raises InvalidSignature: when it is not ours
        """
        expected = self.get_signature(timestamp, nonce, encrypt)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
            raise InvalidSignature("bad signature")

    def encrypt(self, text: str) -> str:
        """Seal ``text`` for the receive id; returns base64."""
        message = text.encode()
        plain = b"".join(
            (self._random(16), len(message).to_bytes(4, "big"), message, self.corp_id.encode())
        )
        encrypt, _ = self._aes
        return base64.b64encode(encrypt(PKCS7Encoder.encode(plain))).decode()

    def decrypt(self, text: str) -> Decrypted:
        """Open an envelope.

        :raises DecryptError: when base64, length, padding, declared length or UTF-8 is broken
        :raises InvalidReceiveId: when it was sealed for somebody else
        """
        _, decrypt = self._aes
        plain = PKCS7Encoder.decode(decrypt(_ciphertext(text)))
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if len(plain) < _HEAD or end > len(plain):
            raise DecryptError("bad length")
        try:
            opened = Decrypted(plain[_HEAD:end].decode(), plain[end:].decode())
        except UnicodeDecodeError:
            raise DecryptError("not UTF-8") from None
        if not hmac.compare_digest(opened.id.encode(), self.corp_id.encode()):
            raise InvalidReceiveId("wrong receive id")
        return opened

    @cached_property
    def _aes(self) -> tuple[_Transform, _Transform]:
        # On first use: loading the library costs more than the rest of the package.
        try:
            return _with_cryptography(self._key)
        except ImportError:
            return _with_pycryptodome(self._key)


def _with_cryptography(key: bytes) -> tuple[_Transform, _Transform]:
    """AES-CBC with the optional ``cryptography`` (extra ``speed``): (encrypt, decrypt)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
    return (lambda data: cipher.encryptor().update(data)), (
        lambda data: cipher.decryptor().update(data)
    )


def _with_pycryptodome(key: bytes) -> tuple[_Transform, _Transform]:
    """AES-CBC with pycryptodome: (encrypt, decrypt)."""
    iv = key[:16]
    kept = _Kept(key)
    # Making a cipher costs more than using it, and a CBC object goes on where it ended. Sealing may
    # do that: its first block is random bytes, and random they stay. Opening must start from the
    # IV: that goes in before the ciphertext, and the block that comes out for it is dropped.
    return (lambda data: kept.sealing.encrypt(data)), (
        lambda data: kept.opening.decrypt(iv + data)[16:]
    )


class _Kept(threading.local):
    """The two cipher objects of each thread; they have a state, so threads cannot share them."""

    def __init__(self, key: bytes) -> None:
        from Crypto.Cipher import AES

        self.sealing = AES.new(key, AES.MODE_CBC, key[:16])
        self.opening = AES.new(key, AES.MODE_CBC, key[:16])


def _ciphertext(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        raise DecryptError("bad base64") from None
    # Encoded again it must be the same text: no stray characters, no second spelling.
    if binascii.b2a_base64(data, newline=False).decode() != text:
        raise DecryptError("bad base64")
    if not data or len(data) % BLOCK_SIZE:
        raise DecryptError("bad length")
    return data
