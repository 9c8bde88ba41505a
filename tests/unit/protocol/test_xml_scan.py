"""The scanner: it agrees with the parser, takes only envelopes, and needs linear time."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_wechat_corp.errors import BadMessage
from flask_wechat_corp.protocol import xmlio
from flask_wechat_corp.protocol.xml_scan import read_envelope, scan_flat
from flask_wechat_corp.protocol.xmlio import parse


@pytest.mark.parametrize(
    "text",
    [
        "<xml><a>&amp;</a></xml>",
        "<xml><a>1</a><a>2</a></xml>",
        "<xml><a><b>1</b></a></xml>",
        "<xml><a x='1'>1</a></xml>",
        "<xml><a>1</a>text</xml>",
        "<xml><a>\r</a></xml>",
        "<xml><a>\ufffe</a></xml>",
        "<xml><a>]]></a></xml>",
        "<other><a>1</a></other>",
        "<xml></xml>",
        "",
    ],
)
def test_what_is_not_certain_is_left_to_the_parser(text: str) -> None:
    assert scan_flat(text, text.encode()) is None


def test_one_level_is_read_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(data: bytes) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(xmlio, "_parse_defused", never)
    assert parse("<xml><a>1</a>\n<b><![CDATA[<2&]]></b></xml>".replace("<2", "2")) == {
        "a": "1",
        "b": "2&",
    }
    assert read_envelope(b"<xml><Encrypt>abc</Encrypt></xml>") == "abc"
    with pytest.raises(BadMessage):
        read_envelope(b"<xml><Encrypt><b>abc</b></Encrypt></xml>")


# --- the scanner agrees with the parser ---------------------------------------------------------

PIECES = st.sampled_from(
    [
        "<xml>",
        "</xml>",
        "<a>",
        "</a>",
        "<b>",
        "</b>",
        "<a/>",
        "<b/>",
        "<![CDATA[",
        "]]>",
        "]]",
        ">",
        "<",
        "&",
        "&amp;",
        "x",
        " ",
        "\n",
        "\r",
        "\t",
        "\x0b",
        "\0",
        "中",
        "！",
        "\ufeff",
        "\ufffe",
        "\u3000",
        "a",
        "_1",
        "<?xml version='1.0'?>",
        "<!--",
        "-->",
        "<!DOCTYPE x>",
        " y='1'",
        "<Encrypt>",
        "</Encrypt>",
        "YWJj=",
    ]
)
SOUP = st.lists(PIECES, max_size=14).map("".join)
FIELD = st.builds(
    "<{0}>{1}</{0}>{2}".format,
    st.sampled_from(["a", "b", "Encrypt", "_x1"]),
    st.text("x&<>] 中\n", max_size=5)
    | st.builds("<![CDATA[{}]]>".format, st.text("x&<>]\n", max_size=6)),
    st.sampled_from(["", "\n", " \t", "y"]),
)
NEARLY = st.lists(FIELD, max_size=4).map(lambda fields: f"<xml>{''.join(fields)}</xml>")


@settings(max_examples=400)
@given(SOUP | NEARLY | SOUP.map("<xml>{}</xml>".format))
def test_whatever_the_scanner_takes_the_parser_reads_alike(text: str) -> None:
    data = text.encode()
    scanned = scan_flat(text, data)
    if scanned is not None:
        assert scanned == xmlio._parse_defused(data)


@settings(max_examples=300)
@given(st.binary(max_size=80) | (SOUP | NEARLY).map(str.encode))
def test_reading_raises_nothing_but_bad_message(body: bytes) -> None:
    for read in (parse, read_envelope):
        with contextlib.suppress(BadMessage):
            read(body)


# --- the envelope ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><ToUserName><![CDATA[ww]]></ToUserName><Encrypt><![CDATA[YWJj]]></Encrypt>"
        b"<AgentID><![CDATA[218]]></AgentID></xml>",
        b"<xml>\t\t<ToUserName>ww</ToUserName>\n<Encrypt>YWJj</Encrypt>\n<AgentID></AgentID>\n</xml>\n",
        b'<?xml version="1.0" encoding="utf-8"?><xml><Encrypt>YWJj</Encrypt><AgentID/></xml>',
        b'<?xml version="1.0" standalone="yes"?>\n<xml><Encrypt>YWJj</Encrypt></xml>',
        b"\n<xml><Encrypt><![CDATA[YWJj]]></Encrypt><Later>unknown</Later></xml>",
        b"<xml>\r\n<Encrypt>YWJj</Encrypt>\r\n<AgentID></AgentID>\r\n</xml>\r\n",
    ],
)
def test_envelopes(body: bytes) -> None:
    assert read_envelope(body) == "YWJj"


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><ToUserName>ww</ToUserName></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt><![CDATA[]]></Encrypt></xml>",
        b"<xml><Encrypt/></xml>",
        b"<xml><encrypt>YWJj</encrypt></xml>",
        b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
        b"<xml><a><Encrypt>a</Encrypt></a></xml>",
        b"<xml Encrypt='a'></xml>",
        b"<xml><!--<Encrypt>a</Encrypt>--></xml>",
        b"<xml><a><![CDATA[<Encrypt>a</Encrypt>]]></a></xml>",
        b"<xml><Encrypt>a<b/></Encrypt></xml>",
        b"<xml><Encrypt>&#97;</Encrypt></xml>",
        b"<?xml version='1.0' encoding='gbk'?><xml><Encrypt>a</Encrypt></xml>",
        b"\xef\xbb\xbf<xml><Encrypt>a</Encrypt></xml>",
        b"<xml><Encrypt>\xff</Encrypt></xml>",
        b"<xml><ToUserName>\0</ToUserName><Encrypt>YWJj</Encrypt></xml>",
        b"<xml>\x0b<Encrypt>YWJj</Encrypt></xml>",
        b"<xml><Encrypt>YWJj</Encrypt></xml>\x0c",
        b"<xml><a>]]></a><Encrypt>YWJj</Encrypt></xml>",
        b"<xml><a><![CDATA[x]]>y]]></a><Encrypt>YWJj</Encrypt></xml>",
        b"<xml><Encrypt>YW]]>Jj</Encrypt></xml>",
        b"<xml><Encrypt><![CDATA[YW]]>Jj]]></Encrypt></xml>",
        b"garbage <Encrypt>YWJj</Encrypt> garbage",
        b"<xml><Encrypt>YWJj</Encrypt>",
    ],
)
def test_no_envelopes(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_envelope(body)


def test_a_json_body_is_named() -> None:
    with pytest.raises(BadMessage, match="JSON"):
        read_envelope(b'{"encrypt": "YWJj"}')


MIB = 1 << 20


@pytest.mark.parametrize(
    "piece",
    [
        b"<a>",
        b"<a></a>",
        b"<a><![CDATA[",
        b"<a><![CDATA[]",
        b"<a><![CDATA[]]>",
        b"<",
        b"<a",
        b"a",
        b" ",
        b"]]>",
        b"<a>x",
        b"</a>",
        b"<a/>",
        b"<![CDATA[",
        b"<Encrypt>",
        b"<Encrypt><![CDATA[x]]></Encrypt>",
        b"&",
        b"<xml>",
        b"<?xml ",
        b"\n",
    ],
)
@pytest.mark.parametrize(
    "ends",
    [
        (b"", b""),
        (b"<xml>", b"</xml>"),
        (b"<xml><a>", b"</a></xml>"),
        (b"<xml><a><![CDATA[", b"]]></a></xml>"),
    ],
)
def test_a_mebibyte_of_anything_is_scanned_in_linear_time(
    piece: bytes, ends: tuple[bytes, bytes]
) -> None:
    head, tail = ends
    started = time.process_time()
    with contextlib.suppress(BadMessage):
        read_envelope(head + piece * (MIB // len(piece)) + tail)
    assert time.process_time() - started < 2  # quadratic would be minutes


def test_a_mebibyte_of_name_or_text_is_scanned_in_linear_time() -> None:
    started = time.process_time()
    assert len(read_envelope(b"<xml><Encrypt>" + b"A" * MIB + b"</Encrypt></xml>")) == MIB
    with pytest.raises(BadMessage):
        read_envelope(b"<xml><" + b"a" * MIB + b"></" + b"a" * (MIB - 1) + b"></xml>")
    assert time.process_time() - started < 2
