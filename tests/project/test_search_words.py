"""The words that the search of the pages looks for are those that it has kept."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed (the docs extra has it)")

PATH = Path(__file__).parents[2] / "docs" / "_extensions" / "search_words.py"
WORDS = {
    "60020": ["n60020"],
    "wait 30 s": ["wait", "30", "s"],
    "为什么收不到消息？": ["为什", "什么", "么收", "收不", "不到", "到消", "消息"],
    "openapi回调地址": ["openapi", "回调", "调地", "地址"],
    "卡": ["卡"],
    "wx.ask 对话": ["wx", "ask", "对话"],
    "…": [],
}


@pytest.fixture(scope="module")
def search_words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("search_words", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("text", WORDS)
def test_texts_are_cut_into_pairs_of_characters(search_words: ModuleType, text: str) -> None:
    assert search_words.split(text) == WORDS[text]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_browser_cuts_a_query_like_the_index(search_words: ModuleType) -> None:
    shown = f"console.log(JSON.stringify({json.dumps([*WORDS])}.map(splitQuery)))"
    script = search_words.SPLITTER + shown
    run = subprocess.run(["node", "-e", script], capture_output=True, timeout=60, check=True)
    assert json.loads(run.stdout) == [*WORDS.values()]


def test_codes_stay_in_the_index(search_words: ModuleType) -> None:
    for language in (search_words.ChineseSearch({}), search_words.EnglishSearch({})):
        words = [language.stem(word) for word in language.split("60020 不在 IP 白名单")]
        assert [word for word in words if language.word_filter(word)] == [
            "n60020", "不在", "ip", "白名", "名单",
        ]  # fmt: skip
