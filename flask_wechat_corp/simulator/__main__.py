"""``python -m flask_wechat_corp.simulator``: the simulator alone, for apps in any language."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from ..errors import ConfigError
from ..protocol.crypto import WXBizMsgCrypt
from .simulator import Simulator
from .world.world import World

__all__ = ["main"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m flask_wechat_corp.simulator",
        description="Run a simulated WeCom on this machine. Never give it real secrets.",
    )
    parser.add_argument("--corp-id", required=True, help="corp id in the app's settings")
    parser.add_argument(
        "--secret", required=True, help="secret in the app's settings; never a real one"
    )
    parser.add_argument("--agent-id", required=True, type=int, help="the app's agent id")
    parser.add_argument("--token", required=True, help="callback token")
    parser.add_argument("--aes-key", required=True, help="EncodingAESKey, 43 letters and digits")
    parser.add_argument("--callback-url", help="URL that gets the callbacks")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", default=0, type=int, help="port to listen on; 0 takes any free one"
    )
    parser.add_argument(
        "--world", type=Path, help="JSON file of the company; loaded if it exists, saved at the end"
    )
    parser.add_argument("--allow-remote", action="store_true", help="let other machines connect")
    parser.add_argument(
        "--repeat-on-5xx", action="store_true", help="deliver a callback again after a 5xx status"
    )
    parser.add_argument(
        "--robot",
        action="append",
        default=[],
        metavar="name=…,url=…,token=…,aes-key=…",
        help="a smart robot; also title=, bot-id=; may be given several times",
    )
    parser.add_argument("--strict", action="store_true", help="reject undocumented parameters")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status."""
    args = _parser().parse_args(argv)
    try:
        simulator = _simulator(args)
    except (ConfigError, ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with simulator:
            print(f"WeCom: {simulator.url}/", flush=True)
            stopped.wait()
            if args.world:
                simulator.world.save(args.world)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _simulator(args: argparse.Namespace) -> Simulator:
    world = World.load(args.world) if args.world and args.world.exists() else None
    simulator = Simulator(
        corp_id=args.corp_id,
        secret=args.secret,
        agent_id=args.agent_id,
        token=args.token,
        aes_key=args.aes_key,
        callback_url=args.callback_url,
        host=args.host,
        port=args.port,
        world=world,
        allow_remote=args.allow_remote,
        repeat_on_5xx=args.repeat_on_5xx,
        strict=args.strict,
    )
    for text in args.robot:
        simulator.world.robots.add(**_robot(text))
    return simulator


_ROBOT = {"name": "name", "url": "url", "token": "token", "aes-key": "aes_key", "title": "title",
          "bot-id": "bot_id"}  # fmt: skip


def _robot(text: str) -> dict[str, str]:
    """Read ``--robot``.

    :raises ValueError: if a part is missing or unknown
    """
    pairs = dict(part.partition("=")[::2] for part in text.split(","))
    missing = [name for name in ("name", "url", "token", "aes-key") if not pairs.get(name)]
    unknown = [name for name in pairs if name not in _ROBOT]
    if missing or unknown:
        raise ValueError(
            "--robot must be name=…,url=…,token=…,aes-key=…, and may have title= and bot-id=."
        )
    WXBizMsgCrypt(pairs["token"], pairs["aes-key"], "")
    return {_ROBOT[name]: value for name, value in pairs.items()}


if __name__ == "__main__":
    sys.exit(main())
