"""WeCom's return codes: what they mean, in English and Chinese, and what to do about them.

The codes are data (``data/errcodes.json``, one a line), read when the first error is made: most
programs never meet one. Source: developer.work.weixin.qq.com/document/path/90313 (global return
codes), August 2026.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

__all__ = ["ACTIONS", "ReturnCode", "describe", "hint", "hint_zh", "return_codes"]


class ReturnCode(NamedTuple):
    """One return code.

    :param en: what it means
    :param zh: the same in Chinese
    :param action: what kind of answer it calls for, a key of :data:`ACTIONS`; empty where neither
        WeCom nor a report says what to do
    :param advice: what to do about exactly this code; may be empty
    :param advice_zh: the same in Chinese
    """

    en: str
    zh: str
    action: str
    advice: str = ""
    advice_zh: str = ""


#: kind of answer -> what to do, in English and Chinese; empty where that depends on the code
ACTIONS: dict[str, tuple[str, str]] = {
    "ok": ("", ""),
    "retry": ("repeat with a pause, three times at most", "稍后重试，最多三次"),
    "retry_later": ("repeat after a longer pause", "过较长时间后再试"),
    "rate_limit": (
        "wait until WeCom's limit for this call is reset, then call less often",
        "等到下一个限频周期，并降低调用频率",
    ),
    "refresh_token": (
        "the client fetches a new access token once by itself; when it comes again, check SECRET",
        "客户端会自动换一次 access_token；再次出现请检查 Secret",
    ),
    "refresh_suite_token": ("fetch a new suite access token", "重新获取 suite_access_token"),
    "refresh_ticket": ("fetch a new JS-API ticket and sign again", "重新获取 ticket 并签名"),
    "refresh_pre_auth_code": ("fetch a new pre-auth code", "重新获取 pre_auth_code"),
    "wait_ticket": (
        "use the newest suite_ticket that WeCom pushed to your callback",
        "使用企业微信最近推送的 suite_ticket",
    ),
    "reauthorize": (
        "send the member or the corp through authorization again; a code works once",
        "请重新授权；code 只能用一次",
    ),
    "permission": ("", ""),
    "quota": ("", ""),
    "fix_config": ("", ""),
    "fix_request": ("", ""),
    "already_done": ("", ""),
    "give_up": ("", ""),
    "local": (
        "made by callback libraries, never sent by the server",
        "由回调加解密库产生，服务器不会返回",
    ),
}


@cache
def return_codes() -> Mapping[int, ReturnCode]:
    """Return all codes, sorted by number."""
    source = resources.files(__package__).joinpath("data", "errcodes.json")
    return {row[0]: ReturnCode(*row[1:]) for row in json.loads(source.read_text("utf-8"))}


def describe(code: int) -> ReturnCode | None:
    """Return what is known about ``code``, or ``None``."""
    return return_codes().get(code)


def hint(code: int) -> str:
    """Return the meaning of ``code`` and, where it is known, what to do; may be empty."""
    known = describe(code)
    if known is None:
        return ""
    advice = known.advice or ACTIONS.get(known.action, ("", ""))[0]
    return f"{known.en}: {advice}" if advice else known.en


def hint_zh(code: int) -> str:
    """Return the Chinese counterpart of :func:`hint`."""
    known = describe(code)
    if known is None:
        return ""
    advice = known.advice_zh or ACTIONS.get(known.action, ("", ""))[1]
    return f"{known.zh}：{advice}" if advice else known.zh
