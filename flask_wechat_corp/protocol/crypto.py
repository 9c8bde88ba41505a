"""WeCom's callback cryptography: signature, padding, AES envelope.

The protocol: developer.work.weixin.qq.com/document/path/90968 (加解密方案说明). This module does
not know HTTP, XML or Flask; randomness is an argument.
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

from ..errors import ConfigError, DecryptError, InvalidReceiveId, InvalidSignature

__all__ = [
    "AES_KEY",
    "Decrypted",
    "PKCS7Encoder",
    "WXBizMsgCrypt",
    "decode_utf8",
    "decrypt_media",
    "encrypt_media",
]

BLOCK_SIZE = 32
"""WeCom pads to 32 bytes, although an AES block has 16."""

_HEAD = 20
"""Bytes before the message: 16 random ones and the message's length."""

_Transform: TypeAlias = Callable[[bytes], bytes]

_CipherFactory: TypeAlias = Callable[[bytes, bytes], "tuple[_Transform, _Transform]"]
"""Takes a key and an IV; returns the two functions that encrypt and decrypt the next blocks."""

# WeCom's own keys have letters and digits only; other tools use all base64 characters.
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

        :raises DecryptError: when any byte of the padding is wrong
        """
        pad = data[-1] if data else 0
        if (
            not 1 <= pad <= BLOCK_SIZE
            or len(data) % BLOCK_SIZE
            or not data.endswith(bytes((pad,)) * pad)
        ):
            raise DecryptError("The padding of the decrypted text is invalid.")
        return data[:-pad]


class Decrypted(NamedTuple):
    """A decrypted envelope."""

    message: str
    """The plaintext."""
    id: str
    """The receive id: a corp id, a suite id, or ``""`` for smart robots."""


def decrypt_media(key: str, data: bytes) -> bytes:
    """Decrypt a file that a smart robot received.

    Source: developer.work.weixin.qq.com/document/path/100719 (callbacks), path/101463 (long
    connection).

    :param key: the callback's EncodingAESKey, or the ``aeskey`` beside the address: base64, with or
        without padding, or 64 hexadecimal digits
    :raises DecryptError: when the key, the length or the padding is wrong
    """
    try:
        raw = (
            bytes.fromhex(key) if len(key) == 64 else base64.b64decode(key + "=" * (-len(key) % 4))
        )
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise DecryptError("The key of a received file is not an AES key of 32 bytes.")
    if not data or len(data) % 16:
        raise DecryptError("A received file is not a whole number of 16-byte blocks.")
    try:
        new_ciphers = _with_cryptography()
    except ImportError:
        new_ciphers = _with_pycryptodome()
    plain = new_ciphers(raw, raw[:16])[1](data)
    pad = plain[-1]
    if not 1 <= pad <= BLOCK_SIZE or not plain.endswith(bytes((pad,)) * pad):
        raise DecryptError("The padding of a received file is invalid: its key does not fit.")
    return plain[:-pad]


def encrypt_media(key: str, plain: bytes) -> bytes:
    """Encrypt a file as WeCom does for a smart robot; the opposite of :func:`decrypt_media`.

    :param key: the callback's EncodingAESKey
    """
    raw = base64.b64decode(key + "=" * (-len(key) % 4))
    try:
        new_ciphers = _with_cryptography()
    except ImportError:
        new_ciphers = _with_pycryptodome()
    return new_ciphers(raw, raw[:16])[0](PKCS7Encoder.encode(plain))


def decode_utf8(plain: bytes) -> str:
    """Return the plaintext of an envelope as text.

    :raises DecryptError: when it is not UTF-8
    """
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise DecryptError("The decrypted text is not UTF-8.") from None


class WXBizMsgCrypt:
    """Encrypt, sign, verify and decrypt callback envelopes with one pair of token and key.

    :param token: the callback token (Token) of the app
    :param encoding_aes_key: its EncodingAESKey, 43 letters and digits
    :param corp_id: the receive id: the corp id, a suite id, or ``""`` for smart robots
    :param random: returns this many secure random bytes; tests inject their own
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
            raise ConfigError("ENCODING_AES_KEY must be exactly 43 letters and digits.")
        self._token = token
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._random = random
        self._receive_id = corp_id.encode()
        self.corp_id = corp_id
        """The receive id."""
        self.corp_key = corp_id or "token:" + _digest(token)
        """What stands for the corp in keys: the receive id, or a hash of the token if it is empty.

        Two callbacks without a receive id are told apart by their tokens only.
        """

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.corp_id!r}>"

    def get_signature(self, timestamp: object, nonce: object, encrypt: object) -> str:
        """Return WeCom's signature: hex SHA-1 of the sorted token, timestamp, nonce and text."""
        parts = sorted((self._token, str(timestamp), str(nonce), str(encrypt)))
        return hashlib.sha1("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324 - the protocol's own choice

    def verify(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        """Compare a signature with the expected one, in constant time.

        :raises InvalidSignature: when they differ
        """
        expected = self.get_signature(timestamp, nonce, encrypt)
        if not signature.isascii() or not hmac.compare_digest(expected, signature):
            raise InvalidSignature("The signature does not match the callback token.")

    def encrypt(self, text: str) -> str:
        """Encrypt ``text`` for the receive id and return base64."""
        return self.encrypt_bytes(text.encode())

    def encrypt_bytes(self, message: bytes) -> str:
        """Encrypt as :meth:`encrypt` does, but take the text as bytes."""
        plain = b"".join(
            (self._random(16), len(message).to_bytes(4, "big"), message, self._receive_id)
        )
        sealed = self._aes.encrypt(PKCS7Encoder.encode(plain))
        return binascii.b2a_base64(sealed, newline=False).decode()

    def decrypt(self, text: str) -> Decrypted:
        """Decrypt an envelope.

        :raises DecryptError: when base64, length, padding, declared length or UTF-8 is invalid
        :raises InvalidReceiveId: when it was encrypted for another receive id
        """
        return Decrypted(decode_utf8(self.decrypt_bytes(text)), self.corp_id)

    def decrypt_bytes(self, text: str) -> bytes:
        """Decrypt as :meth:`decrypt` does, but return the plaintext as bytes."""
        plain = PKCS7Encoder.decode(self._aes.decrypt(_ciphertext(text)))
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if len(plain) < _HEAD or end > len(plain):
            raise DecryptError("The decrypted text is shorter than the length it declares.")
        if not hmac.compare_digest(plain[end:], self._receive_id):
            raise InvalidReceiveId(
                "The callback was encrypted for another receive id than the configured one."
            )
        return plain[_HEAD:end]

    @cached_property
    def _aes(self) -> _ThreadCiphers:
        # Loaded on first use, because the library takes longer to import than this package.
        try:
            return _ThreadCiphers(self._key, _with_cryptography())
        except ImportError:
            return _ThreadCiphers(self._key, _with_pycryptodome())


def _digest(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=16).hexdigest()


def _with_cryptography() -> _CipherFactory:
    """AES-CBC with the optional ``cryptography`` (extra ``speed``)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def new_ciphers(key: bytes, iv: bytes) -> tuple[_Transform, _Transform]:
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv))
        return cipher.encryptor().update, cipher.decryptor().update

    return new_ciphers


def _with_pycryptodome() -> _CipherFactory:
    """AES-CBC with pycryptodome."""
    from Crypto.Cipher import AES

    def new_ciphers(key: bytes, iv: bytes) -> tuple[_Transform, _Transform]:
        return AES.new(key, AES.MODE_CBC, iv).encrypt, AES.new(key, AES.MODE_CBC, iv).decrypt

    return new_ciphers


class _ThreadCiphers(threading.local):
    """The two cipher objects of each thread; they have a state, so threads cannot share them.

    Creating a cipher costs more than using it, so each thread keeps one per direction. A CBC cipher
    continues from its last block. For encryption that is fine: the first block is random anyway.
    For decryption we feed the IV first and drop the block it yields, which resets the chain.
    """

    def __init__(self, key: bytes, new_ciphers: _CipherFactory) -> None:
        self._iv = key[:16]
        self.encrypt, self._decrypt = new_ciphers(key, self._iv)

    def decrypt(self, data: bytes) -> bytes:
        """Return the plaintext of whole blocks."""
        return self._decrypt(self._iv + data)[16:]


def _ciphertext(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        raise DecryptError("The ciphertext is not base64.") from None
    # Only one spelling is accepted. Characters that the decoder skips change the length; another
    # spelling of the last bytes differs when they are encoded again.
    tail = binascii.b2a_base64(data[-(len(data) % 3 or 3) :], newline=False)
    if len(text) != (len(data) + 2) // 3 * 4 or tail.decode() != text[-4:]:
        raise DecryptError("The ciphertext is not base64.")
    if not data or len(data) % BLOCK_SIZE:
        raise DecryptError("The ciphertext is not a whole number of 32-byte blocks.")
    return data
