"""Calls from our app to WeCom: one class a family, one folder an area, one client for all."""

from __future__ import annotations

from ..errors import ConfigError
from .apps import Applications
from .archive import Archive
from .contacts import Contacts
from .corps import Corps
from .customers import Customers
from .documents import Documents
from .engine.client import Client
from .engine.download import Media
from .engine.family import Family
from .finance import Finance
from .kf import CustomerService
from .mail import Mail
from .messaging import Messaging
from .office import Office
from .providers import ServiceProviders
from .schools import Schools

__all__ = ["Family", "Media", "WeChatAPI"]


class WeChatAPI(
    Client,
    Contacts,
    Messaging,
    Applications,
    Customers,
    CustomerService,
    Office,
    Documents,
    Mail,
    Corps,
    Finance,
    Archive,
    Schools,
    ServiceProviders,
):
    """WeCom's server API; usable without Flask.

    ``api = WeChatAPI(corpid, secret, agentid)``, then ``api.get_user("zhangsan")``. The answer of
    a call is WeCom's JSON object, unchanged; its errors are
    :class:`~flask_wechat_corp.WeChatAPIError` and
    :class:`~flask_wechat_corp.WeChatTransportError`. One object serves any number of threads.
    """

    @property
    def contacts(self) -> Contacts:
        """The calls of 通讯录 alone, as a narrower view of this client."""
        return self

    @property
    def messaging(self) -> Messaging:
        """The calls of 消息推送、素材 alone, as a narrower view of this client."""
        return self

    @property
    def apps(self) -> Applications:
        """The calls of 应用管理、身份验证 alone, as a narrower view of this client."""
        return self

    @property
    def customers(self) -> Customers:
        """The calls of 客户联系 alone, as a narrower view of this client."""
        return self

    @property
    def kf(self) -> CustomerService:
        """The calls of 微信客服 alone, as a narrower view of this client."""
        return self

    @property
    def office(self) -> Office:
        """The calls of 办公 alone, as a narrower view of this client."""
        return self

    @property
    def documents(self) -> Documents:
        """The calls of 微盘、文档 alone, as a narrower view of this client."""
        return self

    @property
    def mail(self) -> Mail:
        """The calls of 邮件 alone, as a narrower view of this client."""
        return self

    @property
    def corps(self) -> Corps:
        """The calls of 上下游、互联企业 alone, as a narrower view of this client."""
        return self

    @property
    def finance(self) -> Finance:
        """The calls of 对外收款、发票 alone, as a narrower view of this client."""
        return self

    @property
    def archive(self) -> Archive:
        """The calls of 会话存档 alone, as a narrower view of this client."""
        return self

    @property
    def schools(self) -> Schools:
        """The calls of 家校沟通 alone, as a narrower view of this client."""
        return self

    @property
    def providers(self) -> ServiceProviders:
        """The calls of 服务商 alone, as a narrower view of this client."""
        return self

    @classmethod
    def mixin(cls, family: type) -> None:
        """Add the methods of your own family of calls to this class.

        :param family: a class like :class:`Family`'s subclasses; also without that base
        :raises ConfigError: when one of its names is taken; then nothing is added
        """
        found: dict[str, object] = {}
        for base in reversed(family.__mro__):
            if base not in (object, Family):
                found.update(
                    (name, value) for name, value in vars(base).items() if not _is_dunder(name)
                )
        attributes = vars(Client("", None))  # set in __init__, they would hide a method
        for name in found:
            if hasattr(cls, name) or name in attributes:
                raise ConfigError(f"{family.__name__}.{name} would override a method of the client")
        for name, value in found.items():
            setattr(cls, name, value)


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
