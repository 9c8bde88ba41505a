"""Service providers (服务商): their own token, sign-up of corps, logins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

from ..engine.call import NO_AUTH, ProviderToken, QueryToken
from ..engine.checks import max_bytes, max_length
from ..engine.family import Family

__all__ = ["Providers"]

LOGIN_URL = "https://open.work.weixin.qq.com/wwopen/sso/3rd_qrConnect"
REGISTER_URL = "https://open.work.weixin.qq.com/3rdservice/wework/register"


class Providers(Family):
    """The provider's own calls; the token is the first argument."""

    def get_provider_token(self, corpid: str, provider_secret: str) -> dict[str, Any]:
        """Get a ``provider_access_token``, valid for ``expires_in`` seconds. Cache it.

        :param corpid: of the provider
        :param provider_secret: from the provider's console

        WeCom page 91200.
        """
        return self._post(
            "service/get_provider_token",
            {"corpid": corpid, "provider_secret": provider_secret},
            idempotent=True,
            auth=NO_AUTH,
        )

    def get_login_info(self, provider_access_token: str, auth_code: str) -> dict[str, Any]:
        """Exchange the code of a scan login, once, for the user: ``user_info``, ``corp_info``.

        WeCom page 91125, not checked against the manual.
        """
        return self._post(
            "service/get_login_info",
            {"auth_code": auth_code},
            auth=QueryToken("access_token", provider_access_token),
        )

    def get_3rd_qr_connect_url(
        self,
        appid: str,
        redirect_uri: str,
        *,
        state: str | None = None,
        usertype: str | None = None,
    ) -> str:
        """Build the address of a provider's scan login. No request is made.

        :param appid: the provider's corp id
        :param usertype: ``admin`` or ``member``

        WeCom page 91124, not checked against the manual.
        """
        query = {"appid": appid, "redirect_uri": redirect_uri}
        if state is not None:
            query["state"] = state
        if usertype is not None:
            query["usertype"] = usertype
        return f"{LOGIN_URL}?{urlencode(query)}"

    def corpid_to_opencorpid(self, provider_access_token: str, corpid: str) -> dict[str, Any]:
        """Convert a corp id into the one this provider sees: ``open_corpid``.

        WeCom page 97061.
        """
        return self._post(
            "service/corpid_to_opencorpid",
            {"corpid": corpid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def get_customized_auth_url(
        self, provider_access_token: str, state: str, templateid_list: list[str]
    ) -> dict[str, Any]:
        """Get the address where a corp installs applications made for it: ``qrcode_url``.

        The address is valid for ``expires_in`` seconds (10 days).

        :param state: letters and digits, at most 32 bytes; :meth:`get_permanent_code` returns it
        :param templateid_list: at most 9 templates
        :raises ValueError: over a limit

        WeCom page 98744.
        """
        max_bytes("state", state, 32)
        max_length("templateid_list", templateid_list, 9)
        return self._post(
            "service/get_customized_auth_url",
            {"state": state, "templateid_list": templateid_list},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def service_finish_external_userid_migration(
        self, provider_access_token: str, corpid: str
    ) -> dict[str, Any]:
        """Finish a corp's migration to new customer ids. This cannot be undone.

        Today :meth:`finish_openid_migration` does it.

        WeCom page 95327, not checked against the manual.
        """
        return self._post(
            "service/externalcontact/finish_external_userid_migration",
            {"corpid": corpid},
            auth=ProviderToken(provider_access_token),
        )

    def finish_openid_migration(
        self,
        provider_access_token: str,
        corpid: str,
        openid_type: Sequence[Literal[1, 3]],
        *,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Finish a corp's migration to the provider's ids, which applications get from then on.

        The corp must have authorized the application. Third-party applications get no ``unionid``
        of the corp's customers after 3.

        :param openid_type: 1 ids of members and of the corp; 3 ids of customers and, of an
            application made for the corp, also of their tags, service accounts and messages
        :param agentid: an application made for the corp (代开发); without it, all of the provider's
            third-party applications there

        WeCom page 99378.
        """
        return self._post(
            "service/finish_openid_migration",
            {"corpid": corpid, "agentid": agentid, "openid_type": openid_type},
            auth=ProviderToken(provider_access_token),
        )

    def get_service_account_balance(self, provider_access_token: str) -> dict[str, Any]:
        """Return the balance of the provider's account.

        WeCom page 100137, not checked against the manual.
        """
        return self._get("service/get_account_balance", auth=ProviderToken(provider_access_token))

    def get_register_code(
        self,
        provider_access_token: str,
        template_id: str,
        *,
        corp_name: str | None = None,
        admin_name: str | None = None,
        admin_mobile: str | None = None,
        state: str | None = None,
        follow_user: str | None = None,
    ) -> dict[str, Any]:
        """Get a ``register_code`` with which a corp signs up for WeCom, once.

        The code is valid for ``expires_in`` seconds (600).

        :param template_id: the promotion package, at most 128 bytes
        :param corp_name: filled in on the form, like ``admin_name`` and ``admin_mobile``
        :param state: letters and digits, at most 128 bytes
        :param follow_user: the provider's member who looks after the corp
        :raises ValueError: over a limit

        WeCom page 90581.
        """
        max_bytes("template_id", template_id, 128)
        max_bytes("state", state, 128)
        return self._post(
            "service/get_register_code",
            {
                "template_id": template_id,
                "corp_name": corp_name,
                "admin_name": admin_name,
                "admin_mobile": admin_mobile,
                "state": state,
                "follow_user": follow_user,
            },
            auth=ProviderToken(provider_access_token),
        )

    def get_register_url(self, register_code: str) -> str:
        """Build the address where a corp signs up. No request is made.

        See :meth:`get_register_code`.

        Not checked against the manual.
        """
        return f"{REGISTER_URL}?{urlencode({'register_code': register_code})}"

    def get_register_info(self, provider_access_token: str, register_code: str) -> dict[str, Any]:
        """Return the result of a sign-up: ``corpid``, ``contact_sync`` …

        Only for corps that are new, within 24 hours. The ``access_token`` in ``contact_sync``
        writes their contacts for 30 minutes.

        WeCom page 90582.
        """
        return self._post(
            "service/get_register_info",
            {"register_code": register_code},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def set_agent_scope(
        self,
        agentid: int,
        *,
        allow_user: list[str] | None = None,
        allow_party: list[int] | None = None,
        allow_tag: list[int] | None = None,
        access_token: str | None = None,
    ) -> dict[str, Any]:
        """Set the visible range of an application of a corp that has just signed up.

        A list that is left out is emptied. Only until :meth:`contact_sync_success`, or until the
        token ends.

        :param access_token: the contact token of its sign-up, see :meth:`get_register_info`;
            without it the client's own goes out

        WeCom page 90583.
        """
        scope: Mapping[str, object] = {
            "agentid": agentid,
            "allow_user": allow_user,
            "allow_party": allow_party,
            "allow_tag": allow_tag,
        }
        return self._post(
            "agent/set_scope", scope, idempotent=True, auth=_contact_token(access_token)
        )

    def contact_sync_success(self, *, access_token: str | None = None) -> dict[str, Any]:
        """Confirm that the contacts of a new corp are complete; its token expires.

        :param access_token: the contact token of its sign-up, see :meth:`get_register_info`

        WeCom page 90584.
        """
        return self._get(
            "sync/contact_sync_success",
            idempotent=False,
            auth=_contact_token(access_token),
        )


def _contact_token(access_token: str | None) -> QueryToken | None:
    """Return the token of the contact synchronisation; ``None`` for the client's own."""
    return None if access_token is None else QueryToken("access_token", access_token)
