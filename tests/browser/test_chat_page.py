"""What a person does on the chat page in a real browser, with the example application behind."""

from __future__ import annotations

import re
import struct
import zlib
from typing import Any

import pytest

from flask_wechat_corp import UpdateTemplateCardReply
from flask_wechat_corp.simulator import Simulator

from .conftest import OpenPage, RawClient

pytestmark = pytest.mark.browser

HELLO = "你好，张三！"


def picture(width: int = 24, height: int = 16) -> bytes:
    """Return a small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x30\x80\xd0" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def say(page: Any, text: str) -> None:
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")


def theirs(page: Any, text: str) -> Any:
    return page.locator(".message.theirs", has_text=text)


def test_the_conversation_of_the_readme(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("[data-user=zhangsan]").click()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    mine = page.locator(".message.mine", has_text="你好")
    mine.locator(".ok", has_text="已送达").wait_for()
    rows = sim.world.messages.rows()
    assert [row["content"].get("Content", "")[:2] for row in rows] == ["你好", "你好"]
    assert [row["direction"] for row in rows] == ["to_app", "to_user"]


def test_the_first_message_is_one_button(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#chat-empty button").click()
    theirs(page, HELLO).wait_for()
    assert not page.locator("#chat-empty").is_visible()


def test_shift_enter_makes_a_line_and_an_input_method_keeps_its_enter(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    box = page.locator("#text")
    box.fill("一")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("二")
    box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))"
    )
    assert box.input_value() == "一\n二"
    page.keyboard.press("Enter")
    theirs(page, "收到：一").wait_for()
    assert sim.world.messages.rows()[0]["content"]["Content"] == "一\n二"


def test_emoji_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#tools [data-tool=emoji]").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("#text").input_value() == "😄"
    assert page.evaluate("document.activeElement.dataset.tool") == "emoji"
    page.locator("#send").click()
    theirs(page, "收到：😄").wait_for()


def test_a_menu_click(open_page: OpenPage, sim: Simulator, caller: RawClient) -> None:
    page = open_page()
    menu = {
        "button": [
            {"type": "click", "name": "帮帮我", "key": "HELP"},
            {
                "name": "更多的",
                "sub_button": [{"type": "click", "name": "午饭", "key": "V1001_TODAY"}],
            },
        ]
    }
    sim.world.menus[sim.world.agent_id] = menu
    sim.world.events.publish("menu", {"agentid": sim.world.agent_id, "menu": menu})
    page.locator("#menu button", has_text="帮帮我").click()
    theirs(page, "你可以试试").wait_for()
    page.locator(".note", has_text="点击菜单「帮帮我」").wait_for()
    page.locator("#menu button", has_text="更多的").click()
    page.locator("#menu [role=menuitem]", has_text="午饭").click()
    theirs(page, "今天中午吃什么").wait_for()
    say(page, "1")
    theirs(page, "好的，给你订了牛肉面").wait_for()
    pushed = [row["fields"].get("EventKey") for row in sim.world.deliveries.rows()]
    assert pushed == ["HELP", "V1001_TODAY", None]


def test_a_scan_from_the_menu(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    menu = {"button": [{"type": "scancode_waitmsg", "name": "扫", "key": "SCAN"}]}
    sim.world.menus[sim.world.agent_id] = menu
    sim.world.events.publish("menu", {"agentid": sim.world.agent_id, "menu": menu})
    page.locator("#menu button", has_text="扫").click()
    page.locator("dialog input[name=result]").fill("SN-<1>&")
    page.locator("dialog [type=submit]").click()
    page.locator(".note", has_text="SN-<1>&").locator(".ok").wait_for()
    fields = sim.world.deliveries.rows()[0]["fields"]
    assert fields["ScanCodeInfo"] == {"ScanType": "qrcode", "ScanResult": "SN-<1>&"}


def test_pictures_from_the_menu_come_as_event_then_message(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    menu = {"button": [{"type": "pic_weixin", "name": "相册", "key": "PIC"}]}
    sim.world.menus[sim.world.agent_id] = menu
    sim.world.events.publish("menu", {"agentid": sim.world.agent_id, "menu": menu})
    with page.expect_file_chooser() as chooser:
        page.locator("#menu button", has_text="相册").click()
    file = {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    chooser.value.set_files([file, {**file, "name": "b.png"}])
    theirs(page, "收到一条 image 消息").nth(1).wait_for()
    event, first, second = (row["fields"] for row in sim.world.deliveries.rows())
    assert event["SendPicsInfo"]["Count"] == 2
    assert len(event["SendPicsInfo"]["PicList"]["item"][0]["PicMd5Sum"]) == 32
    assert {first["MsgType"], second["MsgType"]} == {"image"}


def test_an_image_is_shown_and_can_be_fetched_by_the_app(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    data = picture()
    with page.expect_file_chooser() as chooser:
        page.locator("#tools [data-tool=image]").click()
    chooser.value.set_files([{"name": "a.png", "mimeType": "image/png", "buffer": data}])
    theirs(page, "收到一条 image 消息").wait_for()
    shown = page.locator(".message.mine img.photo")
    page.locator("#tab-faults").click()
    page.locator("#faults", has_text=f"现有素材 {len(data)} B，已丢弃 0 个").wait_for()
    page.wait_for_function("document.querySelector('.mine img.photo').naturalWidth === 24")
    assert shown.count() == 1
    fields = sim.world.deliveries.rows()[0]["fields"]
    media = sim.world.media.get(fields["MediaId"])
    assert media is not None
    assert media.data == data
    assert fields["PicUrl"] == f"{sim.url}/_sim/media/{fields['MediaId']}"


def test_a_sample_voice_a_file_and_a_video(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("#tools [data-tool=voice]").click()
    page.locator("#tools [role=menuitem]", has_text="示例").click()
    theirs(page, "收到一条 voice 消息").wait_for()
    page.locator(".mine .voice", has_text="″").wait_for()
    with page.expect_file_chooser() as chooser:
        page.locator("#tools [data-tool=file]").click()
    chooser.value.set_files([{"name": "表.csv", "mimeType": "text/csv", "buffer": b"a,b"}])
    page.locator(".mine .file", has_text="表.csv").wait_for()
    with page.expect_file_chooser() as chooser:
        page.locator("#tools [data-tool=video]").click()
    chooser.value.set_files([{"name": "片.mp4", "mimeType": "video/mp4", "buffer": b"no video"}])
    # What the browser cannot play is offered as a file.
    page.locator(".mine .file", has_text="片.mp4").wait_for()
    theirs(page, "收到一条 video 消息").wait_for()
    sent = [row["fields"] for row in sim.world.deliveries.rows()]
    assert [fields["MsgType"] for fields in sent] == ["voice", "file", "video"]
    assert sim.world.media.get(sent[2]["ThumbMediaId"]) is not None


def test_several_apps_have_their_own_conversations(open_page: OpenPage, sim: Simulator) -> None:
    sim.world.agents[7] = {"agentid": 7, "name": "打卡", "allow_partys": [1]}
    page = open_page()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    page.locator("#chat-head select").select_option(label="打卡")
    page.locator("#chat-empty").wait_for()
    say(page, "给打卡")
    page.locator(".mine", has_text="给打卡").locator(".ok").wait_for()
    assert page.locator(".mine").count() == 1
    assert [row["agentid"] for row in sim.world.deliveries.rows()] == [sim.world.agent_id, 7]


def test_a_location_chosen_on_the_map_with_the_keyboard(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    page.locator("#tools [data-tool=location]").click()
    page.locator("dialog select").select_option(label="北京天安门")
    page.locator("dialog canvas").focus()
    for key in ("+", "ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.locator("dialog [type=submit]").click()
    theirs(page, "纬度").wait_for()
    fields = sim.world.deliveries.rows()[0]["fields"]
    assert fields["MsgType"] == "location"
    assert float(fields["Location_X"]) == pytest.approx(39.9089, abs=0.001)
    assert float(fields["Location_Y"]) == pytest.approx(116.3979, abs=0.002)
    assert float(fields["Location_Y"]) > 116.39748
    assert fields["Scale"] == 17
    assert "天安门" in fields["Label"]


def test_a_message_sent_by_api_appears_by_itself(open_page: OpenPage, caller: RawClient) -> None:
    page = open_page()
    caller.send("text", {"content": "下午三点开会 <b>不迟到</b>"})
    theirs(page, "下午三点开会 <b>不迟到</b>").wait_for()
    caller.send("text", {"content": "给李四"}, to="lisi")
    page.locator("[data-user=lisi] .badge", has_text="1").wait_for()
    page.locator("[data-user=lisi]").click()
    theirs(page, "给李四").wait_for()
    assert page.locator("[data-user=lisi] .badge").count() == 0


def test_a_dialogue_shows_what_it_waits_for(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    state = page.locator("#chat-head .dialogue")
    assert state.count() == 0
    say(page, "报修")
    page.locator(".dialogue", has_text="choose_category").wait_for()
    say(page, "1")
    page.locator(".dialogue", has_text="describe").wait_for()
    page.locator("[data-user=lisi]").click()
    state.wait_for(state="detached")
    page.locator("[data-user=zhangsan]").click()
    state.wait_for()
    say(page, "取消")
    state.wait_for(state="detached")
    say(page, "午饭")
    page.locator(".dialogue", has_text="lunch").wait_for()


def choose_file(page: Any, kind: str, file: dict[str, Any]) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(f"#tools [data-tool={kind}]").click()
    chooser.value.set_files([file])


def test_a_fault_from_the_report_to_the_pressed_card(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    for words, told in (("报修", "哪一类"), ("1", "请描述"), ("卡纸", "照片")):
        say(page, words)
        theirs(page, told).last.wait_for()
    photo = picture(120, 90)
    choose_file(page, "image", {"name": "jam.png", "mimeType": "image/png", "buffer": photo})
    theirs(page, "电脑：卡纸（有照片）").wait_for()
    page.locator(".dialogue", has_text="confirm").wait_for()
    say(page, "是")
    theirs(page, "已提交，编号 repair-").wait_for()
    page.locator(".dialogue").wait_for(state="detached")
    page.locator("[data-user=lisi]").click()
    theirs(page, "报修：电脑").wait_for()
    shown = page.locator(".message.theirs img").last
    shown.wait_for()
    assert shown.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [120, 90]
    page.get_by_role("button", name="我来处理").click()
    page.get_by_text("lisi 处理中").wait_for()
    page.locator("[data-user=zhangsan]").click()
    theirs(page, "lisi 正在处理").wait_for()
    numbers = [
        re.findall("repair-[0-9a-f]{8}", theirs(page, told).inner_text())
        for told in ("已提交，编号", "lisi 正在处理")
    ]
    assert numbers[0] == numbers[1] != []


def test_the_newest_message_stays_in_sight_when_a_picture_is_loaded(
    open_page: OpenPage, sim: Simulator, caller: RawClient
) -> None:
    media = sim.world.media.add("image", "a.png", "image/png", picture(200, 600))
    caller.send("image", {"media_id": media.media_id})
    for number in range(3):
        caller.send("text", {"content": f"第 {number} 条"})
    page = open_page(width=390, height=700)
    page.wait_for_function("document.querySelector('.message img')?.naturalHeight > 0")
    distance = """() => {
        const one = document.querySelector("#scroll");
        return one.scrollHeight - one.clientHeight - one.scrollTop < 2;
    }"""
    page.wait_for_function(distance)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[页面](https://example.com/a)，请看", "https://example.com/a"),
        ("(见 https://example.com/b_(c))", "https://example.com/b_(c)"),
        ("See https://example.com/d.", "https://example.com/d"),
        ("https://example.com/?q=1,2 好", "https://example.com/?q=1,2"),
    ],
)
def test_an_address_in_a_text_ends_where_the_sentence_does(
    open_page: OpenPage, text: str, address: str
) -> None:
    rich = "async (text) => (await import('/page/rich_text.js')).rich(text)"
    found = f"""async (text) => {{
        const nodes = await ({rich})(text);
        return [nodes.map((one) => one.textContent ?? one).join(""),
                nodes.find((one) => one.href).textContent];
    }}"""
    assert open_page().evaluate(found, text) == [text, address]


def test_lists_exist_in_the_newer_markdown_only(open_page: OpenPage, caller: RawClient) -> None:
    page = open_page()
    caller.send("markdown", {"content": "- 一\n- *二*"})
    theirs(page, "- *二*").wait_for()
    assert page.locator(".markdown li").count() == 0
    # Applications cannot send markdown_v2 to members; only group robots use it.
    newer = """async () => (await import("/page/rich_text.js"))
        .markdown("- 一\\n- *二*", true).outerHTML"""
    shown = page.evaluate(newer)
    assert shown == '<div class="markdown"><ul><li>一</li><li><em>二</em></li></ul></div>'


CARDS: list[tuple[str, dict[str, Any], str]] = [
    ("text", {"content": '看<a href="https://example.com/">这里</a>'}, "这里"),
    ("markdown", {"content": "# 标题\n**粗** `码`\n> 引用\n[链](https://example.com/)"}, "标题"),
    (
        "textcard",
        {"title": "领奖", "description": '<div class="gray">九月</div>', "url": "https://e.com"},
        "九月",
    ),
    (
        "news",
        {
            "articles": [
                {"title": "头条", "url": "https://example.com/", "picurl": "https://e.com/a.png"},
                {"title": "二条", "url": "https://example.com/"},
            ]
        },
        "二条",
    ),
    (
        "miniprogram_notice",
        {
            "appid": "wx123123123123123",
            "title": "预订成功",
            "description": "四月",
            "emphasis_first_item": True,
            "content_item": [{"key": "会议室", "value": "402"}],
        },
        "402",
    ),
]


@pytest.mark.parametrize(("msgtype", "content", "seen"), CARDS, ids=[c[0] for c in CARDS])
def test_sent_kinds_are_drawn(
    open_page: OpenPage, caller: RawClient, msgtype: str, content: dict[str, Any], seen: str
) -> None:
    page = open_page()
    caller.send(msgtype, content)
    theirs(page, seen).wait_for()
    # A foreign picture is named, not loaded; open_page checks that nothing was asked for.
    assert page.locator(".theirs .foreign").count() == (1 if msgtype == "news" else 0)


def test_a_template_cards_buttons_and_selects_push_events(
    open_page: OpenPage, sim: Simulator, caller: RawClient
) -> None:
    page = open_page()
    options = [{"id": "1", "text": "奶茶"}, {"id": "2", "text": "蛋糕"}]
    caller.send(
        "template_card",
        {
            "card_type": "vote_interaction",
            "main_title": {"title": "下午茶"},
            "task_id": "tea-1",
            "checkbox": {"question_key": "q1", "mode": 1, "option_list": options},
            "submit_button": {"text": "提交", "key": "submit"},
        },
    )
    page.locator(".card label", has_text="蛋糕").click()
    page.locator(".card button", has_text="提交").click()
    page.locator(".note", has_text="submit").locator(".ok").wait_for()
    fields = sim.world.deliveries.rows()[0]["fields"]
    assert fields["Event"] == "template_card_event"
    assert (fields["EventKey"], fields["TaskId"]) == ("submit", "tea-1")
    assert fields["CardType"] == "vote_interaction"
    chosen = {"QuestionKey": "q1", "OptionIds": {"OptionId": ["2"]}}
    assert fields["SelectedItems"] == {"SelectedItem": [chosen]}
    # The event's code changes the card once, and the page shows it without reload.
    caller.post(
        "message/update_template_card",
        {
            "userids": ["zhangsan"],
            "agentid": sim.world.agent_id,
            "response_code": fields["ResponseCode"],
            "button": {"replace_name": "投过了"},
        },
    )
    page.locator(".card button[disabled]", has_text="投过了").wait_for()
    assert page.locator(".card button", has_text="提交").count() == 0


def test_a_passive_reply_changes_the_card_of_who_pressed(
    open_page: OpenPage, sim: Simulator, caller: RawClient
) -> None:
    from example_app.extensions import wx

    def answer(message: Any) -> UpdateTemplateCardReply:
        return UpdateTemplateCardReply(
            {
                "card_type": "button_interaction",
                "main_title": {"title": "已经批准"},
                "horizontal_content_list": [{"keyname": "批准人", "value": "张三"}],
                "button_list": [{"text": "撤销", "style": 2, "key": "undo"}],
            }
        )

    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "请假两天"},
        "task_id": "leave-1",
        "button_list": [{"text": "批准", "style": 1, "key": "APPROVE"}],
    }
    wx.event("template_card_event", key="APPROVE")(answer)
    page = open_page()
    caller.post(
        "message/send",
        {
            "touser": "zhangsan|lisi",
            "agentid": sim.world.agent_id,
            "msgtype": "template_card",
            "template_card": card,
        },
    )
    page.locator(".card button", has_text="批准").click()
    page.locator(".card", has_text="已经批准").locator("dd", has_text="张三").wait_for()
    page.locator(".card button", has_text="撤销").wait_for()
    page.locator("[data-user=lisi]").click()
    page.locator(".card", has_text="请假两天").wait_for()


def test_a_fault_button_and_its_effect(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("#tab-faults").click()
    page.locator("#faults button", has_text="频率超限").click()
    page.locator("#faults .active li", has_text="45009").wait_for()
    say(page, "你好")
    # The example greets by user id when the contacts do not answer.
    theirs(page, "你好，zhangsan！").wait_for()
    page.locator("#faults", has_text="没有故障").wait_for()
    page.locator("#tab-log").click()
    failed = page.locator(".log-row.failed").first
    failed.locator("summary", has_text="45009").click()
    failed.locator(".notice", has_text="45009").first.wait_for()


def test_killing_the_token_makes_the_app_fetch_a_new_one(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    page.locator("#tab-faults").click()
    page.locator("#faults [data-action=kill]").click()
    page.locator(".toast").wait_for()
    say(page, "你好")
    theirs(page, HELLO).nth(1).wait_for()
    paths = [(row["path"], row["errcode"]) for row in sim.world.calls.rows()]
    assert paths == [
        ("/cgi-bin/gettoken", 0),
        ("/cgi-bin/user/get", 0),
        ("/cgi-bin/user/get", 40014),
        ("/cgi-bin/gettoken", 0),
        ("/cgi-bin/user/get", 0),
    ]


def test_a_dropped_callback_says_why(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#tab-faults").click()
    page.locator("#faults .box", has_text="回调故障").locator("button", has_text="断开").click()
    page.locator("#faults .active li").wait_for()
    say(page, "丢失的")
    page.locator(".mine .bad", has_text="dropped by a fault").wait_for()
    page.locator(".mine .foot-button").click()
    page.locator(".log-row[open] .notice", has_text="dropped by a fault").wait_for()


def test_a_doubled_callback_is_delivered_twice_and_answered_once(
    open_page: OpenPage, sim: Simulator
) -> None:
    page = open_page()
    page.locator("#tab-faults").click()
    page.locator("#faults button", has_text="重复推送").click()
    page.locator("#faults .active li").wait_for()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    page.locator("#tab-log").click()
    page.locator(".log-row .chip", has_text="200 ×2").wait_for()
    assert theirs(page, HELLO).count() == 1


def test_the_address_is_verified(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("#tab-faults").click()
    page.locator("#faults button", has_text="验证地址").click()
    page.locator("#faults .result.ok", has_text="通过").wait_for()
    assert sim.world.deliveries.rows()[0]["kind"] == "verify"


def test_the_clock_moves_on(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("#tab-faults").click()
    page.locator("#faults button", has_text="+2").click()
    page.locator("#time.moved").wait_for()
    assert sim.world.clock.offset == 7200
    page.locator("#faults .clock-line", has_text="2 h").wait_for()


def test_the_log_shows_callbacks_decrypted_and_raw(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    page.locator(".log-row[data-kind=call]", has_text="user/get").wait_for()
    row = page.locator(".log-row[data-kind=callback]")
    row.locator(".chip.ok").wait_for()
    row.locator("summary").first.click()
    pre = row.locator("pre")
    assert "<Content>" in (pre.nth(0).text_content() or "")
    assert HELLO in (pre.nth(1).text_content() or "")
    row.locator(".block summary", has_text="请求原文").click()
    assert "msg_signature=" in (pre.nth(2).text_content() or "")
    assert "<Encrypt>" in (pre.nth(2).text_content() or "")
    page.locator("#log-head button", has_text="接口调用").click()
    assert page.locator(".log-row[data-kind=callback]").count() == 0
    page.locator("#log-head input").fill("gettoken")
    page.locator(".log-row", has_text="user/get").wait_for(state="detached")
    page.locator(".log-row", has_text="gettoken").locator("summary").first.click()
    page.locator(".log-row[open] pre", has_text="corpsecret").wait_for()
    shown = page.locator(".log-row[open]").text_content() or ""
    assert "test-only-secret" not in shown


def test_push_any_event_as_json(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    page.locator("#tab-push").click()
    box = page.locator("#push textarea")
    box.fill('{"type": "event", ')
    page.locator("#push [type=submit]").click()
    page.locator("#push .notice", has_text="JSON").wait_for()
    box.fill('{"type": "event", "event": "subscribe"}')
    page.locator("#push [type=submit]").click()
    theirs(page, "张三，欢迎你").wait_for()
    page.locator("#push .result-json", has_text='"ok": true').wait_for()


def test_both_languages_by_the_browser_and_by_the_button(open_page: OpenPage) -> None:
    page = open_page(locale="en-US")
    assert page.title() == "WeCom simulator"
    page.locator("#send", has_text="Send").wait_for()
    say(page, "你好")
    page.locator(".mine .ok", has_text="Delivered").wait_for()
    page.locator("#language").click()
    assert page.title() == "企业微信模拟器"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.locator(".mine .ok", has_text="已送达").wait_for()
    page.reload()
    page.locator("#send", has_text="发送").wait_for()
    assert open_page(locale="zh-CN").title() == "企业微信模拟器"


def test_the_theme_is_remembered(open_page: OpenPage) -> None:
    page = open_page()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.locator("#live.on").wait_for()
    assert page.evaluate(ground) == dark
    assert open_page(scheme="dark").evaluate(ground) == dark


SIDEWAYS = """
    [...document.querySelectorAll('html, body, main, .panel, .scroll, .list, .log-list, .tool')]
        .filter(e => e.scrollWidth > e.clientWidth).map(e => e.id || e.className || e.tagName)
"""


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_a_phone_has_tabs_and_never_scrolls_sideways(
    open_page: OpenPage, caller: RawClient, locale: str
) -> None:
    page = open_page(width=390, height=780, locale=locale)
    long = "https://example.com/" + "a" * 300
    say(page, long)
    theirs(page, "收到").wait_for()
    for msgtype, content, seen in CARDS:
        caller.send(msgtype, content)
        theirs(page, seen).wait_for()
    for popup in page.locator(".composer [aria-expanded], .menubar [aria-expanded]").all():
        popup.click()
        box = page.locator("#chat .popup:visible").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Escape")
    for name in ("members", "chat", "log", "faults", "push"):
        page.locator(f"#bottom [data-tab={name}]").click()
        assert page.locator(".panel:visible").count() == 1
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        if name == "log":
            page.locator(".log-row summary").first.click()
    page.locator("#bottom [data-tab=members]").click()
    page.locator("[data-user=lisi]").click()
    page.locator("#chat-empty").wait_for()
    assert "李四" in (page.locator("#chat-head").text_content() or "")


def test_everything_has_a_name(open_page: OpenPage, caller: RawClient) -> None:
    page = open_page()
    say(page, "你好")
    theirs(page, HELLO).wait_for()
    nameless = """
        [...document.querySelectorAll('button, input, select, textarea, a[href]')].filter(e =>
            !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length
              || e.getAttribute('title'))).map(e => e.outerHTML.slice(0, 120))
    """
    for tab in ("log", "faults", "push"):
        page.locator(f"#tab-{tab}").click()
        assert page.evaluate(nameless) == []


def test_the_tools_are_reached_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#tab-log").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-faults").get_attribute("aria-selected") == "true"
    assert page.locator("#faults").is_visible()
    page.locator("#scroll").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.locator("#text").input_value() == ""


def test_the_page_finds_the_server_again(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    sim.world.events.close()
    sim.world.events.reopen()
    page.locator("#live.off").wait_for()
    page.locator("#live.on").wait_for()
    say(page, "你好")
    theirs(page, HELLO).wait_for()


EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
SCRIPT = "javascript:alert(1)"


def test_hostile_contents_stay_text(open_page: OpenPage, sim: Simulator, caller: RawClient) -> None:
    page = open_page()
    dialogs: list[str] = []

    def dismiss(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    sim.world.members["lisi"]["name"] = f"李四{EVIL}"
    sim.world.changed("contacts", "update", "lisi")
    page.locator("[data-user=lisi]", has_text="<script>").wait_for()
    file = sim.world.media.add("file", f"{EVIL}.html", "text/html", b"<script>alert(1)</script>")
    sent: list[tuple[str, dict[str, Any]]] = [
        ("text", {"content": f'{EVIL} <a href="{SCRIPT}">一</a>'}),
        ("markdown", {"content": f"# {EVIL}\n[二]({SCRIPT})\n<font color='info'>{EVIL}</font>"}),
        ("textcard", {"title": EVIL, "description": f"<div>{EVIL}</div>", "url": SCRIPT}),
        ("news", {"articles": [{"title": EVIL, "url": SCRIPT, "picurl": SCRIPT}]}),
        ("file", {"media_id": file.media_id}),
    ]
    for msgtype, content in sent:
        sim.world.messages.add(
            {
                "time": sim.world.clock(),
                "agentid": sim.world.agent_id,
                "direction": "to_user",
                "via": "send",
                "users": ["zhangsan"],
                "chatid": None,
                "msgtype": msgtype,
                "content": content,
                "status": "ok",
                "reason": EVIL,
                "delivery": None,
                "msgid": None,
            }
        )
    sim.push({"type": "text", "from": "zhangsan", "content": EVIL})
    page.locator(".message.mine", has_text="<script>").wait_for()
    page.locator(".message").nth(6).wait_for()  # the last one arrives by itself
    assert page.locator(".message").count() == 7
    for summary in page.locator(".log-row > summary").all():
        summary.click()
    assert page.locator("[href^=javascript], [onerror], main script, main img[src=x]").count() == 0
    assert dialogs == []
    sim.world.changed("media", "add", file.media_id)
    page.locator(".card.file", has_text="<script>").wait_for()
    # What could run as a page is downloaded with its name, in a sandbox.
    assert page.locator(".card.file").get_attribute("download") == f"{EVIL}.html"
    head = page.request.get(f"{sim.url}/_sim/media/{file.media_id}").headers
    assert "sandbox" in head["content-security-policy"]


def test_many_changes_of_contacts_cause_few_requests(open_page: OpenPage, sim: Simulator) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for number in range(200):
        sim.world.members["lisi"]["name"] = f"李四 {number}"
        sim.world.changed("contacts", "update", "lisi")
    page.locator("[data-user=lisi]", has_text="李四 199").wait_for()
    states = [url for url in asked if "/_sim/state" in url]
    assert 0 < len(states) < 20
    assert all(url.endswith("?last=0") for url in states)


def fill(sim: Simulator, rows: int) -> None:
    """Give every history so many rows, with texts as long as real ones."""
    world = sim.world
    long = "长" * 500
    for number in range(rows):
        delivery = {
            "time": world.clock(), "kind": "push", "msgtype": "text", "event": "",
            "user": "zhangsan", "agentid": world.agent_id, "msgid": str(number), "ok": True,
            "status": 200, "ms": 3.0, "reason": "", "fields": {"Content": long}, "xml": long,
            "reply": None, "reply_xml": "", "attempts": [], "fault": None,
        }  # fmt: skip
        row = world.deliveries.add(delivery)
        message = {
            "time": world.clock(), "agentid": world.agent_id, "direction": "to_app", "via": "push",
            "users": ["zhangsan"], "chatid": None, "msgtype": "text",
            "content": {"Content": f"第 {number} 条"}, "status": "ok", "reason": "",
            "delivery": row["id"], "msgid": str(number),
        }  # fmt: skip
        world.messages.add(message)
        call = {
            "time": world.clock(), "method": "POST", "path": "/cgi-bin/message/send", "query": {},
            "body": long, "files": {}, "status": 200, "ms": 1.0, "errcode": 0, "errmsg": "ok",
            "answer": long, "agentid": world.agent_id, "unknown": [], "simulated": True,
            "fault": None,
        }  # fmt: skip
        world.calls.add(call)


def test_who_reads_or_writes_is_left_there_when_the_state_is_read_anew(
    open_page: OpenPage, sim: Simulator
) -> None:
    fill(sim, 300)
    page = open_page()
    page.locator(".message", has_text="第 299 条").wait_for()
    page.locator("#text").fill("还没写完")
    page.locator("#earlier").click()
    oldest = page.locator(".message").first.inner_text()
    with page.expect_response("**/_sim/state*") as answered:
        sim.world.events.publish("reset", {})  # as a listener hears it that has fallen behind
    answered.value.finished()
    page.wait_for_function("new Promise(done => requestAnimationFrame(() => done(true)))")
    assert page.locator("#latest").is_visible()
    assert page.locator(".message").first.inner_text() == oldest
    assert page.locator("#text").input_value() == "还没写完"
    page.locator("#latest").click()
    page.locator(".message", has_text="第 299 条").wait_for()


def test_the_page_stays_quick_with_full_histories(
    open_page: OpenPage, sim: Simulator, caller: RawClient
) -> None:
    fill(sim, 2_300)
    page = open_page()
    page.locator(".message", has_text="第 2299 条").wait_for()
    page.locator("#log-foot", has_text="2000").wait_for()
    assert page.locator(".message").count() <= 80
    assert page.locator(".log-row").count() <= 100
    assert page.evaluate("document.querySelectorAll('*').length") < 5_000
    # Everything again, live, while somebody looks on.
    fill(sim, 500)
    page.locator(".message", has_text="第 499 条").wait_for()
    caller.send("text", {"content": "还在吗"})
    theirs(page, "还在吗").wait_for()
    assert page.evaluate("document.querySelectorAll('*').length") < 5_000
    frame = page.evaluate(
        """async () => {
            const box = document.querySelector('#text');
            const start = performance.now();
            for (const text of ['a', 'ab', 'abc']) {
                box.value = text;
                box.dispatchEvent(new Event('input'));
                await new Promise(requestAnimationFrame);
            }
            return (performance.now() - start) / 3;
        }"""
    )
    assert frame < 250
    page.locator("#earlier").click()
    assert page.locator(".message").count() <= 80
    page.locator("#latest").click()
    theirs(page, "还在吗").wait_for()
    page.locator("#log-foot button", has_text="更早").click()
    assert page.locator(".log-row").count() == 100
