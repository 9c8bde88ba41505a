"""A process that loses the right to write while it runs.

It answers each line of its input, a text from a member, with a line of status and text.
"""

from __future__ import annotations

import json
import os
import sys

from flask_wechat_corp.testing import CallbackClient
from tests.faults.bot import app


def main() -> None:
    client = CallbackClient(app)
    client.text("+1")  # everything is imported and opened by now
    app.config["WECHAT_CORP_STORE"].close()
    if os.geteuid() == 0:  # whom no mode of a file stops
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    print("ready", flush=True)
    for line in sys.stdin:
        got = client.text(line.strip())
        print(json.dumps([got.status, got.text]), flush=True)


if __name__ == "__main__":
    main()
