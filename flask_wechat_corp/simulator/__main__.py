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
    return Simulator(
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


if __name__ == "__main__":
    sys.exit(main())
