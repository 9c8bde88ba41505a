"""What the application answers, one module a topic."""

from __future__ import annotations

from . import greeting, lunch, places, weather

__all__ = ["greeting", "lunch", "places", "weather"]
