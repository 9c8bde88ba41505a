"""``WeChatCorp``, the extension object of an application."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response

from .api import WeChatAPI
from .callback.handler import Handler
from .callback.kf.handler import KfHandler
from .callback.message import Message, load_classes_with
from .config import EXTENSION_KEY, Config
from .errors import ConfigError
from .web.endpoint import callback_view
from .web.extension_object import ExtensionObject
from .web.kf import CustomerService
from .web.login import MemberLogin
from .web.pages import MemberPages
from .web.runner import message_context
from .web.setup import GetToken, SaveToken, make_client, open_app_store
from .web.state import AppState, ClientResolver, DeferredQueue

if TYPE_CHECKING:
    from .callback.kf.decorators import KfDecorators
    from .messages.decorators import MessageDecorators

    class _Decorated(MessageDecorators, ExtensionObject[AppState]):  # type: ignore[misc]  # stricter than a table's
        """Handlers that take the class of message that fits."""

    class _DecoratedKf(KfDecorators, KfHandler):  # type: ignore[misc]  # stricter
        """Handlers that take a customer's message."""
else:
    _Decorated, _DecoratedKf = ExtensionObject, KfHandler

__all__ = ["WeChatCorp"]

C = TypeVar("C", bound=ClientResolver)
G = TypeVar("G", bound=GetToken)
S = TypeVar("S", bound=SaveToken)


def _load_message_classes() -> None:
    """Import the classes of messages, which register themselves."""
    from . import messages  # noqa: F401 - they register themselves


load_classes_with(_load_message_classes)


class WeChatCorp(MemberPages, _Decorated):  # type: ignore[misc]  # as for _Decorated
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

    _state_type = AppState
    _not_initialized = (
        "The current app has no WeChatCorp named {name!r}. Did you forget to call wx.init_app(app)?"
    )

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
        super().__init__(name, config_prefix, url, executor)
        self._get_token = get_token
        self._save_token = save_token
        self._client_for: ClientResolver | None = None
        self._login = MemberLogin(name, lambda: self.api)
        self.kf = _DecoratedKf(self, self._check_kf)
        """What customers write to the accounts of customer service (微信客服)."""
        self._register_given(handler)
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
        prefix = self._config_prefix
        store = open_app_store(app, config, prefix)
        if self.kf.active:
            self._check_secret(config)
        queue = self._queue_for(config)
        tokens = self._get_token, self._save_token
        client = make_client(app, self.name, config, store, prefix, tokens)
        state = AppState(self.name, self, config, store, client, queue, self._resolver)
        state.client_for = self._client_for
        state.kf = CustomerService(app, state, self.kf)
        self._attach(app, state)
        self._publish_client(app)
        app.jinja_env.globals.setdefault("wechat_js_config", self.js_config)

    def _view(self, state: AppState) -> Callable[..., Response]:
        return callback_view(state)

    def _publish_client(self, app: Flask) -> None:
        """Publish the client of the app's first extension object as ``current_app.wechat_api``."""
        states: Any = app.extensions[EXTENSION_KEY].values()
        first = next(one for one in states if one.api is not None)  # a robot has no client
        app.wechat_api = first.api  # type: ignore[attr-defined]  # our documented addition

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
            self._state_of(app).api.set_token_callbacks(self._get_token, self._save_token)

    def _check_kf(self) -> None:
        for app in self._apps:
            self._check_secret(self._state_of(app).config)

    def _check_secret(self, config: Config) -> None:
        if not config.secret:
            raise ConfigError(
                f"{self._config_prefix}SECRET is missing. wx.kf has a handler, and what customers"
                " write is fetched with the API."
            )

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
