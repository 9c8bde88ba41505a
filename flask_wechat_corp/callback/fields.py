"""The fields that WeCom documents for callbacks, by the type of their value.

Names are the vendor's own. A field that means different things in different callbacks stands in
``IN_CONTEXT`` under the event or the element around it. Source: the callback pages below
developer.work.weixin.qq.com/document/path/90238, for suites below path/90751.
"""

from __future__ import annotations

__all__ = ["FLOAT", "INT", "IN_CONTEXT", "LIST", "OBJECT", "TEXT"]

INT = frozenset(
    """
    AdvanceApiType AgentID AgentId Amount AppId ApplyTime ApproverAttr ApproverStep ApvRel
    BusinessType CommentTime ConnectTime Count CreateTime DisconnectTime Edition ErrCode
    ExpireQuotaNum ExpiresIn ExpireTime FinishType Gender GroupId ItemOpTime ItemStatus
    JoinScene MainDepartment MediumType MemChangeCnt Mode MsgId NodeAttr NodeStatus NodeType
    NotifyScene OpenSpStatus Order OrderStatus Party PreviousStatus Protocol QuitScene
    RoomResponseStatus Scale Scene SpStatus SpTime Sptime SpYj StatuChangeEvent Status TagId
    TimeStamp Type UploadStatus UserRole
    """.split()
)
"""Whole numbers; ``GroupId`` is a list of them."""

FLOAT = frozenset(("Latitude", "Location_X", "Location_Y", "Longitude", "Precision"))
"""Coordinates and their precision, in degrees and metres."""

LIST = frozenset(
    """
    AccountList ApprovalNode Attach AuthAddOpenKfId AuthDelOpenKfId Comments Details FieldId
    FileId FormId GroupId Item item MediaIds NodeList Notifyer NotifyNode OptionId RecordId
    SelectedItem SpaceId SpRecord SubNodeList UploadInfo
    """.split()
)
"""Elements that may repeat: always a list, also with one entry."""

OBJECT = frozenset(
    """
    Applyer ApprovalInfo ApprovalNodes Approver AuthOpenKfIdList AuthUserInfo BatchJob
    ChatArchiveApi CommentUserInfo ContactSync CorpIds ExtAttr ExtraInfo GroupIds Items
    MemChangeList MraAddress NotifyNodes OperatedUser OptionIds PicList ProcessList ScanCodeInfo
    SelectedItems SendLocationInfo SendPicsInfo Text UserInfo WarmUpInfo Web
    """.split()
)
"""Elements that hold further elements."""

TEXT = frozenset(
    """
    AccessToken ActiveCode AddPartyItems Address AddUserItems Alias ApplyId ApplyReason
    ApplyUserId ApplyUserImage ApplyUserName ApplyUserParty AppType AuthCode AuthCorpId AuthType
    Avatar BizMail BuyerUserId CalId CardType ChainId ChangeType ChatId CommentContent CommentId
    Content CorpId CurMemVer DelPartyItems DelUserItems Department Description DeviceSn
    DialString DocId Email EnrollId ErrMsg ErrorMsg Event EventKey ExternalUserID FailReason
    Format FromUserName FromUserTmpOpenId Id InfoType IsLeaderInDept ItemImage ItemName
    ItemParty ItemSpeech ItemUserid JobId JobType Label LastMemVer LinkId LivingId MediaId
    MediumUrl MeetingId MeetingRoomId Mobile ModelId MsgType Name NewOrderId NewUserID NotifyId
    OldOrderId OpenKfId OpenSpName OpenTemplateId OpenUserID OperatorId OrderId PaidCorpId
    ParentId PicMd5Sum PicUrl Poiname Position PreviousActiveCode QuestionKey Reason Recognition
    RegisterCode RemarkName ResponseCode ScanResult ScanType ScheduleId ServiceCorpId SheetId
    Source Speech SpName SpNo State StrategyId SuiteId SuiteTicket TagType TaskId Telephone
    TemplateId ThirdNo ThumbMediaId Title TmpOpenId Token ToUserName UpdateDetail Url UserID
    UserId Value WarmUpPicture WarmUpVideo WelcomeCode
    """.split()
)
"""Everything else that is documented."""

IN_CONTEXT: dict[str, dict[str, str]] = {
    "change_contact": {"Id": "int"},
    "book_meeting_room": {"MeetingRoomId": "int"},
    "cancel_meeting_room": {"MeetingRoomId": "int"},
    "doc_change": {"DocId": "list"},
    "CorpIds": {"CorpId": "list"},
    "AuthOpenKfIdList": {"OpenKfId": "list"},
}
"""Event or surrounding element -> field -> ``int`` or ``list``."""
