"""Group robots: messages to the group that contains the robot. They need no access token."""

from __future__ import annotations

import os
from typing import Any, BinaryIO

from ..engine.call import NO_AUTH
from ..engine.contents import AnyContent, as_message
from ..engine.family import Family
from ..engine.multipart import Progress, checked_upload

__all__ = ["Webhook"]

#: the longest texts, in bytes; longer than those of message/send
ROBOT_TEXTS = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}


class Webhook(Family):
    """Group robots: WeCom page 91770.

    ``key`` is the one in the robot's webhook address. Whoever has it can write into the group:
    keep it like a secret. A robot sends at most 20 messages a minute.
    """

    def send_webhook(
        self,
        key: str,
        message: AnyContent,
        *,
        chatid: str | None = None,
        visible_to_user: str | None = None,
    ) -> dict[str, Any]:
        """Send a message into the robot's group.

        :param message: text (2,048 bytes, with ``mentioned_list``), markdown or markdown_v2 (4,096
            bytes), image, news, file, voice or template_card, in the forms that ``send`` takes:
            ``Text("hi", mentioned_list=["@all"])``, ``MarkdownV2("…")``. A robot's image (2 MB) is
            a dict with base64 and md5: ``{"msgtype": "image", "image": {"base64": …, "md5": …}}``
        :param chatid: one of the robot's groups, for robots that also receive
        :param visible_to_user: the only members who see it, ``"a|b"``, for robots that also receive
        :raises ValueError: when a limit that WeCom states is broken

        WeCom page 91770.
        """
        body = as_message(message, ROBOT_TEXTS)
        if chatid is not None:
            body["chatid"] = chatid
        if visible_to_user is not None:
            body["visible_to_user"] = visible_to_user
        return self._post("webhook/send", body, {"key": key}, auth=NO_AUTH)

    def upload_webhook_media(
        self,
        key: str,
        file: str | os.PathLike[str] | bytes | BinaryIO,
        type: str = "file",
        filename: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Upload a file that this robot then sends; ``media_id`` works for three days.

        :param type: ``"file"`` (20 MB) or ``"voice"`` (2 MB, AMR, 60 seconds)
        :raises ValueError: for another kind, size or a missing name

        WeCom page 91770.
        """
        with checked_upload(file, type, filename, progress, kinds=("file", "voice")) as body:
            return self._upload(
                "webhook/upload_media", body, {"key": key, "type": type}, auth=NO_AUTH
            )
