"""Code blocks of the documents: found, and checked language by language."""

from __future__ import annotations

import ast
import configparser
import getpass
import importlib.metadata
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import jinja2
import pytest
from defusedxml import ElementTree
from flask.cli import FlaskGroup

from flask_wechat_corp.cli import wechat_corp
from flask_wechat_corp.config import Config
from flask_wechat_corp.simulator import __main__ as simulator_command
from tests.helpers.support import free_port
from tests.helpers.tls import make_certificate

ROOT = Path(__file__).parents[2]

_DIRECTIVE = re.compile(r"^( *)\.\. (code-block|literalinclude|code|sourcecode|highlight):: *(.*)$")
_OPTION = re.compile(r"^ +:([\w-]+): *(.*)$")


@dataclass
class Block:
    """A code block, or a file that a page shows."""

    page: Path
    line: int
    language: str
    code: str
    options: dict[str, str] = field(default_factory=dict)
    source: Path | None = None
    """The file that is shown."""

    @property
    def filename(self) -> str | None:
        """The file that the caption names: ``here: app.py`` is ``app.py``.

        Only within the page's own folder: ``/etc/bot.env`` is nobody's business.
        """
        caption = self.options.get("caption", "")
        name = caption.split()[-1] if caption else ""
        return name if re.fullmatch(r"(\w+/)*\w[\w.-]*\.\w+", name) else None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line} {self.language}"


def blocks_of(page: Path) -> list[Block]:
    """Return everything on a page that is set as code.

    :raises AssertionError: for a form of code block that is not read here
    """
    lines = page.read_text("utf-8").splitlines()
    found = []
    for at, line in enumerate(lines):
        directive = _DIRECTIVE.match(line)
        if directive is None:
            literal = line.rstrip().endswith("::") and not line.lstrip().startswith("..")
            if literal:
                found.append(Block(page, at + 1, "console", _indented(lines, at + 1, line)))
            continue
        indent, kind, argument = directive.groups()
        assert kind in ("code-block", "literalinclude"), f"{page.name}:{at + 1}: write code-block"
        options = {}
        after = at + 1
        while after < len(lines) and (option := _OPTION.match(lines[after])):
            options[option[1]] = option[2]
            after += 1
        if kind == "code-block":
            code = _indented(lines, after, indent)
            found.append(Block(page, at + 1, argument, code, options))
            continue
        source = (page.parent / argument).resolve()
        assert source.is_file(), f"{page.name}:{at + 1}: {argument} does not exist"
        language = options.get("language") or {".py": "python"}.get(source.suffix, "")
        code = source.read_text("utf-8")
        found.append(Block(page, at + 1, language, code, options, source))
    return found


def _indented(lines: list[str], at: int, owner: str) -> str:
    """Return the lines from ``at`` on that are indented deeper than ``owner``."""
    depth = len(owner) - len(owner.lstrip(" ")) if owner.strip() else len(owner)
    taken = []
    for line in lines[at:]:
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            break
        taken.append(line)
    return textwrap.dedent("\n".join(taken)).strip("\n") + "\n"


# -- the command line

CONFIG_KEYS = {one.name.upper() for one in fields(Config)}
OTHER_VARIABLES = {
    "FLASK_APP",
    "FLASK_SECRET_KEY",
    "FOREIGN_NODE_MODULES",
    "GUNICORN_CMD_ARGS",
    "REDIS_URL",
    "WEB_CONCURRENCY",
    "WECOM_URL",
}
SYSTEM = set(
    ". cd cp curl docker git kill nginx npm redis-server set sudo systemctl useradd".split()
)
"""Commands of the system that a page may show; their arguments are not looked at."""


def check_variable(block: Block, name: str) -> None:
    """Accept only names that something reads."""
    page = block.page.read_text("utf-8")
    prefixes = ["WECHAT_CORP_", *re.findall(r"config_prefix=\"(\w+)\"", page)]
    for prefix in prefixes:
        bare = name.removeprefix("FLASK_")
        if bare.startswith(prefix):
            assert name.startswith("FLASK_"), f"{block}: from_prefixed_env reads FLASK_{name}"
            key = bare.removeprefix(prefix)
            assert key in CONFIG_KEYS, f"{block}: {key} is no setting"
            return
    assert name in OTHER_VARIABLES, f"{block}: who reads {name}?"


