"""Real servers that tests start: Redis, alone and as a cluster. Loopback, ended with the test."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from .support import free_port, program


class RedisServer:
    """A redis-server of our own; with ``keep`` its data survive a restart.

    :param options: further arguments of ``redis-server``
    :param certificate: the file of a certificate whose key lies beside it, to speak TLS only
    """

    def __init__(
        self, folder: Path, *options: str, keep: bool = False, certificate: Path | None = None
    ) -> None:
        self.folder = folder
        self.options = options
        self.keep = keep
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        if certificate is not None:
            self.url = f"rediss://127.0.0.1:{self.port}/0?ssl_ca_certs={certificate}"
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            program("redis-server"), *self._listen(), "--bind", "127.0.0.1",
            "--dir", str(self.folder), "--save", "", "--appendonly", "yes" if self.keep else "no",
            *self.options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = self.client()
        deadline = time.monotonic() + 20
        while True:
            try:
                client.ping()
                break
            except redis.RedisError:
                assert time.monotonic() < deadline, "redis-server did not start"
                time.sleep(0.02)
        client.close()

    def _listen(self) -> list[str]:
        if self._certificate is None:
            return ["--port", str(self.port)]
        return [
            "--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no",
            "--tls-cluster", "yes", "--tls-cert-file", str(self._certificate),
            "--tls-key-file", str(self._certificate.with_name("key.pem")),
            "--tls-ca-cert-file", str(self._certificate),
        ]  # fmt: skip

    def client(self) -> Any:
        return redis.Redis.from_url(self.url, decode_responses=True, socket_timeout=5)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def stall(self) -> None:
        """Let connections be made and nothing be answered, until :meth:`resume`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


def needs_tls() -> None:
    """Skip a test where redis-server was built without TLS."""
    command = [program("redis-server"), "--tls-port", "0", "--port", "no number"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    if "tls-port" in told.stdout + told.stderr:  # the first argument that it does not know
        pytest.skip("redis-server was built without TLS (BUILD_TLS=yes)")


class RedisNodes:
    """Servers with cluster mode on that share the slots.

    :param count: how many; without replicas, so that one is enough
    :param certificate: as for :class:`RedisServer`; the nodes use TLS among themselves too
    """

    def __init__(self, folder: Path, count: int, certificate: Path | None = None) -> None:
        self._servers: list[RedisServer] = []
        for number in range(count):
            home = folder / str(number)
            home.mkdir()
            bus = str(free_port())
            options = ("--cluster-enabled", "yes", "--cluster-port", bus)
            self._servers.append(RedisServer(home, *options, certificate=certificate))
        self._ports = [server.options[-1] for server in self._servers]

    @property
    def url(self) -> str:
        """The address of the first node, for the plain client."""
        return self._servers[0].url

    @property
    def port(self) -> int:
        """The port of the first node."""
        return self._servers[0].port

    def start(self) -> None:
        for server in self._servers:
            server.start()
        share = 16384 // len(self._servers)
        for number, (server, bus) in enumerate(zip(self._servers, self._ports, strict=True)):
            last = 16383 if number == len(self._servers) - 1 else (number + 1) * share - 1
            with server.client() as client:
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", number * share, last)
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            with self._servers[0].client() as first:
                if number:
                    first.execute_command("CLUSTER", "MEET", "127.0.0.1", server.port, bus)
        deadline = time.monotonic() + 60
        while not all(map(self._knows_all, self._servers)):
            assert time.monotonic() < deadline, "the nodes did not become a cluster"
            time.sleep(0.05)

    def _knows_all(self, server: RedisServer) -> bool:
        with server.client() as client:
            info = client.execute_command("CLUSTER", "INFO")
        if isinstance(info, str):
            info = dict(line.split(":") for line in info.split())
        known = int(info["cluster_known_nodes"])
        return info["cluster_state"] == "ok" and known == len(self._servers)

    def clients(self) -> list[Any]:
        """Return a plain client for each node, to be closed by the caller."""
        return [server.client() for server in self._servers]

    def flush(self) -> None:
        for client in self.clients():
            client.flushall()
            client.close()

    def stop(self) -> None:
        for server in self._servers:
            server.stop()
