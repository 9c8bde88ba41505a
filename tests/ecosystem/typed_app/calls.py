"""One call of each area, typed as its author would write it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_wechat_corp import Article, Image, MarkdownV2, Text, TextCard, WeChatAPI


def use(api: WeChatAPI) -> None:
    """Call one endpoint of each area."""
    now = datetime.now()
    api.contacts.create_user(
        {"userid": "zhangsan", "name": "张三", "department": [1], "enable": True}
    )
    for user in api.iter_department_users(1, fetch_child=True):
        api.update_user({"userid": user["userid"], "alias": "三"})
    api.messaging.send({"toparty": [1]}, TextCard("标题", "描述", "https://x.example/"), safe=True)
    for answer in api.send_in_portions(["zhangsan"], "hi"):
        print(answer["msgid"])
    api.send_webhook("key", MarkdownV2("# 标题"))
    api.send_appchat("chat", Text("hi", mentioned_list=["@all"]))
    api.apps.create_menu({"button": [{"type": "click", "name": "今日", "key": "V1"}]})
    api.customers.add_msg_template("single", text="您好", attachments=[Image("M"), Article("标题")])
    api.customers.create_acquisition_link("link", range={"user_list": ["zhangsan"]})
    api.kf.kf_send_msg("wk", "wm", Image("M"))
    api.kf.kf_send_msg(
        "wk",
        "wm",
        "msgmenu",
        msgmenu={"list": [{"type": "click", "click": {"id": "1", "content": "满意"}}]},
    )
    api.kf.get_kf_corp_statistic("wk", now - timedelta(days=7), now)
    api.office.add_schedule({"start_time": now, "end_time": now, "attendees": [{"userid": "lisi"}]})
    api.office.create_meeting(
        "zhangsan",
        "周会",
        now + timedelta(hours=1),
        3600,
        invitees={"userid": ["lisi"]},
        settings={"enable_waiting_room": True},
    )
    api.office.apply_event(
        "zhangsan",
        "template",
        True,
        apply_data={"contents": [{"control": "Text", "id": "Text-1", "value": {"text": "差旅"}}]},
        summary_list=[{"summary_info": [{"text": "差旅", "lang": "zh_CN"}]}],
    )
    api.office.update_todo("todo", attendees=[{"userid": "lisi", "status": 1}])
    api.office.get_checkin_data(3, now - timedelta(days=1), now, ["zhangsan"])
    api.documents.add_wedoc_smartsheet_records("doc", "sheet", [{"values": {"数量": 1}}])
    for record in api.documents.iter_wedoc_smartsheet_records("doc", "sheet", field_ids=["f1"]):
        print(record["record_id"])
    api.mail.search_exmail_groups(groupid="team", fuzzy=True)
    api.corps.get_chain_list()
    api.finance.get_invoice_info("card", "code")
    api.archive.get_msgaudit_permit_users()
    api.schools.send_school_message("通知", to_party=["1"])
    api.data.get_chatdata_log_level("program")
    api.security.get_security_server_domain_ip()
    api.hardware.list_service_device("provider", offset=0, limit=10)
    api.providers.get_suite_token("suite", "secret", "ticket")
