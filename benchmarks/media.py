"""What a large file costs in memory: 200 MB up and down through the client.

Run ``python -m benchmarks.media``. A server in another process swallows what comes up, counts and
hashes it, and sends as much down. Prints seconds and the growth of this process's peak memory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import socketserver
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from flask_wechat_corp import WeChatAPI

BLOCK = bytes(range(256)) * 4096  # one megabyte


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    megabytes = 200

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Give a token, or the file."""
        if "/gettoken" in self.path:
            self._json({"errcode": 0, "access_token": "T", "expires_in": 7200})
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Disposition", 'attachment; filename="large.bin"')
        self.send_header("Content-Length", str(self.megabytes * len(BLOCK)))
        self.end_headers()
        for _ in range(self.megabytes):
            self.wfile.write(BLOCK)

    def do_POST(self) -> None:
        """Swallow the file and say what it was."""
        left = int(self.headers["Content-Length"])
        size, digest = left, hashlib.sha256()
        while left:
            piece = self.rfile.read(min(left, 65536))
            left -= len(piece)
            digest.update(piece)
        self._json({"errcode": 0, "size": size, "sha256": digest.hexdigest()})

    def _json(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _serve(megabytes: int) -> None:
    _Handler.megabytes = megabytes
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()


def peak() -> float:
    """Return this process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(url: str, megabytes: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Return what was done → (seconds, growth of peak memory in MB)."""
    api = WeChatAPI("ww1", "secret", api_url=url, timeout=(10, 60))
    source = folder / "large.bin"
    with source.open("wb") as file:
        for _ in range(megabytes):
            file.write(BLOCK)
    api.get_latest_token()
    before, started = peak(), time.perf_counter()
    answer = api.upload("media/upload", source, type="file")
    up = time.perf_counter() - started, peak() - before
    if answer["size"] <= megabytes * len(BLOCK):
        raise SystemExit("the server got less than the file")
    before, started = peak(), time.perf_counter()
    with api.get_media("m") as media:
        target = media.save(folder / "down.bin")
    down = time.perf_counter() - started, peak() - before
    if target.stat().st_size != megabytes * len(BLOCK):
        raise SystemExit("the file that came down is not the one that was sent")
    api.http.close()
    return {"upload": up, "download": down}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=int, default=200)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = options.parse_args()
    if chosen.serve:
        _serve(chosen.megabytes)
        return
    command = [
        sys.executable, "-m", "benchmarks.media", "--serve", "--megabytes", str(chosen.megabytes)
    ]  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            figures = run(url, chosen.megabytes, Path(folder))
        finally:
            server.kill()
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, (seconds, grown) in figures.items():
        print(f"{name:9} {chosen.megabytes} MB: {seconds:5.1f} s, peak memory +{grown:.1f} MB")


if __name__ == "__main__":
    main()
