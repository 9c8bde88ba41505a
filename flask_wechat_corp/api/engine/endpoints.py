"""Calls to any endpoint, for what has no method of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, BinaryIO

from .call import NO_AUTH, Auth
from .family import Family
from .multipart import Multipart, Progress

__all__ = ["TOKENS", "AnyEndpoint"]

#: query keys with which a caller brings a token
TOKENS = frozenset(
    {
        "access_token",
        "suite_access_token",
        "provider_access_token",
        "device_access_token",
        "model_access_token",
    }
)


class AnyEndpoint(Family):
    """``get``, ``post`` and ``upload`` for every path of the server API."""

    def get(
        self,
        path: str,
        *,
        idempotent: bool = False,
        repeatable: bool | None = None,
        **query: object,
    ) -> dict[str, Any]:
        """Send a GET to any endpoint and return WeCom's JSON object.

        :param path: relative to ``/cgi-bin/``, for example ``"user/get"``
        :param idempotent: sending the request twice has the same effect as sending it once, so it
            may be repeated after −1, a timeout or a broken connection
        :param repeatable: the former name of ``idempotent``; it will go with version 1.0
        :param query: a token in it (``suite_access_token=…``) replaces the client's own
        """
        return self._get(
            path, query, idempotent=idempotent, auth=_auth_in(query), repeatable=repeatable
        )

    def post(
        self,
        path: str,
        json: object = None,
        *,
        idempotent: bool = False,
        repeatable: bool | None = None,
        **query: object,
    ) -> dict[str, Any]:
        """Send a POST with a JSON body to any endpoint; see :meth:`get`.

        :param json: the body, sent as it is
        """
        return self._post_json(
            path,
            {} if json is None else json,
            query,
            idempotent=idempotent if repeatable is None else repeatable,
            auth=_auth_in(query),
        )

    def upload(
        self,
        path: str,
        file: str | os.PathLike[str] | bytes | BinaryIO,
        *,
        filename: str | None = None,
        field: str = "media",
        idempotent: bool = False,
        repeatable: bool | None = None,
        progress: Progress | None = None,
        **query: object,
    ) -> dict[str, Any]:
        """Upload a file to any endpoint as ``multipart/form-data``, streamed; see :meth:`get`.

        :param file: a path, bytes (then with ``filename``), or a binary file, read from its
            current position; one that cannot be rewound goes through a temporary file
        :param filename: the name that is shown; UTF-8
        :param field: the form's name of the file
        :param progress: called with (bytes sent, total bytes) while the file is sent
        :raises ValueError: when the file has no name
        """
        with Multipart(file, filename, field, progress) as body:
            return self._upload(
                path,
                body,
                query,
                idempotent=idempotent if repeatable is None else repeatable,
                auth=_auth_in(query),
            )


def _auth_in(query: Mapping[str, object]) -> Auth | None:
    """Return ``NO_AUTH`` when the caller's query contains a token, else ``None``.

    :raises TypeError: for a list or a dict, which a query cannot carry
    """
    for name, value in query.items():
        if isinstance(value, (list, tuple, set, frozenset, dict)):
            raise TypeError(f"{name} takes a text or a number, not {type(value).__name__}.")
    return NO_AUTH if TOKENS & query.keys() else None
