"""Everything that depends on private parts of Flask, in one place.

Tried with Flask 3.1.0 to 3.1.3 and with its development branch (3.2). That branch merges the
request context into the application context: ``flask.globals.request_ctx`` is deprecated there and
goes in Flask 4.0.
"""

from __future__ import annotations

from typing import Any, cast

import flask.globals
from flask import Flask, current_app
from flask.sessions import NullSession, SecureCookieSession
from werkzeug.local import LocalProxy

__all__ = ["ThrowAwaySession", "context_proxy", "request_context", "this_app", "use_session"]


_writable: Any = SecureCookieSession  # not typed: NullSession declares that its methods only raise


def _note_change(session: Any) -> None:
    session.modified = session.accessed = True


class ThrowAwaySession(NullSession):
    """A ``flask.session`` that can be written and is never saved.

    Flask does not save a :class:`~flask.sessions.NullSession`, whatever it contains. That class
    refuses to be written; here the methods that write work again.
    """

    def __init__(self) -> None:
        # Not super(): it makes a new function for each session.
        self.on_update = _note_change

    __delitem__ = _writable.__delitem__
    __setitem__ = _writable.__setitem__
    clear = _writable.clear
    pop = _writable.pop
    popitem = _writable.popitem
    setdefault = _writable.setdefault
    update = _writable.update


def context_proxy(module: Any = flask.globals) -> LocalProxy[Any]:
    """Return the proxy of the context that has ``request`` and ``session``.

    :param module: ``flask.globals``. Its dictionary is searched, because asking the module for
        ``request_ctx`` warns in Flask 3.2 and fails in Flask 4.0
    """
    names = vars(module)
    name = "request_ctx" if "request_ctx" in names else "app_ctx"
    return cast("LocalProxy[Any]", names[name])


_context = context_proxy()


def request_context() -> Any:
    """Return the context object of the current request.

    Reading an attribute through a proxy costs a look-up each time, so callers keep the object.
    """
    return _context._get_current_object()


def use_session(context: Any, session: NullSession) -> None:
    """Replace ``flask.session`` of this context.

    :param context: from :func:`request_context`
    """
    # Flask made the attribute private in 3.1.3.
    setattr(context, "_session" if hasattr(context, "_session") else "session", session)


def this_app() -> Flask:
    """Return the current application itself, to hand it to another thread or to a signal."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    return app
