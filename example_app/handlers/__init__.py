"""What the application answers, one module a topic."""

from __future__ import annotations

from . import greeting, places, weather

__all__ = ["greeting", "places", "weather"]
