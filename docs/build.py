"""Build these pages in every language: ``python docs/build.py [folder]``.

A warning is an error. The pages of each language are in a folder of its own, and ``index.html``
beside them opens the one that the browser asks for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
LANGUAGES = ("en", "zh_CN")
INDEX = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>flask_wechat_corp</title>
<script>
  location.replace((navigator.language.startsWith("zh") ? "zh_CN" : "en") + "/index.html")
</script>
<p><a href="en/index.html">English</a> · <a lang="zh-CN" href="zh_CN/index.html">中文</a></p>
</html>
"""


def build(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> int:
    """Build the pages below ``folder``, all languages at once; return the first bad exit status."""
    environment = {**os.environ, "DOCS_LANGUAGES": ",".join(LANGUAGES)}
    running = []
    for language in languages:
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
        command += ["-D", f"language={language}", "-d", str(folder / ".doctrees" / language)]
        command += [str(DOCS), str(folder / language)]
        running.append(subprocess.Popen(command, env=environment))
    statuses = [process.wait() for process in running]
    if any(statuses):
        return next(filter(None, statuses))
    (folder / "index.html").write_text(INDEX, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if sys.argv[1:] else DOCS / "_build" / "html"))
