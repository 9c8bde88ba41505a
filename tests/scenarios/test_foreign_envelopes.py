"""curl posts envelopes of foreign implementations to the running example application."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from ..helpers.support import AES_KEY, AGENT_ID, CORP_ID, TOKEN, free_port, program

ROOT = Path(__file__).parent.parent.parent
SOURCES = ["wechat_crypto", "wecom_crypto", "wechatpy"]


def vectors(source: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((ROOT / f"tests/vectors/{source}.json").read_text())
    return made


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Run the example application; the vectors are old, so their age is not checked."""
    port = free_port()
    settings = {
        "ID": CORP_ID,
        "TOKEN": TOKEN,
        "ENCODING_AES_KEY": AES_KEY,
        "AGENT_ID": str(AGENT_ID),
        "MAX_AGE": "null",
        "STORE": "memory://",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "example_app", "run", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {f"FLASK_WECHAT_CORP_{name}": text for name, text in settings.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/wechat"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(address, timeout=1).close()
            except urllib.error.HTTPError as error:  # 400: it runs and wants parameters
                error.close()
                break
            except OSError:
                assert process.poll() is None, "the example application ended"
                assert time.monotonic() < deadline, "the example application does not come up"
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def curl(url: str, query: dict[str, str], body: str | None = None) -> tuple[int, bytes]:
    post = [] if body is None else ["--data-binary", "@-", "-H", "Content-Type: text/xml"]
    done = subprocess.run(
        [
            program("curl"),
            "-sS",
            "-m",
            "10",
            "-w",
            "\n%{http_code}",
            f"{url}?{urlencode(query)}",
            *post,
        ],
        input=(body or "").encode(),
        capture_output=True,
        check=True,
        timeout=15,
    )
    answer, _, status = done.stdout.rpartition(b"\n")
    return int(status), answer


def signed(made: dict[str, Any], case: dict[str, str]) -> dict[str, str]:
    return {
        "msg_signature": case["signature"],
        "timestamp": made["timestamp"],
        "nonce": made["nonce"],
    }


def envelope(encrypt: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
        f"<AgentID><![CDATA[{AGENT_ID}]]></AgentID></xml>"
    )


def flip(encrypt: str, byte: int) -> str:
    data = bytearray(base64.b64decode(encrypt))
    data[byte] ^= 1
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("source", SOURCES)
def test_the_echo_is_answered_to_the_byte(url: str, source: str) -> None:
    made = vectors(source)
    for case in made["cases"]:
        if case["receive_id"] == CORP_ID and case["text"] in (
            "xxxxxx",
            "你好",
            "𠮷野家 🍜 ひらがな",
            "a\0b",
        ):
            answer = curl(url, {**signed(made, case), "echostr": case["encrypt"]})
            assert answer == (200, case["text"].encode())


@pytest.mark.parametrize("source", SOURCES)
def test_a_text_is_answered_and_the_foreign_library_opens_the_answer(url: str, source: str) -> None:
    foreign = pytest.importorskip("wechatpy.enterprise.crypto")
    made = vectors(source)
    case = next(case for case in made["cases"] if "&amp;" in case["text"])
    status, answer = curl(url, signed(made, case), envelope(case["encrypt"]))
    assert status == 200
    part = dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^\]<]+)", answer.decode()))
    opened = foreign.WeChatCrypto(TOKEN, AES_KEY, CORP_ID).decrypt_message(
        answer, part["MsgSignature"], part["TimeStamp"], part["Nonce"]
    )
    assert "收到：<b>&amp;</b>" in (opened.decode() if isinstance(opened, bytes) else opened)
    assert abs(int(part["TimeStamp"]) - time.time()) < 60


@pytest.mark.parametrize("source", SOURCES)
def test_a_flipped_bit_is_refused(url: str, source: str) -> None:
    made = vectors(source)
    case = next(case for case in made["cases"] if "&amp;" in case["text"])
    size = len(base64.b64decode(case["encrypt"]))
    for byte in (0, size // 2, size - 1):
        status, answer = curl(url, signed(made, case), envelope(flip(case["encrypt"], byte)))
        assert (status, answer) == (401, b"Unauthorized")


def test_a_flipped_bit_that_is_signed_is_refused(url: str) -> None:
    """Whoever knows the token but not the key can sign what does not open."""
    crypto = pytest.importorskip("wechatpy.crypto")
    made = vectors("wechatpy")
    case = next(case for case in made["cases"] if "&amp;" in case["text"])
    broken = flip(case["encrypt"], len(base64.b64decode(case["encrypt"])) - 17)  # in the padding
    signature = crypto._get_signature(TOKEN, made["timestamp"], made["nonce"], broken)
    status, answer = curl(url, signed(made, {"signature": signature}), envelope(broken))
    assert (status, answer) == (400, b"Bad Request")
