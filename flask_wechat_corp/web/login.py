"""Pages for members: their login, and the page address for the JS-SDK's signature.

A page identifies its visitor by redirecting the browser to WeCom, which sends it back with a
``code``. Inside WeCom that is the OAuth page (developer.work.weixin.qq.com/document/path/91022), in
a desktop browser the scan login (path/98171).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote, unquote, urlencode

from flask import Response, abort, current_app, redirect, request, session
from werkzeug.urls import iri_to_uri

from .._clocks import wall_clock
from ..api import WeChatAPI
from ..errors import WeChatAPIError

__all__ = ["Member", "MemberLogin", "page_url"]

V = TypeVar("V", bound=Callable[..., Any])

INVALID_CODE = 40029
PRIVATE = "snsapi_privateinfo"
"""The scope that asks the member for private fields; a login without it does not suffice."""
OPEN_LOGINS = 5
"""How many tabs may log in at the same time; older states are forgotten."""


@dataclass(frozen=True)
class Member:
    """A member who is logged in to the page."""

    userid: str
    """The member's id; of a member of a linked company ``corpid/userid``, as WeCom writes it."""
    corpid: str = ""
    """The corp of a member of a linked company (互联企业, 上下游); empty for our own members."""


class MemberLogin:
    """The login of one agent's pages, kept in ``flask.session``.

    :param name: the name of the extension object; separates the logins of several agents
    :param api: returns the agent's API client
    :param clock: returns seconds since the epoch
    """

    def __init__(
        self,
        name: str,
        api: Callable[[], WeChatAPI],
        clock: Callable[[], float] = wall_clock,
    ) -> None:
        self._key = f"_{name}_member"
        self._states_key = f"_{name}_login"
        self._seen = f"flask_wechat_corp.{name}.member"
        self._api = api
        self._clock = clock

    def current(self) -> Member | None:
        """Return the logged-in member, or ``None``.

        In a guarded view, and in what it calls, that view's ``lifetime`` counts; elsewhere that of
        the view which asked for the login.
        """
        found: Member | None = request.environ.get(self._seen)
        if found is not None:
            return found
        kept = self._kept()
        return None if kept is None else self._member_of(kept, kept["lifetime"])

    def log_out(self) -> None:
        """Forget the member in this session."""
        request.environ.pop(self._seen, None)
        session.pop(self._key, None)

    def _kept(self) -> dict[str, Any] | None:
        """Return the login in the browser's session; an old version of it is none."""
        kept = session.get(self._key)
        wanted = {"userid", "corpid", "since", "lifetime", "scope"}
        return kept if isinstance(kept, dict) and wanted <= kept.keys() else None

    def _member_of(self, kept: Mapping[str, Any], lifetime: float) -> Member | None:
        if self._clock() - kept["since"] >= lifetime:
            return None
        return Member(str(kept["userid"]), str(kept["corpid"]))

    def required(self, view: V, scope: str, lifetime: float, *, linked: bool = False) -> V:
        """Wrap a view that only members may see; see ``WeChatCorp.member_required``."""

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            kept = self._kept()
            member = kept and self._member_of(kept, lifetime)
            if not member or (scope == PRIVATE and kept and kept["scope"] != PRIVATE):
                return self._log_in(scope, lifetime, linked=linked)
            if member.corpid and not linked:
                _refuse_stranger()
            if "code" in request.args and "state" in request.args:
                return _away(_own_path())  # a reload or the back button: the code is used up
            request.environ[self._seen] = member
            return current_app.ensure_sync(view)(*args, **kwargs)

        return guarded  # type: ignore[return-value]  # same parameters, answer of a view

    def _log_in(self, scope: str, lifetime: float, *, linked: bool) -> Response:
        if request.method not in ("GET", "HEAD") or not _is_page():
            abort(401, "请先打开页面完成登录。 Open the page first to log in.")
        code, state = request.args.get("code"), request.args.get("state")
        login = self._take_state(state) if state else None
        if login is not None and not code:
            abort(
                403,
                "您拒绝了登录，无法查看此页面。如需查看，请重新打开页面并同意登录。"
                " You declined the login, so this page cannot be shown. Open it again and agree to"
                " log in.",
            )
        if not code or not state:
            return self._ask(scope, _own_path(), again=False)
        if login is None:
            abort(
                403,
                "登录链接已失效，请重新打开页面。 This login link has expired or belongs to another"
                " browser. Please open the page again.",
            )
        return self._exchange(code, login, scope, lifetime, linked=linked)

    def _ask(self, scope: str, path: str, *, again: bool) -> Response:
        """Redirect the browser to WeCom, with a state that can be used once."""
        state = secrets.token_hex(24)  # WeCom takes letters and digits (page 91022)
        logins = [*self._logins(), {"state": state, "path": path, "again": again}]
        session[self._states_key] = logins[-OPEN_LOGINS:]
        api = self._api()
        here = iri_to_uri(request.host_url).rstrip("/") + _quoted_path()
        agent = request.user_agent.string.lower()
        # WeCom's browser, and WeChat's, in which members open pages by its plugin (微信插件). A
        # phone cannot scan a code that it shows itself.
        if "wxwork" in agent or "micromessenger" in agent:
            return _away(api.get_authorize_url(here, state, scope))
        return _away(api.get_web_login_url(here, state))

    def _logins(self) -> list[dict[str, Any]]:
        kept = session.get(self._states_key)
        return kept if isinstance(kept, list) else []

    def _take_state(self, state: str) -> dict[str, Any] | None:
        """Return the login that has this state, and forget it."""
        found, rest = None, []
        for login in self._logins():
            if hmac.compare_digest(login["state"].encode(), state.encode("utf-8", "replace")):
                found = login
            else:
                rest.append(login)
        session[self._states_key] = rest
        return found

    def _exchange(
        self, code: str, login: Mapping[str, Any], scope: str, lifetime: float, *, linked: bool
    ) -> Response:
        """Exchange the code for a member; a code is never tried twice."""
        try:
            answer = self._api().get_user_info(code)
        except WeChatAPIError as error:
            if error.errcode == INVALID_CODE and not login["again"]:
                return self._ask(scope, login["path"], again=True)
            raise
        # The case of the field's name differs between WeCom's interfaces and versions.
        named = {name.lower(): value for name, value in answer.items()}
        userid = named.get("userid")
        if not isinstance(userid, str) or not userid:
            _refuse_stranger()
        # WeCom writes members of linked companies as corpid/userid (page 91023).
        corpid = userid.rpartition("/")[0]
        if corpid and not linked:
            _refuse_stranger()
        self._renew_session()
        session[self._key] = {
            "userid": userid, "corpid": corpid, "since": self._clock(), "lifetime": lifetime,
            "scope": scope,
        }  # fmt: skip
        return _away(login["path"])

    def _renew_session(self) -> None:
        """Change the session's id if it has one, which prevents session fixation."""
        session.pop(self._states_key, None)
        regenerate = getattr(current_app.session_interface, "regenerate", None)
        if regenerate is not None:
            regenerate(session)


