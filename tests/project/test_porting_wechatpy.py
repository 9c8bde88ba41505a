"""The table of wechatpy's calls names methods that exist, each of wechatpy's once."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from flask_wechat_corp import WeChatAPI

PAGE = Path(__file__).parents[2] / "docs" / "porting" / "wechatpy.rst"


def rows() -> list[tuple[str, str]]:
    text = PAGE.read_text("utf-8")
    lines = [line.strip() for line in text.splitlines() if line.startswith('   "``')]
    table = csv.reader(lines, skipinitialspace=True)
    return [(there.strip("`"), here.strip("`")) for there, here, _remark in table]


def test_every_call_of_wechatpy_has_a_method_here() -> None:
    assert len(rows()) == 194  # all methods of the work client of wechatpy 2.0.0a26
    assert [here for _, here in rows() if not callable(getattr(WeChatAPI, here, None))] == []


def test_no_call_is_listed_twice() -> None:
    there = [name for name, _ in rows()]
    assert len(set(there)) == len(there)
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in there)
