"""Translate the comments in code blocks, and nothing else of them.

Sphinx can translate a code block only as a whole: then each translation is a copy of the program,
and the copies differ after a while. Here each comment is a message of its own, so the code is the
same in all languages.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

HASH = frozenset({"bash", "console", "dockerfile", "ini", "nginx", "python", "yaml"})
"""The languages whose comments begin with ``#``."""


class Comment:
    """A comment: its first line, the column of its ``#``, its last line, its text."""

    def __init__(self, line: int, column: int, text: str, whole: bool) -> None:
        self.line, self.column, self.last = line, column, line
        self.text, self.whole = text, whole

    def continues(self, other: Comment) -> bool:
        """Say whether this is the next line of a comment that takes whole lines."""
        beside = self.line == other.last + 1 and self.column == other.column
        return beside and self.whole and other.whole


def _single(code: str, language: str) -> Iterator[Comment]:
    if language == "python":
        try:
            for token in tokenize.generate_tokens(io.StringIO(code).readline):
                if token.type == tokenize.COMMENT:
                    line, column = token.start
                    whole = not token.line[:column].strip()
                    yield Comment(line - 1, column, token.string.lstrip("# "), whole)
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


def replace_comment(code: str, language: str, text: str, translated: str) -> str:
    """Return the code with each comment ``text`` in the other language."""
    lines = code.split("\n")
    for one in reversed(comments_of(code, language)):
        if one.text == text:
            kept = lines[one.line][: one.column]
            lines[one.line : one.last + 1] = [f"{kept}# {translated}"]
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
