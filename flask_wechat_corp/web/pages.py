"""What an agent's object has for pages: the login of members, and the JS-SDK's configuration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..api import WeChatAPI
from .login import Member, MemberLogin, page_url

__all__ = ["MemberPages"]

V = TypeVar("V", bound=Callable[..., Any])


class MemberPages:
    """The methods of :class:`~flask_wechat_corp.WeChatCorp` that views and templates use."""

    _login: MemberLogin

    if TYPE_CHECKING:

        @property
        def api(self) -> WeChatAPI:
            """The API client of the agent."""

    @overload
    def member_required(self, view: V, /) -> V: ...
    @overload
    def member_required(
        self,
        view: None = None,
        /,
        *,
        scope: str = "snsapi_base",
        lifetime: float = 8 * 3600,
        linked: bool = False,
    ) -> Callable[[V], V]: ...
    def member_required(
        self,
        view: Any = None,
        /,
        *,
        scope: str = "snsapi_base",
        lifetime: float = 8 * 3600,
        linked: bool = False,
    ) -> Any:
        """Decorate a view that only members of the corp may see.

        A browser that is not logged in is redirected to WeCom (the OAuth page inside WeCom and
        WeChat, the scan login elsewhere) and back to the same address. Methods other than GET and
        requests of scripts (JSON, ``fetch()``) get a 401; visitors who are not members, or who
        decline the login, a 403. This needs ``SECRET_KEY``, and the host among the
        agent's trusted domains (可信域名).

        :param scope: ``snsapi_base``, or ``snsapi_privateinfo`` to ask for private fields
        :param lifetime: seconds for which a login is good enough for this view
        :param linked: whether members of linked companies (互联企业, 上下游) may see it too;
            ``current_member.corpid`` tells them from our own
        :raises WeChatAPIError: when WeCom does not accept the code
        """
        if view is not None:
            return self._login.required(view, scope, lifetime, linked=linked)
        return lambda view: self._login.required(view, scope, lifetime, linked=linked)

    @property
    def current_member(self) -> Member | None:
        """The member who is logged in, or ``None``."""
        return self._login.current()

    def log_out(self) -> None:
        """Forget the member in the browser's session."""
        self._login.log_out()

    def js_config(
        self, *apis: str, agent: bool = False, url: str | None = None, debug: bool = False
    ) -> dict[str, Any]:
        """Return the argument for ``wx.config`` (with ``agent``: ``wx.agentConfig``) on this page.

        In a template: ``{{ wechat_js_config("scanQRCode")|tojson }}``.

        :param apis: the JS-SDK functions that the page will use
        :param url: the page's address as the browser shows it; by default that of this request
        :raises WeChatAPIError: when WeCom does not return a ticket
        """
        return self.api.get_js_config(
            url or page_url(), agent=agent, js_api_list=list(apis), debug=debug
        )
