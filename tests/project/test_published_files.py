"""What cannot run here: workflows and images. Their commands are run or checked one by one."""

from __future__ import annotations

import io
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from docutils.core import publish_doctree
from docutils.nodes import image, reference
from docutils.utils import Reporter

from flask_wechat_corp.simulator import __main__ as simulator_command
from tests.helpers.documents import ROOT, Block, check_dockerfile
from tests.helpers.support import program

DOCKERFILES = sorted(
    path
    for path in ROOT.rglob("Dockerfile")
    if not {".venv", "build"} & set(path.relative_to(ROOT).parts)
)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
STEPS = set(re.findall(r"^run_(\w+)\(\)", (ROOT / ".ci" / "run").read_text("utf-8"), re.M))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCKERFILES, ids=name_of)
def test_a_dockerfile_uses_what_exists(path: Path, tmp_path: Path) -> None:
    check_dockerfile(Block(path, 1, "dockerfile", path.read_text("utf-8"), source=path), tmp_path)
    ignored = path.with_name("Dockerfile.dockerignore").read_text("utf-8").splitlines()
    taken = [line[1:] for line in ignored if line.startswith("!")]
    assert [name for name in taken if not (ROOT / name).exists()] == []
    assert ignored[1] == "*"  # what is not named is not sent to the build


def test_the_simulators_image_is_reached_from_outside_and_has_no_real_value() -> None:
    text = (ROOT / "docs" / "simulator" / "Dockerfile").read_text("utf-8")
    command = json.loads(re.findall(r"^CMD (.*)$", text, re.M)[-1])
    options = simulator_command._parser().parse_args(command[3:])
    assert (options.host, options.port, options.allow_remote) == ("0.0.0.0", 8700, True)
    assert f"EXPOSE {options.port}" in text


def commands_of(path: Path) -> list[str]:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    return [step["run"] for step in steps if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_the_commands_of_a_workflow_exist(path: Path) -> None:
    for command in commands_of(path):
        words = command.split()
        if words[0] == ".ci/run":
            assert set(words[1:]) <= STEPS, command
        elif words[:3] == ["python", "-m", "pip"]:
            assert words[3:] == ["install", "-e", '".[dev]"']
        elif words[:3] == ["python", "-m", "pytest"]:
            assert [word for word in words[3:] if not (ROOT / word).is_dir()] == []
        else:
            assert words[0] == "python", command
            assert (ROOT / words[1]).is_file(), command


def test_the_release_compares_the_tag_with_the_version() -> None:
    (command,) = [one for one in commands_of(WORKFLOWS[2]) if "version.py" in one]
    run = subprocess.run(
        [program("bash"), "-c", command.replace("python", sys.executable, 1)],
        env={"GITHUB_REF_NAME": "v99.0", "PATH": "/usr/bin:/bin"},
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 1
    assert "The tag says 99.0" in run.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_a_workflow_may_only_read_unless_it_publishes(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] if name != "publish" else job["environment"], name


def rendered(text: str) -> list[str]:
    """Render strictly, as an index does; return the targets of links and images."""
    complaints = io.StringIO()
    tree = publish_doctree(
        text,
        settings_overrides={
            "report_level": Reporter.INFO_LEVEL,
            "halt_level": Reporter.SEVERE_LEVEL,
            "warning_stream": complaints,
            "file_insertion_enabled": False,
            "raw_enabled": False,
        },
    )
    assert complaints.getvalue() == ""
    targets = [node["refuri"] for node in tree.findall(reference) if "refuri" in node]
    return targets + [node["uri"] for node in tree.findall(image)]


READMES = ["README.rst", "README.zh-CN.rst"]


@pytest.mark.parametrize("name", READMES)
def test_every_link_inside_a_readme_leads_to_a_file(name: str) -> None:
    targets = rendered((ROOT / name).read_text("utf-8"))
    inside = [target for target in targets if "://" not in target]
    assert inside
    assert [target for target in inside if not (ROOT / target).is_file()] == []


@pytest.mark.parametrize("name", READMES)
def test_an_index_shows_a_readme_without_dead_links(name: str) -> None:
    """There are no files beside it: what is relative is absolute, or left out."""
    for_an_index = runpy.run_path(str(ROOT / "setup.py"))["for_an_index"]
    text = (ROOT / name).read_text("utf-8")
    before = rendered(text)
    assert [one for one in rendered(for_an_index(text)) if "://" not in one] == []
    absolute = rendered(for_an_index(text, "https://example.com/project", "1.2.3"))
    assert len(absolute) == len(before)
    assert [one for one in absolute if "://" not in one] == []
    assert any(one.startswith("https://example.com/project/blob/v1.2.3/") for one in absolute)
    assert any(one.startswith("https://example.com/project/raw/v1.2.3/") for one in absolute)


def test_the_package_has_the_readme_for_an_index(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "--long-description"],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "@wx.text" in run.stdout
    assert [one for one in rendered(run.stdout) if "://" not in one] == []
