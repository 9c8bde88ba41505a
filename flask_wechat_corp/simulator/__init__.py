"""A simulator of WeCom for development and tests without a company account.

::

    with Simulator(corp_id="wwtest", secret="s", agent_id=1, token="t", aes_key=KEY,
                   callback_url="http://127.0.0.1:5000/wechat") as sim:
        print(sim.url)
        print(sim.push({"type": "text", "from": "zhangsan", "content": "hi"}))
"""

from __future__ import annotations

from .errors import SimulatedError
from .faults import Faults
from .simulator import Simulator
from .world.clock import Clock
from .world.world import World

__all__ = ["Clock", "Faults", "SimulatedError", "Simulator", "World"]
