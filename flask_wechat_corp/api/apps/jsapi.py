"""Tickets and signatures for pages that use WeCom's JS-SDK."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from ..engine.family import Family

__all__ = ["JSAPI", "js_signature"]


class JSAPI(Family):
    """JS-SDK: WeCom page 90506.

    There are two tickets: the corp's signs ``wx.config``, the app's signs ``wx.agentConfig``.
    Each is cached and shared like the access token, for two hours.
    """

    def get_ticket(self) -> dict[str, Any]:
        """Request the corp's ticket; :meth:`get_latest_ticket` caches and shares it.

        WeCom gives 400 an hour to a corp, and 100 of them to one application.

        WeCom page 90506.
        """
        return self._get("get_jsapi_ticket")

    def get_agent_ticket(self, type: str = "agent_config") -> dict[str, Any]:
        """Request the app's ticket; :meth:`get_latest_agent_ticket` caches and shares it.

        :param type: ``"agent_config"``; older pages use ``"wx_card"``

        WeCom page 90506.
        """
        return self._get("ticket/get", {"type": type})

    def get_latest_ticket(self) -> dict[str, Any]:
        """Return the corp's current ticket; fetch one if necessary.

        :returns: ``{"ticket": str, "expires_at": float}``, the expiry in Unix seconds
        """
        cache = self._ticket_cache(agent=False)
        return cache.to_dict(cache.current())

    def get_latest_agent_ticket(self) -> dict[str, Any]:
        """Return the app's current ticket, fetched if necessary; see :meth:`get_latest_ticket`."""
        cache = self._ticket_cache(agent=True)
        return cache.to_dict(cache.current())

    def replace_ticket(self, refused: str) -> dict[str, Any]:
        """Replace a ticket that WeCom rejected (42012), unless another caller already did.

        :param refused: the rejected ticket, of the corp or of the app
        """
        agent = self._ticket_cache(agent=True)
        cache = agent if agent.is_current(refused) else self._ticket_cache(agent=False)
        return cache.to_dict(cache.replace(refused))

    def get_js_config(
        self,
        url: str,
        *,
        agent: bool = False,
        js_api_list: list[str] | None = None,
        debug: bool = False,
        noncestr: str | None = None,
        timestamp: int | None = None,
    ) -> dict[str, Any]:
        """Return what ``wx.config`` takes on the page ``url``, or ``wx.agentConfig``.

        :param url: the page's address as the browser shows it; only the fragment is removed
        :param agent: sign with the app's ticket, for ``wx.agentConfig``
        :param js_api_list: the names of the functions that the page will use

        WeCom page 90506.
        """
        noncestr = noncestr or secrets.token_hex(8)
        timestamp = int(self._now()) if timestamp is None else timestamp
        latest = self.get_latest_agent_ticket() if agent else self.get_latest_ticket()
        signature = js_signature(latest["ticket"], noncestr, timestamp, url)
        names = list(js_api_list or ())
        if agent:
            ids: dict[str, Any] = {"corpid": self.corpid, "agentid": self._agent()}
        else:
            ids = {"beta": True, "debug": debug, "appId": self.corpid}
        return {
            **ids,
            "timestamp": timestamp,
            "nonceStr": noncestr,
            "signature": signature,
            "jsApiList": names,
        }

    def get_launch_code(self, operator_userid: str, single_chat: dict[str, Any]) -> dict[str, Any]:
        """Return ``launch_code``, with which a page in a browser opens a chat in WeCom.

        The page opens ``wxwork://launch?launch_code=…`` on Windows or macOS. The code works once,
        for 5 minutes. Both members must be in the application's visible range.

        :param operator_userid: the member who opens the chat
        :param single_chat: ``{"userid": …}``: a member of the corp

        WeCom page 94345.
        """
        body = {"operator_userid": operator_userid, "single_chat": single_chat}
        return self._post("get_launch_code", body, idempotent=True)


def js_signature(ticket: str, noncestr: str, timestamp: int, url: str) -> str:
    """Return the signature of a page.

    WeCom page 90506.
    """
    page = url.partition("#")[0]
    text = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 -- WeCom's protocol
