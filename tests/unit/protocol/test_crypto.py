"""crypto: foreign vectors, every length and pad byte, and every way to break an envelope."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp.errors import (
    CallbackError,
    ConfigError,
    DecryptError,
    InvalidReceiveId,
    InvalidSignature,
)
from flask_wechat_corp.protocol.crypto import (
    Decrypted,
    PKCS7Encoder,
    WXBizMsgCrypt,
    decrypt_media,
    encrypt_media,
)

from ...helpers.support import AES_KEY, CORP_ID, TOKEN

VECTORS = Path(__file__).parents[2] / "vectors"
SOURCES = ["wecom_manual", "wechat_crypto", "wecom_crypto", "wechatpy"]
KEY = base64.b64decode(AES_KEY + "=")


@pytest.fixture(params=["cryptography", "pycryptodome"])
def provider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with each AES library; without ``cryptography`` pycryptodome must step in."""
    if request.param == "cryptography":
        pytest.importorskip("cryptography")
    else:
        monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers", None)
    return str(request.param)


@pytest.fixture
def crypt() -> WXBizMsgCrypt:
    return WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)


def seal(plain: bytes) -> str:
    """Encrypt ready padded bytes, whatever nonsense they are."""
    from Crypto.Cipher import AES

    return base64.b64encode(AES.new(KEY, AES.MODE_CBC, KEY[:16]).encrypt(plain)).decode()


def envelope(message: bytes, receive_id: bytes = CORP_ID.encode(), length: int = -1) -> bytes:
    declared = len(message) if length < 0 else length
    return b"0123456789abcdef" + declared.to_bytes(4, "big") + message + receive_id


# --- vectors from outside ---------------------------------------------------------------------


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("source", SOURCES)
def test_envelopes_of_foreign_implementations_verify_and_open(source: str) -> None:
    made = json.loads((VECTORS / f"{source}.json").read_text())
    for case in made["cases"]:
        crypt = WXBizMsgCrypt(made["token"], made["aes_key"], case["receive_id"])
        timestamp, nonce = (case.get(k) or made[k] for k in ("timestamp", "nonce"))
        crypt.verify(case["signature"], timestamp, nonce, case["encrypt"])
        assert crypt.decrypt(case["encrypt"]) == (case["text"], case["receive_id"])


@pytest.mark.usefixtures("provider")
def first_of(block: bytes, count: int) -> bytes:
    return block[:count]


def test_the_manuals_ciphertext_comes_out_again_of_the_same_random_bytes() -> None:
    made = json.loads((VECTORS / "wecom_manual.json").read_text())
    for case in made["cases"]:
        from Crypto.Cipher import AES

        key = base64.b64decode(made["aes_key"] + "=")
        plain = AES.new(key, AES.MODE_CBC, key[:16]).decrypt(base64.b64decode(case["encrypt"]))
        crypt = WXBizMsgCrypt(
            made["token"], made["aes_key"], case["receive_id"], random=partial(first_of, plain)
        )
        assert crypt.encrypt(case["text"]) == case["encrypt"]


@pytest.mark.usefixtures("provider")
def test_wechatpy_opens_what_we_seal_and_signs_alike(crypt: WXBizMsgCrypt) -> None:
    foreign = pytest.importorskip("wechatpy.enterprise.crypto")
    other = foreign.WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
    for text in ("", "hi", "你好 🍜", "x" * 5000):
        sealed = crypt.encrypt(text)
        signature = crypt.get_signature("1700000000", "nonce", sealed)
        opened = other.check_signature(signature, "1700000000", "nonce", sealed)
        assert (opened.decode() if isinstance(opened, bytes) else opened) == text


# --- signature --------------------------------------------------------------------------------


def test_the_signature_sorts_its_parts_and_takes_numbers() -> None:
    crypt = WXBizMsgCrypt("b", AES_KEY, CORP_ID)
    assert crypt.get_signature("2", "1", "a") == hashlib.sha1(b"12ab").hexdigest()
    assert crypt.get_signature(2, 1, "a") == crypt.get_signature("2", "1", "a")


def test_a_right_signature_passes(crypt: WXBizMsgCrypt) -> None:
    signature = crypt.get_signature("1700000000", "n", "cipher")
    crypt.verify(signature, "1700000000", "n", "cipher")


