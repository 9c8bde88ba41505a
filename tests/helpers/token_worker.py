"""One process of the stampede tests: so many threads, one client, one call each.

It prints ``ready``, waits for a line, and prints how many of its calls failed.
"""

from __future__ import annotations

import sys
import threading

from flask_wechat_corp import WeChatAPI, WeChatCorpError, open_store

from .support import AGENT_ID, CORP_ID, SECRET


def main(url: str, spec: str, threads: int) -> None:
    store = open_store(spec)
    api = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=url, timeout=(10, 10), store=store)
    start = threading.Barrier(threads + 1)
    failures: list[str] = []

    def call() -> None:
        start.wait(30)
        try:
            api.get("user/get", userid="a")
        except WeChatCorpError as error:
            failures.append(f"{type(error).__name__}: {error}")

    workers = [threading.Thread(target=call) for _ in range(threads)]
    for worker in workers:
        worker.start()
    print("ready", flush=True)
    sys.stdin.readline()
    start.wait(30)
    for worker in workers:
        worker.join(60)
    print(len(failures), *failures[:1], flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
