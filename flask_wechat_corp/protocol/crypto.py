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
from io import BytesIO
from typing import NamedTuple, TypeAlias

from ..errors import ConfigError, DecryptError, InvalidReceiveId, InvalidSignature

__all__ = ["AES_KEY", "Decrypted", "PKCS7Encoder", "WXBizMsgCrypt", "decode", "random_bytes"]

BLOCK_SIZE = 32
"""WeCom pads to 32 bytes, although a block of AES has 16."""

_HEAD = 20
"""Bytes before the message: 16 random ones and the message's length."""

_Transform: TypeAlias = Callable[[bytes], bytes]

_Library: TypeAlias = Callable[[bytes, bytes], "tuple[_Transform, _Transform]"]
"""Takes key and IV; gives what encrypts and what decrypts from there on."""

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


class _Spare(threading.local):
    """Random bytes that a thread has fetched and not yet used."""

    def __init__(self) -> None:
        self.bytes = BytesIO()


_spare = _Spare()


def _forget_spare() -> None:
    global _spare
    _spare = _Spare()


if hasattr(os, "register_at_fork"):  # not where there is no fork
    os.register_at_fork(after_in_child=_forget_spare)  # two processes must not use the same ones


def random_bytes(size: int) -> bytes:
    """Return secure random bytes, each of them once.

    Every visit to the system lets go of the interpreter's lock, for which other threads queue; so
    a thread fetches a block of them at a time.

    :param size: at most 4,096
    """
    found = _spare.bytes.read(size)
    if len(found) == size:
        return found
    _spare.bytes = BytesIO(os.urandom(4096))
    return _spare.bytes.read(size)


def decode(plain: bytes) -> str:
    """Return the text of an opened envelope.

    :raises DecryptError: when it is not UTF-8
    """
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise DecryptError("not UTF-8") from None


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
        random: Callable[[int], bytes] = random_bytes,
    ) -> None:
        if not AES_KEY.fullmatch(encoding_aes_key):
            raise ConfigError("ENCODING_AES_KEY must be exactly 43 letters and digits")
        self._token = token
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._random = random
        self._receive_id = corp_id.encode()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.corp_id!r}>"

    @property
    def corp_id(self) -> str:
        """The receive id."""
        return self._receive_id.decode()

    def get_signature(self, timestamp: object, nonce: object, encrypt: object) -> str:
        """Return WeCom's signature: hex SHA-1 over the sorted token, timestamp, nonce and text."""
        parts = sorted((self._token, str(timestamp), str(nonce), str(encrypt)))
        return hashlib.sha1("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324  the protocol's own choice

    def verify(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        """Compare a signature in constant time.

        :raises InvalidSignature: when it is not ours
        """
        expected = self.get_signature(timestamp, nonce, encrypt)
        if not signature.isascii() or not hmac.compare_digest(expected, signature):
            raise InvalidSignature("bad signature")

    def encrypt(self, text: str) -> str:
        """Seal ``text`` for the receive id; returns base64."""
        message = text.encode()
        plain = b"".join(
            (self._random(16), len(message).to_bytes(4, "big"), message, self._receive_id)
        )
        sealed = self._aes.encrypt(PKCS7Encoder.encode(plain))
        return binascii.b2a_base64(sealed, newline=False).decode()

    def decrypt(self, text: str) -> Decrypted:
        """Open an envelope.

        :raises DecryptError: when base64, length, padding, declared length or UTF-8 is broken
        :raises InvalidReceiveId: when it was sealed for somebody else
        """
        return Decrypted(decode(self.open(text)), self.corp_id)

    def open(self, text: str) -> bytes:
        """Open an envelope as :meth:`decrypt` does, but leave the plaintext in its bytes."""
        plain = PKCS7Encoder.decode(self._aes.decrypt(_ciphertext(text)))
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if len(plain) < _HEAD or end > len(plain):
            raise DecryptError("bad length")
        if not hmac.compare_digest(plain[end:], self._receive_id):
            raise InvalidReceiveId("wrong receive id")
        return plain[_HEAD:end]

    @cached_property
    def _aes(self) -> _Aes:
        # On first use: loading the library costs more than the rest of the package.
        try:
            return _Aes(self._key, _with_cryptography())
        except ImportError:
            return _Aes(self._key, _with_pycryptodome())


def _with_cryptography() -> _Library:
    """AES-CBC with the optional ``cryptography`` (extra ``speed``)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def start(key: bytes, iv: bytes) -> tuple[_Transform, _Transform]:
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv))
        return cipher.encryptor().update, cipher.decryptor().update

    return start


def _with_pycryptodome() -> _Library:
    """AES-CBC with pycryptodome."""
    from Crypto.Cipher import AES

    def start(key: bytes, iv: bytes) -> tuple[_Transform, _Transform]:
        return AES.new(key, AES.MODE_CBC, iv).encrypt, AES.new(key, AES.MODE_CBC, iv).decrypt

    return start


class _Aes(threading.local):
    """The two cipher objects of each thread; they have a state, so threads cannot share them.

    Making one costs more than using it, and in CBC it goes on where it ended. Sealing may do that:
    its first block is random bytes, and random they stay. Opening must start from the IV: that goes
    in before the ciphertext, and the block that comes out for it is dropped.
    """

    def __init__(self, key: bytes, start: _Library) -> None:
        self._iv = key[:16]
        self.encrypt, self._decrypt = start(key, self._iv)

    def decrypt(self, data: bytes) -> bytes:
        """Return the plaintext of whole blocks."""
        return self._decrypt(self._iv + data)[16:]


def _ciphertext(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        raise DecryptError("bad base64") from None
    # No stray characters: they would have been skipped, and the length would tell. No second
    # spelling: the last four characters, encoded again, are the same.
    tail = binascii.b2a_base64(data[-(len(data) % 3 or 3) :], newline=False)
    if len(text) != (len(data) + 2) // 3 * 4 or tail.decode() != text[-4:]:
        raise DecryptError("bad base64")
    if not data or len(data) % BLOCK_SIZE:
        raise DecryptError("bad length")
    return data
