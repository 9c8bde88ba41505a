"""Group robots."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from flask_wechat_corp.simulator.api.messaging import webhook
from tests.helpers.simulated import DirectWorld


def test_a_robot_speaks_twenty_times_a_minute(wecom: DirectWorld) -> None:
    [key] = webhook.robots(wecom.world)
    words = {"msgtype": "text", "text": {"content": "报警"}}
    for _ in range(20):
        assert wecom("webhook/send", {"key": key}, **words) == {}
    assert wecom.refused("webhook/send", {"key": key}, **words) == 45009
    wecom.later(61)
    assert wecom("webhook/send", {"key": key}, **words) == {}
    assert wecom.world.messages.rows()[-1]["content"] == {"content": "报警"}


@pytest.mark.parametrize(
    ("message", "errcode"),
    [
        ({}, 40008),
        ({"msgtype": "poem"}, 40008),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "好" * 683}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}] * 9}}, 45008),
        ({"msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"msgtype": "image", "image": {"base64": "aGk=", "md5": "0"}}, 301019),
        ({"msgtype": "template_card", "template_card": {"card_type": "poem"}}, 42031),
    ],
)
def test_robots_refuse_what_wecom_refuses(
    wecom: DirectWorld, message: dict[str, Any], errcode: int
) -> None:
    [key] = webhook.robots(wecom.world)
    assert wecom.refused("webhook/send", {"key": key}, **message) == errcode


def test_a_robot_needs_its_key_and_shows_pictures(wecom: DirectWorld) -> None:
    assert wecom.refused("webhook/send", {"key": "x"}, msgtype="text") == 93000
    [key] = webhook.robots(wecom.world)
    digest = hashlib.md5(b"hi", usedforsecurity=False).hexdigest()
    image = {"base64": base64.b64encode(b"hi").decode(), "md5": digest}
    assert wecom("webhook/send", {"key": key}, msgtype="image", image=image) == {}


def test_a_robot_checks_pictures_and_articles(wecom: DirectWorld) -> None:
    [key] = webhook.robots(wecom.world)
    path, query = "webhook/send", {"key": key}

    def picture(data: bytes) -> dict[str, str]:
        return {"base64": base64.b64encode(data).decode(), "md5": hashlib.md5(data).hexdigest()}

    broken = {"base64": "*", "md5": ""}
    assert wecom.refused(path, query, msgtype="image", image=broken) == 40123
    huge = picture(bytes(2 * 1024 * 1024 + 1))
    assert wecom.refused(path, query, msgtype="image", image=huge) == 40009
    for article, errcode in (({"url": "u"}, 41016), ({"title": "t"}, 41010)):
        assert wecom.refused(path, query, msgtype="news", news={"articles": [article]}) == errcode
    assert wecom.refused(path, query, msgtype="template_card", template_card={}) == 42031
    assert wecom.world.messages.rows() == []
    wecom(path, query, msgtype="news", news={"articles": [{"title": "t", "url": "u"}]})
    wecom(path, query, msgtype="template_card", template_card={"card_type": "text_notice"})
    kinds = [row["msgtype"] for row in wecom.world.messages.rows()]
    assert kinds == ["news", "template_card"]
