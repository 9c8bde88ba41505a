"""What hooks, steps and lists add to a callback: ``python -m benchmarks.features``.

A text is answered with a text, with a memory store. The variants take turns in random order in one
process; a figure is the median of the rounds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from . import callback
from . import contestants as who
from .tables import table
from .workload import QUESTION


def _before(wx: Any) -> None:
    wx.before_message(lambda message: None)


def _after(wx: Any) -> None:
    wx.after_message(lambda message, reply: reply)


def _error_handler(wx: Any) -> None:
    wx.errorhandler(lambda error, message: "sorry")


def _a_step(message: object) -> str:
    return ""


def _step(wx: Any) -> None:
    wx.step(_a_step)


def _list(wx: Any) -> None:
    wx.lists.add("menu", [("{1}", "one")])


def _taken_by_step(wx: Any) -> None:
    def again(message: Any) -> Any:
        return wx.ask(f"收到 {message.content[:20]}", then=again)

    wx.step(again)
    wx.text(QUESTION)(again)


def _taken_by_list(wx: Any) -> None:
    wx.lists.add("menu", [(f"收到 {{{QUESTION}}}", "收到 了")])
    wx.text(QUESTION)(lambda message: wx.wait("menu"))


def _all(wx: Any) -> None:
    for add in (_before, _after, _error_handler, _step, _list):
        add(wx)


VARIANTS: dict[str, Callable[[Any], object]] = {
    "nothing of this": lambda wx: None,
    "a before_message function": _before,
    "an after_message function": _after,
    "an error handler": _error_handler,
    "a step is registered: one read of the store": _step,
    "a list is registered: one read of the store": _list,
    "all of these": _all,
    "a step that takes the text and asks again": _taken_by_step,
    "a list that takes the text": _taken_by_list,
}


def _maker(more: Callable[[Any], object]) -> Callable[[], who.Contestant]:
    return lambda: who.ours(more=more)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--size", type=int, default=100)
    options = parser.parse_args()
    callback.CONTESTANTS = {name: _maker(more) for name, more in VARIANTS.items()}
    took = callback.measure(options.rounds, options.size, ["text"])["text"]
    least = took["nothing of this"]
    rows = [[name, f"{one:.0f}", f"{one / least:.2f}"] for name, one in took.items()]
    print(table(["a text and its reply, with", "µs", "× nothing"], rows))


if __name__ == "__main__":
    main()
