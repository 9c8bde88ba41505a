"""To-dos: what is written is read back."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.office.todos import todos
from tests.helpers.simulated import DirectWorld


def test_a_todo_is_read_and_changed(wecom: DirectWorld) -> None:
    [todo_id] = todos(wecom.world)
    before = wecom("todo/get", todo_id=todo_id)
    assert before["status"] == 1
    wecom("todo/update", todo_id=todo_id, status=0)
    after = wecom("todo/get", todo_id=todo_id)
    assert (after["status"], after["attendees"]) == (0, before["attendees"])
    one = {"userid": "wulan", "status": 1}
    wecom("todo/update", todo_id=todo_id, attendees=[one])
    assert wecom("todo/get", todo_id=todo_id)["attendees"] == [one]
    wecom("todo/update", todo_id=todo_id, attendees=[])
    assert wecom("todo/get", todo_id=todo_id)["attendees"] == [one]
    assert wecom.refused("todo/get", todo_id="unknown") == 40058
    assert wecom.refused("todo/update", todo_id=todo_id, status=2) == 40058
    stranger = [{"userid": "stranger", "status": 1}]
    assert wecom.refused("todo/update", todo_id=todo_id, attendees=stranger) == 60111
    assert wecom.refused("todo/update", todo_id=todo_id, attendees=[one] * 21) == 40058
