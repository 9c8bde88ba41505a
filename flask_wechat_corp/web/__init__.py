"""The callback inside Flask: endpoint, runner, background work, member login."""

from __future__ import annotations

from .login import Member

__all__ = ["Member"]
