"""The built pages: every public name is there, every link inside leads somewhere."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import flask_wechat_corp
from flask_wechat_corp import Handler, WeChatAPI, WeChatCorp

ROOT = Path(__file__).parents[2]

pytest.importorskip("sphinx", reason="Sphinx is not installed (the docs extra has it)")
pytestmark = [pytest.mark.docs, pytest.mark.timeout(1000)]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages in both languages, built without a warning; names of ours must resolve."""
    folder = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build.py"), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="module")
def site(sites: Path) -> Path:
    return sites / "en"


@pytest.fixture(scope="module")
def documented(site: Path) -> dict[str, str]:
    """The address of each Python object in the pages, as the inventory has it."""
    data = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    found = {}
    for line in zlib.decompress(data).decode().splitlines():
        name, kind, _priority, address, _title = line.split(" ", 4)
        if kind.startswith("py:"):
            found[name] = address.replace("$", name)
    return found


class _Page(HTMLParser):
    """The ids of a page, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        self.links.add(values.get("href" if tag in ("a", "link") else "src") or "")


@cache
def page(path: Path) -> _Page:
    return _Page(path.read_text("utf-8"))


def is_shown(site: Path, address: str) -> bool:
    file, _, fragment = address.partition("#")
    return fragment in page(site / file).ids


def methods(cls: type) -> Iterator[list[str]]:
    """Yield the dotted names that each public method may be documented under."""
    for name in dir(cls):
        owner = next((one for one in cls.__mro__ if name in vars(one)), object)
        if name.startswith("_") or not owner.__module__.startswith("flask_wechat_corp"):
            continue
        short = [f"flask_wechat_corp.{one.__name__}.{name}" for one in cls.__mro__]  # inherited too
        yield [*short, f"{owner.__module__}.{owner.__qualname__}.{name}"]


def missing(site: Path, documented: dict[str, str], cls: type) -> list[str]:
    return [
        names[-1]
        for names in methods(cls)
        if not any(name in documented and is_shown(site, documented[name]) for name in names)
    ]


def test_every_public_name_is_documented(site: Path, documented: dict[str, str]) -> None:
    names = [f"flask_wechat_corp.{name}" for name in flask_wechat_corp.__all__]
    for module in ("testing", "pytest_plugin", "celery", "signals"):
        dotted = f"flask_wechat_corp.{module}"
        public = importlib.import_module(dotted).__all__
        names += [f"{dotted}.{name}" for name in public if name != "send_signal"]  # internal
    assert [name for name in names if name not in documented] == []
    assert [name for name in names if not is_shown(site, documented[name])] == []
    assert len(names) > 60


def test_every_call_is_documented(site: Path, documented: dict[str, str]) -> None:
    assert len(list(methods(WeChatAPI))) > 500
    assert missing(site, documented, WeChatAPI) == []


def test_the_extensions_methods_are_documented(site: Path, documented: dict[str, str]) -> None:
    inner = {
        f"callback.table.Table.{name}"
        for name in ("default_cancel_words", "error_handlers", "match", "matches")
    }
    for cls in (Handler, WeChatCorp):
        names = {name.removeprefix("flask_wechat_corp.") for name in missing(site, documented, cls)}
        assert names <= inner


def test_the_reference_shows_types(site: Path, documented: dict[str, str]) -> None:
    file, _, fragment = documented["flask_wechat_corp.api.contacts.users.Users.get_user"].partition(
        "#"
    )
    text = (site / file).read_text("utf-8").split(f'id="{fragment}"', 1)[1].split("</dl>\n</dd>")[0]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert "userid (str)" in words
    assert "Return type: dict[str, Any]" in words


def test_every_page_links_to_itself_in_the_other_language(sites: Path) -> None:
    for ours, other in (("en", "zh_CN"), ("zh_CN", "en")):
        pages = sorted((sites / ours).rglob("*.html"))
        assert len(pages) > 50
        for path in pages:
            if "_modules" in path.parts or "_static" in path.parts:
                continue
            twin = sites / other / path.relative_to(sites / ours)
            links = {(path.parent / unquote(link)).resolve() for link in page(path).links}
            assert twin.resolve() in links, path


def test_every_link_inside_leads_somewhere(sites: Path) -> None:
    broken, looked_at = [], 0
    for path in sites.rglob("*.html"):
        for link in page(path).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not link:
                continue
            looked_at += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            good = target.is_file()
            if good and parts.fragment and target.suffix == ".html":
                good = unquote(parts.fragment) in page(target).ids
            if not good:
                broken.append(f"{path.name}: {link}")
    assert broken == []
    assert looked_at > 1000


@pytest.mark.parametrize(
    ("words", "page_name"),
    [
        ("60020", "faq"),
        ("95018", "troubleshooting"),
        ("openapi回调地址请求不通过", "troubleshooting"),
        ("为什么收不到消息", "faq"),
        ("为什么重复三次", "faq"),
        ("内网穿透", "faq"),
    ],
)
def test_the_search_finds_the_words_of_the_first_day(
    sites: Path, monkeypatch: pytest.MonkeyPatch, words: str, page_name: str
) -> None:
    text = (sites / "zh_CN" / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    monkeypatch.syspath_prepend(ROOT / "docs" / "_extensions")
    splitter = importlib.import_module("search_words")
    at = index["docnames"].index(page_name)
    for word in splitter.split(words):
        found = [index[where].get(word, []) for where in ("terms", "titleterms")]
        assert any(at in (one if isinstance(one, list) else [one]) for one in found), word


def test_the_search_script_has_the_stemmer_that_it_names(sites: Path) -> None:
    """Sphinx's own script for Chinese names one that does not exist, and then finds nothing."""
    script = (sites / "zh_CN" / "_static" / "language_data.js").read_text("utf-8")
    assert "splitQuery" in script
    assert "ChineseStemmer" not in script
