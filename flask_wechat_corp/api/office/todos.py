"""To-dos (待办)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_office as records

__all__ = ["Todos"]


class Todos(Family):
    """To-dos that this application made. They are created in the client (JS-SDK)."""

    def get_todo(self, todo_id: str) -> dict[str, Any]:
        """Get a to-do: ``content``, ``creator``, ``status``, ``attendees``, times, reminders.

        WeCom page 101524.
        """
        return self._post("todo/get", {"todo_id": todo_id}, idempotent=True)

    def update_todo(
        self,
        todo_id: str,
        *,
        status: Literal[0, 1] | None = None,
        attendees: Sequence[records.TodoAttendee] | None = None,
    ) -> dict[str, Any]:
        """Change the state of a to-do and of its participants.

        The application must see the root department. A deleted to-do cannot be changed.

        :param status: 0 done, 1 in progress
        :param attendees: at most 20, ``{"userid": …, "status": …}`` each; left out or empty, the
            participants stay
        :raises ValueError: over the limit

        WeCom page 101534.
        """
        max_length("attendees", attendees, 20)
        body = {"todo_id": todo_id, "status": status, "attendees": attendees}
        return self._post("todo/update", body, idempotent=True)
