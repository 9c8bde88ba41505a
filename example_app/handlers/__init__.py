"""What the application answers, one module a topic."""

from __future__ import annotations

from . import assistant, errors, greeting, helper, lunch, menu, places, repairs, weather

__all__ = [
    "assistant",
    "errors",
    "greeting",
    "helper",
    "lunch",
    "menu",
    "places",
    "repairs",
    "weather",
]
