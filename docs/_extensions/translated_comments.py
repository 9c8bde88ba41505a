"""Translate the comments in code blocks, and nothing else of them.

Sphinx can translate a code block only as a whole: then each translation is a copy of the program,
and the copies differ after a while. Here each comment is a message of its own, so the code is the
same in all languages.
"""

from __future__ import annotations

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

HASH = frozenset({"bash", "console", "dockerfile", "ini", "nginx", "python", "yaml"})
"""The languages whose comments begin with ``#``."""
COLUMNS = 96
"""The length of a line of a translated comment."""
WIDE = "\u3000-\u9fff\uff00-\uffef"
WORD = re.compile(rf"[（“「]*(?:[^\s{WIDE}]+|[{WIDE}])[，。；：、）”」！？]*\s*")
"""What stays in one line: a word, or a Chinese character, with the punctuation beside it."""


class Comment:
    """A comment: its first line, the column of its sign, its last line, its text, its sign."""

    def __init__(self, line: int, column: int, text: str, whole: bool, sign: str = "#") -> None:
        self.line, self.column, self.last = line, column, line
        self.text, self.whole, self.sign = text, whole, sign

    def continues(self, other: Comment) -> bool:
        """Say whether this is the next line of a comment that takes whole lines."""
        beside = self.line == other.last + 1
        beside = beside and (self.column, self.sign) == (other.column, other.sign)
        return beside and self.whole and other.whole


def _single(code: str, language: str) -> Iterator[Comment]:
    if language == "python":
        try:
            for token in tokenize.generate_tokens(io.StringIO(code).readline):
                if token.type == tokenize.COMMENT:
                    line, column = token.start
                    whole = not token.line[:column].strip()
                    sign = "#:" if token.string.startswith("#:") else "#"
                    text = token.string.removeprefix(sign).lstrip("# ")
                    yield Comment(line - 1, column, text, whole, sign)
        except (tokenize.TokenError, SyntaxError):
            return
    else:
        for at, line in enumerate(code.splitlines()):
            found = re.search(r"(?:^|(?<=\s))# +(\S.*)$", line)
            if found:
                yield Comment(at, found.start(), found[1], not line[: found.start()].strip())


def comments_of(code: str, language: str) -> list[Comment]:
    """Return the comments; lines that follow each other are one."""
    found: list[Comment] = []
    for one in _single(code, language) if language in HASH else ():
        if found and one.continues(found[-1]):
            found[-1].last = one.line
            found[-1].text += " " + one.text
        else:
            found.append(one)
    return [one for one in found if one.text]


def wrapped(text: str, columns: int) -> list[str]:
    """Return the lines of a text; a Chinese character takes two columns."""
    lines, used = [""], 0
    for word in WORD.findall(text):
        width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in word.rstrip())
        if lines[-1] and used + width > columns:
            lines.append("")
            used = 0
        lines[-1] += word
        used += width + len(word) - len(word.rstrip())
    return [line.rstrip() for line in lines]


def replace_comment(code: str, language: str, text: str, translated: str) -> str:
    """Return the code with each comment ``text`` in the other language."""
    lines = code.split("\n")
    for one in reversed(comments_of(code, language)):
        if one.text == text:
            kept = lines[one.line][: one.column]
            columns = COLUMNS - len(kept) - len(one.sign) - 1
            parts = wrapped(translated, columns) if one.whole else [translated]
            lines[one.line : one.last + 1] = [f"{kept}{one.sign} {part}" for part in parts]
    return "\n".join(lines)


class literal_block(addnodes.translatable, nodes.literal_block):
    """A code block; it has the name of docutils's node, so every writer knows it."""

    def preserve_original_messages(self) -> None:
        """Keep the comments as they are before the first of them is translated."""
        language = self.get("language", "")
        self["comments"] = [one.text for one in comments_of(self.astext(), language)]

    def extract_original_messages(self) -> list[str]:
        """Return the comments."""
        return list(dict.fromkeys(self.get("comments", [])))

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Put the translation of one comment in its place."""
        language = self.get("language", "")
        code = replace_comment(self.astext(), language, original_message, translated_message)
        self.rawsource = code
        self.children = [nodes.Text(code)]
        self.children[0].parent = self


class TakeComments(SphinxTransform):
    """Replace the code blocks that have comments."""

    default_priority = 5  # before Sphinx looks for messages, at 10

    def apply(self, **kwargs: Any) -> None:
        """Replace each block by one whose comments are messages."""
        for node in list(self.document.findall(nodes.literal_block)):
            if comments_of(node.astext(), node.get("language", "")):
                block = literal_block(node.rawsource, *node.children, **node.attributes)
                block.source, block.line = node.source, node.line
                node.replace_self(block)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_transform(TakeComments)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
