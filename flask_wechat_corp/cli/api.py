"""``flask wechat-corp api``: find the method of an endpoint, read about it, and call it."""

from __future__ import annotations

import difflib
import inspect
import json
import re
from contextlib import suppress
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import click

from ..api import Media, WeChatAPI
from .group import load_app, name_option, plain_errors, show, state_of, wechat_corp
from .language import text as in_language

__all__ = ["api", "manual_pages"]

MANUAL = "https://developer.work.weixin.qq.com/document/path/"
#: methods that are listed when a word fits many
SHOWN = 20
#: how Python writes what JSON writes otherwise
PYTHON_WORDS = {"True": True, "False": False, "None": None}


@wechat_corp.command("api", with_appcontext=False)
@click.argument("endpoint")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--call", is_flag=True, help="Call it with the values, given as KEY=VALUE.")
@name_option
@click.pass_context
def api(
    context: click.Context, endpoint: str, values: tuple[str, ...], call: bool, name: str
) -> None:
    """Show the method of ENDPOINT, a path (user/get), a page (90196) or a name, or --call it.

    A value is JSON where the argument is no text: --call department_id=1 user='{"userid": "a"}'.
    """
    method = _find(endpoint)
    if not call:
        if values:
            raise click.UsageError(
                in_language(
                    "Values are for --call: flask wechat-corp api PATH --call KEY=VALUE …",
                    "参数值要配合 --call：flask wechat-corp api PATH --call KEY=VALUE …",
                )
            )
        click.echo(_described(method))
        return
    arguments = _arguments(method, values)
    load_app(context)
    with plain_errors():
        try:
            answer = getattr(state_of(name).api, method)(**arguments)
        except TypeError as error:
            raise click.UsageError(str(error)) from None
        if isinstance(answer, Media):
            with answer:
                click.echo(str(answer.save(".")))
        elif isinstance(answer, dict):
            show(answer)
        else:
            click.echo(json.dumps(answer, ensure_ascii=False, default=list, indent=2))


def _find(endpoint: str) -> str:
    """Return the method's name, or end with the names that come near."""
    word = re.sub(r"^https?://[^/]+", "", endpoint).partition("?")[0].removeprefix("/")
    word = word.removeprefix("cgi-bin/").removeprefix("document/path/").strip("/ ")
    found = _paths().get(word, (word,))[0]
    if not word.startswith("_") and inspect.isfunction(getattr(WeChatAPI, found, None)):
        return found
    near = _on_page(word) if word.isdecimal() else _near(word.lower())
    if word.isdecimal() and len(near) == 1:
        return near[0]
    if not near:
        raise click.UsageError(
            in_language(
                f"No method is known for {endpoint!r}. Look for a path (user/get), the number of a"
                " page of the manual (90196), a method or English words. api.get() and api.post()"
                " reach any path.",
                f"没有找到 {endpoint!r} 对应的方法。可以查接口路径（user/get）、官方文档的页面编号"
                "（90196）、方法名或英文单词。api.get() 和 api.post() 可以调用任意接口。",
            )
        )
    paths = {row[0]: path for path, row in _paths().items()}
    lines = ["  " + "  ".join(filter(None, (paths.get(n), n))) for n in near[:SHOWN]]
    if len(near) > SHOWN:
        more = len(near) - SHOWN
        lines.append(in_language(f"  and {more} more", f"  另有 {more} 个"))
    raise click.UsageError("\n".join([in_language("Did you mean:", "您要找的是："), *lines]))


def _on_page(number: str) -> list[str]:
    """Return the methods that name a page of the manual."""
    return [name for name in _methods() if number in manual_pages(_words(name))]


