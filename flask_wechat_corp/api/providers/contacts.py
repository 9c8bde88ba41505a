"""Service providers (服务商): searching members and departments, and conversion of ids to names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

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
        query_type: Literal[0, 1, 2] | None = None,
        query_range: Literal[0, 1] | None = None,
        full_match_field: Literal[1, 2] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of members and departments by name: ``query_result``.

        A page may be shorter than ``limit``; the last one has ``is_last`` true.

        :param query_word: name, pinyin or English name; at most 64 characters
        :param query_type: 0 both (WeCom's default), 1 members, 2 departments
        :param query_range: 0 active members, 1 also those who left within a year
        :param full_match_field: the whole word is 1 the name, 2 the English name; without it a
            part is enough
        :param limit: page size, at most 200 (WeCom's default is 50); counted apart for members who
            left
        :param agentid: what this application can see; without it what the provider can see
        :raises ValueError: over a limit

        WeCom page 91844.
        """
        max_length("query_word", query_word, 64)
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

        :param useridlist: at most 1,000
        :param sort_options: ``[{"sort_field": 0, "sort_type": 0}]``, the most important one first;
            the field is 0 for the name's pinyin, 1 for the alias, the type 0 ascending, 1
            descending
        :raises ValueError: over the limit

        WeCom page 92093.
        """
        max_length("useridlist", useridlist, 1000)
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
        type: Literal["image", "voice", "video", "file"] = "file",
        filename: str | None = None,
        *,
        attachment_type: Literal[3] | None = None,
    ) -> dict[str, Any]:
        """Upload a file for :meth:`contact_id_translate` or for the cash desk: ``media_id``.

        The id is valid for three days.

        :param filename: without ``\\`` and ``:``, and without ``/`` at the start
        :param attachment_type: 3 for the cash desk (:meth:`paytool_open_order`)
        :raises ValueError: for another kind, a size out of range or a missing name

        WeCom page 99310.
        """
        with checked_upload(file, type, filename, None) as body:
            return self._upload(
                "service/media/upload",
                body,
                {"type": type, "attachment_type": attachment_type},
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
        output_file_format: Literal["pdf"] | None = None,
    ) -> dict[str, Any]:
        """Replace the ids in uploaded files by names: ``jobid``.

        See :meth:`service_batch_get_result`.

        :param media_id_list: from :meth:`upload_service_media`, at most 20: ``xls``, ``xlsx``,
            ``doc``, ``docx``, or ``csv`` and ``txt`` in UTF-8
        :param output_file_name: of the ZIP archive, without suffix; needed for several files
        :param output_file_format: ``pdf``; without it each file keeps its format
        :raises ValueError: over the limit

        WeCom page 91846.
        """
        max_length("media_id_list", media_id_list, 20)
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
        """Return the ``status`` of :meth:`contact_id_translate`: 1 started, 2 running, 3 finished.

        A finished job has ``result["contact_id_translate"]["url"]``, valid for 24 hours, which the
        user opens after logging in.

        :param jobid: at most 64 bytes

        WeCom page 91882.
        """
        return self._get(
            "service/batch/getresult", {"jobid": jobid}, auth=ProviderToken(provider_access_token)
        )
