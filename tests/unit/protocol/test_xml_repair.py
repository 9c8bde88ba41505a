"""XML that is not well-formed because of what a member typed, and what must not come of it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp.errors import BadMessage
from flask_wechat_corp.protocol.xml_repair import close_sections
from flask_wechat_corp.protocol.xml_scan import ILLEGAL, drop_illegal
from flask_wechat_corp.protocol.xmlio import is_message, parse, parse_message

FIELDS = {"FromUserName": "zhangsan", "MsgType": "text", "Content": "", "MsgId": "1"}


def message(content: str) -> str:
    """Return a message as a sender writes it that does not look at the content."""
    return (
        "<xml><FromUserName><![CDATA[zhangsan]]></FromUserName><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{content}]]></Content><MsgId>1</MsgId></xml>"
    )


def test_a_message_that_is_well_formed_is_read_as_ever() -> None:
    assert parse_message(message("<b>&amp;")) == {**FIELDS, "Content": "<b>&amp;"}


@pytest.mark.parametrize("character", "\0\x01\x02\x08\x0b\x0c\x0e\x10\x14\x1b\x1d\x1f\ufffe\uffff")
def test_characters_that_xml_forbids_are_dropped(character: str) -> None:
    assert parse_message(message(f"a{character}b")) == {**FIELDS, "Content": "ab"}
    plain = f"<xml>{character}<a>x{character}</a>{character}<b>y</b></xml>{character}"
    assert parse_message(plain) == {"a": "x", "b": "y"}


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#27;", "&#x1b;", "&#xFFFE;", "&#xD800;", "&#x1FFFFF;"]
)
def test_references_to_such_characters_are_dropped(reference: str) -> None:
    assert parse_message(f"<xml><a>x{reference}y&#65;&amp;</a></xml>") == {"a": "xyA&"}


@pytest.mark.parametrize(
    ("cut", "read"),
    [
        (b"\xf0\x9f\x8d", "\ufffd"),
        (b"\xe4\xbd", "\ufffd"),
        (b"\xe9", "\ufffd"),
        (b"\xff", "\ufffd"),
    ],
)
def test_a_cut_character_is_a_replacement_character(cut: bytes, read: str) -> None:
    data = message("a|b").encode().replace(b"|", cut)
    assert parse_message(data) == {**FIELDS, "Content": f"a{read}b"}
    end = message("a|").encode().replace(b"|", cut)
    assert parse_message(end) == {**FIELDS, "Content": f"a{read}"}, "the end of the section is kept"


@pytest.mark.parametrize(
    "typed",
    [
        "x]]>y",
        "]]>",
        "]]>]]>",
        "a]]",
        "]",
        "<a><![CDATA[x]]></a>",
        "<xml><Text><![CDATA[a]]></Text></xml>]]>",
        "</Content>]]>",
        "x]]></Content>",
        "x]]></Content><FromUserName><![CDATA[boss",
        "x]]></Content><MsgId>2</MsgId></xml>",
        "]]></Content></xml>",
        "x]]></Foo></Content>",
        "if (a[b[0]]>1) {}",
        "]]></MsgType><MsgType><![CDATA[event",
        message("hi"),
        message("hi]]>") * 2,
        "&amp; & <",
        "]]>\x1b[0m\ud83d",
    ],
)
def test_what_is_typed_stays_text(typed: str) -> None:
    read = drop_illegal(typed)
    assert parse_message(message(typed)) == {**FIELDS, "Content": read}


def test_plain_text_may_have_the_end_of_a_section() -> None:
    assert parse_message("<xml><a>x]]>y</a><b>1</b></xml>") == {"a": "x]]>y", "b": "1"}


def test_elements_inside_elements_are_repaired_too() -> None:
    xml = "<xml><a><b><![CDATA[1]]>2]]></b><c/>\n<d> 3 </d></a><e> <![CDATA[4]]> </e></xml>"
    assert parse_message(xml) == {"a": {"b": "1]]>2", "c": "", "d": " 3 "}, "e": " 4 "}


@pytest.mark.parametrize(
    "typed",
    [
        "a]]>b]]></Content><Content><![CDATA[c",
        "]]>]]></Content><Foo>1</Foo><Content><![CDATA[",
        "]]>]]></Content><Foo><![CDATA[x]]></Foo><Content><![CDATA[y",
    ],
)
def test_two_possible_readings_are_refused(typed: str) -> None:
    with pytest.raises(BadMessage, match="in two ways"):
        parse_message(message(typed))


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "hello",
        "<xml>",
        "<xml><a>x</xml>",
        "<xml><a><![CDATA[x</a></xml>",
        "<xml><a>x</a></xml>junk]]>",
        "<xml><a>x]]></a></xml><xml/>",
        "<xml><a b=c>]]></a></xml>",
        "<xml><a>&undefined;]]></a></xml>",
        "<xml><a>1 < 2 ]]></a></xml>",
        "<xml>]]></xml>",
        "<xml><a>x]]></A></xml>",
        "<!DOCTYPE x><xml><a>]]></a></xml>",
        "<xml>" + "<a>" * 40 + "]]>" + "</a>" * 40 + "</xml>",
    ],
)
def test_other_mistakes_are_not_guessed_at(xml: str) -> None:
    with pytest.raises(BadMessage):
        parse_message(xml)


def test_a_document_type_is_not_repaired_away() -> None:
    for xml in ("\0<!DOCTYPE x><xml><a>1</a></xml>", "<!DOCTYPE x\0><xml><a>1</a></xml>"):
        with pytest.raises(BadMessage, match="document type"):
            parse_message(xml)


@given(st.text("]>[<!CDATAContentFromUserName/x \x1b\ud800&;") | st.text())
def test_no_typed_text_becomes_another_field(typed: str) -> None:
    """What a member types is the content, or the message is refused, or holds an element twice."""
    xml = message(typed)
    try:
        fields = parse_message(xml)
    except BadMessage:
        return
    if isinstance(fields.get("Content"), list):
        return  # a field that comes twice: Message.from_xml refuses it
    assert {name: fields[name] for name in FIELDS if name != "Content"} == {
        name: value for name, value in FIELDS.items() if name != "Content"
    }
    with suppress(BadMessage):
        assert fields == parse(drop_illegal(xml))
        return  # well-formed, as "]]><![CDATA[" is
    lines = drop_illegal(typed).replace("\r\n", "\n").replace("\r", "\n")
    assert fields == {**FIELDS, "Content": lines}


@pytest.mark.parametrize(
    "piece",
    [
        "]]></a>", "]]></a><a><![CDATA[", "<a><![CDATA[", "]]>", "<a>", "</a>", "<a>]]></a>",
        "<a>x</a>", "<a><b><![CDATA[", "]]></b></a>",
    ],
)  # fmt: skip
def test_repairing_takes_no_time(piece: str) -> None:
    text = "<xml><a><![CDATA[" + piece * (300_000 // len(piece)) + "]]>x]]></a></xml>"
    started = time.process_time()
    with suppress(BadMessage):
        close_sections(text)
    assert time.process_time() - started < 20  # seconds of the processor; it takes less than one


def test_what_is_repaired_is_well_formed() -> None:
    assert parse(close_sections(message("a]]>b"))) == {**FIELDS, "Content": "a]]>b"}
    assert ILLEGAL.startswith("[^")


# --- what the URL check must not show -------------------------------------------------------------


@pytest.mark.parametrize(
    "plain",
    [
        message("hi"),
        message("a\x1bb"),
        message("a]]>b"),
        message("a]]>b]]></Content><Content><![CDATA[c"),
        "\n" + message("hi") + "\n",
        "\ufeff" + message("hi"),
        "\0" + message("hi"),
        '<?xml version="1.0"?>' + message("hi"),
        "<!DOCTYPE x><xml><a>1</a></xml>",
        "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
        "<xml><a>&undefined;</a></xml>",
        '{"msgtype": "text"}',
        ' {"a": "\n\x1b"}\n',
        "{\ud800}",
    ],
)
def test_messages_are_known_whatever_is_wrong_with_them(plain: str) -> None:
    assert is_message(plain.encode("utf-8", "surrogatepass"))
    assert is_message(plain.encode("utf-8", "surrogatepass").replace(b"hi", b"\xf0\x9f"))


@pytest.mark.parametrize(
    "plain", ["1616140317555161061", "你好 🍜", "<xml>]]>&amp;", "", " ", "{", "[1]"]
)
def test_other_texts_are_not_messages(plain: str) -> None:
    assert not is_message(plain.encode())
