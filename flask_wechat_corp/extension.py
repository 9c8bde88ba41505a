"""``WeChatCorp``: the assembly of all parts, and the names that an application touches."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar, overload

from flask import Blueprint, Flask, Request, current_app
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App

from .api import WeChatAPI
from .callback.handler import Handler, Rule
from .callback.lists import Lists
from .callback.session import Session
from .config import Config
from .errors import ConfigError
from .signals import call_made, tell, token_refreshed
from .stores import Store, open_store
from .web.background import BoundedPool
from .web.endpoint import callback_view
from .web.login import Member, MemberLogin, page_url
from .web.runner import current_turn
from .web.state import AppState, Queue, Resolver

__all__ = ["WeChatCorp"]

KEY = "wechat_corp"
"""Our place in ``app.extensions``."""

R = TypeVar("R", bound=Callable[[Request], Any])
GetToken = Callable[[], "Mapping[str, Any] | None"]
SaveToken = Callable[[dict[str, Any]], object]
T = TypeVar("T")
G = TypeVar("G", bound=GetToken)
S = TypeVar("S", bound=SaveToken)
V = TypeVar("V", bound=Callable[..., Any])


class WeChatCorp(Handler):
    """WeCom for a Flask application: one object for each agent (应用).

    It is itself the table of handlers: ``@wx.text``, ``@wx.event("subscribe")`` and the rest come
    from :class:`~flask_wechat_corp.Handler`.

    :param app: the application; else call :meth:`init_app`, also for several applications
    :param handler: a :class:`~flask_wechat_corp.Handler`, or one function for every message
    :param name: of the blueprint and of the state in ``app.extensions["wechat_corp"]``
    :param config_prefix: what the names of this object's settings begin with
    :param url: callback path; takes the place of the setting ``URL``; may hold Flask's converters
    :param get_token: see the decorator :meth:`get_token`
    :param save_token: see the decorator :meth:`save_token`
    :param executor: runs deferred handlers: an executor of this process, or a
        :class:`flask_wechat_corp.celery.CeleryExecutor`; without one, a bounded pool of threads
    :raises ConfigError: see :meth:`init_app`
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        handler: Handler | Callable[..., Any] | None = None,
        name: str = KEY,
        config_prefix: str = "WECHAT_CORP_",
        url: str | None = None,
        get_token: GetToken | None = None,
        save_token: SaveToken | None = None,
        executor: Executor | Queue | None = None,
    ) -> None:
        super().__init__()
        self.lists = Lists()
        """The lists that :meth:`wait` can show."""
        self._executor = executor if isinstance(executor, Executor) else BoundedPool()
        self._queue = None if isinstance(executor, Executor) else executor
        self.name = name
        self._get_token = get_token
        self._save_token = save_token
        self.resolver: Resolver | None = None
        self._config_prefix = config_prefix
        self._url = url
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        self._login = MemberLogin(name, lambda: self.api)
        self.blueprint = Blueprint(name, __name__)
        """For ``csrf.exempt(wx.blueprint)``."""
        self.blueprint.record(self._add_url_rule)
        if isinstance(handler, Handler):
            self.register(handler)
        elif handler is not None:
            self.default(handler)
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings, keep our state in the app, and register the callback's route.

        All settings are read and checked now; later changes of ``app.config`` have no effect.

        :raises ConfigError: when a setting is missing or malformed, or when the app already has an
            extension object of this name or callback path
        """
        states: dict[str, AppState] = app.extensions.setdefault(KEY, {})
        if self.name in states:
            raise ConfigError(f"this app already has a WeChatCorp named {self.name!r}; give a name")
        config = Config.from_mapping(app.config, self._config_prefix, url=self._url)
        for other in states.values():
            if other.config.url == config.url and other.config.credentials:
                raise ConfigError(f"{self._config_prefix}URL must differ from {other.name!r}'s")
        store = self._open_store(app, config)
        client = self._client(app, config, store)
        states[self.name] = AppState(
            self.name, self, config, store, client, self._executor, self._queue
        )
        states[self.name].warn_of_local_store(app)
        if self._queue is not None:
            self._queue.bind(app, self.name)
        self._apps.add(app)
        self._publish_client(app)
        app.jinja_env.globals.setdefault("wechat_js_config", self.js_config)
        self._add_route(app)

    def _open_store(self, app: Flask, config: Config) -> Store:
        try:
            if config.store is not None:
                return open_store(config.store, app.instance_path)
            os.makedirs(app.instance_path, exist_ok=True)
            return open_store("sqlite:///wechat_corp.sqlite", app.instance_path)
        except OSError as error:
            raise ConfigError(
                f"{self._config_prefix}STORE must be set: the instance folder cannot be used"
                f" ({error.strerror})"
            ) from None
        except ConfigError as error:
            raise ConfigError(f"{self._config_prefix}{error}") from None

    def _client(self, app: Flask, config: Config, store: Store) -> WeChatAPI:
        client = WeChatAPI(
            config.id,
            config.secret,
            config.agent_id,
            None if config.simulated else self._get_token,
            None if config.simulated else self._save_token,
            api_url=config.api_url,
            timeout=config.timeout,
            store=store,
            authorize_url=config.authorize_url,
        )

        def call_ended(method: str, path: str, seconds: float, errcode: int | None) -> None:
            facts = {"method": method, "path": path, "seconds": seconds, "errcode": errcode}
            tell(call_made, app, self.name, **facts)

        def token_fetched(kind: str, expires_at: float) -> None:
            tell(token_refreshed, app, self.name, kind=kind, expires_at=expires_at)

        client.on_call, client.on_token = call_ended, token_fetched
        return client

    def _publish_client(self, app: Flask) -> None:
        """Let the app's first extension object be ``current_app.wechat_api``."""
        first: AppState = next(iter(app.extensions[KEY].values()))
        app.wechat_api = first.api  # type: ignore[attr-defined]  # our documented addition

    def _add_route(self, app: Flask) -> None:
        state: AppState = app.extensions[KEY][self.name]
        if self.name in app.blueprints:
            return
        if state.config.credentials is not None or self.resolver is not None:
            app.register_blueprint(self.blueprint)

    def _add_url_rule(self, setup: BlueprintSetupState) -> None:
        state = self._state_of(setup.app)
        setup.add_url_rule(
            state.config.url,
            endpoint="callback",
            view_func=callback_view(state),
            methods=["GET", "POST"],
            strict_slashes=False,
        )

    @property
    def _state(self) -> AppState:
        """Our state in the current app."""
        return self._state_of(current_app)

    def _state_of(self, app: App) -> AppState:
        states: dict[str, AppState] = app.extensions.get(KEY, {})
        try:
            return states[self.name]
        except KeyError:
            raise RuntimeError(
                f"the current app has no WeChatCorp named {self.name!r};"
                " did you forget wx.init_app(app)?"
            ) from None

    @property
    def api(self) -> WeChatAPI:
        """The API client of this agent; works in any app context."""
        return self._state.api

    @property
    def session(self) -> Session:
        """The conversation session of the message that is being handled.

        The first touch takes hold of the conversation: until the end of this message no other
        message of the same user is handled beyond its own first touch.

        :raises RuntimeError: outside of a message
        :raises StoreTimeout: when another message holds the conversation for 4.5 seconds
        :raises StoreError: when the store fails
        """
        return current_turn(self._state).session

    def wait(self, name: str) -> str:
        """Remember that the user is shown this list; return its description, as the reply.

        :raises UndefinedListError: when no list of that name was added
        """
        description = self.lists.get(name).description
        current_turn(self._state).conversation.waiting = name
        return description

    def nowait(self, reply: T = None) -> T:  # type: ignore[assignment]  # None is a reply too
        """Forget the list that waits for this user's answer; return ``reply``."""
        current_turn(self._state).conversation.waiting = None
        return reply

    def get_token(self, function: G) -> G:
        """Decorate a function that reads the access token from where you keep it.

        It returns the dict that :meth:`save_token`'s function was given, or ``None``.
        """
        self._get_token = function
        self._tell_clients()
        return function

    def save_token(self, function: S) -> S:
        """Decorate a function that keeps ``{"access_token": str, "expires_at": float}``."""
        self._save_token = function
        self._tell_clients()
        return function

    def _tell_clients(self) -> None:
        for app in self._apps:
            state: AppState = app.extensions[KEY][self.name]
            state.api.set_token_callbacks(self._get_token, self._save_token)

    def _take(self, rule: Rule) -> None:
        if rule.deferred and self._queue is not None:
            self._queue.check(rule, self.deferred_rule(rule.name))
        super()._take(rule)

    def deferred_rule(self, name: str) -> Rule | None:
        """Return the deferred rule of this dotted name, for a worker of another process."""
        return next((rule for rule in self._rules if rule.deferred and rule.name == name), None)

    def register(self, handler: Handler) -> None:
        """Add a table of handlers; what it gets later is added too."""
        self.include(handler)

    def credentials(self, resolver: R) -> R:
        """Decorate a function that says which credentials may open a callback.

        It is given the request and returns one :class:`~flask_wechat_corp.Credentials` or a list
        of them, used instead of the configured pair: for key rotation, or for many corps behind
        one URL.
        """
        self.resolver = resolver
        for app in self._apps:
            self._add_route(app)
        return resolver

    # -- pages

    @overload
    def member_required(self, view: V, /) -> V: ...
    @overload
    def member_required(
        self, view: None = None, /, *, scope: str = "snsapi_base", lifetime: float = 8 * 3600
    ) -> Callable[[V], V]: ...
    def member_required(
        self, view: Any = None, /, *, scope: str = "snsapi_base", lifetime: float = 8 * 3600
    ) -> Any:
        """Decorate a view that only members of the corp may see.

        A browser that is not logged in goes to WeCom -- the OAuth page inside WeCom, the scan login
        elsewhere -- and comes back to the same address. Other methods than GET get a 401, people
        who are no members a 403. It needs ``SECRET_KEY``, and the host among the agent's trusted
        domains (可信域名).

        :param scope: ``snsapi_base``, or ``snsapi_privateinfo`` to ask for private fields
        :param lifetime: seconds until the member must log in again
        :raises WeChatAPIError: when WeCom refuses the exchange of the code
        """
        if view is not None:
            return self._login.required(view, scope, lifetime)
        return lambda view: self._login.required(view, scope, lifetime)

    @property
    def current_member(self) -> Member | None:
        """The member who is looking at the page; ``None`` without a login."""
        return self._login.current()

    def log_out(self) -> None:
        """Forget the member in the browser's session."""
        self._login.log_out()

    def js_config(
        self, *apis: str, agent: bool = False, url: str | None = None, debug: bool = False
    ) -> dict[str, Any]:
        """Return what ``wx.config`` (or, with ``agent``, ``wx.agentConfig``) takes on this page.

        In a template: ``{{ wechat_js_config("scanQRCode")|tojson }}``.

        :param apis: the functions that the page will use
        :param url: the page's address as the browser has it; by default this request's
        :raises WeChatAPIError: when WeCom gives no ticket
        """
        return self.api.get_js_config(
            url or page_url(), agent=agent, js_api_list=list(apis), debug=debug
        )
