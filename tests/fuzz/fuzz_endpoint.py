"""Fuzz the endpoint: ``python -m tests.fuzz.fuzz_endpoint [libFuzzer's options] [folders]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["flask_wechat_corp"]):
    from tests.fuzz.endpoint import Endpoint, in_time

    # Here too, because the package imports some of its modules when they are first needed.
    endpoint = Endpoint()
    endpoint.run(b"text\n<xml><MsgType>text</MsgType><Content>menu</Content></xml>")
    endpoint.run(b"text\n<xml><MsgType a=''>voice</MsgType></xml>")


if __name__ == "__main__":
    atheris.Setup(sys.argv, in_time(endpoint.run))
    atheris.Fuzz()
