"""Responses of the simulated API that are not JSON objects: WeCom's errors, and files."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..protocol.errcodes import describe

__all__ = ["Download", "SimulatedError", "text_of"]

#: WeCom's texts of the codes that the simulator uses most; other codes use their meaning.
_TEXTS = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media file type",
    40005: "invalid type parameter",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid menu deep",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40031: "invalid userlist",
    40032: "invalid userlist size",
    40033: "invalid request char",
    40035: "invalid parameter",
    40050: "chatid not exists",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40066: "invalid party list",
    40068: "invalid tagid",
    40070: "all user & department is invalid",
    40071: "invalid tagname, conflict with existing tagname",
    40072: "invalid tagname size",
    40073: "invalid openid",
    40074: "news msg not support high security",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41008: "code missing",
    41009: "userid missing",
    41011: "missing agentid",
    41016: "title missing",
    41017: "tagid missing",
    41018: "tagname missing",
    41019: "department missing",
    42001: "access_token expired",
    42003: "code expired",
    43001: "require GET method",
    43002: "require POST method",
    44001: "empty media data",
    44002: "empty post data",
    44003: "empty news data",
    44004: "content can not be empty",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "articles size out of limit",
    45009: "api freq out of limit",
    45022: "name size out of limit",
    45033: "api concurrent out of limit",
    46003: "menu not exist",
    46004: "user not exist",
    47001: "data format error",
    48002: "api forbidden",
    50001: "redirect_url unauthorized",
    60001: "invalid department name size",
    60003: "department not found",
    60004: "parent department not found",
    60005: "department contains user",
    60006: "department contains sub department",
    60007: "can not delete root department",
    60008: "department existed",
    60009: "department name contains invalid characters",
    60010: "department cycle",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60102: "UserID existed",
    60103: "mobile format invalid",
    60104: "mobile existed",
    60105: "email format invalid",
    60106: "email existed",
    60110: "too many departments",
    60111: "userid not found",
    60112: "invalid name",
    60123: "invalid party id",
    60124: "invalid parent party id",
    60125: "invalid party name",
    60129: "mobile and email are all empty",
    60132: "is_leader_in_dept and department size not match",
    81013: "user & party & tag all invalid",
    82001: "user & party & tag all empty",
    86001: "invalid chatid",
    86003: "chatid not exist",
    86215: "chatid existed",
    41010: "url missing",
    41022: "suite_access_token missing",
    41033: "description missing",
    40039: "url too long",
    40082: "invalid suite_token",
    42009: "suite_access_token expired",
    60127: "department missing",
    81002: "department too deep",
    82002: "too many department",
    82003: "too many tag",
    86004: "invalid chat name",
    42014: "invalid task_id",
    40059: "invalid report_location_flag",
    50100: "invalid page cursor",
    40088: "invalid jobid",
    84015: "invalid user_ticket",
    60140: "invalid response_code",
    93000: "invalid webhook url, missing or invalid key",
}


def text_of(errcode: int) -> str:
    """Return the ``errmsg`` of a code."""
    if errcode in _TEXTS:
        return _TEXTS[errcode]
    known = describe(errcode)
    return known.en.lower() if known else f"error {errcode}"


class SimulatedError(Exception):
    """A response with an error code.

    :param errcode: the vendor's code
    :param errmsg: overrides the usual text
    :param fields: further fields of the response, such as ``invaliduser``
    """

    def __init__(self, errcode: int, errmsg: str = "", **fields: object) -> None:
        super().__init__(errcode, errmsg or text_of(errcode))
        self.errcode = errcode
        self.errmsg = errmsg or text_of(errcode)
        self.fields = fields


@dataclass
class Download:
    """A response that is a file."""

    data: bytes
    filename: str
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)
