"""Service providers (服务商): searching members and departments, and conversion of ids to names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.call import ProviderToken
from ..engine.checks import max_length, max_value
from ..engine.family import Family
from ..engine.multipart import FileLike, checked_upload

__all__ = ["ProviderContacts"]


class ProviderContacts(Family):
    """The address books of the corps that authorized a provider's suite: search and names."""

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

        WeCom page 91844, not checked against the manual.
        """
        max_value("limit", limit, 200)
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
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def batch_search_contact(
        self,
        provider_access_token: str,
        auth_corpid: str,
        *,
        query_request_list: list[Mapping[str, Any]] | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Find members and departments for up to 50 search terms at once: ``query_result_list``.

        :param query_request_list: ``[{"query_word": …, "query_type": 1}]``, at most 50
        :raises ValueError: over the limit

        WeCom page 91844, not checked against the manual.
        """
        max_length("query_request_list", query_request_list, 50)
        return self._post(
            "service/contact/batchsearch",
            {
                "auth_corpid": auth_corpid,
                "query_request_list": query_request_list,
                "agentid": agentid,
            },
            idempotent=True,
            auth=ProviderToken(provider_access_token),
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

        WeCom page 92093, not checked against the manual.
        """
        return self._post(
            "service/contact/sort",
            {"auth_corpid": auth_corpid, "sort_options": sort_options, "useridlist": useridlist},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def upload_service_media(
        self,
        provider_access_token: str,
        file: FileLike,
        type: str = "file",
        filename: str | None = None,
    ) -> dict[str, Any]:
        """Upload a file whose ids are to be replaced by names: ``media_id``.

        WeCom page 91883, not checked against the manual.
        """
        with checked_upload(file, type, filename, None, kinds=("file",)) as body:
            return self._upload(
                "service/media/upload",
                body,
                {"type": type},
                idempotent=True,
                auth=ProviderToken(provider_access_token),
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
        """Replace the ids in uploaded files by names: ``jobid``.

        See :meth:`service_batch_get_result`.

        :param media_id_list: from :meth:`upload_service_media`

        WeCom page 91846, not checked against the manual.
        """
        return self._post(
            "service/contact/id_translate",
            {
                "auth_corpid": auth_corpid,
                "media_id_list": media_id_list,
                "output_file_name": output_file_name,
                "output_file_format": output_file_format,
            },
            auth=ProviderToken(provider_access_token),
        )

    def service_batch_get_result(self, provider_access_token: str, jobid: str) -> dict[str, Any]:
        """Return the status of :meth:`contact_id_translate`: ``status``, ``result``.

        WeCom page 91882, not checked against the manual.
        """
        return self._get(
            "service/batch/getresult", {"jobid": jobid}, auth=ProviderToken(provider_access_token)
        )
