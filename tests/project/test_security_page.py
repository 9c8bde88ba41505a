"""docs/project/evidence.rst names tests that exist, and what the security page says is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt

from ..fuzz.endpoint import Endpoint
from ..helpers.support import AES_KEY, CORP_ID, TOKEN
from ..scenarios.test_bad_input import (
    CIPHERTEXTS,
    Call,
    envelope,
    make_bot,
    message,
    post,
    query,
    seal,
)

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_evidence_names_exists() -> None:
    page = (ROOT / "docs" / "project" / "evidence.rst").read_text("utf-8")
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    for title in ("Security", "Faults"):
        part = page.partition(f"\n{title}\n---")[2].partition("\n---")[0]
        named = set(re.findall(r"``(test_\w+)``", part))
        assert len(named) > 40
        assert [name for name in sorted(named) if f"def {name}(" not in sources] == []


def test_users_pages_name_no_tests() -> None:
    pages = [*ROOT.glob("docs/**/*.rst"), ROOT / "README.rst"]
    allowed = {"evidence.rst", "contributing.rst", "decisions.rst", "performance.rst"}
    named = {
        page.name: names
        for page in pages
        if page.name not in allowed
        and (names := re.findall(r"``(test_[a-z]\w+)``", page.read_text("utf-8")))
    }
    assert len(pages) > 40
    assert named == {}


# --- padding and timing ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_bot().test_client(use_cookies=False)


def answer(client: FlaskClient, call: Call) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return all that whoever sends this is told."""
    response = client.open(call.target, method=call.method, data=call.body)
    return response.status_code, response.headers.to_wsgi_list(), response.data


def test_who_cannot_sign_learns_nothing_of_a_ciphertext(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    decrypted: list[str] = []
    monkeypatch.setattr(WXBizMsgCrypt, "decrypt_bytes", lambda _, text: decrypted.append(text))
    signed = query(seal(message("something else")))
    good = seal(message())
    answers = {
        name: answer(client, Call("POST", signed, envelope(sealed)))
        for name, sealed in {"good": good, **CIPHERTEXTS}.items()
    }
    assert answers["good"][0] == 401
    assert {name for name, told in answers.items() if told != answers["good"]} == set()
    assert decrypted == []


def test_who_can_sign_is_not_told_what_is_wrong_with_a_ciphertext(client: FlaskClient) -> None:
    answers = {name: answer(client, post(sealed)) for name, sealed in CIPHERTEXTS.items()}
    first = next(iter(answers.values()))
    assert first[0] == 400
    assert {name for name, told in answers.items() if told != first} == set()


def test_receive_ids_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr("flask_wechat_corp.protocol.crypto.hmac.compare_digest", compare)
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    assert crypt.decrypt(crypt.encrypt("x")).id == CORP_ID
    assert compared == [(CORP_ID.encode(), CORP_ID.encode())]


# --- the protocol's own gap -----------------------------------------------------------------------


def test_the_signature_does_not_tell_timestamp_from_nonce() -> None:
    case = json.loads((ROOT / "tests/vectors/wecom_manual.json").read_text("utf-8"))["cases"][0]
    exchanged = {"timestamp": case["nonce"], "nonce": case["timestamp"]}
    with Endpoint() as endpoint:
        client = endpoint.app.test_client()
        state = endpoint.app.extensions["wechat_corp"]["wechat_corp"]
        for now, status in ((case["timestamp"], 401), (case["nonce"], 200)):
            state.clock = lambda now=now: float(now)
            response = client.post(
                "/wechat",
                query_string={"msg_signature": case["signature"], **exchanged},
                data=f"<xml><Encrypt>{case['encrypt']}</Encrypt></xml>",
            )
            assert response.status_code == status
