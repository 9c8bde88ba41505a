"""Service providers (服务商): their own token, sign-up of corps, logins, ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ..engine.family import Family, at_most, at_most_bytes, no_more_than
from ..engine.multipart import FileLike, checked_upload

__all__ = ["Providers"]

PROVIDER = "provider_access_token"
LOGIN_URL = "https://open.work.weixin.qq.com/wwopen/sso/3rd_qrConnect"
REGISTER_URL = "https://open.work.weixin.qq.com/3rdservice/wework/register"


class Providers(Family):
    """What a provider does in its own name; the token is the first argument."""

    def get_provider_token(self, corpid: str, provider_secret: str) -> dict[str, Any]:
        """Get a ``provider_access_token``, good for ``expires_in`` seconds; keep it.

        :param corpid: of the provider

        WeCom page 91200.
        """
        return self._post(
            "service/get_provider_token",
            {"corpid": corpid, "provider_secret": provider_secret},
            repeatable=True,
            token="",
        )

    def get_login_info(self, provider_access_token: str, auth_code: str) -> dict[str, Any]:
        """Swap the code of a scan login, once, for the user: ``user_info``, ``corp_info``.

        WeCom page 91125.
        """
        return self._post(
            "service/get_login_info", {"auth_code": auth_code}, token=provider_access_token
        )

    def get_3rd_qr_connect_url(
        self,
        appid: str,
        redirect_uri: str,
        *,
        state: str | None = None,
        usertype: str | None = None,
    ) -> str:
        """Build the address of a provider's scan login; nothing is sent.

        :param appid: the provider's corp id
        :param usertype: ``admin`` or ``member``

        WeCom page 91124.
        """
        query = {"appid": appid, "redirect_uri": redirect_uri}
        if state is not None:
            query["state"] = state
        if usertype is not None:
            query["usertype"] = usertype
        return f"{LOGIN_URL}?{urlencode(query)}"

    def corpid_to_opencorpid(self, provider_access_token: str, corpid: str) -> dict[str, Any]:
        """Turn a corp id into the one this provider sees: ``open_corpid``. WeCom page 97061."""
        return self._post(
            "service/corpid_to_opencorpid",
            {"corpid": corpid},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_customized_auth_url(
        self, provider_access_token: str, state: str, templateid_list: list[str]
    ) -> dict[str, Any]:
        """Get the address where a corp installs applications made for it: ``qrcode_url``.

        :param templateid_list: at most 9 templates
        :raises ValueError: over the limit

        WeCom page 95436.
        """
        at_most("templateid_list", templateid_list, 9)
        return self._post(
            "service/get_customized_auth_url",
            {"state": state, "templateid_list": templateid_list},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def search_contact(
        self,
        provider_access_token: str,
        auth_corpid: str,
        query_word: str,
        *,
        query_type: int | None = None,
        query_range: int | None = None,
        full_match_field: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of members and departments by name: ``query_result``.

        :param query_type: 1 members, 2 departments (WeCom's default: both)
        :param limit: page size, at most 200 (WeCom's default is 50)
        :raises ValueError: over the limit

        WeCom page 91844.
        """
        no_more_than("limit", limit, 200)
        return self._post(
            "service/contact/search",
            {
                "auth_corpid": auth_corpid,
                "query_word": query_word,
                "query_type": query_type,
                "query_range": query_range,
                "full_match_field": full_match_field,
                "cursor": cursor,
                "limit": limit,
                "agentid": agentid,
            },
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def batch_search_contact(
        self,
        provider_access_token: str,
        auth_corpid: str,
        *,
        query_request_list: list[Mapping[str, Any]] | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Find members and departments for up to 50 words at once: ``query_result_list``.

        :param query_request_list: ``[{"query_word": …, "query_type": 1}]``, at most 50
        :raises ValueError: over the limit

        WeCom page 91844.
        """
        at_most("query_request_list", query_request_list, 50)
        return self._post(
            "service/contact/batchsearch",
            {
                "auth_corpid": auth_corpid,
                "query_request_list": query_request_list,
                "agentid": agentid,
            },
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def sort_contact(
        self,
        provider_access_token: str,
        auth_corpid: str,
        useridlist: list[str],
        *,
        sort_options: list[Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Return ids in the order of the members' names: ``useridlist``.

        :param sort_options: ``[{"option_type": 1}]``, one for each key

        WeCom page 92093.
        """
        return self._post(
            "service/contact/sort",
            {"auth_corpid": auth_corpid, "sort_options": sort_options, "useridlist": useridlist},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def upload_service_media(
        self,
        provider_access_token: str,
        file: FileLike,
        type: str = "file",
        filename: str | None = None,
    ) -> dict[str, Any]:
        """Upload a file in which ids are to become names: ``media_id``.

        WeCom page 91883.
        """
        with checked_upload(file, type, filename, None, kinds=("file",)) as body:
            return self._upload(
                "service/media/upload",
                body,
                {"type": type},
                repeatable=True,
                token=provider_access_token,
                token_name=PROVIDER,
            )

    def contact_id_translate(
        self,
        provider_access_token: str,
        auth_corpid: str,
        media_id_list: list[str],
        *,
        output_file_name: str | None = None,
        output_file_format: str | None = None,
    ) -> dict[str, Any]:
        """Have the ids in files turned into names: ``jobid``.

        See :meth:`service_batch_get_result`.

        :param media_id_list: from :meth:`upload_service_media`

        WeCom page 91846.
        """
        return self._post(
            "service/contact/id_translate",
            {
                "auth_corpid": auth_corpid,
                "media_id_list": media_id_list,
                "output_file_name": output_file_name,
                "output_file_format": output_file_format,
            },
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def service_batch_get_result(self, provider_access_token: str, jobid: str) -> dict[str, Any]:
        """Return how far :meth:`contact_id_translate` is: ``status``, ``result``.

        WeCom page 91882.
        """
        return self._get(
            "service/batch/getresult",
            {"jobid": jobid},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def service_finish_external_userid_migration(
        self, provider_access_token: str, corpid: str
    ) -> dict[str, Any]:
        """Say that a corp's customer ids are all new ones. There is no way back.

        WeCom page 95327.
        """
        return self._post(
            "service/externalcontact/finish_external_userid_migration",
            {"corpid": corpid},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_service_account_balance(self, provider_access_token: str) -> dict[str, Any]:
        """Return what is left on the provider's account. WeCom page 100137."""
        return self._get(
            "service/get_account_balance",
            token=provider_access_token,
            token_name=PROVIDER,
        )

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
        """Get a ``register_code`` with which a corp signs up for WeCom.

        :param state: letters and digits, at most 128 bytes
        :raises ValueError: over the limit

        WeCom page 90581.
        """
        at_most_bytes("state", state, 128)
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
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_register_url(self, register_code: str) -> str:
        """Build the address where a corp signs up; nothing is sent.

        See :meth:`get_register_code`.
        """
        return f"{REGISTER_URL}?{urlencode({'register_code': register_code})}"

    def get_register_info(self, provider_access_token: str, register_code: str) -> dict[str, Any]:
        """Return what became of a sign-up: ``corpid``, ``contact_sync``. WeCom page 90582."""
        return self._post(
            "service/get_register_info",
            {"register_code": register_code},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
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
        """Say who may see an application of a corp that just signed up.

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
        return self._post("agent/set_scope", scope, repeatable=True, token=access_token)

    def contact_sync_success(self, *, access_token: str | None = None) -> dict[str, Any]:
        """Say that the contacts of a corp that just signed up are complete; ends its token.

        :param access_token: the contact token of its sign-up, see :meth:`get_register_info`

        WeCom page 90584.
        """
        return self._get("sync/contact_sync_success", repeatable=False, token=access_token)
