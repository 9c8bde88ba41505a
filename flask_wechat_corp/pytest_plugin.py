"""A WeCom for your own tests: install the package, and these fixtures are there.

``wecom`` is a running :class:`~flask_wechat_corp.simulator.Simulator` on a free port::

    def test_greeting(wecom):
        app = create_app(wecom.settings())
        with wecom.serving(app):
            result = wecom.push({"type": "text", "from": "zhangsan", "content": "你好"})
        assert result["reply"]["Content"] == "张三，你好"

Override ``wecom_world`` to give it another company, ``wecom_options`` for other parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .simulator import Simulator, World

__all__ = ["wecom", "wecom_options", "wecom_world"]


@pytest.fixture
def wecom_world() -> World | None:
    """Return the simulated company; None = the friendly small one."""
    return None


@pytest.fixture
def wecom_options() -> dict[str, Any]:
    """Return further parameters of the simulator, such as ``strict`` or ``time_limit``."""
    return {}


@pytest.fixture
def wecom(wecom_world: World | None, wecom_options: dict[str, Any]) -> Iterator[Simulator]:
    """Run a WeCom on this machine for one test."""
    # Imported here, so that a test run without it does not pay for it.
    from .simulator import Simulator

    options: dict[str, Any] = {
        "corp_id": "wwsimulated0000001",
        "secret": "simulated-secret-not-a-real-one",
        "agent_id": 1000002,
        "token": "simulated-token",
        "aes_key": "simulatedEncodingAESKeyThatNobodyElseUses01",
        "world": wecom_world,
        **wecom_options,
    }
    with pytest.MonkeyPatch.context() as patch, Simulator(**options) as simulator:
        # A client that the test makes itself must not look for the simulator behind the proxy of
        # the developer's machine.
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "127.0.0.1,localhost", prepend=",")
        yield simulator
