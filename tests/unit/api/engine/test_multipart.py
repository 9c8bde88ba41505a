"""The body of an upload."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flask_wechat_corp.api.engine.multipart import Multipart

DATA = bytes(range(256)) * 40


def test_a_file_that_changes_while_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(DATA)
    with Multipart(path) as body, path.open("ab") as more:
        length = int(body.headers["Content-Length"])
        more.write(b"more")
        more.flush()
        assert len(body.read()) == length
        os.truncate(path, 10)
        body.rewind()
        with pytest.raises(ValueError, match="became shorter"):
            body.read()


def test_a_closed_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(DATA)
    with path.open("rb") as file:
        pass
    with pytest.raises(ValueError, match="file is closed"):
        Multipart(file)
