"""Calls from our app to WeCom: one class a family, one client for all of them."""

from __future__ import annotations

from .family import Family

__all__ = ["Family"]
