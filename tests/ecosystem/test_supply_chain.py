"""What CI says about dependencies: their lower bounds, and the vulnerabilities known of them."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask, request

from tests.ecosystem.packages import ROOT
from tests.helpers.support import free_port, serve

FINDING = {
    "id": "PYSEC-0000-1",
    "affected": [
        {
            "package": {"name": "flask", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}],
        }
    ],
}


@contextmanager
def database(**known: dict[str, Any]) -> Iterator[str]:
    """Serve an advisory database in OSV's format that knows this of these packages."""
    app = Flask(__name__)

    @app.post("/query")
    def query() -> dict[str, Any]:
        asked = json.loads(request.data)["package"]["name"]
        return {"vulns": [known[asked]]} if asked in known else {}

    with serve(app) as base:
        yield f"{base}/query"


def audit(folder: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "requirements.txt").write_text("flask==3.1.0\nrequests==2.31.0\n")
    return subprocess.run(
        [
            sys.executable, ROOT / ".ci" / "audit.py", "requirements.txt", "-s", "osv",
            "--osv-url", url, *options,
        ],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_finding_fails_and_is_named(tmp_path: Path) -> None:
    with database(flask=FINDING) as url:
        done = audit(tmp_path, url)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "flask 3.1.0: PYSEC-0000-1, fixed in 9.9\n"


def test_no_finding_passes(tmp_path: Path) -> None:
    with database() as url:
        done = audit(tmp_path, url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "audited 2 packages: nothing known against them\n"


def test_a_database_that_is_away_is_no_finding_and_no_audit(tmp_path: Path) -> None:
    done = audit(tmp_path, f"http://127.0.0.1:{free_port()}/query")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("NOT AUDITED: ")


def test_an_audit_that_cannot_run_at_all_fails(tmp_path: Path) -> None:
    with database() as url:
        done = audit(tmp_path, url, "--no-such-option")
    assert done.returncode == 1
    assert "pip-audit did not run" in done.stderr


def lower_bounds() -> dict[str, str]:
    command = [sys.executable, str(ROOT / ".ci" / "minimum.py")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    return dict(line.partition(";")[0].split("==") for line in told.splitlines())


def test_every_dependency_has_a_lower_bound_that_can_be_pinned() -> None:
    pins = lower_bounds()
    assert {"flask", "requests", "pycryptodome", "defusedxml", "flask-session"} <= set(pins)
    assert {"redis", "celery", "cryptography", "pytest"} <= set(pins)
    # Of OpenTelemetry's instrumentations there are only betas.
    version = re.compile(r"[0-9]+(\.[0-9]+)*(b[0-9]+)?")
    assert all(map(version.fullmatch, pins.values())), pins


def test_every_dependency_has_its_reason() -> None:
    """In the page for contributors, in bold."""
    page = (ROOT / "docs" / "project" / "contributing.rst").read_text("utf-8")
    reasons = {name.lower() for name in re.findall(r"\*\*([\w-]+)\*\*", page)}
    assert {name.lower() for name in lower_bounds()} <= reasons


WITHOUT = """
import importlib, sys
from importlib.abc import MetaPathFinder
blocked, modules = (part.split(",") for part in sys.argv[1:3])

class Blocker(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ImportError(name + " is in no extra that the documentation is built with")

sys.meta_path.insert(0, Blocker())
for module in modules:
    importlib.import_module(module)
"""


def test_the_extra_docs_is_enough_to_build_the_documentation() -> None:
    """autodoc leaves a section empty when it cannot import its module."""
    extras = dict(read_extras())
    wanted = extras["docs"] | extras["celery"] | extras["redis"]  # docs takes celery[redis]
    others = extras["dev"] | extras["speed"] | extras["robot"] | extras["socks"]
    blocked = {
        top
        for top, names in packages_distributions().items()
        if names[0].lower() in others - wanted
    }
    assert {"cryptography", "websockets", "gunicorn", "freezegun"} <= blocked
    pages = "".join(page.read_text("utf-8") for page in ROOT.glob("docs/**/*.rst"))
    names = set(re.findall(r"^\.\. auto(?:module|class|exception):: ([\w.]+)", pages, re.MULTILINE))
    modules = {name for name in names if importable(name)}
    assert {"flask_wechat_corp.celery", "flask_wechat_corp.pytest_plugin"} <= modules
    given = [",".join(sorted(blocked)), ",".join(sorted(modules))]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *given],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def importable(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:  # a class, not a module
        return False


def read_extras() -> Iterator[tuple[str, set[str]]]:
    """Return the distributions of each extra; what it takes from another one is left out."""
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    for extra, listed in parser["options.extras_require"].items():
        found = re.findall(r"^([\w-]+)", listed, re.MULTILINE)
        yield extra, {name.lower() for name in found}