def _near(word: str) -> list[str]:
    """Return the methods with these words in path, name or summary, then those with like names."""
    paths = {row[0]: path for path, row in _paths().items()}
    texts = {name: f"{paths.get(name, '')} {name}".lower() for name in _methods()}
    words = [each for each in re.split(r"[\s/_.-]+", word) if each] or [word]
    found = [name for name, text in texts.items() if word in text]
    found.sort(key=lambda name: (not texts[name].startswith(f"{word}/"), texts[name]))
    found += [
        name
        for name, text in texts.items()
        if all(each in f"{text} {_words(name).partition(chr(10))[0].lower()}" for each in words)
    ]
    if not found:
        names = {**{path: row[0] for path, row in _paths().items()}, **{n: n for n in texts}}
        found = [names[like] for like in difflib.get_close_matches(word, names, 5, 0.75)]
    return [name for name in dict.fromkeys(found) if name in texts]


def _methods() -> list[str]:
    """Return the names of all calls."""
    found = inspect.getmembers(WeChatAPI, inspect.isfunction)
    return [name for name, method in found if name[0] != "_" and method.__doc__]


def _words(name: str) -> str:
    return inspect.getdoc(getattr(WeChatAPI, name)) or ""


def manual_pages(documentation: str) -> list[str]:
    """Return the numbers of the manual's pages that a docstring was written from."""
    found = re.findall(
        r"WeCom pages? (\d{4,}(?:(?:, | and )\d{4,})*)", " ".join(documentation.split())
    )
    return re.findall(r"\d+", found[-1]) if found else []  # others are referred to


@cache
def _paths() -> dict[str, list[Any]]:
    """Return path -> row; the row begins with the method's name and the verb."""
    source = resources.files("flask_wechat_corp").joinpath("simulator", "data", "endpoints.json")
    rows: dict[str, list[Any]] = json.loads(source.read_text("utf-8"))
    return rows


def _described(name: str) -> str:
    """Return verb and path, signature, documentation and the manual's page."""
    method = getattr(WeChatAPI, name)
    lines = []
    for path, row in _paths().items():
        if row[0] == name:
            lines.append(f"{row[1]} /cgi-bin/{path}")
    signature = inspect.signature(method)
    own = list(signature.parameters.values())[1:]
    lines.append(f"api.{name}{signature.replace(parameters=own)}".replace("'", ""))
    documentation = _words(name)
    lines += ["", re.sub(r":\w+:`~?([^`]*)`", r"\1", documentation).replace("``", "")]
    lines += [f"{MANUAL}{page}" for page in manual_pages(documentation)]
    return "\n".join(lines)


def _arguments(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    """Return the keyword arguments in ``KEY=VALUE`` texts."""
    parameters = dict(inspect.signature(getattr(WeChatAPI, name)).parameters)
    del parameters["self"]
    found = {}
    for pair in values:
        key, equals, value = pair.partition("=")
        if not equals or key not in parameters:
            takes = ", ".join(parameters) or in_language("nothing", "无")
            raise click.UsageError(
                in_language(
                    f"{pair!r} is no KEY=VALUE of {name}, which takes: {takes}.",
                    f"{pair!r} 不是 {name} 的 KEY=VALUE，它的参数是：{takes}。",
                )
            )
        found[key] = _value(key, value, str(parameters[key].annotation))
    for key, each in parameters.items():
        if each.default is each.empty and each.kind is not each.VAR_KEYWORD and key not in found:
            raise click.UsageError(
                in_language(
                    f"{key} is missing: --call {key}=VALUE.", f"缺少 {key}：--call {key}=VALUE。"
                )
            )
    return found


def _value(key: str, value: str, annotation: str) -> Any:
    """Return a text as it is where the argument takes one, else what JSON reads in it.

    A time may be written as ``2026-01-31`` or ``2026-01-31T09:00``.
    """
    if annotation in ("str", "str | None"):
        return value
    if value in PYTHON_WORDS:
        return PYTHON_WORDS[value]
    if annotation.startswith("Time"):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    try:
        read = json.loads(value)
    except ValueError as error:
        if value[:1] in "{[":
            raise click.UsageError(
                in_language(f"{key} is not JSON: {error}.", f"{key} 不是 JSON：{error}。")
            ) from None
        return value
    takes_text = re.search(r"\bstr\b|AnyContent|FileLike|Literal\['", annotation)
    return value if takes_text and not isinstance(read, (dict, list)) else read
