"""Families of the user's own become part of the client."""

from __future__ import annotations

import pytest

from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.errors import ConfigError

from ...helpers.support import CORP_ID, SECRET


def test_mixin_refuses_to_override_and_adds_nothing() -> None:
    class Mine(WeChatAPI):
        pass

    class Bad(Family):
        def fresh(self) -> None: ...
        def get_latest_token(self) -> None: ...

    with pytest.raises(ConfigError, match=r"Bad\.get_latest_token"):
        Mine.mixin(Bad)
    assert not hasattr(Mine, "fresh")


@pytest.mark.parametrize("name", ["http", "store", "agentid", "_secret"])
def test_mixin_refuses_the_names_of_attributes(name: str) -> None:
    class Mine(WeChatAPI):
        pass

    with pytest.raises(ConfigError, match=name):
        Mine.mixin(type("Bad", (), {name: lambda self: None}))
    assert name not in vars(Mine)


def test_mixin_takes_plain_classes() -> None:
    class Mine(WeChatAPI):
        pass

    class Plain:
        LIMIT = 5

        def of_mine(self) -> int:
            return self.LIMIT

    Mine.mixin(Plain)
    assert Mine(CORP_ID, SECRET).of_mine() == 5  # type: ignore[attr-defined]
    assert not hasattr(WeChatAPI, "of_mine")


def test_mixin_refuses_the_name_of_a_view() -> None:
    class Mine(WeChatAPI):
        pass

    with pytest.raises(ConfigError, match=r"Bad\.contacts would override"):
        Mine.mixin(type("Bad", (), {"contacts": lambda self: None}))
