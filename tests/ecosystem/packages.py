"""The packages as they would be published, built once for all tests that look at them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from functools import cached_property
from pathlib import Path

from tests.helpers.support import program

ROOT = Path(__file__).parent.parent.parent

LITTER = (
    ".env", "example_app/.env", "example_app/__pycache__/x.pyc", "flask_wechat_corp/x.sqlite",
    "tests/__pycache__/x.pyc", "docs/_build/html/index.html", "instance/wechat_corp.sqlite",
    "build/lib/x.py", ".venv/bin/python", ".coverage", "benchmarks/.coverage.1",
)  # fmt: skip
"""What a working tree has besides, and no package may have."""


def run(*command: object, cwd: Path) -> str:
    """Run a command that must succeed, without our own working tree in its path; its output."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, timeout=240, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of_the_project() -> set[str]:
    """Every file that git knows or would add."""
    listed = run(program("git"), "ls-files", "-z", "-co", "--exclude-standard", cwd=ROOT)
    return {name for name in listed.split("\0") if name and (ROOT / name).is_file()}


class Packages:
    """A clean copy of the project, and what is built from it; nothing is fetched.

    :param folder: where to build
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        source = folder / "source"
        for name in files_of_the_project():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
        for name in LITTER:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text("not for publication")
        # As the tool does by default: the sdist from the tree, the wheel from the sdist.
        run(sys.executable, "-m", "build", "--no-isolation", "-o", folder / "dist", cwd=source)
        (self.sdist,) = (folder / "dist").glob("*.tar.gz")
        (self.wheel,) = (folder / "dist").glob("*.whl")

    @cached_property
    def unpacked(self) -> Path:
        """The folder that the sdist unpacks to."""
        with tarfile.open(self.sdist) as archive:
            archive.extractall(self._folder / "unpacked", filter="data")
        (inside,) = (self._folder / "unpacked").iterdir()
        return inside

    @cached_property
    def python(self) -> Path:
        """The interpreter of an environment in which the wheel is installed.

        The wheel's dependencies are borrowed from our own environment; our editable installation
        is not seen there, since Python reads no ``.pth`` file of a folder that another one names.
        """
        home = self._folder / "environment"
        run(sys.executable, "-m", "venv", "--without-pip", home, cwd=self._folder)
        python = home / "bin" / "python"
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        theirs, ours = (run(one, "-c", code, cwd=home).strip() for one in (python, sys.executable))
        (Path(theirs) / "borrowed.pth").write_text(f"{ours}\n")
        run(
            sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index",
            "--no-deps", "--ignore-installed", self.wheel, cwd=home,
        )  # fmt: skip
        return python
