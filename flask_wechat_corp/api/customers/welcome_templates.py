"""Welcome messages of customer groups (入群欢迎语素材)."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import require_one_of
from ..engine.contents import Sendable, Text, as_part, as_text
from ..engine.family import Family, JSONObject

__all__ = ["GroupWelcomeTemplates"]


class GroupWelcomeTemplates(Family):
    """Welcome texts that customer groups may use (入群欢迎语素材), at most 100 of them.

    An app changes and deletes only those that it created.
    """

    def add_group_welcome_template(
        self,
        *,
        text: JSONObject | Text | str | None = None,
        image: JSONObject | Sendable | None = None,
        link: JSONObject | None = None,
        video: JSONObject | Sendable | None = None,
        miniprogram: JSONObject | None = None,
        file: JSONObject | Sendable | None = None,
        notify: Flag | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Add a template: ``template_id``.

        :param text: a text, ``Text(…)`` or ``{"content": …}``, at most 3,000 bytes;
            ``%NICKNAME%`` is the customer
        :param image: ``Image(media_id)`` or a dict, like ``video`` and ``file``; one content is
            needed, and WeCom takes one beside the text: the first of ``image``, ``link``,
            ``miniprogram``, ``file`` and ``video``
        :param link: ``title`` (at most 128 bytes), ``url``, perhaps ``picurl`` and ``desc`` (512)
        :param miniprogram: ``title`` (at most 64 bytes), ``pic_media_id``, ``appid``, ``page``
        :param agentid: for old suites of service providers only
        :param notify: ``False`` keeps it from the members (WeCom's default is to tell them)
        :raises ValueError: over the limit, or without a content

        WeCom page 92366.
        """
        require_one_of(
            text=text, image=image, link=link, miniprogram=miniprogram, file=file, video=video
        )
        return self._post(
            "externalcontact/group_welcome_template/add",
            {
                "text": as_text("text", text, 3000),
                "image": as_part("image", image),
                "link": link,
                "video": as_part("video", video),
                "miniprogram": miniprogram,
                "file": as_part("file", file),
                "notify": notify,
                "agentid": agentid,
            },
        )

    def edit_group_welcome_template(
        self,
        template_id: str,
        *,
        text: JSONObject | Text | str | None = None,
        image: JSONObject | Sendable | None = None,
        link: JSONObject | None = None,
        video: JSONObject | Sendable | None = None,
        miniprogram: JSONObject | None = None,
        file: JSONObject | Sendable | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Replace a template; limits as in :meth:`add_group_welcome_template`.

        WeCom page 92366.
        """
        return self._post(
            "externalcontact/group_welcome_template/edit",
            {
                "template_id": template_id,
                "text": as_text("text", text, 3000),
                "image": as_part("image", image),
                "link": link,
                "video": as_part("video", video),
                "miniprogram": miniprogram,
                "file": as_part("file", file),
                "agentid": agentid,
            },
            idempotent=True,
        )

    def get_group_welcome_template(self, template_id: str) -> dict[str, Any]:
        """Return the contents of a template: ``text``, ``image`` …. WeCom page 92366."""
        return self._post(
            "externalcontact/group_welcome_template/get",
            {"template_id": template_id},
            idempotent=True,
        )

    def delete_group_welcome_template(
        self, template_id: str, *, agentid: int | None = None
    ) -> dict[str, Any]:
        """Delete a template. WeCom page 92366."""
        return self._post(
            "externalcontact/group_welcome_template/del",
            {"template_id": template_id, "agentid": agentid},
        )
