"""The menu of an application (应用管理 › 自定义菜单)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.checks import max_bytes, max_length, record
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["Menus"]

MAX_BUTTONS = 3
MAX_SUB_BUTTONS = 5
KEY_BYTES = 128
URL_BYTES = 1024


class Menus(Family):
    """Set, read and remove the menu; of our own agent when no ``agentid`` is given."""

    def create_menu(self, menu: records.Menu, agentid: int | None = None) -> dict[str, Any]:
        """Set the menu; it replaces the one before.

        :param menu: ``{"button": [...]}`` with 1 to 3 buttons, each with at most 5 under
            ``sub_button``; a ``name`` has at most 16 bytes, below a ``sub_button`` 40, a ``key``
            128 and a ``url`` 1,024
        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 90231.
        """
        _check_buttons("button", menu.get("button"), MAX_BUTTONS)
        query = {"agentid": self._agent(agentid)}
        return self._post("menu/create", menu, query, idempotent=True)

    def get_menu(self, agentid: int | None = None) -> dict[str, Any]:
        """Get the menu as ``button``.

        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 90232.
        """
        return self._get("menu/get", {"agentid": self._agent(agentid)})

    def remove_menu(self, agentid: int | None = None) -> dict[str, Any]:
        """Remove the menu.

        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 90233.
        """
        return self._get("menu/delete", {"agentid": self._agent(agentid)}, idempotent=False)


def _check_buttons(name: str, buttons: object, limit: int) -> None:
    if not isinstance(buttons, (list, tuple)) or not buttons:
        raise ValueError(f"{name}: WeCom takes a list of 1 to {limit} buttons.")
    max_length(name, buttons, limit)
    for button in (record(name, each) for each in buttons):
        max_bytes("key", str(button.get("key") or ""), KEY_BYTES)
        max_bytes("url", str(button.get("url") or ""), URL_BYTES)
        if button.get("sub_button"):
            _check_buttons("sub_button", button["sub_button"], MAX_SUB_BUTTONS)
