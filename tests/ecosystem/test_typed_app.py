"""A user's ``mypy --strict`` against the installed wheel: what it must find, and what not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ecosystem.packages import Packages, run

pytestmark = pytest.mark.slow  # builds the packages

APP = Path(__file__).parent / "typed_app"
MARK = re.compile(r"  # (type|error) (.+)$")
TOLD = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): (?P<kind>\w+): (?P<text>.*)$")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place that knows nothing of our working tree, with the application in it."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(APP, folder / APP.name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def told(packages: Packages, folder: Path) -> list[re.Match[str]]:
    """Everything that mypy says, but for the explanations under an error."""
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary",
            "--python-executable", packages.python, "--cache-dir", folder / "cache", APP.name,
        ],
        cwd=folder, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    said = [TOLD.match(line) for line in done.stdout.splitlines()]
    assert said
    assert all(said), done.stdout
    revealed = "Revealed type is"
    return [one for one in said if one and (one["kind"] == "error" or revealed in one["text"])]


def test_the_application_works(packages: Packages, folder: Path) -> None:
    told = run(
        packages.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{APP.name}/checks.py",
        cwd=folder,
    )  # fmt: skip
    assert "5 passed" in told


def test_a_typed_application_is_clean(told: list[re.Match[str]]) -> None:
    assert {one["file"] for one in told} == {"typed_app/mistakes.py"}, [one[0] for one in told]


def test_types_and_mistakes_are_told_as_marked(told: list[re.Match[str]]) -> None:
    source = (APP / "mistakes.py").read_text("utf-8").splitlines()
    marks = {number: mark for number, line in enumerate(source, 1) if (mark := MARK.search(line))}
    assert marks
    expected = {number: {" ".join(mark.groups())} for number, mark in marks.items()}
    found: dict[int, set[str]] = {}
    for one in told:
        if one["kind"] == "error":
            word = f"error {one['text'].rpartition('[')[2].rstrip(']')}"
        else:
            word = f"type {re.sub(r'(?:[a-z_]+[.])+', '', one['text'].split(chr(34))[1])}"
        found.setdefault(int(one["line"]), set()).add(word)
    assert found == expected
