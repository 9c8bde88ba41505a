"""Where the sessions of conversations are kept, and the secret of their keys."""

from __future__ import annotations

from flask import current_app

from ..callback.session import SessionBackend, StoreSessions
from .flask_compat import this_app
from .flask_session import flask_session_backend, warn_about_sessions
from .state import AppState

__all__ = ["session_backend", "session_secret"]


def session_backend(state: AppState) -> SessionBackend:
    """Return where sessions are kept: Flask-Session's store when the app has one, else ours.

    It is chosen at the first use and kept, because Flask-Session may be initialised after us.
    """
    if state.session_backend is None:
        app = this_app()
        warn_about_sessions(state, app)
        theirs = flask_session_backend(app.session_interface, app.app_context)
        state.session_backend = theirs or StoreSessions(state.store)
    return state.session_backend


def session_secret(state: AppState) -> bytes:
    """Return the secret of the storage keys.

    :raises RuntimeError: when the app has none
    """
    secret = current_app.secret_key or state.config.encoding_aes_key or state.config.secret
    if not secret:
        raise RuntimeError("Sessions need a secret key. Set the app's SECRET_KEY.")
    return secret.encode() if isinstance(secret, str) else secret
