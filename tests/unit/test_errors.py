"""errors: the tree is as drawn, everything pickles, nothing secret shows."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import traceback

import pytest

import flask_wechat_corp
from flask_wechat_corp import errors
from flask_wechat_corp.errors import (
    IPNotAllowedError,
    WeChatAPIError,
    WeChatCorpError,
    WeChatTransportError,
)
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt

from ..helpers.support import AES_KEY, CORP_ID, TOKEN

CLASSES = [getattr(errors, name) for name in errors.__all__]


def make(kind: type[WeChatCorpError]) -> WeChatCorpError:
    if issubclass(kind, WeChatAPIError):
        return kind(60020, "not allow to access from your ip", "/cgi-bin/user/get", "add the ip")
    if issubclass(kind, WeChatTransportError):
        return kind("/cgi-bin/user/get", "timed out", 504)
    return kind("a reason")


def drawn() -> dict[str, str]:
    """Read the tree of the module's docstring: class -> base."""
    parents: dict[int, str] = {}
    tree = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^( {4}[ │├└─]*)([A-Z]\w+)", line)
        if found:
            depth = len(found[1]) // 4 - 1
            parents[depth] = found[2]
            tree[found[2]] = parents[depth - 1] if depth else "Exception"
    return tree


def test_the_tree_is_as_drawn() -> None:
    assert drawn() == {kind.__name__: kind.__bases__[0].__name__ for kind in CLASSES}


def test_every_exception_of_the_module_is_public() -> None:
    defined = {name for name, kind in vars(errors).items() if inspect.isclass(kind)}
    assert defined == set(errors.__all__) <= set(flask_wechat_corp.__all__)


def test_the_drawn_statuses_are_the_statuses() -> None:
    doc = errors.__doc__ or ""
    statuses = dict(re.findall(r"([A-Z]\w+) +(40[01])  ", doc))
    assert len(statuses) == 5
    for name, status in statuses.items():
        assert getattr(errors, name).status == int(status)


@pytest.mark.parametrize("kind", CLASSES)
def test_pickled_and_copied_it_is_the_same(kind: type[WeChatCorpError]) -> None:
    error = make(kind)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert again.args == error.args
        assert vars(again) == vars(error)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_says_what_it_is(kind: type[WeChatCorpError]) -> None:
    assert kind.__doc__
    assert str(make(kind))


def test_built_in_families_catch_them_too() -> None:
    assert issubclass(errors.ConfigError, ValueError)
    assert issubclass(errors.ReplyError, ValueError)
    assert issubclass(errors.UndefinedListError, LookupError)
    assert issubclass(errors.StoreTimeout, TimeoutError)


def test_an_api_error_tells_code_message_path_and_hint() -> None:
    error = WeChatAPIError(60111, "userid not found", "/cgi-bin/user/get", "check the id")
    assert (error.errcode, error.errmsg) == (60111, "userid not found")
    assert str(error) == "/cgi-bin/user/get: 60111 userid not found (check the id)"
    assert str(WeChatAPIError(-1, "busy", "/x")) == "/x: -1 busy"


@pytest.mark.parametrize(
    ("errmsg", "ip"),
    [
        ("not allow to access from your ip, from ip: 203.0.113.9, more info at", "203.0.113.9"),
        ("from ip:2001:db8::1", "2001:db8::1"),
        ("no address in here", None),
    ],
)
def test_an_ip_error_tells_the_address(errmsg: str, ip: str | None) -> None:
    assert IPNotAllowedError(60020, errmsg, "/x").ip == ip


def test_a_transport_error_tells_path_and_reason() -> None:
    error = WeChatTransportError("/cgi-bin/user/get", "timed out")
    assert str(error) == "/cgi-bin/user/get: timed out"
    assert (error.path, error.reason, error.status) == ("/cgi-bin/user/get", "timed out", None)


@pytest.mark.parametrize("text", ["", "=", "AAAA", "=no base64=", "A" * 64, "\u5bc6" * 44])
def test_no_refusal_shows_token_key_or_text(text: str) -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID)
    signature = crypt.get_signature("1", "n", text)
    for refuse in (lambda: crypt.decrypt(text), lambda: crypt.verify("no", "1", "n", text)):
        with pytest.raises(errors.CallbackError) as raised:
            refuse()
        shown = "".join(traceback.format_exception_only(raised.value)) + repr(raised.value)
        for secret in (TOKEN, AES_KEY, signature, *filter(None, [text])):
            assert secret not in shown or len(secret) < 4
        assert raised.value.__cause__ is None
