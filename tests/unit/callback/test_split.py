"""``split_text``: where a long text is split, and what stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp import split_text


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 4, []),
        ("abcd", 4, ["abcd"]),
        ("abcde", 4, ["abcd", "e"]),
        ("你好", 4, ["你", "好"]),
        ("你好", 6, ["你好"]),
        ("a🍜b", 4, ["a", "🍜", "b"]),
        ("🍜🍜", 7, ["🍜", "🍜"]),
        ("aé", 4, ["aé"]),
    ],
)
def test_pieces(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit) == pieces


def test_the_default_is_the_limit_of_a_passive_reply() -> None:
    assert [len(piece.encode()) for piece in split_text("长" * 1000)] == [2046, 954]


@pytest.mark.parametrize("limit", [3, 1, 0, -1])
def test_a_limit_that_not_every_character_fits_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 4"):
        split_text("text", limit)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.sampled_from(
            [
                "\n\n",
                "\n",
                "。",
                ". ",
                " ",
                "你好",
                "[a b](http://x)",
                "🍜",
                "e\u0301",
                "👨\u200d👩",
                "🇨🇳",
            ]
        )
    ).map("".join),
    st.integers(4, 40),
)
def test_no_piece_is_empty_or_too_long_and_joined_they_are_the_text(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)


@pytest.mark.parametrize("codes", [(0xD83D,), (0xDE00,), (0xD83D, 0xDE00), (0xDE00, 0xD83D)])
def test_half_a_character_is_no_error(codes: tuple[int, ...]) -> None:
    """It is dropped when the piece is sent, and counts as three bytes until then."""
    half = "".join(map(chr, codes))
    text = f"{half}字" * 10
    pieces = split_text(text, 12)
    assert "".join(pieces) == text
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 12 for piece in pieces)
    if codes == (0xD83D, 0xDE00):  # the halves of one character stay together
        assert not any(piece.endswith("\ud83d") for piece in pieces)


@pytest.mark.parametrize(
    ("what", "text", "limit", "pieces"),
    [
        ("paragraphs", "ab\ncd\n\nef gh\nij", 14, ["ab\ncd\n\n", "ef gh\nij"]),
        ("the last paragraph that fits", "a\n\nb\n\nc d e", 9, ["a\n\nb\n\n", "c d e"]),
        ("lines", "ab cd\nef gh\nij kl", 13, ["ab cd\nef gh\n", "ij kl"]),
        ("Windows lines", "ab\r\ncd\r\nef", 9, ["ab\r\ncd\r\n", "ef"]),
        ("sentences", "One two. Three! Four five six", 20, ["One two. Three! ", "Four five six"]),
        ("Chinese sentences", "你好。很好！再见吧朋友", 24, ["你好。很好！", "再见吧朋友"]),
        ("quoted sentences", "他说：“好。”然后走了", 24, ["他说：“好。”", "然后走了"]),
        ("no decimals", "aa 3.14159 bb", 9, ["aa ", "3.14159 ", "bb"]),
        ("words", "one two three", 9, ["one two ", "three"]),
        ("words among Chinese", "你好hello世界", 9, ["你好", "hello世", "界"]),
        ("no comma at the start", "你好，世界", 8, ["你", "好，", "世界"]),
        ("no bracket at the end", "你（好）", 8, ["你", "（好", "）"]),
        ("characters", "a" * 10, 4, ["aaaa", "aaaa", "aa"]),
        ("combined characters", "abce\u0301f", 4, ["abc", "e\u0301f"]),
        ("families", "👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 20, ["👨\u200d👩\u200d👧"] * 2),
        ("flags", "🇨🇳🇨🇳🇨🇳", 12, ["🇨🇳", "🇨🇳", "🇨🇳"]),
        ("skin tones", "ab👍🏽", 6, ["ab", "👍", "🏽"]),  # too long for one piece
        ("no piece of line breaks", "\n\nabcdef", 6, ["\n\nabcd", "ef"]),
    ],
)
def test_where_a_reader_would_split(what: str, text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit) == pieces


@pytest.mark.parametrize(
    "link",
    [
        "[两个 字。 Two words](http://x.example/a)",
        "![图 片](http://x.example/a.png)",
        "[a [b] c](http://x.example/a_(b))",
        '[a b](http://x.example "A title. Yes")',
        '<a href="http://x.example/a b">点 这里。</a>',
        "https://x.example/a.b?c=d&e=f",
    ],
)
def test_links_that_fit_are_not_split(link: str) -> None:
    for before in range(70):
        text = "字 " * (before // 4) + "x" * (before % 4) + link + " 完。" + "word " * 20
        pieces = split_text(text, 64)
        assert "".join(pieces) == text
        assert any(link in piece for piece in pieces), pieces


def test_a_link_that_is_too_long_for_a_piece_is_split_all_the_same() -> None:
    text = f"[a](http://x.example/{'y' * 100}) b"
    pieces = split_text(text, 40)
    assert "".join(pieces) == text
    assert len(pieces) == 4


@pytest.mark.parametrize(
    "unit",
    ["[", " ", "[a", "\n ", "[a](b", "<a ", "(", "。", ".", "\u0301", "![", "https://", "\n"],
)
def test_long_texts_of_unlucky_characters_are_split_too(unit: str) -> None:
    text = unit * 20_000
    pieces = split_text(text)
    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= 2048 for piece in pieces)
