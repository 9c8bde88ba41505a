"""Layouts (布局) and backgrounds (背景) of meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingAdvancedLayouts", "MeetingBackgrounds", "MeetingLayouts"]


class MeetingLayouts(Family):
    """Layouts of meetings, at most 10 each: the pages and the people in their cells."""

    def list_meeting_layout_template(self) -> dict[str, Any]:
        """Get ``layout_template_list``: the templates; their pictures show the ids of the cells.

        WeCom page 98844.
        """
        return self._get("meeting/layout/list_template")

    def add_meeting_layout(
        self,
        meetingid: str,
        layout_list: Sequence[records.Layout],
        *,
        default_layout_order: int | None = None,
    ) -> dict[str, Any]:
        """Add layouts to a meeting: ``layout_list``, ``selected_layout_id``.

        Seats take invited members before the meeting, and attendees during it.

        :param layout_list: ``{"page_list": […]}`` each; a page has ``layout_template_id`` and
            ``user_seat_list`` with ``grid_id``, ``grid_type`` (1 video, needs ``nick_name``; 2
            shared screen; 3 application, one a page) and one of ``userid``, ``tmp_openid``,
            ``tool_sdkid``
        :param default_layout_order: the layout to apply, counted from 1; if left out, the first
            one, unless the meeting has layouts already

        WeCom page 98845.
        """
        body = {
            "meetingid": meetingid,
            "layout_list": layout_list,
            "default_layout_order": default_layout_order,
        }
        return self._post("meeting/layout/add", body)

    def update_meeting_layout(
        self,
        meetingid: str,
        layout_id: str,
        page_list: Sequence[records.LayoutPage],
        *,
        enable_set_default: bool | None = None,
    ) -> dict[str, Any]:
        """Replace the pages of a layout.

        :param page_list: as in :meth:`add_meeting_layout`
        :param enable_set_default: apply it, too; false if left out

        WeCom page 98846.
        """
        body = {
            "meetingid": meetingid,
            "layout_id": layout_id,
            "page_list": page_list,
            "enable_set_default": enable_set_default,
        }
        return self._post("meeting/layout/update", body, idempotent=True)

    def set_meeting_layout_default(self, meetingid: str, selected_layout_id: str) -> dict[str, Any]:
        """Apply a layout to a meeting.

        :param selected_layout_id: ``""`` goes back to the layout that the meeting had at first

        WeCom page 98847.
        """
        body = {"meetingid": meetingid, "selected_layout_id": selected_layout_id}
        return self._post("meeting/layout/set_default", body, idempotent=True)


class MeetingBackgrounds(Family):
    """Backgrounds of meetings, at most 7 each."""

    def add_meeting_layout_background(
        self,
        meetingid: str,
        image_list: Sequence[records.BackgroundImage],
        *,
        default_image_order: int | None = None,
    ) -> dict[str, Any]:
        """Add backgrounds: ``background_list``, ``selected_background_id``.

        WeCom fetches the images later; an event tells the outcome.

        :param image_list: PNG of at most 10 MB and at least 1920 × 1080 pixels, ``{"image_md5": …,
            "image_url": …}`` each, the MD5 in hexadecimal
        :param default_image_order: the image to apply, counted from 1; the first if left out

        WeCom page 98851.
        """
        body = {
            "meetingid": meetingid,
            "image_list": image_list,
            "default_image_order": default_image_order,
        }
        return self._post("meeting/layout/add_background", body)

    def set_meeting_layout_default_background(
        self, meetingid: str, selected_background_id: str
    ) -> dict[str, Any]:
        """Apply a background to a meeting.

        :param selected_background_id: ``""`` goes back to black

        WeCom page 98852.
        """
        body = {"meetingid": meetingid, "selected_background_id": selected_background_id}
        return self._post("meeting/layout/set_default_background", body, idempotent=True)

    def delete_meeting_layout_background(
        self, meetingid: str, background_id: str
    ) -> dict[str, Any]:
        """Delete a background that is not applied. WeCom page 98853."""
        body = {"meetingid": meetingid, "background_id": background_id}
        return self._post("meeting/layout/delete_background", body)

    def batch_meeting_layout_delete_background(
        self, meetingid: str, background_id_list: list[str]
    ) -> dict[str, Any]:
        """Delete backgrounds that are not applied. WeCom page 98854."""
        body = {"meetingid": meetingid, "background_id_list": background_id_list}
        return self._post("meeting/layout/batch_delete_background", body)

    def list_meeting_layout_background(self, meetingid: str) -> dict[str, Any]:
        """Get ``background_list`` and ``selected_background_id`` of a meeting. WeCom page 98856."""
        body = {"meetingid": meetingid}
        return self._post("meeting/layout/list_background", body, idempotent=True)


class MeetingAdvancedLayouts(Family):
    """Layouts that rotate people, at most 20 a meeting, for SIP and H.323 rooms."""

    def add_meeting_advanced_layout(
        self, meetingid: str, layout_list: Sequence[records.AdvancedLayout]
    ) -> dict[str, Any]:
        """Add layouts to a running meeting; the answer has ``layout_list``.

        People are ``userid`` or ``tmp_openid``, with ``nick_name`` in Base64.

        :param layout_list: ``layout_name`` and ``page_list``; a page has ``layout_template_id``,
            ``enable_polling`` with ``polling_setting`` (every ``polling_interval``, 1 to 999,999,
            seconds or, with ``polling_interval_unit`` 2, minutes), and ``user_seat_list`` with
            ``grid_id``, ``grid_type`` (1 video, 2 shared screen), ``video_type`` (1 speaker, 2
            automatic, 3 people of ``user_list``: one without polling, several with it)

        WeCom page 98861.
        """
        body = {"meetingid": meetingid, "layout_list": layout_list}
        return self._post("meeting/advanced_layout/add", body)

    def list_meeting_advanced_layouts(self, meetingid: str) -> dict[str, Any]:
        """Get ``layout_list``, basic and advanced, and ``selected_layout_id`` of a meeting.

        WeCom page 98862.
        """
        return self._post("meeting/advanced_layout/list", {"meetingid": meetingid}, idempotent=True)

    def get_meeting_advanced_user_layout(
        self, meetingid: str, tmp_openid: str, instance_id: int
    ) -> dict[str, Any]:
        """Get the layout that one person sees.

        ``layout_type``: 0 the default, 2 the meeting's, 3 their own.

        :param instance_id: the kind of their device, 9 for SIP and H.323 rooms

        WeCom page 98865.
        """
        body = {"meetingid": meetingid, "tmp_openid": tmp_openid, "instance_id": instance_id}
        return self._post("meeting/advanced_layout/get_user_layout", body, idempotent=True)

    def batch_meeting_advanced_layout_delete(
        self, meetingid: str, layout_id_list: list[str]
    ) -> dict[str, Any]:
        """Delete layouts, basic or advanced, that are not applied.

        :param layout_id_list: at most 20; unknown ones are ignored
        :raises ValueError: over the limit

        WeCom page 98866.
        """
        max_length("layout_id_list", layout_id_list, 20)
        body = {"meetingid": meetingid, "layout_id_list": layout_id_list}
        return self._post("meeting/advanced_layout/batch_delete", body, idempotent=True)

    def update_meeting_advanced_layout(
        self,
        meetingid: str,
        layout_id: str,
        page_list: Sequence[records.AdvancedPageUpdate],
        *,
        layout_name: str | None = None,
    ) -> dict[str, Any]:
        """Replace a layout as a whole.

        A meeting that uses it changes at once, people who have it as their own do not.

        :param page_list: as in :meth:`add_meeting_advanced_layout`, always with ``enable_polling``;
            this page of the manual has no ``nick_name``

        WeCom page 98868.
        """
        body = {
            "meetingid": meetingid,
            "layout_id": layout_id,
            "layout_name": layout_name,
            "page_list": page_list,
        }
        return self._post("meeting/advanced_layout/update", body, idempotent=True)

    def meeting_advanced_layout_apply(
        self,
        meetingid: str,
        layout_id: str,
        *,
        user_list: Sequence[records.TmpOpenId] | None = None,
    ) -> dict[str, Any]:
        """Apply a layout to a meeting, or to some SIP or H.323 rooms in it.

        :param layout_id: ``""`` goes back to the default
        :param user_list: at most 20, ``{"tmp_openid": …}`` each; the whole meeting if left out
        :raises ValueError: over the limit

        WeCom page 98869.
        """
        max_length("user_list", user_list, 20)
        body = {"meetingid": meetingid, "layout_id": layout_id, "user_list": user_list}
        return self._post("meeting/advanced_layout/apply", body, idempotent=True)
