"""Linked corps, shared applications and chains: limits, pages, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.corps import Corps
from flask_wechat_corp.errors import ConfigError
from tests.helpers.recording import Recording, assert_refused
from tests.helpers.support import AGENT_ID

USERS = ["a"] * 101


class Api(Recording, Corps):
    pass


REFUSED = [
    ("get_chain_corpinfo", ["c"], {}, "corpid, pending_corpid"),
    ("remove_chain_corp", ["c"], {}, "corpid, pending_corpid"),
    ("import_chain_contact", ["c", [{}] * 1001], {}, "contact_list: .*1000"),
    ("corpgroup_external_userid_to_pending_id", [["w"] * 101], {}, "external_userid: .*100"),
    ("send_linkedcorp_message", ("text",), {"touser": ["a"] * 1001}, "touser: .*1000"),
    ("send_linkedcorp_message", ("text",), {"toparty": USERS}, "toparty: .*100"),
    ("send_linkedcorp_message", ("text",), {"totag": USERS}, "totag: .*100"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_chain_corpinfo", ["c"], "group_corps"),
        ("iter_app_share_info", [], "corp_list"),
    ],
)
def test_lists_are_read_page_after_page(name: str, args: list[Any], items: str) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": ""})
    assert list(getattr(api, name)(*args)) == [1, 2]


def test_the_own_agent_is_filled_in() -> None:
    api = Api()
    api.list_app_share_info()
    api.list_app_share_info(agentid=7)
    assert [call.body["agentid"] for call in api.calls if call.body] == [AGENT_ID, 7]


def test_a_message_to_linked_corps_is_sent_once_from_our_agent() -> None:
    api = Api()
    api.send_linkedcorp_message("text", touser=["a/b"], text={"content": "你好"})
    assert api.calls[0].body == {
        "touser": ["a/b"],
        "msgtype": "text",
        "agentid": AGENT_ID,
        "text": {"content": "你好"},
    }
    assert not api.calls[0].idempotent
    with pytest.raises(ConfigError, match="AGENT_ID"):
        Api(agentid=None).send_linkedcorp_message("text", text={"content": "你好"})
