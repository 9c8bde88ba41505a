"""xmlio: what is read, what is refused, and that what is built can be read."""

from __future__ import annotations

import encodings
import math
import pkgutil
import time
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp.errors import BadMessage
from flask_wechat_corp.protocol import xmlio
from flask_wechat_corp.protocol.xml_scan import drop_illegal, read_envelope
from flask_wechat_corp.protocol.xmlio import Value, build, parse

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {n} "&{m};&{m};&{m};&{m};">' for m, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><xml><Encrypt>&i;</Encrypt></xml>"
)
DOCUMENT_TYPES = [
    BOMB,
    "<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>",
    '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><Encrypt>a</Encrypt></xml>',
    '<!DOCTYPE xml PUBLIC "-//x//y" "http://127.0.0.1/"><xml><Encrypt>a</Encrypt></xml>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><xml><Encrypt>a</Encrypt></xml>',
    f'<!DOCTYPE x [<!ENTITY e "{"x" * 9999}">]><xml><Encrypt>{"&e;" * 999}</Encrypt></xml>',
    '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE x><xml><Encrypt>a</Encrypt></xml>',
]
NOT_XML = [
    "",
    " ",
    "\0",
    "hello",
    "{}",
    "[]",
    "<",
    "<>",
    "<xml",
    "<xml>",
    "</xml>",
    "<xml></XML>",
    "<a/><b/>",
    "<xml><a></xml>",
    "<xml><a></b></xml>",
    "<xml><a>&undefined;</a></xml>",
    "<xml><a>]]></a></xml>",
    "<xml><a><![CDATA[x</a></xml>",
    "<xml><a><![CDATA[a]]>b]]></a></xml>",
    "<xml><1>x</1></xml>",
    "<xml><a>\x00</a></xml>",
    "<xml><a>\x01</a></xml>",
    "<xml><a><![CDATA[\x0b]]></a></xml>",
    "<xml><a>\ufffe</a></xml>",
    "<xml><a>\uffff</a></xml>",
    "<xml><a>\ud800</a></xml>",
    "<xml><a>x</a></xml>junk",
    "<xml><a>x</a></xml><xml/>",
    "junk<xml><a>x</a></xml>",
    "<p:xml><a>x</a></p:xml>",
    "<xml><p:a>x</p:a></xml>",
    "<xml><a b=c>x</a></xml>",
    " <?xml version='1.0'?><xml><a>x</a></xml>",
    "<xml><a>x</a>\x0c<b>y</b></xml>",
    "<xml><a>x</a>\x1c</xml>",
    "<xml><a>&#0;</a></xml>",
    "<xml><a>&#xD800;</a></xml>",
]
NO_FIELDS = ["<xml/>", "<xml></xml>", "<xml>text</xml>", "<a>x</a>", "<xml><!-- a --></xml>"]


# --- reading ------------------------------------------------------------------------------------


def test_the_manuals_message_is_read() -> None:
    text = (
        "<xml><ToUserName><![CDATA[ww]]></ToUserName>\n<CreateTime>1409659813</CreateTime>\n"
        "<Content><![CDATA[hello]]></Content>\n</xml>"
    )
    assert parse(text) == {"ToUserName": "ww", "CreateTime": "1409659813", "Content": "hello"}


