"""npm's wechat-enterprise-api drives the simulated API; npm's wechat-enterprise opens our pushes.

Skipped unless ``FOREIGN_NODE_MODULES`` names a ``node_modules`` folder that holds them.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, program

from .test_wechatpy import PNG

HERE = Path(__file__).parent


def environment(node_modules: Path) -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(node_modules), "NODE_NO_WARNINGS": "1"}


def test_wechat_enterprise_api(sim: Simulator, node_modules: Path, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(PNG)
    command = [
        program("node"), str(HERE / "client.js"), sim.url, CORP_ID, SECRET, str(AGENT_ID),
        str(picture),
    ]  # fmt: skip
    run = subprocess.run(
        command, env=environment(node_modules), capture_output=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    did: dict[str, Any] = json.loads(run.stdout)
    assert did["token"]["accessToken"]
    new = did["createDepartment"]["id"]
    assert {"id": new, "name": "质量保障组"}.items() <= last(did["getDepartments"], new).items()
    assert (did["getUser"]["name"], did["getUser"]["position"]) == ("钱七", "测试工程师")
    assert [row["userid"] for row in did["getDepartmentUsers"]["userlist"]] == ["qianqi"]
    assert did["deleteFullDepartment"] == 60005
    tagged = [row["userid"] for row in did["getTagUsers"]["userlist"]]
    assert sorted(tagged) == ["lisi", "qianqi"]
    assert "新名字" in [row["tagname"] for row in did["listTags"]["taglist"]]
    assert base64.b64decode(did["getMedia"]) == PNG
    assert did["sendImage"]["invaliduser"] == "nobody"
    shown = [(row["msgtype"], row["users"]) for row in sim.world.messages.rows()]
    assert shown == [("text", ["qianqi"]), ("image", ["qianqi"])]
    assert menu_keys(did["getMenu"]) == ["HELP"]
    refusals = ("getNoMenu", "unknownUser", "unknownTag", "nobodyToSend", "wrongSecret")
    assert [did[name] for name in refusals] == [46003, 60111, 40068, 81013, 40001]
    assert did["staleToken"] == 40014
    # The library forgets to ask for JSON here and hands its caller the bytes.
    assert json.loads(bytes(did["getCallbackIP"]["data"]))["ip_list"]


def last(answer: dict[str, Any], department_id: int) -> dict[str, Any]:
    found = [row for row in answer["department"] if row["id"] == department_id]
    return dict(found[-1])


def menu_keys(answer: dict[str, Any]) -> list[str]:
    buttons = answer.get("menu", answer)["button"]
    return [button["key"] for button in buttons]


@pytest.fixture
def server(sim: Simulator, node_modules: Path) -> Iterator[None]:
    command = [program("node"), str(HERE / "server.js"), CORP_ID, TOKEN, AES_KEY]
    process = subprocess.Popen(
        command, env=environment(node_modules), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            port = int(process.stdout.readline())
            sim.callback_url = f"http://127.0.0.1:{port}/wechat"
            yield
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


@pytest.mark.usefixtures("server")
def test_wechat_enterprise(sim: Simulator) -> None:
    verified = sim.verify()
    assert (verified["ok"], verified["status"]) == (True, 200)
    text = sim.push({"type": "text", "from": "zhangsan", "content": "你好 😀"})
    assert (text["ok"], text["reply"]["Content"]) == (True, "收到 你好 😀")
    assert "milliseconds" in text["reason"]
    media = sim.world.media.add("image", "a.png", "image/png", PNG).media_id
    image = sim.push({"type": "image", "from": "lisi", "media_id": media})
    assert (image["ok"], image["reply"]["Image"]["MediaId"]) == (True, media)
    place = {"type": "location", "from": "lisi", "location_x": 23.134, "location_y": 113.358}
    assert sim.push(place)["reply"]["Content"] == "23.134, 113.358"
    click = {"type": "event", "event": "click", "event_key": "V1001", "from": "lisi"}
    news = sim.push(click)
    assert (news["ok"], news["reply"]["MsgType"]) == (True, "news")
    quiet = sim.push({"type": "event", "event": "subscribe", "from": "lisi"})
    assert (quiet["ok"], quiet["reply"], quiet["reason"]) == (True, None, "")
    stranger = sim.push({"type": "voice", "from": "lisi"})
    assert (stranger["ok"], stranger["status"]) == (False, 404)
