"""Limits of the knowledge base, and attachments of its answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.simulated import DirectWorld

PATH = "kf/knowledge"


def words(text: str) -> dict[str, Any]:
    return {"text": {"content": text}}


def group(wecom: DirectWorld, name: str = "退货") -> str:
    return str(wecom(f"{PATH}/add_group", name=name)["group_id"])


def test_groups_and_questions_are_bounded(wecom: DirectWorld) -> None:
    group_id = group(wecom)
    for number in range(200):
        wecom(f"{PATH}/add_intent", group_id=group_id, question=words(str(number)),
              answers=[words("是")])  # fmt: skip
    more = {"group_id": group_id, "question": words("x"), "answers": [words("是")]}
    assert wecom.refused(f"{PATH}/add_intent", **more) == 40058
    assert wecom(f"{PATH}/add_intent", **{**more, "group_id": group(wecom, "换货")})["intent_id"]
    for number in range(97):
        group(wecom, str(number))
    assert wecom.refused(f"{PATH}/add_group", name="满") == 40058


@pytest.mark.parametrize(
    "changed",
    [
        {"question": words("长" * 201)},
        {"answers": []},
        {"answers": [words("是"), words("否")]},
        {"answers": [words("长" * 501)]},
        {"similar_questions": {"items": [words("x")] * 101}},
        {"answers": [{**words("是"), "attachments": [{"msgtype": "poem", "poem": {}}]}]},
        {"answers": [{**words("是"), "attachments": [{"msgtype": "link", "link": {}}]}]},
        {"answers": [{**words("是"), "attachments": [{"msgtype": "link", "link": {}}] * 5}]},
    ],
)
def test_questions_that_are_refused(changed: dict[str, Any], wecom: DirectWorld) -> None:
    given = {"group_id": group(wecom), "question": words("能退吗"), "answers": [words("能")]}
    assert wecom.refused(f"{PATH}/add_intent", **{**given, **changed}) == 40058


def test_attachments_are_shown_without_media_ids(wecom: DirectWorld) -> None:
    link = {"title": "规则", "url": "https://example.com/", "desc": "退货"}
    program = {"title": "退货", "appid": "wx1", "pagepath": "/a"}
    attachments = [
        {"msgtype": "link", "link": link},
        {"msgtype": "miniprogram", "miniprogram": {**program, "thumb_media_id": wecom.media()}},
    ]
    answers = [{**words("能"), "attachments": attachments}]
    given = {"group_id": group(wecom), "question": words("能退吗"), "answers": answers}
    intent_id = wecom(f"{PATH}/add_intent", **given)["intent_id"]
    [shown] = wecom(f"{PATH}/list_intent", intent_id=intent_id)["intent_list"]
    assert shown["answers"][0]["attachments"] == [
        {"msgtype": "link", "link": link}, {"msgtype": "miniprogram", "miniprogram": program},
    ]  # fmt: skip
    attachments[1]["miniprogram"] = {**program, "thumb_media_id": "nothing"}
    unknown = {"intent_id": intent_id, "answers": answers}
    assert wecom.refused(f"{PATH}/mod_intent", **unknown) == 40007


def test_figures_go_back_half_a_year_and_over_31_days(wecom: DirectWorld) -> None:
    [account] = wecom("kf/account/list")["account_list"]
    day, now = 86_400, wecom.world.now()
    for start, end in ((now - 182 * day, now - 170 * day), (now - 60 * day, now - 20 * day)):
        span = {"start_time": start, "end_time": end}
        ids = {"open_kfid": account["open_kfid"], **span}
        assert wecom.refused("kf/get_corp_statistic", **ids) == 40058
