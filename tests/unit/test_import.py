"""Importing the package loads what every application needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys

LATER = [
    "Crypto",
    "cryptography",
    "defusedxml",
    "sqlite3",
    "redis",
    "celery",
    "flask_session",
    "cachelib",
    "xml.etree.ElementTree",
    "flask_wechat_corp.cli",
    "flask_wechat_corp.simulator",
    "flask_wechat_corp.testing",
    "flask_wechat_corp.stores.redis",
    "flask_wechat_corp.stores.sqlite",
]


def test_what_is_not_used_is_not_imported() -> None:
    code = (
        "import flask, requests, sys; before = set(sys.modules);"
        "import flask_wechat_corp; print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "flask_wechat_corp.extension" in loaded
    assert [name for name in LATER if name in loaded] == []
