"""WeCom's server API: one class for each family of calls, one folder for each area, one client."""

from __future__ import annotations

from functools import cached_property

from ..errors import ConfigError
from .apps import Applications
from .archive import Archive
from .contacts import Contacts
from .corps import Corps
from .customers import Customers
from .data import DataIntelligence
from .documents import Documents
from .engine.client import Client
from .engine.download import Media
from .engine.family import Family
from .finance import Finance
from .hardware import Hardware
from .kf import CustomerService
from .mail import Mail
from .messaging import Messaging
from .office import Office
from .providers import ServiceProviders
from .schools import Schools
from .security import Security

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
    DataIntelligence,
    Security,
    Hardware,
    Schools,
    ServiceProviders,
):
    """WeCom's server API; usable without Flask.

    ``api = WeChatAPI(corpid, secret, agentid)``, then ``api.get_user("zhangsan")``. A call returns
    WeCom's JSON object, unchanged; its errors are :class:`~flask_wechat_corp.WeChatAPIError` and
    :class:`~flask_wechat_corp.WeChatTransportError`. One object serves any number of threads.

    Every method is also on the view of its area: ``api.contacts.get_user("zhangsan")``. A view
    has the methods of one area only, so an editor offers tens of names instead of hundreds.
    """

    @cached_property
    def contacts(self) -> Contacts:
        """The calls for 通讯录 alone, sent by this client."""
        return Contacts(self)

    @cached_property
    def messaging(self) -> Messaging:
        """The calls for 消息推送、素材 alone, sent by this client."""
        return Messaging(self)

    @cached_property
    def apps(self) -> Applications:
        """The calls for 应用管理、身份验证 alone, sent by this client."""
        return Applications(self)

    @cached_property
    def customers(self) -> Customers:
        """The calls for 客户联系 alone, sent by this client."""
        return Customers(self)

    @cached_property
    def kf(self) -> CustomerService:
        """The calls for 微信客服 alone, sent by this client."""
        return CustomerService(self)

    @cached_property
    def office(self) -> Office:
        """The calls for 办公 alone, sent by this client."""
        return Office(self)

    @cached_property
    def documents(self) -> Documents:
        """The calls for 微盘、文档 alone, sent by this client."""
        return Documents(self)

    @cached_property
    def mail(self) -> Mail:
        """The calls for 邮件 alone, sent by this client."""
        return Mail(self)

    @cached_property
    def corps(self) -> Corps:
        """The calls for 上下游、互联企业 alone, sent by this client."""
        return Corps(self)

    @cached_property
    def finance(self) -> Finance:
        """The calls for 对外收款、收银台、发票 alone, sent by this client."""
        return Finance(self)

    @cached_property
    def archive(self) -> Archive:
        """The calls for 会话存档、文件内容存档 alone, sent by this client."""
        return Archive(self)

    @cached_property
    def data(self) -> DataIntelligence:
        """The calls for 数据与智能专区 alone, sent by this client."""
        return DataIntelligence(self)

    @cached_property
    def security(self) -> Security:
        """The calls for 安全与管理 alone, sent by this client."""
        return Security(self)

    @cached_property
    def hardware(self) -> Hardware:
        """The calls for 智慧硬件 alone, sent by this client."""
        return Hardware(self)

    @cached_property
    def schools(self) -> Schools:
        """The calls for 家校沟通 alone, sent by this client."""
        return Schools(self)

    @cached_property
    def providers(self) -> ServiceProviders:
        """The calls for 服务商 alone, sent by this client."""
        return ServiceProviders(self)

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
                raise ConfigError(
                    f"{family.__name__}.{name} would override an attribute of {cls.__name__}."
                    " Give the method another name."
                )
        for name, value in found.items():
            setattr(cls, name, value)


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
