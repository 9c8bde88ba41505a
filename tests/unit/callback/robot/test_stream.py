"""The texts and the entries of a stream, without Flask."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_wechat_corp import ReplyError, StreamReply, TemplateCard, Text, open_store
from flask_wechat_corp.callback.robot.growing import Growing
from flask_wechat_corp.callback.robot.reply import (
    MAX_CONTENT_BYTES,
    content_parts,
    fit,
    make_robot_reply,
    shown,
    with_closing,
)
from flask_wechat_corp.callback.robot.stream import Ending, Snapshot, StreamStore, Texts, stream_id

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


class Manual:
    """A schedule that runs when it is told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tasks: list[tuple[float, Any]] = []

    def clock(self) -> float:
        return self.now

    def after(self, seconds: float, task: Any) -> None:
        self.tasks.append((self.now + seconds, task))

    def advance(self, seconds: float) -> None:
        self.now += seconds
        due = [one for one in self.tasks if one[0] <= self.now]
        self.tasks = [one for one in self.tasks if one[0] > self.now]
        for _, task in due:
            task()


@pytest.fixture
def schedule() -> Manual:
    return Manual()


@pytest.fixture
def streams(schedule: Manual) -> StreamStore:
    return StreamStore(open_store("memory://"), "bot", Texts(), 330, schedule.clock)


def growing(streams: StreamStore, schedule: Manual, **options: Any) -> Growing:
    return Growing(streams, schedule, "s1", schedule.now, image_bytes=100, **options)


long_text = st.text(
    st.sampled_from("a汉😀\n "), min_size=1, max_size=60
).flatmap(lambda piece: st.integers(0, 900).map(lambda n: piece * n))  # fmt: skip


@given(thinking=long_text, text=long_text, closing=st.sampled_from(["", "end", "完" * 100]))
def test_no_content_is_too_long_and_nothing_is_lost(thinking: str, text: str, closing: str) -> None:
    first, rest = content_parts(thinking, text)
    assert len(first.encode()) <= MAX_CONTENT_BYTES
    assert all(len(part.encode()) <= MAX_CONTENT_BYTES for part in rest)
    assert (first + "".join(rest)).endswith(text)
    for content in (shown(thinking, text), with_closing(thinking, text, closing)):
        assert len(content.encode()) <= MAX_CONTENT_BYTES
    assert with_closing(thinking, text, closing).endswith(closing)


def test_the_closing_sentence_takes_its_room_from_the_text() -> None:
    assert fit("汉" * 10, "end", 20) == "汉" * 5 + "\n\nend"
    assert fit("", "end") == "end"


def test_thinking_cannot_close_its_own_block() -> None:
    assert shown("a</think>b", "c") == "<think>ab</think>c"


def test_pieces_grow_and_only_the_newest_snapshot_is_written(
    streams: StreamStore, schedule: Manual, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[str] = []
    monkeypatch.setattr(streams, "write", lambda stream, now: writes.append(now.text))
    one = growing(streams, schedule)
    assert one.first_reply() is not None
    for letter in "abc":
        one.feed(letter)
    schedule.advance(0.49)
    assert writes == [""]
    schedule.advance(0.01)
    assert writes == ["", "abc"]
    one.feed("d")
    schedule.advance(0.5)
    assert writes == ["", "abc", "abcd"]
    schedule.advance(10)
    one.feed("e")  # after a pause: at once
    schedule.advance(0)
    assert writes[-1] == "abcde"


def test_one_owner_of_the_ending(streams: StreamStore) -> None:
    assert streams.close("s", Ending("first")).content == "first"
    assert streams.close("s", Ending("second")).content == "first"


def test_an_ending_leaves_in_one_way_only(streams: StreamStore) -> None:
    streams.close("a", Ending("text"))
    assert streams.take("a", "url")
    assert streams.poll("a")["stream"]["content"] == Texts().late
    streams.give_back("a")
    assert streams.poll("a")["stream"]["content"] == "text"
    assert not streams.take("a", "url")


def test_a_queued_stream_needs_no_lease(streams: StreamStore, schedule: Manual) -> None:
    streams.write("q", Snapshot(0.0, placeholder="wait", queued=True))
    schedule.now = 329
    assert streams.poll("q")["stream"] == {"id": "q", "finish": False, "content": "wait"}
    schedule.now = 330
    assert streams.poll("q")["stream"]["finish"]


def test_ids_are_stable_and_secret() -> None:
    ids = {stream_id(b"k", "bot", "m1"), stream_id(b"k", "bot", "m2"), stream_id(b"l", "bot", "m1")}
    assert len(ids) == 3
    assert stream_id(b"k", "bot", "m1") in ids
    assert all(len(one) == 32 for one in ids)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [([PNG] * 4, "STREAM_IMAGE_BYTES"), ([b"GIF89a"], "JPG or PNG"),
     ([TemplateCard({}), TemplateCard({})], "at most one card"), ([7], "cannot show int"),
     ([StreamReply("", feedback="x" * 257)], "256 bytes"),
     ([StreamReply("", ["/no/file"])], "read"),
     ([StreamReply("", [7])], "bytes or a path")],  # type: ignore[list-item]
)  # fmt: skip
def test_pieces_that_cannot_be_shown(
    streams: StreamStore, schedule: Manual, pieces: list[Any], words: str
) -> None:
    one = growing(streams, schedule)
    *good, bad = pieces
    for piece in good:
        one.feed(piece)
    with pytest.raises(ReplyError, match=words):
        one.feed(bad)


def test_replies() -> None:
    assert make_robot_reply({"type": "text", "content": "a"}, "h") == StreamReply("a")
    assert make_robot_reply(Text("a"), "h") == StreamReply("a")
    assert make_robot_reply("", "h") is None
    with pytest.raises(ReplyError, match="Handler h: A robot cannot answer with int"):
        make_robot_reply(7, "h")
    with pytest.raises(ReplyError, match="Only a WeChatRobot"):
        StreamReply("a").fields()
