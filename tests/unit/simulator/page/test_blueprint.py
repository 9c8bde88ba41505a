"""The chat page's document, files, avatars: what a browser is given before any script runs."""

from __future__ import annotations

import re
from importlib import resources
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.app import create_app
from flask_wechat_corp.simulator.page.avatars import avatar_svg
from flask_wechat_corp.simulator.world import history
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

STATIC = resources.files("flask_wechat_corp.simulator.page").joinpath("static")
FILES = sorted(one.name for one in STATIC.iterdir())


@pytest.fixture
def browser() -> FlaskClient:
    simulator = Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    )
    return create_app(simulator).test_client()


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(
    browser: FlaskClient,
) -> None:
    response = browser.get("/")
    assert response.status_code == 200
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script>|style=|\son\w+=", response.text)


def test_the_corp_name_is_escaped() -> None:
    simulator = Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    )
    simulator.world.corp_name = "<script>alert(1)</script>"
    html = create_app(simulator).test_client().get("/").text
    assert "&lt;script&gt;alert(1)" in html


def test_every_address_in_the_page_is_served_here(browser: FlaskClient) -> None:
    html = browser.get("/").text
    addresses = re.findall(r'(?:src|href)="([^"#]+)"', html)
    assert len(addresses) > 5
    for address in addresses:
        assert address.startswith("/page/")
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_files_have_their_own_type_and_no_foreign_address(browser: FlaskClient, name: str) -> None:
    response = browser.get(f"/page/{name}")
    kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
    assert response.mimetype == kinds[name.rpartition(".")[2]]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    foreign = set(re.findall(r"https?://[\w.]+", response.text))
    assert foreign <= {"http://www.w3.org", "https://example.com"}
    for imported in re.findall(r'from "([^"]+)"', response.text):
        assert imported.removeprefix("./") in FILES


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".js")])
def test_scripts_never_parse_text_as_html(name: str) -> None:
    text = STATIC.joinpath(name).read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)


