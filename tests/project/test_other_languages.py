"""The snippets for applications in other languages do what their page says."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.documents import ROOT, Block, blocks_of
from tests.helpers.support import AES_KEY

PAGE = ROOT / "docs" / "simulator" / "other-languages.rst"
pytestmark = pytest.mark.xdist_group("other languages")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Run the company that the page names."""
    with Simulator(
        corp_id="wwtest", secret="made-up", agent_id=1000002, token="token", aes_key=AES_KEY
    ) as running:
        yield running


def block_of(language: str) -> Block:
    return next(
        block for block in blocks_of(PAGE) if block.language == language and not block.source
    )


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def run(url: str, *command: str, folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "WECOM_URL": url, "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def last_text(simulator: Simulator) -> str:
    return str(simulator.state()["messages"][-1])


def test_node_sends(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "send.js").write_text(block_of("javascript").code, "utf-8")
    assert run(simulator.url, program("node"), "send.js", folder=tmp_path) == "ok\n"
    assert "你好" in last_text(simulator)


def test_java_sends(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "Send.java").write_text(block_of("java").code, "utf-8")
    printed = run(simulator.url, program("java"), "Send.java", folder=tmp_path)
    assert '"errcode": 0' in printed or '"errcode":0' in printed
    assert "hi" in last_text(simulator)


def test_curl_gets_a_token_and_pushes(simulator: Simulator, tmp_path: Path) -> None:
    program("curl")
    code = next(block.code for block in blocks_of(PAGE) if block.code.startswith("export"))
    lines = code.splitlines()
    assert lines[0] == "export WECOM_URL=http://127.0.0.1:8700"
    printed = [
        run(simulator.url, "bash", "-c", f"{line} -s", folder=tmp_path) for line in lines[1:]
    ]
    assert "access_token" in printed[0]
    assert '"delivery"' in printed[1]  # no application runs: the reason is in the answer
    assert '"deliveries"' in printed[2]
