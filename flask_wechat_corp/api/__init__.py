"""Calls from our app to WeCom: one class a family, one client for all of them."""

from __future__ import annotations

from ..errors import ConfigError
from .agents import Agents
from .appchat import AppChat
from .approvals import Approvals
from .batch import Batch
from .calendars import Calendars
from .chain import ChainRules, Chains
from .checkin import Checkin
from .client import Client
from .contact_way import ContactWays
from .corpgroup import CorpGroups
from .customer_acquisition import CustomerAcquisition
from .departments import Departments
from .dial import Dial
from .download import Media
from .exmail import ExmailGroups, ExmailMailboxes, Exmails
from .export import Export
from .external_contact import ExternalContacts
from .external_groupchat import ExternalGroupChats
from .external_message import ExternalMessages, GroupWelcomeTemplates
from .external_moment import ExternalMoments, MomentStrategies
from .external_pay import ExternalPayments
from .external_strategy import CustomerStrategies, InterceptRules, ProductAlbums
from .external_tag import ExternalTags
from .external_transfer import ExternalTransfers
from .family import Family
from .id_convert import IdConvert
from .invoices import Invoices
from .ip import IP
from .journals import Journals
from .jsapi import JSAPI
from .kf import KfAccounts, KfMessages, KfServicers
from .kf_knowledge import KfKnowledge, KfStatistics
from .license import LicenseAccounts, LicenseOrders
from .license_jobs import LicenseJobs
from .linkedcorp import LinkedCorp
from .living import Living
from .materials import Materials
from .media import MediaFiles
from .meeting import Meetings
from .meetingrooms import MeetingRooms
from .menus import Menus
from .messages import Messages
from .miniprograms import MiniPrograms
from .msgaudit import MessageAudit
from .oauth import OAuth
from .provider import Providers
from .schedules import Schedules
from .school import SchoolDepartments, SchoolMessages
from .school_users import SchoolParents, SchoolStudents, SchoolUsers
from .service import Suites
from .shake import Shake
from .smartsheet import SmartSheetFields, SmartSheetRecords
from .smartsheet_layout import SmartSheetChats, SmartSheets
from .tags import Tags
from .users import Users
from .webhook import Webhook
from .wedoc import Wedocs
from .wedoc_content import WedocAccess, WedocContents, WedocForms
from .wedrive import WedriveFiles, WedriveSpaces
from .wedrive_admin import WedriveAdministration, WedriveUploads

__all__ = ["Family", "Media", "WeChatAPI"]


class WeChatAPI(
    Client,
    # messages
    Messages,
    AppChat,
    Webhook,
    MediaFiles,
    Materials,
    # contacts
    Departments,
    Users,
    Tags,
    Batch,
    Export,
    # the application
    Agents,
    Menus,
    OAuth,
    JSAPI,
    IP,
    Shake,
    MiniPrograms,
    # around the contacts
    LinkedCorp,
    IdConvert,
    # the office
    Approvals,
    Calendars,
    Checkin,
    Dial,
    Invoices,
    Journals,
    Living,
    MeetingRooms,
    Schedules,
    # customers
    ExternalContacts,
    ContactWays,
    ExternalTags,
    ExternalMessages,
    GroupWelcomeTemplates,
    ExternalTransfers,
    CustomerStrategies,
    ProductAlbums,
    InterceptRules,
    ExternalGroupChats,
    ExternalMoments,
    MomentStrategies,
    CustomerAcquisition,
    # customer service
    KfAccounts,
    KfServicers,
    KfMessages,
    KfKnowledge,
    KfStatistics,
    # drive, documents, meetings
    WedriveSpaces,
    WedriveFiles,
    WedriveUploads,
    WedriveAdministration,
    Wedocs,
    WedocContents,
    WedocForms,
    WedocAccess,
    SmartSheets,
    SmartSheetRecords,
    SmartSheetFields,
    SmartSheetChats,
    Meetings,
    # mail
    Exmails,
    ExmailGroups,
    ExmailMailboxes,
    # other corps and the archive
    CorpGroups,
    Chains,
    ChainRules,
    MessageAudit,
    ExternalPayments,
    # schools
    SchoolDepartments,
    SchoolMessages,
    SchoolUsers,
    SchoolStudents,
    SchoolParents,
    # service providers
    Suites,
    Providers,
    LicenseOrders,
    LicenseAccounts,
    LicenseJobs,
):
    """WeCom's server API; usable without Flask.

    ``api = WeChatAPI(corpid, secret, agentid)``, then ``api.get_user("zhangsan")``. The answer of
    a call is WeCom's JSON object, unchanged; its errors are
    :class:`~flask_wechat_corp.WeChatAPIError` and
    :class:`~flask_wechat_corp.WeChatTransportError`. One object serves any number of threads.
    """

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
