"""Look for known vulnerabilities of pinned requirements, and say what was really looked at.

``audit.py requirements.txt [options of pip-audit]``

A finding ends with status 1. When no advisory database answers, nothing was audited: that is no
finding, so the status is 0, but the last line says it. pip-audit alone calls such a run "no known
vulnerabilities found".
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

AWAY = re.compile(
    r"\b(ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|ServiceError)\b"
    r"|Could not connect"
)


def ask(file: str, options: list[str]) -> list[dict[str, Any]] | None:
    """Return what pip-audit found out about each package; ``None`` when it could ask nobody."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", file, "--no-deps", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "10", *options,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.stdout:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        return found
    if AWAY.search(done.stderr):
        return None
    sys.exit(f"pip-audit did not run:\n{done.stderr}")


def main() -> None:
    """Ask one database after the other until one knows the packages."""
    file, *options = sys.argv[1:]
    audited: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for service in [options] if options else [["-s", "pypi"], ["-s", "osv"]]:
        rows = ask(file, service) or rows
        audited = [row for row in rows if "vulns" in row]
        if audited:
            break
    for row in audited:
        for finding in row["vulns"]:
            fixed = ", ".join(finding["fix_versions"]) or "no version"
            print(f"{row['name']} {row['version']}: {finding['id']}, fixed in {fixed}")
    if any(row["vulns"] for row in audited):
        sys.exit(1)
    for row in rows:
        if "vulns" not in row:
            print(f"not audited: {row['skip_reason']}")
    if audited:
        print(f"audited {len(audited)} packages: nothing known against them")
    else:
        print("NOT AUDITED: no advisory database could be asked; run it where one can be reached")


main()
