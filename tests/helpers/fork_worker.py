"""Calls, forks, and calls again in both processes; prints the two answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from flask_wechat_corp import WeChatAPI

from .forks import fork_without_hooks
from .support import AGENT_ID, CORP_ID, SECRET


def main(url: str, fork: Callable[[], int]) -> None:
    api = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=url, timeout=(5, 5))
    api._tokens._local.acquire()  # as another thread would hold it in the moment of the fork
    reader, writer = os.pipe()
    api._transport.http.headers["X-Process"] = "parent"
    api._tokens._local.release()
    api.get("user/get", userid="before")
    api._tokens._local.acquire()
    child = fork()
    if not child:
        answer = api.get("user/get", userid="child")
        os.write(writer, str(answer["userid"]).encode())
        os._exit(0)
    api._tokens._local.release()
    print(api.get("user/get", userid="parent")["userid"], flush=True)
    os.waitpid(child, 0)
    print(os.read(reader, 100).decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], fork_without_hooks if "--no-hooks" in sys.argv else os.fork)
