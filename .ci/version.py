"""Check that a tag, setup.cfg and the newest section of CHANGES.rst name the same version."""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent


def newest_section(changes: str) -> str:
    """Return the title of the first section below the page's own."""
    titles = re.findall(r"^(\S.*)\n-{3,}$", changes, re.M)
    return titles[0] if titles else ""


def main(tag: str) -> str | None:
    """Return what is wrong, or None."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    version = config["metadata"]["version"]
    section = newest_section((ROOT / "CHANGES.rst").read_text("utf-8"))
    if tag != version:
        return f"The tag says {tag}, setup.cfg says {version}."
    if section.split()[:1] != [f"{version}"]:
        return f"The newest section of CHANGES.rst is {section!r}, not {version}."
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
