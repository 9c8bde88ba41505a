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
    api.kf.get_kf_corp_statistic("wk", now - timedelta(days=7), now)
    api.office.add_schedule({"start_time": now, "end_time": now, "attendees": [{"userid": "lisi"}]})
    api.office.get_checkin_data(3, now - timedelta(days=1), now, ["zhangsan"])
    for record in api.documents.iter_wedoc_smartsheet_records("doc", "sheet", field_ids=["f1"]):
        print(record["record_id"])
    api.mail.search_exmail_groups(groupid="team", fuzzy=True)
    api.corps.get_chain_list()
    api.finance.get_invoice_info("card", "code")
    api.archive.get_msgaudit_permit_users()
    api.schools.send_school_message("通知", to_party=["1"])
    api.providers.get_suite_token("suite", "secret", "ticket")
