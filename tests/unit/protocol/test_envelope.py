"""The envelope: which credentials decrypt it, its age, the signed query and the sealed reply."""

from __future__ import annotations

import re

import pytest

from flask_wechat_corp import (
    BadMessage,
    CallbackError,
    DecryptError,
    InvalidReceiveId,
    InvalidSignature,
    StaleCallback,
    WXBizMsgCrypt,
)
from flask_wechat_corp.protocol.envelope import (
    DecryptedCallback,
    Signed,
    decrypt_callback,
    sealed_reply,
    signed_query,
)
from flask_wechat_corp.protocol.xmlio import parse
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN

NOW = 1_700_000_000
OURS = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
OTHER_TOKEN = WXBizMsgCrypt("another-token", AES_KEY, CORP_ID)
OTHER_CORP = WXBizMsgCrypt(TOKEN, AES_KEY, "ww-another")


def sent(crypt: WXBizMsgCrypt = OURS, at: object = NOW, encrypt: str | None = None) -> Signed:
    encrypt = crypt.encrypt("<xml/>") if encrypt is None else encrypt
    return Signed(crypt.get_signature(at, "n", encrypt), str(at), "n", encrypt)


def decrypted(signed: Signed, *crypts: WXBizMsgCrypt, age: float | None = 300) -> DecryptedCallback:
    return decrypt_callback(signed, crypts, NOW, age)


def test_the_first_credentials_that_fit_decrypt_it() -> None:
    for crypts in ([OURS], [OTHER_TOKEN, OURS], [OTHER_CORP, OURS], [OURS, OTHER_TOKEN]):
        callback = decrypted(sent(), *crypts)
        assert callback == (OURS, b"<xml/>")
        assert callback.receive_id == CORP_ID


@pytest.mark.parametrize(
    ("signed", "crypts", "error"),
    [
        (sent(), [], InvalidSignature),
        (sent(), [OTHER_TOKEN], InvalidSignature),
        (sent(OTHER_TOKEN), [OURS], InvalidSignature),
        (sent()._replace(nonce="m"), [OURS], InvalidSignature),
        (sent(), [OTHER_CORP], InvalidReceiveId),
        (sent(), [OTHER_TOKEN, OTHER_CORP], InvalidReceiveId),
        (sent(encrypt="AAAA"), [OURS], DecryptError),
        (sent(at="soon"), [OURS], BadMessage),
        (sent(at="1" * 13), [OURS], BadMessage),
        (sent(at="١٢٣"), [OURS], BadMessage),
    ],
)
def test_what_does_not_fit_is_rejected(
    signed: Signed, crypts: list[WXBizMsgCrypt], error: type[CallbackError]
) -> None:
    with pytest.raises(error):
        decrypted(signed, *crypts)


def test_the_age_is_checked_both_ways() -> None:
    for shift in (-300, 0, 300):
        assert decrypted(sent(at=NOW + shift), OURS).plain == b"<xml/>"
    for shift in (-301, 301):
        with pytest.raises(StaleCallback, match="more than 300 seconds"):
            decrypted(sent(at=NOW + shift), OURS)
        assert decrypted(sent(at=NOW + shift), OURS, age=None).plain == b"<xml/>"


def test_an_unsigned_old_request_is_not_told_that_it_is_old() -> None:
    with pytest.raises(InvalidSignature):
        decrypted(sent(OTHER_TOKEN, at=1), OURS)


def test_the_signed_query() -> None:
    query = signed_query(OURS, "AAAA", NOW, "n", echostr="AAAA")
    assert list(query) == ["msg_signature", "timestamp", "nonce", "echostr"]
    assert query["timestamp"] == str(NOW)
    OURS.verify(query["msg_signature"], query["timestamp"], query["nonce"], "AAAA")


def test_the_sealed_reply() -> None:
    envelope = parse(sealed_reply(OURS, "<xml>回复</xml>", NOW))
    assert list(envelope) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
    signature, encrypt = str(envelope["MsgSignature"]), str(envelope["Encrypt"])
    OURS.verify(signature, str(NOW), str(envelope["Nonce"]), encrypt)
    assert envelope["TimeStamp"] == str(NOW)
    assert OURS.decrypt(encrypt).message == "<xml>回复</xml>"


def test_each_sealed_reply_has_a_nonce_of_its_own() -> None:
    nonces = {str(parse(sealed_reply(OURS, "<xml/>", NOW))["Nonce"]) for _ in range(100)}
    assert len(nonces) == 100
    assert all(re.fullmatch("[0-9a-f]{16}", nonce) for nonce in nonces)
