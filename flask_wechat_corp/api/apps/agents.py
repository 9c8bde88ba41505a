"""Applications and their place on the workbench (应用管理)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["Agents"]

NAME_LENGTH = 32
MIN_DESCRIPTION = 4
MAX_DESCRIPTION = 120
MAX_MEMBERS = 1000


class Agents(Family):
    """Read and set applications; our own agent when no ``agentid`` is given.

    The calls raise :class:`~flask_wechat_corp.errors.ConfigError` when neither ``agentid`` nor
    ``AGENT_ID`` is set.
    """

    def get_agent(self, agentid: int | None = None) -> dict[str, Any]:
        """Get name, logo, visible range and switches of an application.

        WeCom page 90227.
        """
        return self._get("agent/get", {"agentid": self._agent(agentid)})

    def set_agent(self, opts: records.Agent) -> dict[str, Any]:
        """Change an application; what the record does not contain stays.

        :param opts: WeCom's own keys: ``name`` (at most 32 characters), ``description`` (4 to 120),
            ``logo_mediaid``, ``report_location_flag``, ``isreportenter``, ``redirect_domain``,
            ``home_url`` (with ``http://`` or ``https://``)

        WeCom page 90228.
        """
        max_length("name", str(opts.get("name") or ""), NAME_LENGTH)
        description = opts.get("description")
        if isinstance(description, str):
            max_length("description", description, MAX_DESCRIPTION)
            if len(description) < MIN_DESCRIPTION:
                raise ValueError(f"description: WeCom takes at least {MIN_DESCRIPTION} characters.")
        body = dict(opts)
        if body.get("agentid") is None:
            body["agentid"] = self._agent()
        return self._post("agent/set", body, idempotent=True)

    def list_agent(self) -> dict[str, Any]:
        """Get ``agentlist``: the applications that this secret may see.

        WeCom page 90227.
        """
        return self._get("agent/list")

    def set_workbench_template(
        self,
        type: str,
        *,
        agentid: int | None = None,
        keydata: Mapping[str, object] | None = None,
        image: Mapping[str, object] | None = None,
        list: Mapping[str, object] | None = None,
        webview: Mapping[str, object] | None = None,
        replace_user_data: bool | None = None,
    ) -> dict[str, Any]:
        """Set the application's template on the workbench (工作台), with data for all members.

        For self-built and third-party applications; an administrator first turns on 自定义展示.

        The addresses in the data are a ``jump_url`` when the application opens a web page, and a
        ``pagepath`` when it opens a mini program.

        :param type: ``keydata``, ``image``, ``list`` or ``webview``, with the data in the parameter
            of that name; ``normal`` goes back to an icon
        :param keydata: ``{"items": [{"key": …, "data": …, "jump_url": …}]}``, at most 4; ``key``
            and ``data`` have at most 64 characters, an address 1,024
        :param image: ``{"url": …, "jump_url": …}``; best is a picture 3.35 times as wide as high
        :param list: ``{"items": [{"title": …, "jump_url": …}]}``, at most 3; a ``title`` has at
            most 128 bytes
        :param webview: ``{"url": …, "height": "single_row", "hide_title": …}``; the height is
            ``single_row`` or ``double_row`` (WeCom's default). ``enable_webview_click: True`` lets
            links in the page open (``wxwork://openurl?url=…``); its ``jump_url`` then does nothing
        :param replace_user_data: also overwrite what members were given of their own (WeCom's
            default is not to)

        WeCom page 92535.
        """
        body = {
            "agentid": self._agent(agentid),
            "type": type,
            "keydata": keydata,
            "image": image,
            "list": list,
            "webview": webview,
            "replace_user_data": replace_user_data,
        }
        return self._post("agent/set_workbench_template", body, idempotent=True)

    def get_workbench_template(self, agentid: int | None = None) -> dict[str, Any]:
        """Get what :meth:`set_workbench_template` has set.

        WeCom page 92535.
        """
        body = {"agentid": self._agent(agentid)}
        return self._post("agent/get_workbench_template", body, idempotent=True)

    def set_workbench_data(
        self,
        userid: str,
        type: str,
        *,
        agentid: int | None = None,
        keydata: Mapping[str, object] | None = None,
        image: Mapping[str, object] | None = None,
        list: Mapping[str, object] | None = None,
        webview: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """Give one member data of their own for the application's place on the workbench.

        At most 10 times a minute for each member. The parameters are those of
        :meth:`set_workbench_template`. WeCom page 92535.
        """
        body = {
            "agentid": self._agent(agentid),
            "userid": userid,
            "type": type,
            "keydata": keydata,
            "image": image,
            "list": list,
            "webview": webview,
        }
        return self._post("agent/set_workbench_data", body, idempotent=True)

    def batch_set_workbench_data(
        self, userid_list: list[str], data: Mapping[str, object], *, agentid: int | None = None
    ) -> dict[str, Any]:
        """Give several members the same data for the application's place on the workbench.

        An application can do so for 100,000 members a minute; all must be in its visible range.

        :param userid_list: at most 1,000
        :param data: ``type`` and the data under the key of that name
        :raises ValueError: more than 1,000 members

        WeCom page 92535.
        """
        max_length("userid_list", userid_list, MAX_MEMBERS)
        body = {"agentid": self._agent(agentid), "userid_list": userid_list, "data": data}
        return self._post("agent/batch_set_workbench_data", body, idempotent=True)

    def get_workbench_data(self, userid: str, agentid: int | None = None) -> dict[str, Any]:
        """Get ``data``: what one member sees at the application's place on the workbench.

        WeCom page 92535.
        """
        body = {"agentid": self._agent(agentid), "userid": userid}
        return self._post("agent/get_workbench_data", body, idempotent=True)

    def get_agent_admin_list(self) -> dict[str, Any]:
        """Get ``admin``: the administrators of this application, of the corp only.

        ``auth_type`` is 1 for one who may manage it, 0 for one who may only send messages. For
        third-party applications and those made for the corp (代开发).

        WeCom page 100072.
        """
        return self._get("agent/get_admin_list")

    def get_agent_permissions(self) -> dict[str, Any]:
        """Get ``app_permissions``: the permissions of this application.

        For third-party applications and those made for the corp (代开发).

        WeCom page 99052.
        """
        return self._post("agent/get_permissions", idempotent=True)

    def claim_customized_app(self, suite_access_token: str) -> dict[str, Any]:
        """Convert an application of the corp's own into one that a provider made for it (代开发).

        :param suite_access_token: of the customised application's template; sent in the body

        WeCom page 99617.
        """
        body = {"suite_access_token": suite_access_token}
        return self._post("agent/claim_customized_app", body)

    def migrate_to_customized_app(self, suite_access_token: str) -> dict[str, Any]:
        """Convert a third-party application of this corp into a customised one.

        :param suite_access_token: of the customised application's template; sent in the body

        WeCom page 96072, not checked against the manual.
        """
        body = {"suite_access_token": suite_access_token}
        return self._post("agent/migrate_to_customized_app", body)
