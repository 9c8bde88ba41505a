"""What the application answers, one module a topic."""

from __future__ import annotations

from . import greeting, lunch, menu, places, weather

__all__ = ["greeting", "lunch", "menu", "places", "weather"]