def check_console(block: Block, tmp_path: Path) -> None:
    """Check each command as far as it can be without running it: names, options, variables."""
    code = re.sub(r"(?m)^#(?=FLASK_\w+=)", "", block.code)  # settings that a sample leaves out
    for line in code.replace("\\\n", " ").splitlines():
        for words in _commands(line):
            if words[0] == "export":
                words = words[1:]
            while words and re.match(r"[A-Za-z_]\w*=", words[0]):
                check_variable(block, words.pop(0).split("=", 1)[0])
            if words:
                check_command(block, words)


def _commands(line: str) -> list[list[str]]:
    """Split a line of shell into the words of its commands, without what goes to a file."""
    scanner = shlex.shlex(line, posix=True, punctuation_chars=";&|>")
    scanner.whitespace_split = True
    commands: list[list[str]] = [[]]
    to_file = False
    for word in scanner:
        if set(word) <= set(";&|"):
            commands.append([])
            to_file = False
        elif word.startswith(">"):
            to_file = True
        elif not to_file:
            commands[-1].append(word)
    return [words for words in commands if words]


def check_command(block: Block, words: list[str]) -> None:
    """Check one command without running it; an unknown one fails."""
    name, arguments = Path(words[0]).name or words[0], words[1:]
    if name in ("python", "python3"):
        _check_module(block, arguments)
    elif name == "pip":
        _check_pip(block, arguments)
    elif name == "flask":
        _check_flask(block, arguments)
    elif name == "gunicorn":
        from gunicorn.config import Config as GunicornConfig

        parsed = GunicornConfig().parser().parse_args(arguments)
        configured = parsed.config is not None  # where the application may be named as well
        assert len(parsed.args) == 1 or configured, f"{block}: gunicorn takes one application"
    elif name == "celery":
        assert {"-A", "worker"} <= set(arguments), f"{block}: celery -A app worker"
    elif name == "sudo":
        check_command(block, arguments)
    elif name == "wecom-simulator":
        simulator_command._parser().parse_args(arguments)
    elif name in SYSTEM:
        return
    else:
        beside = Path(sys.executable).with_name(name)
        in_venv = words[0].endswith(f".venv/bin/{name}")
        assert in_venv or name == "pytest", f"{block}: what is {words[0]}?"
        assert beside.exists(), f"{block}: the dev extra brings no {name}"


def _check_module(block: Block, arguments: list[str]) -> None:
    if arguments[0] != "-m":
        assert (ROOT / arguments[0]).is_file(), f"{block}: no file {arguments[0]}"
        return
    module, rest = arguments[1], arguments[2:]
    if module == "flask_wechat_corp.simulator":
        simulator_command._parser().parse_args(rest)
    elif module == "pip":
        _check_pip(block, rest)
    elif module == "flask":
        _check_flask(block, rest)
    else:
        assert importlib.util.find_spec(module), f"{block}: no module {module}"


def _check_pip(block: Block, arguments: list[str]) -> None:
    assert arguments[0] == "install", f"{block}: pip install …"
    for word in arguments[1:]:
        match = re.fullmatch(r"(?:\.|flask-wechat-corp)\[([\w,-]+)\]", word)
        if match:
            extras = importlib.metadata.metadata("flask-wechat-corp").get_all("Provides-Extra")
            assert set(match[1].split(",")) <= set(extras or ()), f"{block}: {word}"
            continue
        known = word in (".", "flask-wechat-corp") or word.startswith("-")
        name = re.split(r"[<>=!~]", word)[0]
        assert known or _is_distribution(name), f"{block}: pip install {word}?"


