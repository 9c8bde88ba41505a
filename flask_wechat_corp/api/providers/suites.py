"""Suites of service providers (第三方应用): their tokens, authorisations and users.

Every call but the two for tokens takes its token as the first argument. The client caches none of
them, because a provider has the tokens of many corps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ..engine.call import NO_AUTH, SuiteToken
from ..engine.family import Family

__all__ = ["Suites"]

INSTALL_URL = "https://open.work.weixin.qq.com/3rdapp/install"


class Suites(Family):
    """The calls of a suite for the corps that installed it."""

    def get_suite_token(
        self, suite_id: str, suite_secret: str, suite_ticket: str
    ) -> dict[str, Any]:
        """Get a ``suite_access_token``, valid for ``expires_in`` seconds. Cache it.

        :param suite_ticket: the one WeCom pushed last, every 10 minutes; valid for 30 minutes

        WeCom page 90600.
        """
        return self._post(
            "service/get_suite_token",
            {"suite_id": suite_id, "suite_secret": suite_secret, "suite_ticket": suite_ticket},
            idempotent=True,
            auth=NO_AUTH,
        )

    def get_pre_auth_code(self, suite_access_token: str) -> dict[str, Any]:
        """Get a ``pre_auth_code`` that starts an installation, valid for ``expires_in`` seconds.

        WeCom page 90601.
        """
        return self._get("service/get_pre_auth_code", auth=SuiteToken(suite_access_token))

    def set_session_info(
        self, suite_access_token: str, pre_auth_code: str, session_info: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Set the options of an installation before it starts.

        :param session_info: ``{"auth_type": 0}``; 0 (WeCom's default) is a real installation, 1 a
            test. Suites of several applications may have ``appid``, a list of numbers

        WeCom page 90602.
        """
        return self._post(
            "service/set_session_info",
            {"pre_auth_code": pre_auth_code, "session_info": session_info},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_suite_install_url(
        self, suite_id: str, pre_auth_code: str, redirect_uri: str, *, state: str | None = None
    ) -> str:
        """Build the address where an administrator installs the suite. No request is made.

        They come back to ``redirect_uri`` with ``auth_code``, ``expires_in`` and ``state``.
        WeCom page 90597, not checked against the manual.
        """
        query = {
            "suite_id": suite_id,
            "pre_auth_code": pre_auth_code,
            "redirect_uri": redirect_uri,
        }
        if state is not None:
            query["state"] = state
        return f"{INSTALL_URL}?{urlencode(query)}"

    def get_permanent_code(self, suite_access_token: str, auth_code: str) -> dict[str, Any]:
        """Exchange the code of an installation, once, for the ``permanent_code`` of a corp.

        :meth:`get_permanent_code_v2` is faster.

        :param auth_code: 64 to 512 bytes

        WeCom page 90603.
        """
        return self._post(
            "service/get_permanent_code",
            {"auth_code": auth_code},
            auth=SuiteToken(suite_access_token),
        )

    def get_permanent_code_v2(self, suite_access_token: str, auth_code: str) -> dict[str, Any]:
        """Exchange the code of an installation, once, for the ``permanent_code`` of a corp.

        Faster than :meth:`get_permanent_code`: the answer has ids and names only, and ``state``
        when the installation had one.

        :param auth_code: 64 to 512 bytes

        WeCom page 100776.
        """
        return self._post(
            "service/v2/get_permanent_code",
            {"auth_code": auth_code},
            auth=SuiteToken(suite_access_token),
        )

    def get_auth_info(
        self, suite_access_token: str, auth_corpid: str, permanent_code: str
    ) -> dict[str, Any]:
        """Return a corp's authorization: ``auth_corp_info``, ``auth_info``.

        :param permanent_code: from :meth:`get_permanent_code`

        WeCom page 91912.
        """
        return self._post(
            "service/get_auth_info",
            {"auth_corpid": auth_corpid, "permanent_code": permanent_code},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_auth_info_v2(
        self, suite_access_token: str, auth_corpid: str, permanent_code: str
    ) -> dict[str, Any]:
        """Return a corp's authorization; for applications made for the corp (代开发), too.

        See :meth:`get_auth_info`. WeCom page 100795.
        """
        return self._post(
            "service/v2/get_auth_info",
            {"auth_corpid": auth_corpid, "permanent_code": permanent_code},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_corp_token(
        self, suite_access_token: str, auth_corpid: str, permanent_code: str
    ) -> dict[str, Any]:
        """Get the ``access_token`` of a corp that installed the suite.

        WeCom page 90605.
        """
        return self._post(
            "service/get_corp_token",
            {"auth_corpid": auth_corpid, "permanent_code": permanent_code},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_suite_admin_list(
        self, suite_access_token: str, auth_corpid: str, agentid: int
    ) -> dict[str, Any]:
        """Return the administrators of the suite in a corp: ``admin``.

        No longer maintained: :meth:`get_agent_admin_list` does it with the corp's token.

        :param agentid: the application in that corp

        WeCom page 90606.
        """
        return self._post(
            "service/get_admin_list",
            {"auth_corpid": auth_corpid, "agentid": agentid},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_user_info_3rd(self, suite_access_token: str, code: str) -> dict[str, Any]:
        """Exchange the code of a web login, once, for the user: ``userid``, ``user_ticket``.

        The ticket comes for the scopes ``snsapi_userinfo`` and ``snsapi_privateinfo``. A user who
        belongs to no corp has ``openid`` only.

        :param code: at most 512 bytes, valid for 5 minutes

        WeCom page 91121.
        """
        return self._get(
            "service/auth/getuserinfo3rd",
            {"code": code},
            idempotent=False,
            auth=SuiteToken(suite_access_token),
        )

    def get_user_detail_3rd(self, suite_access_token: str, user_ticket: str) -> dict[str, Any]:
        """Return the private data of a user who agreed.

        WeCom page 91122.
        """
        return self._post(
            "service/auth/getuserdetail3rd",
            {"user_ticket": user_ticket},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_user_info_3rd_legacy(self, suite_access_token: str, code: str) -> dict[str, Any]:
        """Exchange the code of a web login, once, for the user: ``UserId`` or ``parents``.

        Legacy for members: :meth:`get_user_info_3rd` takes its place. Parents of schools still log
        in with this call.

        :param code: at most 512 bytes, valid for 5 minutes

        WeCom page 91711.
        """
        return self._get(
            "service/getuserinfo3rd",
            {"code": code},
            idempotent=False,
            auth=SuiteToken(suite_access_token),
        )

    def get_user_detail_3rd_legacy(
        self, suite_access_token: str, user_ticket: str
    ) -> dict[str, Any]:
        """Return the private data of a user who agreed. Legacy: see the
        call of the same name without the suffix.

        WeCom page 91122.
        """
        return self._post(
            "service/getuserdetail3rd",
            {"user_ticket": user_ticket},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def service_jscode2session(
        self, suite_access_token: str, js_code: str, grant_type: str = "authorization_code"
    ) -> dict[str, Any]:
        """Exchange the code of a mini program's login, once, for the user.

        The answer has ``userid``, ``open_userid``, ``corpid`` and ``session_key``; do not send the
        key to the mini program. The ``userid`` is encrypted when the corp has not installed the
        application.

        :param suite_access_token: of the third-party application that is linked to the mini program
        :param js_code: works for five minutes

        WeCom page 92423.
        """
        return self._get(
            "service/miniprogram/jscode2session",
            {"js_code": js_code, "grant_type": grant_type},
            idempotent=False,
            auth=SuiteToken(suite_access_token),
        )

    def unionid_to_external_userid_3rd(
        self, suite_access_token: str, unionid: str, openid: str, *, corpid: str | None = None
    ) -> dict[str, Any]:
        """Find the customers of a WeChat user: ``external_userid_info``.

        At most 50,000 calls an hour and 240,000 a day for a provider; only for users who act
        themselves.

        :param openid: from the same mini program or official account as ``unionid``
        :param corpid: one corp only; needed for members of group chats

        WeCom page 95878.
        """
        return self._post(
            "service/externalcontact/unionid_to_external_userid_3rd",
            {"unionid": unionid, "openid": openid, "corpid": corpid},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )
