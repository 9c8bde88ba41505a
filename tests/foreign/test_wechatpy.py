"""PyPI's wechatpy: its work client drives the simulated API, its crypto opens our callbacks."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

from .conftest import serve
from .wechatpy_app import create_app

pytest.importorskip("wechatpy", reason="wechatpy is not installed (the dev extra has it)")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f0e9fe0a0002f301cdffd1d8990000000049454e44ae426082"
)


@pytest.fixture(params=["work", "enterprise"])
def flavour(request: pytest.FixtureRequest) -> str:
    """The name of the package within wechatpy: `work` in 2.0, `enterprise` in 1.8."""
    name = str(request.param)
    try:
        importlib.import_module(f"wechatpy.{name}")
    except ImportError:
        pytest.skip(f"this wechatpy has no wechatpy.{name}")
    return name


@pytest.fixture
def client(flavour: str, vendor_is_simulated: None) -> Iterator[Any]:
    module: Any = importlib.import_module(f"wechatpy.{flavour}")
    one = module.WeChatClient(CORP_ID, SECRET)
    yield one
    one._http.close()


def errcode(call: Any, *args: Any, **named: Any) -> int:
    exceptions: Any = importlib.import_module("wechatpy.exceptions")
    with pytest.raises(exceptions.WeChatClientException) as caught:
        call(*args, **named)
    return int(caught.value.errcode)


def test_token_departments_members(client: Any, sim: Simulator) -> None:
    assert client.fetch_access_token()["expires_in"] == 7200
    made = client.department.create("质量组", parent_id=2)
    client.department.update(made["id"], name="质量保障组")
    listing = getattr(client.department, "list", client.department.get)  # its name in 2.0, in 1.8
    names = {row["id"]: row["name"] for row in listing()}
    assert names[made["id"]] == "质量保障组"
    client.user.create("qianqi", "钱七", department=[made["id"]], mobile="13900000077")
    assert client.user.get("qianqi")["name"] == "钱七"
    client.user.update("qianqi", position="测试工程师")
    assert [row["userid"] for row in client.user.list(made["id"])] == ["qianqi"]
    assert errcode(client.department.delete, made["id"]) == 60005
    client.user.delete("qianqi")
    client.department.delete(made["id"])
    assert made["id"] not in {row["id"] for row in listing()}


def test_tags(client: Any) -> None:
    tag = client.tag.create("测试标签")["tagid"]
    client.tag.add_users(tag, ["zhangsan", "lisi"])
    users = client.tag.get_users(tag)["userlist"]
    assert sorted(user["userid"] for user in users) == ["lisi", "zhangsan"]
    client.tag.delete_users(tag, ["lisi"])
    client.tag.update(tag, "新名字")
    assert "新名字" in [row["tagname"] for row in client.tag.list()]
    client.tag.delete(tag)


def test_media_send_menu(client: Any, sim: Simulator) -> None:
    uploaded = client.media.upload("image", ("a.png", io.BytesIO(PNG), "image/png"))
    assert client.media.download(uploaded["media_id"]).content == PNG
    client.message.send_text(AGENT_ID, ["zhangsan"], "你好")
    client.message.send_image(AGENT_ID, "zhangsan", uploaded["media_id"])
    rows = sim.world.messages.rows()
    assert [(row["msgtype"], row["users"]) for row in rows] == [
        ("text", ["zhangsan"]), ("image", ["zhangsan"]),
    ]  # fmt: skip
    assert rows[0]["content"]["content"] == "你好"
    menu = {"button": [{"type": "click", "name": "帮助", "key": "HELP"}]}
    client.menu.create(AGENT_ID, menu)
    assert client.menu.get(AGENT_ID)["button"][0]["key"] == "HELP"
    client.menu.delete(AGENT_ID)
    assert errcode(client.menu.get, AGENT_ID) == 46003


def test_error_cases(client: Any, sim: Simulator) -> None:
    assert errcode(client.user.get, "nobody") == 60111
    assert errcode(client.user.create, "zhangsan", "张三", mobile="13900000078") == 60102
    assert errcode(client.message.send_text, AGENT_ID, ["nobody"], "hi") == 81013
    assert errcode(client.tag.get_users, 999) == 40068
    sim.world.tokens.revoke_all()
    assert client.user.get("lisi")["name"] == "李四"  # it fetches a new token by itself
    sim.add_fault({"path": "user/get", "errcode": 45009, "times": 1})
    exceptions: Any = importlib.import_module("wechatpy.exceptions")
    with pytest.raises(exceptions.APILimitedException):
        client.user.get("lisi")
    stranger = type(client)(CORP_ID, "wrong")
    assert errcode(stranger.fetch_access_token) == 40001
    stranger._http.close()


def test_beyond_contacts(client: Any, sim: Simulator) -> None:
    members = client.external_contact.get_follow_user_list()["follow_user"]
    external = client.external_contact.list(members[0])["external_userid"][0]
    shown = client.external_contact.get(external)["external_contact"]
    assert shown["external_userid"] == external
    group = client.external_contact.add_corp_tag(None, "行业", 0, [{"name": "零售"}])
    tag = group["tag_group"]["tag"][0]["id"]
    client.external_contact.mark_tag(members[0], external, add_tag=[tag])
    assert errcode(client.external_contact.get, "wmx") == 40096
    assert client.jsapi.get_ticket() == client.jsapi.get_ticket()
    cal = client.calendar.add("lisi", "团队", "#FF3030")
    assert client.calendar.get([cal])[0]["summary"] == "团队"
    client.calendar.delete(cal)
    assert errcode(client.calendar.delete, cal) == 90459


def test_a_server_on_wechatpy_receives_our_pushes(flavour: str, sim: Simulator) -> None:
    with ExitStack() as stack:
        app = create_app(flavour, CORP_ID, TOKEN, AES_KEY)
        sim.callback_url = serve(app, stack) + "/wechat"
        verified = sim.verify()
        assert (verified["ok"], verified["status"]) == (True, 200)
        text = sim.push({"type": "text", "from": "zhangsan", "content": "你好 <b> 😀"})
        assert (text["ok"], text["reason"]) == (True, "")
        assert text["reply"]["Content"] == "收到 你好 <b> 😀"
        # wechatpy puts the text into CDATA as it is: our simulator says what comes of that.
        broken = sim.push({"type": "text", "from": "zhangsan", "content": "]]>"})
        assert broken["ok"] is False
        assert "not well-formed XML" in broken["reason"]
        media = sim.world.media.add("image", "a.png", "image/png", PNG).media_id
        image = sim.push({"type": "image", "from": "lisi", "media_id": media})
        assert image["reply"]["Image"]["MediaId"] == media
        place = {"type": "location", "from": "lisi", "location_x": 23.134, "location_y": 113.358}
        assert sim.push(place)["reply"]["Content"] == "23.13, 113.36"
        click = {"type": "event", "event": "click", "event_key": "V1001", "from": "lisi"}
        news = sim.push(click)
        assert (news["ok"], news["reply"]["MsgType"]) == (True, "news")
        quiet = sim.push({"type": "event", "event": "subscribe", "from": "lisi"})
        assert (quiet["ok"], quiet["reply"]) == (True, None)


def test_a_server_on_wechatpy_refuses_a_foreign_key(flavour: str, sim: Simulator) -> None:
    with ExitStack() as stack:
        app = create_app(flavour, CORP_ID, "another-token", AES_KEY)
        app.logger.disabled = True
        sim.callback_url = serve(app, stack) + "/wechat"
        verified = sim.verify()
        assert (verified["ok"], verified["status"]) == (False, 500)
        pushed = sim.push({"type": "text", "from": "zhangsan", "content": "hi"})
        assert (pushed["ok"], pushed["status"], pushed["attempts"]) == (False, 500, 1)
