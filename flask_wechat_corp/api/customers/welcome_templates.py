"""Welcome messages of customer groups (入群欢迎语素材)."""

from __future__ import annotations

from typing import Any

from ..engine.checks import max_bytes
from ..engine.family import Family, JSONObject

__all__ = ["GroupWelcomeTemplates"]


class GroupWelcomeTemplates(Family):
    """Welcome texts that customer groups may use (入群欢迎语素材), at most 100 of them."""

    def add_group_welcome_template(
        self,
        *,
        text: JSONObject | None = None,
        image: JSONObject | None = None,
        link: JSONObject | None = None,
        video: JSONObject | None = None,
        miniprogram: JSONObject | None = None,
        file: JSONObject | None = None,
        notify: int | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Add a template: ``template_id``.

        :param text: ``{"content": …}``, at most 3,000 bytes; ``%NICKNAME%`` is the customer
        :param notify: 0 keeps it from the members (WeCom's default is 1)
        :raises ValueError: over the limit

        WeCom page 92366.
        """
        max_bytes("text.content", (text or {}).get("content"), 3000)
        return self._post(
            "externalcontact/group_welcome_template/add",
            {
                "text": text,
                "image": image,
                "link": link,
                "video": video,
                "miniprogram": miniprogram,
                "file": file,
                "notify": notify,
                "agentid": agentid,
            },
        )

    def edit_group_welcome_template(
        self,
        template_id: str,
        *,
        text: JSONObject | None = None,
        image: JSONObject | None = None,
        link: JSONObject | None = None,
        video: JSONObject | None = None,
        miniprogram: JSONObject | None = None,
        file: JSONObject | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Replace a template; limits as in :meth:`add_group_welcome_template`.

        WeCom page 92366.
        """
        max_bytes("text.content", (text or {}).get("content"), 3000)
        return self._post(
            "externalcontact/group_welcome_template/edit",
            {
                "template_id": template_id,
                "text": text,
                "image": image,
                "link": link,
                "video": video,
                "miniprogram": miniprogram,
                "file": file,
                "agentid": agentid,
            },
            idempotent=True,
        )

    def get_group_welcome_template(self, template_id: str) -> dict[str, Any]:
        """Return a template. WeCom page 92366."""
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