@pytest.mark.parametrize(
    "signature", ["", "0" * 40, "签名" * 20, "\udcff", "\x00", "é" * 40, "a" * 100_000]
)
def test_any_other_signature_is_an_invalid_signature(crypt: WXBizMsgCrypt, signature: str) -> None:
    with pytest.raises(InvalidSignature):
        crypt.verify(signature, "1700000000", "n", "cipher")


def test_no_upper_case_and_no_prefix_of_the_signature_passes(crypt: WXBizMsgCrypt) -> None:
    signature = crypt.get_signature("1", "n", "cipher")
    for wrong in (signature.upper(), signature[:-1], signature + "0", " " + signature):
        with pytest.raises(InvalidSignature):
            crypt.verify(wrong, "1", "n", "cipher")


@given(st.text(st.characters()), st.text(), st.text(), st.text())
def test_verify_raises_nothing_but_invalid_signature(
    signature: str, timestamp: str, nonce: str, encrypt: str
) -> None:
    with pytest.raises(InvalidSignature):
        WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID).verify(signature, timestamp, nonce, encrypt)


def test_signatures_are_compared_in_constant_time(
    crypt: WXBizMsgCrypt, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(a: str, b: str) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr("flask_wechat_corp.protocol.crypto.hmac.compare_digest", compare)
    signature = crypt.get_signature("1", "n", "cipher")
    crypt.verify(signature, "1", "n", "cipher")
    assert compared == [(signature, signature)]


# --- padding ----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", range(321))
def test_every_length_is_padded_to_32_bytes_and_back(length: int) -> None:
    data = bytes(i % 251 for i in range(length))
    padded = PKCS7Encoder.encode(data)
    assert len(padded) % 32 == 0
    assert 1 <= len(padded) - length <= 32
    assert set(padded[length:]) == {len(padded) - length}
    assert PKCS7Encoder.decode(padded) == data


@pytest.mark.parametrize("pad", range(1, 33))
def test_every_single_pad_byte_is_checked(pad: int) -> None:
    padded = PKCS7Encoder.encode(b"a" * (64 - pad))
    for position in range(64 - pad, 64):
        broken = bytearray(padded)
        broken[position] ^= 0x80
        with pytest.raises(DecryptError):
            PKCS7Encoder.decode(bytes(broken))


@pytest.mark.parametrize("last", [0, *range(33, 256)])
def test_pad_bytes_out_of_range_are_refused(last: int) -> None:
    with pytest.raises(DecryptError):
        PKCS7Encoder.decode(bytes((last,)) * 64)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x10" * 16, b"\x01" * 33])
def test_what_is_no_multiple_of_32_bytes_is_refused(data: bytes) -> None:
    with pytest.raises(DecryptError):
        PKCS7Encoder.decode(data)


# --- the key ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "",
        AES_KEY[:-1],
        AES_KEY + "A",
        AES_KEY + "=",
        AES_KEY + "\n",
        " " + AES_KEY[1:],
        AES_KEY[:-1] + "-",
        "密" * 43,
    ],
)
def test_a_key_that_is_not_43_letters_and_digits_is_a_config_error(key: str) -> None:
    with pytest.raises(ConfigError, match="ENCODING_AES_KEY") as raised:
        WXBizMsgCrypt(TOKEN, key, CORP_ID)
    assert not key or key not in str(raised.value)


def test_every_character_of_base64_may_be_in_a_key() -> None:
    crypt = WXBizMsgCrypt(TOKEN, "+/" + AES_KEY[2:], CORP_ID)
    assert crypt.decrypt(crypt.encrypt("hi")) == ("hi", CORP_ID)


def test_neither_token_nor_key_shows_in_the_repr(crypt: WXBizMsgCrypt) -> None:
    assert CORP_ID in repr(crypt)
    assert TOKEN not in repr(crypt)
    assert AES_KEY not in repr(crypt)


# --- sealing and opening ------------------------------------------------------------------------


@pytest.mark.usefixtures("provider")
def test_every_length_from_0_to_320_round_trips(crypt: WXBizMsgCrypt) -> None:
    for length in range(321):
        text = "x" * length
        assert crypt.decrypt(crypt.encrypt(text)) == Decrypted(text, CORP_ID)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab09äß密", max_size=40))