def test_an_unchanged_file_is_not_sent_again(browser: FlaskClient) -> None:
    etag = browser.get("/page/main.js").headers["ETag"]
    again = browser.get("/page/main.js", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name", ["missing.js", "..%5cchat.py", "%2e%2e%2fchat.py", "a%2fb.js", "x.py"]
)
def test_nothing_else_is_served(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/page/{name}").status_code == 404


def test_scripts_import_in_one_direction_only() -> None:
    graph = {
        name: set(
            re.findall(r'import\s[^;]*?"\./(\w+\.js)"', STATIC.joinpath(name).read_text("utf-8"))
        )
        for name in FILES
        if name.endswith(".js")
    }
    assert "media.js" in graph["cards.js"] & graph["template_card.js"]
    while graph:
        leaves = {name for name, targets in graph.items() if not targets}
        assert leaves, f"import cycle among {sorted(graph)}"
        graph = {name: targets - leaves for name, targets in graph.items() if name not in leaves}


def test_every_text_has_both_languages() -> None:
    text = STATIC.joinpath("translations.js").read_text("utf-8")
    body = text[text.index("{") :]
    pair = r'\[\s*("[^"\n]+"),\s*("[^"\n]+"),?\s*\]'
    entries = re.findall(rf'^  (?:"([^"]+)"|(\w+)): {pair}', body, re.M)
    assert len(entries) == len(re.findall(r'^  (?:"[^"]+"|\w+): \[', body, re.M)) > 100
    for quoted, bare, chinese, english in entries:
        holes = re.compile(r"\{\w+\}")
        assert sorted(holes.findall(chinese)) == sorted(holes.findall(english)), quoted or bare


def test_used_texts_exist() -> None:
    known = set(
        re.findall(
            r'^  "?([\w.]+)"?: \[', STATIC.joinpath("translations.js").read_text("utf-8"), re.M
        )
    )
    page = resources.files("flask_wechat_corp.simulator.page").joinpath("templates/chat.html")
    used = set(
        re.findall(r'data-t(?:-label|-title|-placeholder)?="([\w.]+)"', page.read_text("utf-8"))
    )
    for name in FILES:
        if name.endswith(".js"):
            used |= set(re.findall(r'\bt\("([\w.]+)"', STATIC.joinpath(name).read_text("utf-8")))
    assert used - known == set()


def test_no_text_is_left_over() -> None:
    known = set(
        re.findall(
            r'^  "?([\w.]+)"?: \[', STATIC.joinpath("translations.js").read_text("utf-8"), re.M
        )
    )
    page = resources.files("flask_wechat_corp.simulator.page").joinpath("templates/chat.html")
    source = page.read_text("utf-8") + "".join(
        STATIC.joinpath(name).read_text("utf-8")
        for name in FILES
        if name.endswith(".js") and name != "translations.js"
    )
    families = tuple(re.findall(r"`([a-z]+\.)\$\{", source))
    left_over = {key for key in known if f'"{key}"' not in source and not key.startswith(families)}
    assert left_over == set()


def test_a_portrait_is_wellformed_and_always_the_same() -> None:
    faces = {avatar_svg(name, gender) for name in ("zhangsan", "lisi", "x") for gender in "012"}
    assert len(faces) > 4
    for face in faces:
        ElementTree.fromstring(face)
    assert avatar_svg("ZhangSan", "1") == avatar_svg("zhangsan", "1")


def test_an_avatar_takes_any_userid(browser: FlaskClient) -> None:
    for name in ("zhangsan", "nobody", "%3Cscript%3E", "张三"):
        response = browser.get(f"/avatar/{name}.svg")
        assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
        ElementTree.fromstring(response.text)


def test_an_uploaded_picture_comes_back_with_its_checksum(browser: FlaskClient) -> None:
    answer = browser.post(
        "/_sim/media",
        json={
            "type": "image",
            "filename": "a.png",
            "content_type": "image/png",
            "data": "aGVsbG8=",
        },
    ).get_json()
    assert answer["md5"] == "5d41402abc4b2a76b9719d911017c592"
    back = browser.get(f"/_sim/media/{answer['media_id']}", headers={"Range": "bytes=1-2"})
    assert (back.status_code, back.data) == (206, b"el")
    assert "sandbox" in back.headers["Content-Security-Policy"]


PAIRS = [
    ("text", "panel"), ("text", "mine"), ("text", "theirs"), ("text", "tint"), ("muted", "panel"),
    ("muted", "chat"), ("muted", "soft"), ("muted", "hover"), ("muted", "warn-tint"),
    ("ok", "chat"), ("ok", "ok-tint"), ("bad", "chat"), ("bad", "bad-tint"), ("warn", "warn-tint"),
    ("accent", "panel"), ("accent", "tint"), ("accent", "theirs"), ("on-accent", "accent"),
]  # fmt: skip


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def themes() -> list[dict[str, str]]:
    css = STATIC.joinpath("base.css").read_text("utf-8")
    blocks = re.findall(r":root[^{,]*\{([^}]*--ground[^}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]


def test_texts_stand_out_in_every_theme() -> None:
    light, by_system, by_choice = themes()
    assert by_system == by_choice != light
    for theme in (light, by_choice):
        for text, ground in PAIRS:
            bright, dark = sorted((luminance(theme[text]), luminance(theme[ground])), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, ground, theme[ground])


def test_the_page_listens_to_every_documented_event() -> None:
    script = STATIC.joinpath("control_plane.js").read_text("utf-8")
    listed = re.findall(r'"(\w+)"', script.partition("NAMES = [")[2].partition("]")[0])
    heads = re.findall(r"^``[\w`, ]+``$", history.__doc__ or "", re.M)
    assert sorted(listed) == sorted(re.findall(r"\w+", " ".join(heads)))
