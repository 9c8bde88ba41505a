"""``wecom-simulator``: the simulator alone, for apps in any language."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from types import FrameType

from ..errors import ConfigError
from ..protocol.crypto import WXBizMsgCrypt
from .simulator import Simulator
from .world.world import World

__all__ = ["main"]

SECRET = "simulated-secret-not-a-real-one"  # noqa: S105 - made up, and the same for everybody
AES_KEY = "simulatedEncodingAESKeyThatNobodyElseUses01"
CALLBACK_URL = "http://127.0.0.1:5000/wechat"
PORT = 8700


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wecom-simulator",
        description="Run a simulated WeCom on this machine. Never give it real secrets.",
    )
    shown = "; default: %(default)s"
    add = parser.add_argument
    add("--corp-id", default="wwsimulated0000001", help="corp id of the company" + shown)
    add("--secret", default=SECRET, help="secret of the app; never a real one" + shown)
    add("--agent-id", default=1000002, type=int, help="agent id of the app" + shown)
    add("--token", default="simulated-token", help="callback token" + shown)
    add("--aes-key", default=AES_KEY, help="EncodingAESKey, 43 letters and digits" + shown)
    add("--callback-url", default=CALLBACK_URL, help="URL that gets the callbacks" + shown)
    add("--host", default="127.0.0.1", help="address to listen on" + shown)
    add(
        "--port", type=int, help=f"port to listen on; 0 takes any free one; default: {PORT}, or any"
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
        help="a smart robot; also title=, bot-id=; may be given several times. With bot-id=,"
        " secret= it may come over a long connection, and needs no url=",
    )
    add("--link-port", type=int, default=0, help="port for long connections; default: any free")
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
    # A SimpleQueue may be used in a signal handler: an Event would deadlock when the signal comes
    # while the main thread is inside wait().
    stopped: SimpleQueue[int] = SimpleQueue()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.put(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with simulator:
            link = _open_link(simulator, args.link_port)
            _print_settings(simulator, link)
            stopped.get()
            if args.world:
                simulator.world.save(args.world)
    except (OSError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _open_link(simulator: Simulator, port: int) -> str | None:
    """Accept long connections, when a robot may have one; return their address."""
    if not any(one["secret"] for one in simulator.world.robots.by_name.values()):
        return None
    return simulator.open_link(port)


def _print_settings(simulator: Simulator, link: str | None) -> None:
    """Print the chat page's address, and the settings as a Flask app reads them."""
    lines = [f"WeCom: {simulator.url}/", f"Callbacks go to: {simulator.callback_url}"]
    lines += [f"Long connections come to: {link}"] if link else []
    lines += [""]
    lines += [
        f"FLASK_{name}={value}"
        for name, value in simulator.settings().items()
        if "STORE" not in name
    ]
    print("\n".join(lines), flush=True)


def _port(args: argparse.Namespace) -> int:
    if args.port is not None:
        return int(args.port)
    with socket.socket(socket.AF_INET6 if ":" in args.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((args.host, PORT))
        except OSError:
            return 0
    return PORT


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
        port=_port(args),
        world=world,
        allow_remote=args.allow_remote,
        repeat_on_5xx=args.repeat_on_5xx,
        strict=args.strict,
    )
    for text in args.robot:
        simulator.world.robots.add(**_robot(text))
    return simulator


_ROBOT = {"name": "name", "url": "url", "token": "token", "aes-key": "aes_key", "title": "title",
          "bot-id": "bot_id", "secret": "secret"}  # fmt: skip
_CALLBACK = ("url", "token", "aes-key")
_LINK = ("bot-id", "secret")


def _robot(text: str) -> dict[str, str]:
    """Read ``--robot``.

    :raises ValueError: if a part is missing or unknown
    """
    pairs = dict(part.partition("=")[::2] for part in text.split(","))
    wanted = ["name", *(_LINK if "secret" in pairs else ())]
    if "secret" not in pairs or any(name in pairs for name in _CALLBACK):
        wanted += _CALLBACK
    missing = [name for name in wanted if not pairs.get(name)]
    unknown = [name for name in pairs if name not in _ROBOT]
    if missing or unknown:
        raise ValueError(
            "--robot must be name=…,url=…,token=…,aes-key=… or name=…,bot-id=…,secret=…, or both;"
            " it may have title=."
        )
    if pairs.get("aes-key"):
        WXBizMsgCrypt(pairs["token"], pairs["aes-key"], "")
    return {_ROBOT[name]: value for name, value in pairs.items()}


if __name__ == "__main__":
    sys.exit(main())
