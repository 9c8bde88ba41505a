"""Fuzz the reading of XML: ``python -m tests.fuzz.fuzz_xml [libFuzzer's options] [folders]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["flask_wechat_corp.protocol", "flask_wechat_corp.errors"]):
    from tests.fuzz.differential import compare
    from tests.fuzz.endpoint import in_time


if __name__ == "__main__":
    atheris.Setup(sys.argv, in_time(compare))
    atheris.Fuzz()
