"""Every case of the corpus, every regression, with or without a fuzzer; and a short run of it."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import differential
from .endpoint import AES_KEY, ROOT, TOKEN, Endpoint, files, judge_log
from .robot import Robot

HERE = Path(__file__).parent


def cases(target: str) -> list[Path]:
    return list(files([HERE / "corpus" / target, HERE / "regressions" / target]))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as running:
        yield running


@pytest.mark.parametrize("case", cases("endpoint"), ids=lambda path: path.name)
def test_every_case_is_answered_as_it_must_be(endpoint: Endpoint, case: Path) -> None:
    endpoint.run(case.read_bytes())


@pytest.mark.parametrize("case", cases("xml"), ids=lambda path: path.name)
def test_every_text_is_read_as_elementtree_reads_it(case: Path) -> None:
    differential.compare(case.read_bytes())


def test_the_corpus_meets_every_answer(endpoint: Endpoint) -> None:
    statuses = {endpoint.run(case.read_bytes()) for case in cases("endpoint")}
    assert statuses == {200, 400, 401, 405, 411, 413}
    assert {differential.compare(case.read_bytes()) for case in cases("xml")} == {True, False}


# --- properties: the same judge, other inputs -----------------------------------------------------

KINDS = st.sampled_from(["raw", "signed", "cipher", "blocks", "text"])
WORDS = st.lists(
    st.sampled_from(
        ["GET", "HEAD", "twice", "slash", "open", "x9", "at=-300", "at=301", "at=soon", "for=",
         "Transfer-Encoding:chunked", "Content-Length:9", "Content-Type:multipart/form-data"]
    ),
    max_size=3,
)  # fmt: skip
XML = st.text("<>/xml![CDAT]&;ab \n", max_size=40).map("<xml>{}</xml>".format)
FIELDS = st.lists(
    st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["MsgType", "Event", "EventKey", "Content", "FromUserName", "ExtAttr"]),
        st.sampled_from(["text", "event", "click", "voice", "menu", "<a>x</a>"]) | st.text("é]1 "),
    ),
    max_size=5,
).map(lambda fields: f"<xml>{''.join(fields)}</xml>")


@settings(deadline=None, derandomize=True, max_examples=600)
@given(KINDS, WORDS, st.binary(max_size=80) | (XML | FIELDS).map(str.encode))
def test_any_request_at_all_is_answered_as_it_must_be(
    endpoint: Endpoint, kind: str, words: list[str], rest: bytes
) -> None:
    endpoint.run(" ".join((kind, *words)).encode() + b"\n" + rest)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.data())
def test_a_published_callback_with_any_byte_changed_is_refused(
    endpoint: Endpoint, data: st.DataObject
) -> None:
    for name in ("raw-manual", "raw-manual-echo"):
        case = bytearray((HERE / "corpus/endpoint" / name).read_bytes())
        query = case.index(b"\n") + 1
        # The names of the envelope's other elements are free; those of the query are not.
        first, last = query, case.index(b"\n", query)
        if data.draw(st.booleans()) and name == "raw-manual":
            first = case.index(b"<![CDATA[Ry") + len(b"<![CDATA[")
            last = case.index(b"]]>", first)
        case[data.draw(st.integers(first, last - 1))] ^= data.draw(st.integers(1, 255))
        assert endpoint.run(bytes(case)) in (400, 401)


@settings(deadline=None, derandomize=True, max_examples=400)
@given(st.binary(max_size=80) | XML.map(str.encode) | FIELDS.map(str.encode))
def test_any_bytes_are_read_as_elementtree_reads_them(data: bytes) -> None:
    differential.compare(data)


# --- the judge itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        ("flask_wechat_corp.protocol.crypto.WXBizMsgCrypt.verify", lambda *_: None),
        ("flask_wechat_corp.protocol.crypto.PKCS7Encoder.decode", lambda data: data[: -data[-1]]),
        ("flask_wechat_corp.protocol.xmlio._cdata", lambda text: text),
        ("flask_wechat_corp.protocol.envelope._check_age", lambda *_: None),
        ("flask_wechat_corp.web.endpoint.key_of_delivery", lambda *_: token_hex()),
        ("flask_wechat_corp.web.endpoint.use_session", lambda *_: None),
        ("flask_wechat_corp.web.endpoint.is_message", lambda *_: False),
        ("flask_wechat_corp.web.endpoint.check_identity", lambda *_: None),
        (
            "flask_wechat_corp.protocol.crypto.WXBizMsgCrypt.decrypt_bytes",
            lambda *_: b"<xml><MsgType/></xml>",
        ),
    ],
    ids=lambda value: value.rpartition(".")[2] if isinstance(value, str) else "",
)  # fmt: skip
def test_the_judge_sees_a_missing_check(
    monkeypatch: pytest.MonkeyPatch, broken: str, by: Any
) -> None:
    monkeypatch.setattr(broken, staticmethod(by) if ".PKCS7" in broken else by)
    found = 0
    with Endpoint() as endpoint:
        for case in cases("endpoint"):
            try:
                endpoint.run(case.read_bytes())
            except Exception:  # noqa: BLE001 - whatever it is, it is found
                found += 1
    assert found, "without a check, every case of the corpus is still answered alike"


@pytest.mark.parametrize(
    "line",
    [f"refused {TOKEN}", f"refused {AES_KEY}", "refused 1f40fc92", "a\nb", "签名", "\x1b[0m"],
)
def test_the_judge_sees_what_does_not_belong_in_the_log(line: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, line, (), None)
    with pytest.raises(AssertionError):
        judge_log([record], refused=True)


# --- the fuzzer -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("target", "runs"), [("endpoint", 20_000), ("xml", 50_000)])
def test_a_short_run_of_the_fuzzer_finds_nothing(target: str, runs: int, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        pytest.skip("atheris is not installed; it has no wheel for every machine")
    # It traces by itself, and coverage.py beside it would take all the time there is.
    environ = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [
        sys.executable, "-m", f"tests.fuzz.fuzz_{target}", f"-runs={runs}", "-max_total_time=45",
        "-seed=1", "-timeout=60", f"-dict={HERE / 'wecom.dict'}", f"-artifact_prefix={tmp_path}/",
        str(tmp_path), str(HERE / "corpus" / target),
    ]  # fmt: skip
    run = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert re.search(r"Done \d{4,} runs", run.stderr)


ROBOT = Robot()


@pytest.fixture
def robot() -> Robot:
    return ROBOT


@pytest.mark.parametrize("case", cases("robot"), ids=lambda path: path.name)
def test_every_case_of_a_robot_is_answered_as_it_must_be(robot: Robot, case: Path) -> None:
    robot.run(case.read_bytes())


def test_the_robots_corpus_meets_every_answer(robot: Robot) -> None:
    assert {robot.run(case.read_bytes()) for case in cases("robot")} == {200, 400, 401}


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_plaintext_is_answered(plain: bytes) -> None:
    assert ROBOT.run(b"text\n" + plain) in (200, 400)
