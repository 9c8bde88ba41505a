"""``flask wechat-corp api``: find the method of an endpoint, read about it, and call it."""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from importlib import resources
from typing import Any

import click

from ..api import Media, WeChatAPI
from .group import load_app, name_option, plain_errors, show, state_of, wechat_corp
from .language import text as in_language

__all__ = ["api"]

MANUAL = "https://developer.work.weixin.qq.com/document/path/"


@wechat_corp.command("api", with_appcontext=False)
@click.argument("endpoint")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--call", is_flag=True, help="Call it with the values, given as KEY=VALUE.")
@name_option
@click.pass_context
def api(
    context: click.Context, endpoint: str, values: tuple[str, ...], call: bool, name: str
) -> None:
    """Show the method of ENDPOINT, a path (user/get) or a method's name, or --call it.

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
    path = endpoint.removeprefix("/").removeprefix("cgi-bin/").partition("?")[0]
    found = _paths().get(path, (path,))[0]
    if not path.startswith("_") and inspect.isfunction(getattr(WeChatAPI, found, None)):
        return found
    word = path.lower()
    near = [
        f"  {known}  {row[0]}"
        for known, row in _paths().items()
        if (word in known or word in row[0]) and hasattr(WeChatAPI, row[0])
    ]
    if not near:
        raise click.UsageError(
            in_language(
                f"No method is known for {endpoint!r}. api.get() and api.post() reach any path.",
                f"没有找到 {endpoint!r} 对应的方法。api.get() 和 api.post() 可以调用任意接口。",
            )
        )
    raise click.UsageError("\n".join([in_language("Did you mean:", "您要找的是："), *near]))


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
    documentation = inspect.getdoc(method) or ""
    lines += ["", re.sub(r":\w+:`~?([^`]*)`", r"\1", documentation).replace("``", "")]
    pages = re.search(r"WeCom pages? ([\d, and]+)", documentation)
    lines += [f"{MANUAL}{page}" for page in re.findall(r"\d{5,}", pages[1] if pages else "")]
    return "\n".join(lines)


def _arguments(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    """Return the keyword arguments in ``KEY=VALUE`` texts."""
    parameters = inspect.signature(getattr(WeChatAPI, name)).parameters
    found = {}
    for pair in values:
        key, equals, value = pair.partition("=")
        if not equals or key not in parameters:
            takes = ", ".join(list(parameters)[1:]) or in_language("nothing", "无")
            raise click.UsageError(
                in_language(
                    f"{pair!r} is no KEY=VALUE of {name}, which takes: {takes}.",
                    f"{pair!r} 不是 {name} 的 KEY=VALUE，它的参数是：{takes}。",
                )
            )
        found[key] = _value(value, str(parameters[key].annotation))
    return found


def _value(value: str, annotation: str) -> Any:
    """Return a text as it is where the argument takes one, else what JSON reads in it."""
    if annotation in ("str", "str | None"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
