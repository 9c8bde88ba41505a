"""The commands that people and machines run are the ones that are written down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RUN = (ROOT / ".ci" / "run").read_text("utf-8")


def two_commands() -> list[str]:
    readme = (ROOT / "README.rst").read_text("utf-8")
    section = readme.partition("Two commands\n")[2].partition("Settings\n")[0]
    return re.findall(r"^    (python3 -m venv .*)$", section, re.M)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    _main_job, tests = two_commands()
    assert f"    {tests}\n" in RUN


def test_all_steps_are_listed_and_run() -> None:
    steps = set(re.findall(r"^run_(\w+)\(\)", RUN, re.M))
    listed = set(re.findall(r"^#   (\w+) ", RUN, re.M))
    run = re.search(r"^    set -- (.*)$", RUN, re.M)
    assert run is not None
    assert listed == steps
    assert steps - set(run[1].split()) == {"fix", "translate"}  # these edit


def test_an_unknown_step_prints_the_steps() -> None:
    done = subprocess.run(
        ["bash", str(ROOT / ".ci" / "run"), "everything"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "lowest" in done.stderr


def test_what_the_test_command_leaves_out_is_run_by_ci() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '"-m=not slow and not docs"' in project
    assert '-m "slow and not docs"' in RUN
    assert "-m docs" in RUN


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=str)
def test_a_workflow_calls_the_steps(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    for command in commands:
        subprocess.run(["bash", "-n", "-c", command], check=True, timeout=60)


@pytest.mark.parametrize(
    ("tag", "section", "complaint"),
    [
        ("0.1.0", "0.1.0 (2026-12-01)", None),
        ("0.2.0", "0.1.0", "The tag says 0.2.0"),
        ("0.1.0", "Unreleased", "CHANGES.rst is 'Unreleased'"),
        ("0.1.0", "0.1.0.dev1", "CHANGES.rst"),
    ],
)
def test_a_release_needs_one_version_everywhere(
    tag: str, section: str, complaint: str | None, tmp_path: Path
) -> None:
    (tmp_path / ".ci").mkdir()
    script = tmp_path / ".ci" / "version.py"
    script.write_text((ROOT / ".ci" / "version.py").read_text("utf-8"), "utf-8")
    (tmp_path / "setup.cfg").write_text("[metadata]\nversion = 0.1.0\n", "utf-8")
    changes = f"Changes\n=======\n\n{section}\n{'-' * len(section)}\n\n- News.\n"
    (tmp_path / "CHANGES.rst").write_text(changes, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), tag], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == (0 if complaint is None else 1)
    assert (complaint or "") in done.stderr


def test_the_documentation_is_built_from_the_extra_of_its_own() -> None:
    settings = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))
    assert settings["python"]["install"] == [
        {"method": "pip", "path": ".", "extra_requirements": ["docs"]}
    ]
    assert (ROOT / settings["sphinx"]["configuration"]).is_file()
    assert settings["sphinx"]["fail_on_warning"] is True
