"""Messages, group chats of apps, files, and robots."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from flask_wechat_corp.simulator.api.messaging.webhook import robots as chat_robots
from tests.helpers.read_back import PNG, Company, Table, refused

messages, media, robots = Table(), Table(), Table()


def _newest(company: Company) -> dict[str, Any]:
    return company.world.messages.rows()[-1]


@messages("send", "recall_message", "get_message_statistics")
def messages_of_apps(company: Company) -> None:
    api = company.api
    answer = api.send(
        {"touser": ["lisi", "nobody"]}, {"msgtype": "text", "text": {"content": "hi"}}
    )
    row = _newest(company)
    assert (row["users"], row["content"]["content"]) == (["lisi"], "hi")
    assert answer["invaliduser"] == "nobody"
    (figure,) = api.get_message_statistics()["statistics"]
    assert figure["count"] == 1
    api.recall_message(answer["msgid"])
    assert _newest(company)["status"] == "recalled"
    refused(81013, api.send, {"touser": "nobody"}, {"msgtype": "text", "text": {"content": "hi"}})


@messages("send", "update_template_card", "update_taskcard")
def cards(company: Company) -> None:
    api = company.api
    card: Any = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "加班"},
        "button_list": [{"text": "同意", "key": "yes"}],
    }
    code = api.send({"touser": "lisi"}, {"msgtype": "template_card", "template_card": card})[
        "response_code"
    ]
    api.update_template_card(code, userids=["lisi"], button={"replace_name": "已同意"})
    assert _newest(company)["changed_for"]["lisi"]["replace_name"] == "已同意"
    refused(60140, api.update_template_card, "nothing", userids=["lisi"],
            button={"replace_name": "x"})  # fmt: skip
    task = {
        "title": "加班", "description": "今晚", "task_id": "t2",
        "btn": [{"key": "yes", "name": "同意"}],
    }  # fmt: skip
    api.send({"touser": "lisi"}, {"msgtype": "interactive_taskcard", "interactive_taskcard": task})
    api.update_taskcard(["lisi"], "t2", replace_name="已收到")
    assert _newest(company)["content"]["replace_name"] == "已收到"
    refused(42016, api.update_taskcard, ["lisi"], "t3", replace_name="x")


@messages("create_appchat", "get_appchat", "update_appchat", "send_appchat")
def group_chats(company: Company) -> None:
    api = company.api
    chatid = api.create_appchat(["zhangsan", "lisi"], name="项目群", owner="lisi")["chatid"]
    api.update_appchat(chatid, name="新项目群", add_user_list=["wulan"], del_user_list=["zhangsan"])
    chat = api.get_appchat(chatid)["chat_info"]
    assert (chat["name"], chat["userlist"]) == ("新项目群", ["lisi", "wulan"])
    api.send_appchat(chatid, {"msgtype": "text", "text": {"content": "开会"}})
    row = _newest(company)
    assert (row["chatid"], row["content"]) == (chatid, {"content": "开会"})
    refused(86003, api.get_appchat, "nothing")


@media("upload_media", "get_media", "upload_img", "upload_attachment", "get_hd_voice")
def files(company: Company) -> None:
    api = company.api
    with api.get_media(company.media()) as found:
        assert (found.content, found.filename) == (PNG, "a.png")
    with api.get_media(company.attachment(), start=4, end=9) as part:
        assert part.content == PNG[4:10]
    url = api.upload_img(io.BytesIO(PNG), "b.png")["url"]
    kept = company.world.media.get(url.rpartition("/")[2])
    assert kept is not None
    assert kept.data == PNG
    voice = io.BytesIO(b"#!AMR\n" + bytes(20))
    media_id = api.upload_media(voice, "voice", "a.amr")["media_id"]
    with api.get_hd_voice(media_id) as found:
        assert found.content.startswith(b"#!AMR")
    company.later(3 * 86_400 + 1)
    refused(40007, api.get_media, media_id)


@media("upload_media_by_url", "get_upload_by_url_result")
def files_by_address(company: Company) -> None:
    api = company.api
    url = api.upload_img(io.BytesIO(PNG), "b.png")["url"]
    digest = hashlib.md5(PNG, usedforsecurity=False).hexdigest()
    jobid = api.upload_media_by_url(1, "file", "a.png", url, digest)["jobid"]
    done = api.get_upload_by_url_result(jobid)
    assert done["status"] == 2
    with api.get_media(done["detail"]["media_id"]) as found:
        assert (found.content, found.filename) == (PNG, "a.png")
    for address, md5, errcode in (
        (url, "0" * 32, 301019), ("https://example.com/a.png", digest, 830003),
    ):  # fmt: skip
        failed = api.upload_media_by_url(1, "file", "a.png", address, md5)["jobid"]
        result = api.get_upload_by_url_result(failed)
        assert (result["status"], result["detail"]["errcode"]) == (3, errcode)
    company.later(3601)
    refused(40088, api.get_upload_by_url_result, jobid)


@robots("send_webhook", "upload_webhook_media")
def robots_of_chats(company: Company) -> None:
    api, key = company.api, next(iter(chat_robots(company.world)))
    media_id = api.upload_webhook_media(key, io.BytesIO(b"a file of some bytes"), "file", "a.txt")[
        "media_id"
    ]
    api.send_webhook(key, {"msgtype": "file", "file": {"media_id": media_id}})
    row = _newest(company)
    assert (row["via"], row["msgtype"], row["content"]) == (
        "webhook", "file", {"media_id": media_id},
    )  # fmt: skip
    with api.get_media(media_id) as found:
        assert found.content == b"a file of some bytes"
    refused(93000, api.upload_webhook_media, "nothing", io.BytesIO(b"a file"), "file", "a.txt")


@robots("reply_aibot")
def smart_robots(company: Company) -> None:
    known = company.world.robots
    known.add("helper", title="小助手")
    code = known.open_address("helper", "lisi", "")
    company.api.reply_aibot(code, "markdown", markdown={"content": "**好了**"})
    row = _newest(company)
    assert (row["via"], row["users"], row["msgtype"]) == ("robot", ["lisi"], "markdown")
    assert row["content"]["markdown"]["content"] == "**好了**"
    refused(40058, company.api.reply_aibot, code, "markdown", markdown={"content": "x"})
