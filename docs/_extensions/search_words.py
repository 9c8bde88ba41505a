"""Make the pages' search find Chinese text and error codes.

Sphinx cuts Chinese into words with a package of its own, on the side of the index only, and its
script then splits a query at spaces. So a Chinese query finds nothing. Here both sides cut Chinese
into pairs of characters that follow each other, as search engines do without a dictionary.

Sphinx also leaves numbers out of the index and out of queries. Error codes are numbers, and readers
look for them first, so numbers of four digits or more get a letter in front on both sides.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TERM = re.compile(rf"[{HAN}]+|[A-Za-z0-9_]+")
NUMBER = re.compile(r"[0-9]{4,}")

SPLITTER = r"""
var splitQuery = (query) =>
  (query.match(/[HAN]+|[A-Za-z0-9_]+/g) || []).flatMap((term) => {
    if (/^[0-9]{4,}$/.test(term)) return ["n" + term];
    if (!/^[HAN]{3,}$/.test(term)) return [term];
    return Array.from({length: term.length - 1}, (_, at) => term.slice(at, at + 2));
  });
""".replace("HAN", HAN.encode("ascii", "backslashreplace").decode())


def split(text: str) -> list[str]:
    """Return the words of a text or of a query; ``SPLITTER`` does the same in the browser."""
    words = []
    for term in TERM.findall(text):
        if NUMBER.fullmatch(term):
            words.append(f"n{term}")
        elif term[0].isascii() or len(term) < 3:
            words.append(term)
        else:
            words.extend(term[at : at + 2] for at in range(len(term) - 1))
    return words


class ChineseSearch(SearchLanguage):
    """Pairs of Chinese characters, and words of Latin letters as they are."""

    lang = "zh_CN"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, text: str) -> list[str]:
        """Return the words of a text."""
        return split(text)

    def stem(self, word: str) -> str:
        """Return the word in small letters; the script does that with queries."""
        return word.lower()


class EnglishSearch(SearchEnglish):
    """Sphinx's English search that finds numbers and Chinese too."""

    js_splitter_code = SPLITTER

    def split(self, text: str) -> list[str]:
        """Return the words of a text."""
        return split(text)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_search_language(ChineseSearch)
    app.add_search_language(EnglishSearch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