@pytest.mark.parametrize(
    ("xml", "fields"),
    [
        ("<xml><a> x\t\n </a></xml>", {"a": " x\t\n "}),
        ("<xml><a><![CDATA[ <b>&amp;</b> ]]></a></xml>", {"a": " <b>&amp;</b> "}),
        ("<xml><a>&lt;&#20013;&#x1F35C;&amp;</a></xml>", {"a": "<中🍜&"}),
        ("<xml><a><![CDATA[1]]]]><![CDATA[>2]]></a></xml>", {"a": "1]]>2"}),
        ("<xml><a>x<![CDATA[y]]>z</a></xml>", {"a": "xyz"}),
        ("<xml><a></a><b/><c><![CDATA[]]></c></xml>", {"a": "", "b": "", "c": ""}),
        ("<xml><a>1</a><b>2</b><a>3</a></xml>", {"a": ["1", "3"], "b": "2"}),
        ("<xml><a/><a/><a>3</a></xml>", {"a": ["", "", "3"]}),
        ("<xml><a><b>1</b><b>2</b></a></xml>", {"a": {"b": ["1", "2"]}}),
        ("<xml><a><b>1</b></a><a>x</a></xml>", {"a": [{"b": "1"}, "x"]}),
        ("<xml><xml>1</xml></xml>", {"xml": "1"}),
        ("<xml><a b='c'>x</a></xml>", {"a": "x"}),
        ("<xml><a>x<!-- c -->y<?pi z?></a></xml>", {"a": "xy"}),
        ("<other><a>x</a></other>", {"a": "x"}),
        ("<xml><a>\r\nx\ry</a></xml>", {"a": "\nx\ny"}),
        ("<xml><中文>x</中文></xml>", {"中文": "x"}),
        ("<xml xmlns='u'><a>x</a></xml>", {"{u}a": "x"}),
        ("<xml xmlns:p='u'><p:a>x</p:a><a>y</a></xml>", {"{u}a": "x", "a": "y"}),
        ("<?xml version='1.0' encoding='UTF-8'?>\n<xml>\n <a>x</a>\n</xml>\n", {"a": "x"}),
        ("<xml><a-b>1</a-b><c.d>2</c.d></xml>", {"a-b": "1", "c.d": "2"}),
        ("<xml><a>！￥～</a></xml>", {"a": "！￥～"}),
        ("<xml><Unknown>kept</Unknown></xml>", {"Unknown": "kept"}),
    ],
)
def test_reading(xml: str, fields: dict[str, Value]) -> None:
    assert parse(xml) == fields
    assert parse(xml.encode()) == fields


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1", "cp037"])
def test_only_unicode_is_read(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><xml><a>é</a></xml>"
    with pytest.raises(BadMessage):
        parse(text.encode(encoding))


CODECS = sorted(module.name for module in pkgutil.iter_modules(encodings.__path__))


@pytest.mark.parametrize("name", [*CODECS, "no-such-code"])
def test_no_declared_encoding_brings_its_codec_into_play(name: str) -> None:
    body = f"<?xml version='1.0' encoding='{name}'?><xml><a>é\\q</a></xml>".encode()
    assert parse(body) == {"a": "é\\q"}


@pytest.mark.parametrize("xml", NOT_XML + NO_FIELDS)
def test_what_is_not_xml_with_fields_is_a_bad_message(xml: str) -> None:
    for body in (xml, xml.encode("utf-8", "surrogatepass")):
        with pytest.raises(BadMessage):
            parse(body)
    with pytest.raises(BadMessage):
        read_envelope(xml.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("xml", DOCUMENT_TYPES)
def test_a_document_type_is_refused_in_every_encoding(xml: str, encoding: str) -> None:
    started = time.perf_counter()
    for read in (parse, read_envelope):
        with pytest.raises(BadMessage):
            read(xml.encode(encoding))
    assert time.perf_counter() - started < 1


def test_a_document_type_is_named() -> None:
    with pytest.raises(BadMessage, match="document type"):
        parse(BOMB)


@pytest.mark.parametrize("levels", [40, 900, 2_000, 50_000])
def test_deep_nesting_is_a_bad_message(levels: int) -> None:
    body = b"<xml>" + b"<a>" * levels + b"x" + b"</a>" * levels + b"</xml>"
    with pytest.raises(BadMessage, match="more than 32 levels"):
        parse(body)
    with pytest.raises(BadMessage):
        read_envelope(body)


def test_the_nesting_of_wecoms_own_messages_is_read() -> None:
    xml = (
        "<xml><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>5a</PicMd5Sum></item></PicList>"
        "</SendPicsInfo></xml>"
    )
    assert parse(xml) == {"SendPicsInfo": {"Count": "1", "PicList": {"item": {"PicMd5Sum": "5a"}}}}


# --- building -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "xml"),
    [
        ({}, "<xml></xml>"),
        ({"a": "x"}, "<xml><a><![CDATA[x]]></a></xml>"),
        ({"a": 1, "b": 1.5}, "<xml><a>1</a><b>1.5</b></xml>"),
        ({"a": None, "b": ""}, "<xml><b><![CDATA[]]></b></xml>"),
        ({"a": ["x", 2]}, "<xml><a><![CDATA[x]]></a><a>2</a></xml>"),
        ({"a": {"b": {"c": 1}}}, "<xml><a><b><c>1</c></b></a></xml>"),
        ({"a": "]]>"}, "<xml><a><![CDATA[]]]]><![CDATA[>]]></a></xml>"),
        ({"a": "<b>&amp;</b>"}, "<xml><a><![CDATA[<b>&amp;</b>]]></a></xml>"),
        ({"a": "x\x00\x0b\x1f\ud800\udfff\ufffe\uffffy"}, "<xml><a><![CDATA[xy]]></a></xml>"),
        ({"a": "\t\n"}, "<xml><a><![CDATA[\t\n]]></a></xml>"),
    ],
)
def test_building(fields: Mapping[str, object], xml: str) -> None:
    assert build(fields) == xml


@pytest.mark.parametrize(
    "text", ["]]>", "]]]]>>", "]]>]]>", "]]", "]>", ">", "]]]>]]&lt;![CDATA[", "x]]\0>y"]
)
def test_no_text_breaks_out_of_its_section(text: str) -> None:
    fields = parse(build({"a": text, "b": "after"}))
    assert fields == {"a": text.replace("\0", ""), "b": "after"}


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff")).map(
    drop_illegal
)
FIELDS = st.recursive(
    st.dictionaries(NAMES, TEXT | st.lists(TEXT, min_size=2, max_size=3), min_size=1, max_size=4),
    lambda inner: st.dictionaries(
        NAMES, inner | TEXT | st.lists(inner, min_size=2, max_size=3), min_size=1
    ),
    max_leaves=6,
)


@given(FIELDS)
def test_parse_undoes_build(fields: dict[str, Value]) -> None:
    assert parse(build(fields)) == fields
    assert xmlio._parse_defused(build(fields).encode()) == fields


@given(st.dictionaries(NAMES, st.text(st.characters()), min_size=1))
def test_any_text_at_all_builds_xml_that_can_be_read(fields: dict[str, str]) -> None:
    assert set(parse(build(fields))) == set(fields)


@given(st.integers(), st.floats(allow_nan=False))
def test_numbers_are_bare(whole: int, broken: float) -> None:
    fields = parse(build({"a": whole, "b": broken}))
    assert isinstance(fields["b"], str)
    assert fields["a"] == str(whole)
    assert math.isclose(float(fields["b"]), broken) or math.isinf(broken)


def test_other_values_become_text_in_xml() -> None:
    xml = build({"Day": date(2026, 11, 23), "None": None, "Many": [1, None]})
    assert xml == "<xml><Day><![CDATA[2026-11-23]]></Day><Many>1</Many></xml>"
