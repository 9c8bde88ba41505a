"""Flask's private parts: with the installed Flask, and by the rules of its development branch."""

from __future__ import annotations

import warnings
from types import ModuleType, SimpleNamespace

import flask.globals
import pytest
from flask import Flask, session
from flask.sessions import NullSession
from werkzeug.local import LocalProxy

from flask_wechat_corp.web.flask_compat import (
    ThrowAwaySession,
    context_proxy,
    request_context,
    this_app,
    use_session,
)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "test-only"
    return app


def test_the_context_object_has_the_request_and_is_no_proxy(app: Flask) -> None:
    with app.test_request_context("/path"):
        context = request_context()
        assert not isinstance(context, LocalProxy)
        assert context.request.path == "/path"
    with pytest.raises(RuntimeError, match="context"):
        request_context()


def test_this_app_is_no_proxy(app: Flask) -> None:
    with app.app_context():
        assert this_app() is app
        assert type(this_app()) is Flask


def test_a_throw_away_session_can_be_written_in_every_way() -> None:
    made = ThrowAwaySession()
    assert isinstance(made, NullSession)  # so that Flask never saves it
    made["a"] = 1
    made.update(b=2)
    assert made.setdefault("c", 3) == 3
    assert made.pop("a") == 1
    del made["b"]
    assert made.popitem() == ("c", 3)
    made["d"] = 4
    made.clear()
    assert dict(made) == {}


@pytest.mark.parametrize("when", ["view", "after_request"])
def test_a_replaced_session_sets_no_cookie(app: Flask, when: str) -> None:
    @app.route("/")
    def view() -> str:
        use_session(request_context(), ThrowAwaySession())
        if when == "view":
            session["a"] = 1
        return str(type(session._get_current_object()) is ThrowAwaySession)  # type: ignore[attr-defined]

    @app.after_request
    def write(response: flask.Response) -> flask.Response:
        if when == "after_request":
            session["late"] = 1
        return response

    response = app.test_client().get("/")
    assert response.text == "True"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("attribute", ["session", "_session"])
def test_the_sessions_attribute_of_both_kinds_of_flask_is_set(attribute: str) -> None:
    context = SimpleNamespace(**{attribute: None})
    made = ThrowAwaySession()
    use_session(context, made)
    assert vars(context) == {attribute: made}


class DevelopmentGlobals(ModuleType):
    """``flask.globals`` of Flask 3.2: one context, the old name warns."""

    def __init__(self) -> None:
        super().__init__("flask.globals")
        self.app_ctx = LocalProxy(lambda: "the merged context")

    def __getattr__(self, name: str) -> object:
        if name == "request_ctx":
            warnings.warn("'request_ctx' has merged with 'app_ctx'", DeprecationWarning, 2)
            return self.app_ctx
        raise AttributeError(name)


def test_the_merged_context_is_used_without_the_old_name() -> None:
    assert context_proxy(DevelopmentGlobals())._get_current_object() == "the merged context"


def test_the_old_context_is_used_while_flask_has_it() -> None:
    module = ModuleType("flask.globals")
    vars(module).update(
        request_ctx=LocalProxy(lambda: "request"), app_ctx=LocalProxy(lambda: "app")
    )
    assert context_proxy(module)._get_current_object() == "request"