def test_open_undoes_seal(text: str, receive_id: str) -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, receive_id)
    assert crypt.decrypt(crypt.encrypt(text)) == (text, receive_id)


@pytest.mark.usefixtures("provider")
def test_the_length_counts_bytes_and_the_random_bytes_come_from_the_source() -> None:
    asked: list[int] = []

    def random(count: int) -> bytes:
        asked.append(count)
        return b"R" * count

    sealed = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID, random=random).encrypt("你好")
    assert asked == [16]
    assert sealed == seal(
        PKCS7Encoder.encode(b"R" * 16 + b"\0\0\0\x06" + "你好".encode() + CORP_ID.encode())
    )


def test_two_seals_of_one_text_differ(crypt: WXBizMsgCrypt) -> None:
    assert crypt.encrypt("hi") != crypt.encrypt("hi")


@pytest.mark.usefixtures("provider")
def test_one_object_serves_many_threads(crypt: WXBizMsgCrypt) -> None:
    texts = [f"{n}" * 500 for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert [d.message for d in pool.map(crypt.decrypt, pool.map(crypt.encrypt, texts))] == texts


# --- what must not open -------------------------------------------------------------------------

Break = Callable[[str], str]


def flip(position: int) -> Break:
    def change(sealed: str) -> str:
        data = bytearray(base64.b64decode(sealed))
        data[position] ^= 1
        return base64.b64encode(data).decode()

    return change


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    "broken",
    [
        lambda s: "",
        lambda s: "=",
        lambda s: "====",
        lambda s: s[:-1],
        lambda s: s[:-4],
        lambda s: s[: len(s) // 2],
        lambda s: s + "=",
        lambda s: s + "AAAA",
        lambda s: s + "\n",
        lambda s: " " + s,
        lambda s: s[:8] + "\n" + s[8:],
        lambda s: s[:8] + "!" + s[9:],
        lambda s: s[:8] + "\x00" + s[8:],
        lambda s: s.replace("=", "%3D") + "%3D",
        lambda s: s[:8] + "密" + s[9:],
        lambda s: s[:8] + "\ud800" + s[9:],
        lambda s: "A" * len(s),
        lambda s: base64.urlsafe_b64encode(b"\xfb\xff" * 32).decode(),
        flip(-1),
        flip(-33),
        lambda s: "QUJD",
    ],
)
def test_a_broken_ciphertext_is_a_decrypt_error(crypt: WXBizMsgCrypt, broken: Break) -> None:
    sealed = crypt.encrypt("x" * 60)
    with pytest.raises(DecryptError):
        crypt.decrypt(broken(sealed))


def test_a_second_spelling_of_the_same_base64_is_refused(crypt: WXBizMsgCrypt) -> None:
    sealed = next(s for n in range(100) if (s := crypt.encrypt("x" * n)).endswith("=="))
    assert base64.b64decode(sealed[:-3] + chr(ord(sealed[-3]) + 1) + "==") == base64.b64decode(
        sealed
    )
    with pytest.raises(DecryptError, match="base64"):
        crypt.decrypt(sealed[:-3] + chr(ord(sealed[-3]) + 1) + "==")


@pytest.mark.parametrize("declared", [CORP_ID.__len__() + 6, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_declared_length_beyond_the_text_is_refused(crypt: WXBizMsgCrypt, declared: int) -> None:
    with pytest.raises(DecryptError, match="length"):
        crypt.decrypt(seal(PKCS7Encoder.encode(envelope(b"hello", length=declared))))


@pytest.mark.parametrize("size", range(20))
def test_a_plaintext_too_short_for_its_head_is_refused(crypt: WXBizMsgCrypt, size: int) -> None:
    with pytest.raises(DecryptError):
        crypt.decrypt(seal(PKCS7Encoder.encode(b"\0" * size)))


@pytest.mark.parametrize(
    "plain",
    [
        envelope(b"\xff\xfe\xfd"),
        envelope("你".encode()[:2]),
        envelope(b"\xed\xa0\x80"),
    ],
)
def test_text_that_is_not_utf_8_is_a_decrypt_error(crypt: WXBizMsgCrypt, plain: bytes) -> None:
    with pytest.raises(DecryptError, match="UTF-8"):
        crypt.decrypt(seal(PKCS7Encoder.encode(plain)))


def test_a_receive_id_that_is_not_utf_8_is_a_wrong_one(crypt: WXBizMsgCrypt) -> None:
    plain = envelope(b"ok", b"\xff" + CORP_ID.encode())
    with pytest.raises(InvalidReceiveId):
        crypt.decrypt(seal(PKCS7Encoder.encode(plain)))


@pytest.mark.parametrize(
    "receive_id", ["", "ww", CORP_ID[:-1], CORP_ID + "0", CORP_ID.upper(), "ww密", CORP_ID + "\0"]
)
def test_another_receive_id_is_refused(crypt: WXBizMsgCrypt, receive_id: str) -> None:
    with pytest.raises(InvalidReceiveId) as raised:
        crypt.decrypt(WXBizMsgCrypt(TOKEN, AES_KEY, receive_id).encrypt("hi"))
    assert CORP_ID not in str(raised.value)


def test_a_declared_length_shorter_than_the_text_changes_the_receive_id(
    crypt: WXBizMsgCrypt,
) -> None:
    with pytest.raises(InvalidReceiveId):
        crypt.decrypt(seal(PKCS7Encoder.encode(envelope(b"hello", length=4))))


@pytest.mark.usefixtures("provider")
def test_every_flipped_bit_is_refused_or_changes_the_text(crypt: WXBizMsgCrypt) -> None:
    data = base64.b64decode(crypt.encrypt("hello"))
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            opened = crypt.decrypt(base64.b64encode(flipped).decode())
        except CallbackError:
            continue
        # Unauthenticated CBC: the random head may differ unseen. The signature stops this first.
        assert bit < 128, opened


@given(st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()) | st.text(max_size=300))
def test_decrypt_raises_nothing_but_callback_errors(text: str) -> None:
    with pytest.raises(CallbackError):
        WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID).decrypt(text)


@given(st.binary(min_size=0, max_size=300))
def test_any_sealed_bytes_open_or_are_refused(plain: bytes) -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")
    try:
        opened = crypt.decrypt(seal(PKCS7Encoder.encode(plain)))
    except CallbackError:
        return
    assert opened.id == ""
    assert opened.message.encode() == plain[20:]


def test_one_cipher_object_encrypts_and_decrypts_messages_independently() -> None:
    first, second = (WXBizMsgCrypt(TOKEN, AES_KEY, "id") for _ in range(2))
    sealed = [first.encrypt(text) for text in ("one", "two", "one")]
    assert len(set(sealed)) == 3
    for text, envelope in zip(
        ("one", "one", "two"), (sealed[2], sealed[0], sealed[1]), strict=True
    ):
        assert second.decrypt(envelope).message == text
        assert WXBizMsgCrypt(TOKEN, AES_KEY, "id").decrypt(envelope).message == text


def test_every_thread_opens_and_seals_for_itself(crypt: WXBizMsgCrypt) -> None:
    def there_and_back(number: int) -> bool:
        return crypt.decrypt(crypt.encrypt(f"text {number}")).message == f"text {number}"

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(there_and_back, range(400)))


@pytest.mark.parametrize("size", [0, 1, 15, 16, 31, 32, 100])
def test_a_received_file_is_decrypted(size: int) -> None:
    key, plain = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", bytes(size)
    sealed = encrypt_media(key, plain)
    raw = base64.b64decode(key + "=")
    for spelling in (key, key + "=", raw.hex(), base64.b64encode(raw).decode()):
        assert decrypt_media(spelling, sealed) == plain


@pytest.mark.parametrize(
    ("key", "data"),
    [("short", bytes(32)), ("é" * 43, bytes(32)), ("A" * 43, b""), ("A" * 43, bytes(31)),
     ("A" * 43, bytes(32)), ("z" * 64, bytes(32))],
)  # fmt: skip
def test_a_file_that_cannot_be_decrypted_is_an_error(key: str, data: bytes) -> None:
    with pytest.raises(DecryptError):
        decrypt_media(key, data)
