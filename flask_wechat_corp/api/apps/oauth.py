"""Identify the member who opens a page: login addresses, and the exchange of the code."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from ..engine.checks import max_bytes
from ..engine.family import Family

__all__ = ["OAuth"]

QR_CONNECT_URL = "https://open.work.weixin.qq.com/wwopen/sso/qrConnect"
STATE_BYTES = 128


class OAuth(Family):
    """Addresses of WeCom's login pages, and the exchange of the ``code`` they return.

    A code works once and within five minutes, so an exchange is never repeated.
    """

    def get_authorize_url(
        self,
        redirect_uri: str,
        state: str = "",
        scope: str = "snsapi_base",
        *,
        agentid: int | None = None,
    ) -> str:
        """Return the address to redirect a page inside WeCom to. No request is made.

        :param redirect_uri: the page that WeCom redirects the browser to, with ``code`` and
            ``state``; its host must be a trusted domain of the application
        :param state: returned unchanged; at most 128 bytes, letters and digits
        :param scope: ``snsapi_base`` asks nothing; ``snsapi_privateinfo`` asks the member for
            private fields and needs an agent id. (``snsapi_userinfo`` is legacy.)
        :param agentid: the application; our own without it. WeCom advises to send one always
        :raises ConfigError: when ``snsapi_privateinfo`` is asked for without an agent id

        WeCom page 91022.
        """
        max_bytes("state", state, STATE_BYTES)
        agent = agentid if agentid is not None else self.agentid
        if scope == "snsapi_privateinfo":
            agent = self._agent(agentid)
        # The manual's order of parameters: some clients compare the address as text.
        address = _address(
            self.authorize_url,
            appid=self.corpid,
            redirect_uri=redirect_uri,
            response_type="code",
            scope=scope,
            state=state,
            agentid=agent,
        )
        return f"{address}#wechat_redirect"

    def get_web_login_url(
        self,
        redirect_uri: str,
        state: str = "",
        *,
        login_type: str = "CorpApp",
        appid: str | None = None,
        agentid: int | None = None,
        lang: str | None = None,
    ) -> str:
        """Return the address of WeCom's login page for desktop browsers. No request is made.

        :param login_type: ``CorpApp`` for an own application, ``ServiceApp`` for a suite
        :param appid: the suite id with ``ServiceApp``; our corp id without it
        :param agentid: the application, with ``CorpApp``; our own without it
        :param lang: ``zh`` or ``en``
        :raises ConfigError: when ``CorpApp`` has no agent id

        WeCom page 98152.
        """
        agent = self._agent(agentid) if login_type == "CorpApp" else agentid
        return _address(
            self.login_url,
            login_type=login_type,
            appid=appid if appid is not None else self.corpid,
            agentid=agent,
            redirect_uri=redirect_uri,
            state=state,
            lang=lang,
        )

    def get_qr_connect_url(
        self,
        redirect_uri: str,
        state: str = "",
        *,
        agentid: int | None = None,
        lang: str | None = None,
    ) -> str:
        """Return the address of the older page with a QR code to scan. No request is made.

        The manual no longer describes it: new pages use :meth:`get_web_login_url`.

        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 91019, not checked against the manual.
        """
        return _address(
            QR_CONNECT_URL,
            appid=self.corpid,
            agentid=self._agent(agentid),
            redirect_uri=redirect_uri,
            state=state,
            lang=lang,
        )

    def get_user_info(self, code: str) -> dict[str, Any]:
        """Exchange a code, of a page inside WeCom or of a login page.

        ``userid`` for a member, ``openid`` and sometimes ``external_userid`` for other persons;
        ``user_ticket`` when private fields were allowed. An application that may read the archive
        of documents also gets ``user_doc_ticket``, good for 30 days.

        :param code: at most 512 bytes

        WeCom page 91023.
        """
        return self._get("auth/getuserinfo", {"code": code}, idempotent=False)

    def get_user_id_by_code(self, code: str, *, agentid: int | None = None) -> dict[str, Any]:
        """Exchange a code on the older path; ``UserId`` for a member, ``OpenId`` otherwise.

        New code uses :meth:`get_user_info`.

        :param agentid: legacy (企业号); sent only when it is given

        WeCom page 101021, where an app on a phone logs members in with it.
        """
        query = {"code": code, "agentid": agentid}
        return self._get("user/getuserinfo", query, idempotent=False)

    def get_user_detail(self, user_ticket: str) -> dict[str, Any]:
        """Get a member's private fields: gender, avatar, QR code, mobile, mails, address.

        :param user_ticket: from :meth:`get_user_info`, good for 30 minutes

        WeCom page 95833.
        """
        body = {"user_ticket": user_ticket}
        return self._post("auth/getuserdetail", body, idempotent=True)

    def get_user_detail_legacy(self, user_ticket: str) -> dict[str, Any]:
        """Get a member's private fields on the older path. Legacy: see :meth:`get_user_detail`."""
        body = {"user_ticket": user_ticket}
        return self._post("user/getuserdetail", body, idempotent=True)

    def get_tfa_info(self, code: str) -> dict[str, Any]:
        """Exchange the code of a second verification for ``userid`` and ``tfa_code``.

        :meth:`user_tfa_success` ends the verification within five minutes. At most 20 calls run at
        the same time. WeCom page 99499.
        """
        return self._post("auth/get_tfa_info", {"code": code})


def _address(base: str, **query: object) -> str:
    given = {key: value for key, value in query.items() if value is not None}
    return f"{base}?{urlencode(given, quote_via=quote, safe='')}"
