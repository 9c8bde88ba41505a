"""Print constraints that pin every dependency of ``setup.cfg`` to its lower bound.

For a second environment: what is promised there is installed and tested there.
"""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])? >= (?P<version>[\w.]+)(?P<marker>;.*)?")


def main() -> None:
    """Print one line for each dependency; stubs have no bound, their versions follow no API."""
    config = ConfigParser()
    config.read(Path(__file__).parent.parent / "setup.cfg", "utf-8")
    listed = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    lines = {line for block in listed for line in block.splitlines() if line}
    for line in sorted(line for line in lines if not line.startswith("types-")):
        requirement = REQUIREMENT.fullmatch(line)
        if requirement is None:
            raise SystemExit(f"setup.cfg: {line!r} is not 'name >= version'")
        print(f"{requirement['name']}=={requirement['version']}{requirement['marker'] or ''}")


main()