def _is_distribution(name: str) -> bool:
    try:
        return bool(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def _check_flask(block: Block, arguments: list[str]) -> None:
    if arguments[0] == "--app":
        arguments = arguments[2:]
    command: click.Command = FlaskGroup()
    name = arguments[0]
    own = re.findall(r"(?:cli|click)\.command\(\"([\w-]+)\"\)", block.page.read_text("utf-8"))
    if name in own:
        return
    command = {"wechat-corp": wechat_corp}.get(name) or FlaskGroup().commands[name]
    rest = arguments[1:]
    while isinstance(command, click.Group):
        if "--help" in rest:
            return
        if rest[:1] == ["--simulated"]:
            rest = rest[1:]
        word, rest = rest[0] if rest else "", rest[1:]
        assert word in command.commands, f"{block}: flask {' '.join(arguments)}"
        command = command.commands[word]
    context = click.Context(command, info_name=name)
    given, left, _ = command.make_parser(context).parse_args(list(rest))
    values = {one.name: given.get(str(one.name)) for one in command.params if one.required}
    needed = [key for key, value in values.items() if not isinstance(value, str | list | tuple)]
    assert (left, needed) == ([], []), f"{block}: flask {' '.join(arguments)}"


def check_text(block: Block, tmp_path: Path) -> None:
    """Drawings and printouts; a command among them is checked like any other."""
    for line in block.code.splitlines():
        assert len(line) <= 110, f"{block}: too wide"
        word = line.split(" ", 1)[0]
        if word in ("gunicorn", "flask", "pip", "python", "celery"):
            check_command(block, shlex.split(line))


# -- files


def check_json(block: Block, tmp_path: Path) -> None:
    json.loads(block.code)


def check_xml(block: Block, tmp_path: Path) -> None:
    ElementTree.fromstring(block.code)


def check_yaml(block: Block, tmp_path: Path) -> None:
    """Parse; of a compose file check each service's environment and command."""
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed (the dev extra has it)")
    document = yaml.safe_load(block.code)
    assert document, f"{block}: empty"
    for service in document.get("services", {}).values():
        environment = service.get("environment", {})
        for entry in environment:
            check_variable(block, entry.split("=", 1)[0])


SECTIONS = {"Unit", "Service", "Install", "Socket", "Timer"}


def check_ini(block: Block, tmp_path: Path) -> None:
    """Parse a systemd unit, and check its commands and variables."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way
    parser.read_string(block.code)
    assert set(parser.sections()) <= SECTIONS, f"{block}: {parser.sections()}"
    for section in parser.sections():
        for key, value in parser.items(section):
            if key.startswith("Exec"):
                check_command(block, shlex.split(value))
            if key == "Environment":
                check_variable(block, value.strip('"').split("=", 1)[0])


class _Balanced(HTMLParser):
    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes nothing"
        self.open.pop()


def check_html(block: Block, tmp_path: Path) -> None:
    parser = _Balanced()
    parser.feed(block.code)
    parser.close()
    assert not parser.open, f"{block}: not closed: {parser.open}"


def check_template(block: Block, tmp_path: Path) -> None:
    jinja2.Environment(autoescape=True).parse(block.code)
    check_html(block, tmp_path)


INSTRUCTIONS = set(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER VOLUME"
    " WORKDIR".split()
)


def check_dockerfile(block: Block, tmp_path: Path) -> None:
    """Check the instructions, and that what is copied out of the repository is there."""
    code = re.sub(r"^\s*#.*\n", "", block.code, flags=re.MULTILINE).replace("\\\n", " ")
    steps = [line.split(None, 1) for line in code.splitlines() if line.strip()]
    assert [word for word, *_ in steps if word not in INSTRUCTIONS] == [], f"{block}"
    assert steps[0][0] in ("FROM", "ARG"), f"{block}"
    for word, rest in steps:
        if word == "RUN":
            check_console(Block(block.page, block.line, "console", rest), tmp_path)
        if word in ("CMD", "ENTRYPOINT") and rest.startswith("["):
            check_command(block, json.loads(rest))
        if word in ("COPY", "ADD") and "--from" not in rest and block.source is not None:
            names = [name for name in rest.split()[:-1] if not name.startswith("--")]
            assert [name for name in names if not (ROOT / name).exists()] == [], f"{block}"


def check_javascript(block: Block, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    path = tmp_path / "block.js"
    path.write_text(block.code, "utf-8")
    run = subprocess.run([node, "--check", str(path)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, f"{block}: {run.stderr}"


def check_java(block: Block, tmp_path: Path) -> None:
    javac = shutil.which("javac")
    if javac is None:
        pytest.skip("javac is not installed")
    path = tmp_path / str(block.filename)  # the public class has the name of its file
    path.write_text(block.code, "utf-8")
    command = [javac, "-encoding", "UTF-8", "-d", str(tmp_path), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, f"{block}: {run.stderr}"


def check_nginx(block: Block, tmp_path: Path) -> None:
    """Let nginx read it, with paths, ports and upstreams of our own."""
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed")
    path, _ports = write_nginx(block.code, tmp_path)
    command = [nginx, "-t", "-q", "-p", str(tmp_path), "-c", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, f"{block}: {run.stderr}"
    assert "[warn]" not in run.stderr, f"{block}: {run.stderr}"


def write_nginx(code: str, folder: Path) -> tuple[Path, list[int]]:
    """Write a documented configuration as one that this machine can run.

    :returns: its file, and the loopback ports that stand for the documented ones, in their order
    """
    make_certificate(folder)
    ports: list[int] = []

    def listen(_found: object = None) -> str:
        ports.append(free_port())
        return f"listen 127.0.0.1:{ports[-1]}"

    code = re.sub(r"/var/log/[\w/.-]*?([\w.-]+)(?=[ ;])", rf"{folder}/\1", code)
    code = code.replace("/run/bot/", f"{folder}/")
    code = re.sub(r"(ssl_certificate )[^;]+", rf"\1{folder}/certificate.pem", code)
    code = re.sub(r"(ssl_certificate_key )[^;]+", rf"\1{folder}/key.pem", code)
    code = re.sub(r"listen \[::\][^;]*;", "", code)
    code = re.sub(r"listen \d+", listen, code)
    known = re.findall(r"upstream (\w+)", code)
    named = set(re.findall(r"proxy_pass http://(\w+)", code)) - set(known)
    upstreams = "".join(f"upstream {name} {{ server 127.0.0.1:9; }}\n" for name in named)
    first, *locations = re.split(r"(?m)^(?=location )", code)  # a piece of a server
    if locations:
        code = f"{first}server {{ {listen()};\n{''.join(locations)}}}\n"
    head = f"pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
    if os.geteuid() == 0:
        head = f"user {getpass.getuser()};\n{head}"  # the folder is ours alone
    path = folder / "nginx.conf"
    path.write_text(f"{head}http {{\n{upstreams}{code}}}\n", "utf-8")
    return path, ports


def check_python(block: Block, tmp_path: Path) -> None:
    """Compile; whoever calls this runs it elsewhere. Settings of gunicorn are looked up."""
    ast.parse(block.code)
    name = block.source.name if block.source else block.filename
    if name == "gunicorn.conf.py":
        from gunicorn.config import Config as GunicornConfig

        namespace: dict[str, Any] = {"__name__": "gunicorn.conf"}
        exec(compile(block.code, name, "exec"), namespace)
        config = GunicornConfig()
        for step in ast.parse(block.code).body:
            for target in step.targets if isinstance(step, ast.Assign) else ():
                key = ast.unparse(target)
                config.set(key, namespace[key])  # AttributeError for one that there is not


CHECKS: dict[str, Callable[[Block, Path], None]] = {
    "bash": check_console,
    "console": check_console,
    "dockerfile": check_dockerfile,
    "html": check_html,
    "html+jinja": check_template,
    "ini": check_ini,
    "java": check_java,
    "javascript": check_javascript,
    "json": check_json,
    "nginx": check_nginx,
    "python": check_python,
    "text": check_text,
    "xml": check_xml,
    "yaml": check_yaml,
}
"""The languages that a page may use; whoever adds one says how it is checked."""
