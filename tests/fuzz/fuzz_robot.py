"""Fuzz a robot's endpoint: ``python -m tests.fuzz.fuzz_robot [libFuzzer's options] [folders]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["flask_wechat_corp"]):
    from tests.fuzz.endpoint import in_time
    from tests.fuzz.robot import Robot

    robot = Robot()
    robot.run(b'text\n{"msgtype": "text", "text": {"content": "hi"}}')


if __name__ == "__main__":
    atheris.Setup(sys.argv, in_time(robot.run))
    atheris.Fuzz()
