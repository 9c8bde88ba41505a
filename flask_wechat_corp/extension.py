"""``WeChatCorp``, the extension object of an application."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, TypeVar, overload

from flask import Blueprint, Flask, Request, current_app
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App

from .api import WeChatAPI
from .callback.handler import Handler, HandlerEntry
from .callback.kf.handler import KfHandler
from .callback.message import Message, load_classes_with
from .callback.steps import StepEntry
from .callback.table import Registered
from .config import EXTENSION_KEY, Config
from .errors import ConfigError
from .signals import call_made, send_signal, token_refreshed
from .stores import Store, open_store
from .web.background import BoundedPool, InProcessQueue
from .web.endpoint import callback_view
from .web.flask_session import warn_about_sessions
from .web.kf import CustomerService
from .web.login import Member, MemberLogin, page_url
from .web.runner import message_context
from .web.state import AppState, ClientResolver, DeferredQueue, Resolver

if TYPE_CHECKING:
    from .messages.decorators import MessageDecorators

    class _Decorated(MessageDecorators, Handler):  # type: ignore[misc]  # stricter than a table's
        """Handlers that take the class of message that fits."""
else:
    _Decorated = Handler

__all__ = ["WeChatCorp"]

R = TypeVar("R", bound=Callable[[Request], Any])
C = TypeVar("C", bound=ClientResolver)
GetToken = Callable[[], "Mapping[str, Any] | None"]
SaveToken = Callable[[dict[str, Any]], object]
G = TypeVar("G", bound=GetToken)
S = TypeVar("S", bound=SaveToken)
V = TypeVar("V", bound=Callable[..., Any])


def _load_message_classes() -> None:
    """Import the classes of messages, which register themselves."""
    from . import messages  # noqa: F401


load_classes_with(_load_message_classes)


class WeChatCorp(_Decorated):
    """WeCom for a Flask application: one object for each agent (应用).

    It is itself a registry of handlers: ``@wx.text``, ``@wx.event("subscribe")`` and the other
    decorators come from :class:`~flask_wechat_corp.Handler`.

    :param app: the application; without it call :meth:`init_app`, also for several applications
    :param handler: a :class:`~flask_wechat_corp.Handler`, or one function for every message
    :param name: the name of the blueprint and of the state in ``app.extensions["wechat_corp"]``
    :param config_prefix: the prefix of this object's settings
    :param url: callback path, used instead of the setting ``URL``; may contain Flask's converters
    :param get_token: see the decorator :meth:`get_token`
    :param save_token: see the decorator :meth:`save_token`
    :param executor: runs deferred handlers: an executor of this process, or a
        :class:`flask_wechat_corp.celery.CeleryExecutor`; by default a bounded pool of threads
    :raises ConfigError: see :meth:`init_app`
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        handler: Handler | Callable[..., Any] | None = None,
        name: str = EXTENSION_KEY,
        config_prefix: str = "WECHAT_CORP_",
        url: str | None = None,
        get_token: GetToken | None = None,
        save_token: SaveToken | None = None,
        executor: Executor | DeferredQueue | None = None,
    ) -> None:
        super().__init__()
        self.label = f"{type(self).__name__} {name!r}"
        if executor is None or isinstance(executor, Executor):
            executor = InProcessQueue(executor or BoundedPool())
        self._queue: DeferredQueue = executor
        self.name = name
        self._get_token = get_token
        self._save_token = save_token
        self._resolver: Resolver | None = None
        self._client_for: ClientResolver | None = None
        self._config_prefix = config_prefix
        self._url = url
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        self._login = MemberLogin(name, lambda: self.api)
        self.kf = KfHandler(self, self._check_kf)
        """What customers write to the accounts of customer service (微信客服)."""
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
        """Read the settings, store our state in the app, and register the callback's route.

        All settings are read and checked now; later changes of ``app.config`` have no effect.

        :raises ConfigError: when a setting is missing or malformed, or when the app already has an
            extension object with this name or callback path
        """
        states: dict[str, AppState] = app.extensions.setdefault(EXTENSION_KEY, {})
        if self.name in states:
            raise ConfigError(
                f"A WeChatCorp named {self.name!r} is already registered on this app. Was"
                " init_app() called twice? For a second agent pass name=, config_prefix= and url=."
            )
        config = Config.from_mapping(app.config, self._config_prefix, url=self._url)
        for other in states.values():
            if other.config.url == config.url and other.config.credentials:
                raise ConfigError(
                    f"{self._config_prefix}URL {config.url!r} is already used by WeChatCorp"
                    f" {other.name!r}. Give each WeChatCorp its own URL."
                )
        store = self._open_store(app, config)
        if self.kf.active:
            self._check_secret(config)
        queue = self._queue
        if config.simulated and not isinstance(queue, InProcessQueue):
            # Real workers must not get made-up messages: they would answer real members.
            queue = InProcessQueue(BoundedPool())
        client = self._client(app, config, store)
        state = AppState(
            self.name,
            self,
            config,
            store,
            client,
            queue,
            self._resolver,
            client_for=self._client_for,
        )
        state.kf = CustomerService(app, state, self.kf)
        states[self.name] = state
        warn_about_sessions(state, app)
        queue.bind(app, self.name)
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
                f"{self._config_prefix}STORE must be set, because the instance folder cannot be"
                f" used ({error.strerror})."
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
            login_url=config.login_url,
            proxy=config.proxy,
            config_prefix=self._config_prefix,
        )

        def call_ended(method: str, path: str, seconds: float, errcode: int | None) -> None:
            facts = {"method": method, "path": path, "seconds": seconds, "errcode": errcode}
            send_signal(call_made, self.name, app=app, **facts)

        def token_fetched(kind: str, expires_at: float) -> None:
            send_signal(token_refreshed, self.name, app=app, kind=kind, expires_at=expires_at)

        client.on_call, client.on_token = call_ended, token_fetched
        return client

    def _publish_client(self, app: Flask) -> None:
        """Publish the client of the app's first extension object as ``current_app.wechat_api``."""
        states: Any = app.extensions[EXTENSION_KEY].values()
        first = next(one for one in states if one.api is not None)  # a robot has no client
        app.wechat_api = first.api  # type: ignore[attr-defined]  # our documented addition

    def _add_route(self, app: Flask) -> None:
        state: AppState = app.extensions[EXTENSION_KEY][self.name]
        if self.name in app.blueprints:
            return
        if state.config.credentials is not None or self._resolver is not None:
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
        states: dict[str, AppState] = app.extensions.get(EXTENSION_KEY, {})
        try:
            return states[self.name]
        except KeyError:
            raise RuntimeError(
                f"The current app has no WeChatCorp named {self.name!r}. Did you forget to call"
                " wx.init_app(app)?"
            ) from None

    @property
    def api(self) -> WeChatAPI:
        """The API client of this agent; works in any app context.

        While a message of another corp is handled, it is the client that the function decorated
        with :meth:`client_for` returns for that corp.

        :raises RuntimeError: when that function has no client for the corp of the message
        """
        state = self._state
        if state.client_for is None:
            return state.api
        context = message_context(state)
        if context is None:
            return state.api
        if context.client is None:
            raise RuntimeError(
                "The function decorated with @wx.client_for returned no client for the corp of"
                " this message, so wx.api cannot be used."
            )
        return context.client

    @property
    def message(self) -> Message:
        """The message that is being handled.

        :raises RuntimeError: outside of a message, or in a message of another object
        """
        message: Message = super().message
        return message

    def get_token(self, function: G) -> G:
        """Decorate a function that reads the access token from where you keep it.

        It returns the dict that the function of :meth:`save_token` was given, or ``None``.
        """
        self._get_token = function
        self._set_token_callbacks()
        return function

    def save_token(self, function: S) -> S:
        """Decorate a function that keeps ``{"access_token": str, "expires_at": float}``."""
        self._save_token = function
        self._set_token_callbacks()
        return function

    def _set_token_callbacks(self) -> None:
        for app in self._apps:
            state: AppState = app.extensions[EXTENSION_KEY][self.name]
            state.api.set_token_callbacks(self._get_token, self._save_token)

    def _register(self, one: Registered, *, own: bool = True) -> None:
        entry = one.handler if isinstance(one, StepEntry) else one
        if isinstance(entry, HandlerEntry) and entry.in_background:
            self._queue.register(entry)
        super()._register(one, own=own)

    def _check_kf(self) -> None:
        for app in self._apps:
            self._check_secret(self._state_of(app).config)

    def _check_secret(self, config: Config) -> None:
        if not config.secret:
            raise ConfigError(
                f"{self._config_prefix}SECRET is missing. wx.kf has a handler, and what customers"
                " write is fetched with the API."
            )

    def register(self, handler: Handler) -> None:
        """Add what a registry has, also what is registered there later.

        :raises TypeError: when it has a step with the name of another one
        """
        self.include(handler)

    def credentials(self, resolver: R) -> R:
        """Decorate a function that returns the credentials of a callback.

        It is given the request and returns one :class:`~flask_wechat_corp.Credentials` or a list
        of them. They are used instead of the configured pair: for key rotation, or for many corps
        behind one URL.
        """
        self._resolver = resolver
        for app in self._apps:
            self._state_of(app).resolver = resolver
            self._add_route(app)
        return resolver

    def client_for(self, function: C) -> C:
        """Decorate a function that returns the API client of another corp.

        It is given the receive id that was verified with a message, and returns that corp's
        :class:`~flask_wechat_corp.WeChatAPI`, or ``None``. It is asked once for a message whose
        receive id is not the configured one (``RECEIVE_ID``, else ``ID``), also in a Celery worker,
        and only when the client is needed. ``wx.api`` is then that client, and a late reply leaves
        through it. Without a client the late reply is refused with
        :class:`~flask_wechat_corp.errors.ReplyError`.
        """
        self._client_for = function
        for app in self._apps:
            self._state_of(app).client_for = function
        return function

    # -- pages

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
