"""Hold the words of package, documentation and examples to plain English.

Each pattern is a word or turn of phrase that "How we write" in docs/project/contributing.rst rules
out without exception. The search is over whole files, so identifiers count too.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]

WHERE = (
    "flask_wechat_corp/**/*.py",
    "flask_wechat_corp/**/*.pyi",
    "example_app/**/*.py",
    "example_app/**/*.rst",
    "benchmarks/**/*.py",
    "docs/**/*.rst",
    "docs/*.py",
    "*.rst",
    "*.md",
)


class Rule(NamedTuple):
    """What is wrong, and what to write instead."""

    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    """Words of which one is in every match, in lower case: a quick look before the pattern runs."""
    advice: str


def rule(pattern: str, keys: str, advice: str) -> Rule:
    """Make a rule; a space in the pattern stands for any white space, also for a line break with
    the comment sign of the next line."""
    text = pattern.replace(" ", r"\s+(?:\#:?\s+)?")
    compiled = re.compile(rf"(?<![\w-])(?:{text})(?![\w-])", re.IGNORECASE)
    return Rule(compiled, tuple(keys.split("|")), advice)


RULES = (
    rule(r"anew", "anew", "again, or 'a new …'"),
    rule(r"(?:is|was|are|were|be|been) had", "had", "get, fetch, acquire"),
    rule(r"(?:nobody|somebody)(?:'s)?", "nobody|somebody", "what happens: 'no handler matched'"),
    rule(r"(?:who|whoever|whom) (?:stands?|holds?) in", "who", "is in"),
    rule(r"of the days of", "days", "legacy"),
    rule(r"furnish\w*", "furnish", "create, fill"),
    rule(r"portraits?", "portrait", "avatar"),
    rule(r"shelf|shelves", "shelf|shelves", "library, cache"),
    rule(r"keepers?", "keeper", "cache, renewer"),
    rule(r"lends?|lent|lending|loans?", "lend|lent|loan", "return, cache"),
    rule(r"(?:the|this|our) house", "house", "the project"),
    rule(r"worst days?", "worst", "faults"),
    rule(r"truths", "truths", "copies that disagree"),
    rule(r"stands? in the (?:log|answer|store|response|address|message|table)", "stand", "is in"),
    rule(r"(?:by|so|since|because|if|when|than|unless|but) who", "who", "anyone who, clients that"),
    rule(r"tells (?:no|a) secrets?", "secret", "contains no secret"),
    rule(r"(?:makes?|has|have) no sense", "sense", "is invalid, malformed"),
    rule(r"(?:is|are|was|were|being) away", "away", "is unavailable, not running"),
    rule(r"take[sn]? for answered", "answered", "treats as answered"),
    rule(r"is good for (?:one|three|two|\d+)", "good", "is valid for"),
    rule(r"the seconds of", "seconds", "the seconds for"),
    rule(r"goes? on where it", "where", "continues from where it"),
    rule(r"which room", "room", "which folder"),
)

#: A bare "who" as the subject: at the beginning of a sentence that is no question, or after a
#: semicolon or colon.
WHO = re.compile(
    r"(?:(?:^|(?<=[.!?;:(]\s))(?:[ \t]*(?:[*#|>-]|\#:|\"\"\"|\d\.)[ \t]*)*[ \t]*)"
    r"(?P<who>[Ww]ho (?!['’]?s\b)[a-z]+[^.?!]*(?P<end>[.?!]|\Z))",
    re.MULTILINE,
)

#: Exact phrases in which one of the words is right.
ALLOWED = ("*nobody*",)  # contributing.rst names the word


def problems(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield position, words and advice for each rule that the text breaks."""
    lower = text.lower()
    for pattern, keys, advice in RULES:
        if not any(key in lower for key in keys):
            continue
        for match in pattern.finditer(text):
            begin, end = match.span()
            around = text[max(0, begin - 20) : end + 20]
            if not any(phrase in around for phrase in ALLOWED):
                yield begin, match[0], advice
    if "who " in text or "Who " in text:
        for match in WHO.finditer(text):
            words = str(match["who"])
            before = text[: match.start("who")].rstrip(" \t")[-1:]
            is_relative = words.startswith("who") and before not in {";", ":", "("}
            if match["end"] != "?" and not is_relative:
                yield match.start("who"), words[:40], "anyone who, those who, clients that"


def report(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    found = list(problems(text))
    if not found:
        return []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    name = path.relative_to(ROOT).as_posix()
    return [
        f"{name}:{bisect.bisect_right(starts, at)}: {' '.join(words.split())!r}: write {advice}"
        for at, words, advice in found
    ]


def test_texts_are_plain_english() -> None:
    paths = sorted({path for pattern in WHERE for path in ROOT.glob(pattern)})
    assert len(paths) > 300
    broken = [
        line
        for path in paths
        if not any(part in {"_build", "locale"} for part in path.parts)
        for line in report(path)
    ]
    assert broken == [], "\n" + "\n".join(broken)


@pytest.mark.parametrize(
    "text",
    [
        "The key is sealed anew.",
        "The lock was not had, or was had late. It was had.",
        "Nobody waits for it.",
        "somebody's calendar",
        "A field of the days\n    # of enterprise accounts.",
        "def furnish(world): ...",
        "Who does not listen pays nothing.",
        "They cost nothing; who listens pays.",
        "- Who can sign sees a 400.",
        '"""Who signs messages may put elements there."""',
        "It can be opened by who may try ciphertexts.",
        "The reply stands in the log.",
        "There are two truths.",
    ],
)
def test_a_broken_rule_is_found(text: str) -> None:
    assert list(problems(text))


@pytest.mark.parametrize(
    "text",
    [
        "Anyone who can sign sees a 400.",
        "The members who left, and those who joined.",
        "Who is looking?",
        "the member\nwho asked gets a message.",
        "house numbers, the gatekeeper of H.323, a loaned_at_all identifier",
        "It is a new process, and it has what it had.",
    ],
)
def test_plain_english_passes(text: str) -> None:
    assert list(problems(text)) == []
