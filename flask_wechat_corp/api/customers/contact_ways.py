"""The ways to reach a member (联系我): codes, buttons, temporary chats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_length, max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["ContactWays"]

FOURTEEN_DAYS = 14 * 86400


class ContactWays(Family):
    """Codes and buttons through which customers add a member (联系我), and temporary chats.

    For self-built applications under 客户联系-可调用接口的应用, and providers' applications with
    the permission 配置「联系我」二维码.
    """

    def add_contact_way(
        self,
        type: Literal[1, 2],
        scene: Literal[1, 2],
        *,
        style: int | None = None,
        remark: str | None = None,
        skip_verify: bool | None = None,
        state: str | None = None,
        user: list[str] | None = None,
        party: list[int] | None = None,
        is_temp: bool | None = None,
        expires_in: int | None = None,
        chat_expires_in: int | None = None,
        unionid: str | None = None,
        is_exclusive: bool | None = None,
        mark_source: bool | None = None,
        conclusions: records.Conclusions | None = None,
    ) -> dict[str, Any]:
        """Create a code or a button: ``config_id``, and ``qr_code`` of a code.

        Store the ``config_id``. Its members need 客户联系 and a verified name. A corp has at most
        500,000 codes and buttons, and creates at most 100,000 temporary ones a day.

        :param type: 1 one member, 2 several
        :param scene: 1 button in a mini program, 2 QR code
        :param style: of a button, 1 to 3 for one member, 1 or 2 for several
        :param remark: at most 30 characters
        :param skip_verify: ``True`` (WeCom's default) adds the customer without a confirmation
        :param state: tells channels apart, at most 30 characters; :meth:`get_external_contact`
            returns it
        :param user: exactly one for ``type=1``; with those of ``party`` at most 100 members
        :param party: departments, for ``type=2``
        :param is_temp: a temporary chat, for ``type=1`` in health care only; the parameters
            ``expires_in``, ``chat_expires_in``, ``unionid`` and ``conclusions`` belong to it
        :param expires_in: seconds that a temporary code lives, at most 14 days (WeCom's default
            is 7 days)
        :param chat_expires_in: seconds that a temporary chat lives, at most 14 days (WeCom's
            default is one day)
        :param unionid: the only customer that may use a temporary code; the corp must have linked
            its WeChat developer account
        :param is_exclusive: customers of one company get the same member
        :param mark_source: customers are marked as won by the application (WeCom's default); for
            applications of the kind 营销获客 only
        :param conclusions: what the customer gets at the end of a temporary chat
        :raises ValueError: over a limit

        WeCom page 92228.
        """
        _check_contact_way(remark, state, user, expires_in, chat_expires_in)
        return self._post(
            "externalcontact/add_contact_way",
            {
                "type": type,
                "scene": scene,
                "style": style,
                "remark": remark,
                "skip_verify": skip_verify,
                "state": state,
                "user": user,
                "party": party,
                "is_temp": is_temp,
                "expires_in": expires_in,
                "chat_expires_in": chat_expires_in,
                "unionid": unionid,
                "is_exclusive": is_exclusive,
                "mark_source": mark_source,
                "conclusions": conclusions,
            },
        )

    def update_contact_way(
        self,
        config_id: str,
        *,
        style: int | None = None,
        remark: str | None = None,
        skip_verify: bool | None = None,
        state: str | None = None,
        user: list[str] | None = None,
        party: list[int] | None = None,
        is_temp: bool | None = None,
        expires_in: int | None = None,
        chat_expires_in: int | None = None,
        unionid: str | None = None,
        is_exclusive: bool | None = None,
        mark_source: bool | None = None,
        conclusions: records.Conclusions | None = None,
    ) -> dict[str, Any]:
        """Change a code or button; a value that is given replaces the old one.

        Limits as in :meth:`add_contact_way`. An expired temporary code cannot be changed.
        ``is_temp`` and ``is_exclusive`` are not in the manual of this call; they are sent as they
        are. WeCom page 92228.
        """
        _check_contact_way(remark, state, user, expires_in, chat_expires_in)
        return self._post(
            "externalcontact/update_contact_way",
            {
                "config_id": config_id,
                "style": style,
                "remark": remark,
                "skip_verify": skip_verify,
                "state": state,
                "user": user,
                "party": party,
                "is_temp": is_temp,
                "expires_in": expires_in,
                "chat_expires_in": chat_expires_in,
                "unionid": unionid,
                "is_exclusive": is_exclusive,
                "mark_source": mark_source,
                "conclusions": conclusions,
            },
            idempotent=True,
        )

    def get_contact_way(self, config_id: str) -> dict[str, Any]:
        """Return a code or button: ``contact_way``. WeCom page 92228."""
        return self._post(
            "externalcontact/get_contact_way", {"config_id": config_id}, idempotent=True
        )

    def list_contact_way(
        self,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the ``config_id`` of the codes and buttons created since 10 July 2021.

        Temporary ones are not listed.

        :param start_time: Unix seconds (WeCom's default: 90 days ago)
        :param end_time: Unix seconds (WeCom's default: now)
        :param limit: page size, at most 1,000 (WeCom's default is 100)
        :raises ValueError: over the limit

        WeCom page 92228.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "externalcontact/list_contact_way",
            {"start_time": start_time, "end_time": end_time, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_contact_ways(
        self,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield ``{"config_id": …}`` from all pages of :meth:`list_contact_way`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/list_contact_way",
            {"start_time": start_time, "end_time": end_time, "limit": limit},
            "contact_way",
        )

    def delete_contact_way(self, config_id: str) -> dict[str, Any]:
        """Delete a code or button. WeCom page 92228."""
        return self._post("externalcontact/del_contact_way", {"config_id": config_id})

    def close_temp_chat(self, userid: str, external_userid: str) -> dict[str, Any]:
        """End a member's temporary chat with a customer, who gets the conclusions.

        WeCom page 92228.
        """
        return self._post(
            "externalcontact/close_temp_chat",
            {"userid": userid, "external_userid": external_userid},
        )


def _check_contact_way(
    remark: str | None,
    state: str | None,
    user: list[str] | None,
    expires_in: int | None,
    chat_expires_in: int | None,
) -> None:
    max_length("remark", remark, 30)
    max_length("state", state, 30)
    max_length("user", user, 100)
    max_value("expires_in", expires_in, FOURTEEN_DAYS)
    max_value("chat_expires_in", chat_expires_in, FOURTEEN_DAYS)