def _own_path() -> str:
    """Return the path and query of this request without WeCom's parameters; never another host."""
    query = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in ("code", "state")
    ]
    path = _quoted_path()
    return f"{path}?{urlencode(query)}" if query else path


def _quoted_path() -> str:
    """Return the path of this request; one slash at its begin, so that it cannot name a host."""
    return "/" + quote((request.root_path + request.path).lstrip("/"), safe="/!$&'()*+,;=:@~")


def _is_page() -> bool:
    """Return whether a browser opens a page, and not a script of it that asks for data."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" or request.is_json:
        return False
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # fetch() and XMLHttpRequest
        return False
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) != (
        "application/json"
    )


def _refuse_stranger() -> NoReturn:
    abort(403, "只有本企业成员可以查看此页面。 Only members of this company can see this page.")


def _away(address: str) -> Response:
    response = current_app.make_response(redirect(address))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the code is in the address
    return response


def page_url() -> str:
    """Return this page's address as the browser shows it, for the JS-SDK's signature.

    Behind a proxy, the application needs werkzeug's ``ProxyFix`` to know scheme, host and prefix.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if not (isinstance(raw, str) and raw.startswith("/") and raw.isascii()):
        return iri_to_uri(request.url)
    host = request.host_url.rstrip("/")
    if unquote(raw.partition("?")[0]) == request.path:
        # The raw path has no prefix, because a proxy removed it: add it again.
        host += iri_to_uri(request.root_path)
    return host + raw
