"""Install the peers: ``python -m benchmarks.peers``."""

from __future__ import annotations

import subprocess
import sys

from .contestants import PRE_RELEASE


def main() -> None:
    """Put the stable releases into this environment, the pre-release into a folder of its own."""
    pip = [sys.executable, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "wechatpy", "WeRoBot", "cryptography"], check=True)
    alone = ["--pre", "--no-deps", "--upgrade", "--target", str(PRE_RELEASE)]
    subprocess.run([*pip, *alone, "wechatpy>=2.0.0a1"], check=True)


if __name__ == "__main__":
    main()
