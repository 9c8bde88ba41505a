"""Calls that the simulator does not simulate say so, whatever token they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import client_of
from tests.helpers.support import CORP_ID

Act = Callable[[WeChatAPI, str], Any]


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda api, token: api.list_security_vips(), id="access token"),
        pytest.param(lambda api, token: api.get_advanced_api_order(token, "O"), id="provider"),
        pytest.param(lambda api, token: api.get_hardware_model_token("I", "S", "T"), id="none"),
        pytest.param(lambda api, token: api.get_hardware_device_detail("MODEL", "SN"), id="model"),
        pytest.param(
            lambda api, token: api.report_hardware_device_status("DEVICE", 1), id="device"
        ),
    ],
)
def test_the_error_says_that_it_is_the_simulators_limit(
    act: Act, sim: Simulator, api: WeChatAPI
) -> None:
    token, _ = sim.world.tokens.issue(CORP_ID, "provider_access_token")
    with pytest.raises(WeChatAPIError) as caught:
        act(api, token)
    error = caught.value
    assert error.errcode == 48002
    assert error.answer["simulated"] is False
    assert "simulator" in error.hint
    assert "模拟" in error.hint_zh
    [row] = [row for row in sim.world.calls.rows() if row["errcode"] == 48002]
    assert row["simulated"] is False
    assert not {"MODEL", "DEVICE", token} & set(row["query"].values())
