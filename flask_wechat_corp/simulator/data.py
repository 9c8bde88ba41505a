"""The JSON files that the simulator ships with."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

__all__ = ["load_data"]


def load_data(name: str) -> Any:
    """Return the parsed content of a JSON file of ``simulator/data``.

    :param name: the file's name, such as ``company.json``
    """
    source = resources.files(__package__).joinpath("data", name)
    return json.loads(source.read_text("utf-8"))
