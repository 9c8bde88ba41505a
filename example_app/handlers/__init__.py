"""What the application answers, one module a topic."""

from __future__ import annotations

from . import greeting, helper, lunch, menu, places, weather

__all__ = ["greeting", "helper", "lunch", "menu", "places", "weather"]
