"""What the endpoint answered."""

from __future__ import annotations

from dataclasses import dataclass

from ..callback.message import Message

__all__ = ["Received"]


@dataclass(frozen=True)
class Received:
    """The response of the endpoint."""

    status: int
    """The HTTP status."""
    reply: Message | None
    """The decrypted reply with its vendor names; ``None`` when there is none."""
    body: bytes
    """The raw response body."""

    @property
    def text(self) -> str:
        """The reply's ``Content``; without an encrypted reply, the body as text."""
        if self.reply is None:
            return self.body.decode("utf-8", "replace")
        content = self.reply.get("Content", "")
        return content if isinstance(content, str) else ""
