"""Logins of mini programs that run inside WeCom (小程序)."""

from __future__ import annotations

from typing import Any

from ..engine.family import Family

__all__ = ["MiniPrograms"]


class MiniPrograms(Family):
    """Logins of members in a mini program."""

    def jscode2session(
        self, js_code: str, grant_type: str = "authorization_code"
    ) -> dict[str, Any]:
        """Exchange the code of ``qy.login`` for ``corpid``, ``userid`` and ``session_key``.

        A code is valid for one exchange within five minutes. The access token must be that of the
        application which the mini program is linked to.

        WeCom pages 91506 and 91507.
        """
        query = {"js_code": js_code, "grant_type": grant_type}
        return self._get("miniprogram/jscode2session", query, idempotent=False)

    def transfer_session(self, userid: str, session_key: str) -> dict[str, Any]:
        """Convert ids that a linked corp's login gave into those of the member's own corp.

        :param userid: from the login in the upper corp; at most 64 bytes, like ``session_key``

        The access token is that of the lower corp (:meth:`get_corpgroup_token`).

        WeCom page 93355.
        """
        body = {"userid": userid, "session_key": session_key}
        return self._post("miniprogram/transfer_session", body, idempotent=True)
