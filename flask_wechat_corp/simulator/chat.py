"""The chat page at ``/``."""

from __future__ import annotations

from flask import Blueprint

from .engine import Engine

__all__ = ["blueprint"]


def blueprint(engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    page = Blueprint("chat", __name__)

    @page.get("/")
    def index() -> str:
        return "A simulated WeCom. See /_sim/state."

    return page
