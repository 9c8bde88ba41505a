"""How each row of ``endpoints.json`` is called: name -> (positional, keyword) arguments.

A call gives every key that the catalogue knows, so that each is seen on the wire once. What
cannot be sent in one call, or is ours to add, is in ``DIFFERENT`` with the reason.
"""

from __future__ import annotations

from typing import Any

Arguments = tuple[tuple[Any, ...], dict[str, Any]]

AES_KEY = "a" * 43
CALLBACK = {"url": "https://example.com/", "token": "t", "encodingaeskey": AES_KEY}
CLICK = {"type": "click", "name": "今日", "key": "V1"}
SPAN = (1700000000, 1700086400)
NAME = [{"text": "请假", "lang": "zh_CN"}]

USER: dict[str, Any] = {
    "userid": "zhangsan",
    "name": "张三",
    "alias": "三",
    "email": "zhangsan@example.com",
    "biz_mail": "zhangsan@corp.example.com",
    "mobile": "13800000000",
    "telephone": "020-1",
    "gender": "1",
    "address": "路",
    "position": "经理",
    "department": [1],
    "order": [1],
    "is_leader_in_dept": [0],
    "main_department": 1,
    "direct_leader": ["lisi"],
    "avatar_mediaid": "m",
    "enable": 1,
    "to_invite": False,
    "extattr": {"attrs": []},
    "external_position": "经理",
    "external_profile": {},
}

#: kinds of messages beside text
KINDS = {
    "image",
    "voice",
    "video",
    "file",
    "textcard",
    "news",
    "mpnews",
    "markdown",
    "markdown_v2",
    "miniprogram_notice",
    "interactive_taskcard",
    "template_card",
    "template_msg",
}

CALLS: dict[str, Arguments] = {
    # -- token, ip
    "get_access_token": ((), {}),
    "get_callback_ip": ((), {}),
    "get_api_domain_ip": ((), {}),
    # -- department
    "create_department": (("研发",), {"parentid": 1, "order": 1, "id": 2, "name_en": "RD"}),
    "get_departments": ((), {"id": 1}),
    "delete_department": ((2,), {}),
    "list_department_ids": ((), {"id": 1}),
    "update_department": ((2,), {"name": "研发", "parentid": 1, "order": 1, "name_en": "RD"}),
    "get_department": ((2,), {}),
    # -- user
    "get_user": (("zhangsan",), {}),
    "convert_to_openid": (("zhangsan",), {}),
    "create_user": ((USER,), {}),
    "delete_user": (("zhangsan",), {}),
    "get_department_users_detail": ((1,), {"fetch_child": 1}),
    "get_department_users": ((1,), {"fetch_child": 1}),
    "update_user": (({**USER, "new_userid": "zhang", "biz_mail_alias": {"item": []}},), {}),
    "delete_users": ((["zhangsan"],), {}),
    "get_join_qrcode": ((), {"size_type": 1}),
    "convert_to_userid": (("openid",), {}),
    "get_userid_by_mobile": (("13800000000",), {}),
    "user_auth_success": (("zhangsan",), {}),
    "list_user_ids": ((), {"limit": 10, "cursor": "c"}),
    "get_active_stat": (("2026-11-20",), {}),
    "get_userid_by_email": (("zhangsan@example.com",), {"email_type": 1}),
    "check_member_auth": (("open",), {}),
    "list_member_auth": ((), {"cursor": "c", "limit": 10}),
    "list_selected_ticket_users": (("ticket",), {}),
    "user_tfa_success": (("zhangsan", "code"), {}),
    "invite_user": (("zhangsan", "来"), {}),
    # -- tag
    "add_tag_users": ((1, ["zhangsan"]), {"partylist": [1]}),
    "create_tag": (("标签",), {"tagid": 1}),
    "delete_tag": ((1,), {}),
    "get_tag_users": ((1,), {}),
    "list_tags": ((), {}),
    "update_tag_name": ((1, "标签"), {}),
    "delete_tag_users": ((1, ["zhangsan"]), {"partylist": [1]}),
    # -- batch
    "batch_get_result": (("job",), {}),
    "batch_replace_party": (("media", CALLBACK), {}),
    "batch_replace_user": (("media", CALLBACK), {"to_invite": False}),
    "batch_sync_user": (("media", CALLBACK), {"to_invite": True}),
    "batch_invite": ((), {"user": ["zhangsan"], "party": [1], "tag": [1]}),
    "userid_to_openuserid": ((["zhangsan"],), {}),
    "openuserid_to_userid": ((["open"], 1000002), {}),
    "batch_invite_user": (
        ({"touser": "a", "toparty": "1", "totag": "1", "invite_tips": "来"}, CALLBACK),
        {},
    ),
    # -- export
    "export_department": ((AES_KEY,), {"block_size": 10000}),
    "get_export_result": (("job",), {}),
    "export_simple_user": ((AES_KEY,), {"block_size": 10000}),
    "export_tag_user": ((1, AES_KEY), {"block_size": 10000}),
    "export_user": ((AES_KEY,), {"block_size": 10000}),
    # -- menu, agent
    "create_menu": (({"button": [CLICK]},), {}),
    "remove_menu": ((), {}),
    "get_menu": ((), {}),
    "get_agent": ((1000002,), {}),
    "set_agent": (
        (
            {
                "name": "助手",
                "logo_mediaid": "m",
                "description": "四个字的",
                "report_location_flag": 0,
                "isreportenter": 0,
                "redirect_domain": "example.com",
                "home_url": "https://example.com/",
            },
        ),
        {},
    ),
    "list_agent": ((), {}),
    "get_workbench_template": ((), {}),
    "set_workbench_data": (
        ("zhangsan", "keydata"),
        {"keydata": {}, "image": {}, "list": {}, "webview": {}},
    ),
    "set_workbench_template": (
        ("keydata",),
        {"keydata": {}, "image": {}, "list": {}, "webview": {}, "replace_user_data": True},
    ),
    "batch_set_workbench_data": ((["zhangsan"], {"type": "keydata", "keydata": {}}), {}),
    "get_agent_admin_list": ((), {}),
    "get_agent_permissions": ((), {}),
    "migrate_to_customized_app": (("SUITE",), {}),
    # -- oauth
    "get_user_id_by_code": (("CODE",), {}),
    "get_user_info": (("CODE",), {}),
    "get_user_detail": (("TICKET",), {}),
    "get_authorize_url": (("https://example.com/", "s", "snsapi_base"), {}),
    "get_tfa_info": (("CODE",), {}),
    "get_qr_connect_url": (("https://example.com/", "s"), {"lang": "zh"}),
    "get_web_login_url": (("https://example.com/", "s"), {"lang": "zh"}),
    "get_user_detail_legacy": (("TICKET",), {}),
    # -- shake
    "get_shake_info": (("TICKET",), {}),
    # -- material
    "add_material": ((1000002, b"0123456789", "file", "a.txt"), {}),
    "add_mpnews": ((1000002, {"articles": []}), {}),
    "batchget_material": ((1000002, "file", 0, 10), {}),
    "del_material": ((1000002, "media"), {}),
    "get_material": ((1000002, "media"), {}),
    "count_material": ((1000002,), {}),
    "update_mpnews": ((1000002, "media", {"articles": []}), {}),
    # -- media
    "upload_media": ((b"0123456789", "file", "a.txt"), {}),
    "get_media": (("media",), {}),
    "upload_img": ((b"0123456789", "a.png"), {}),
    "get_hd_voice": (("media",), {}),
    "upload_attachment": ((b"0123456789", "image", 1, "a.png"), {}),
    "upload_media_by_url": ((1, "video", "a.mp4", "https://example.com/a.mp4", "md5"), {}),
    "get_upload_by_url_result": (("job",), {}),
    # -- message, appchat, webhook
    "send": (
        (
            {"touser": "zhangsan", "toparty": "1", "totag": "1"},
            {"msgtype": "text", "text": {"content": "你好"}, "enable_id_trans": 0},
        ),
        {"safe": 0, "enable_duplicate_check": 1, "duplicate_check_interval": 60},
    ),
    "recall_message": (("msg",), {}),
    "update_template_card": (
        ("CODE",),
        {
            "userids": ["zhangsan"],
            "partyids": [1],
            "tagids": [1],
            "atall": 0,
            "enable_id_trans": 0,
            "button": {"replace_name": "已处理"},
        },
    ),
    "update_taskcard": (
        (["zhangsan"], "task"),
        {"original_task_id": "old", "replace_name": "已处理"},
    ),
    "get_message_statistics": ((), {"time_type": 1}),
    "revoke_message": (("job",), {}),
    "create_appchat": ((["a", "b"],), {"name": "群", "owner": "a", "chatid": "c"}),
    "update_appchat": (
        ("c",),
        {"name": "群", "owner": "a", "add_user_list": ["d"], "del_user_list": ["b"]},
    ),
    "get_appchat": (("c",), {}),
    "send_appchat": (("c", {"msgtype": "text", "text": {"content": "你好"}}), {"safe": 0}),
    "send_webhook": (
        ("KEY", {"msgtype": "text", "text": {"content": "你好"}}),
        {"chatid": "c", "visible_to_user": "a"},
    ),
    "upload_webhook_media": (("KEY", b"0123456789", "file", "a.txt"), {}),
    # -- jsapi
    "get_ticket": ((), {}),
    "get_agent_ticket": ((), {}),
    "get_launch_code": (("zhangsan", {"userid": "lisi"}), {}),
    # -- linkedcorp
    "get_linkedcorp_perm_list": ((), {}),
    "get_linkedcorp_departments": (("L/1",), {}),
    "get_linkedcorp_user": (("ww/zhangsan",), {}),
    "get_linkedcorp_department_users": (("L/1",), {"fetch_child": True}),
    "get_linkedcorp_department_users_detail": (("L/1",), {"fetch_child": True}),
    "send_linkedcorp_message": (
        ("text",),
        {
            "touser": ["ww/zhangsan"],
            "toparty": ["L/1"],
            "totag": ["1"],
            "toall": 0,
            "safe": 0,
            "text": {},
            "image": {},
            "voice": {},
            "video": {},
            "file": {},
            "textcard": {},
            "news": {},
            "mpnews": {},
            "markdown": {},
            "miniprogram_notice": {},
        },
    ),
    # -- miniprogram
    "jscode2session": (("CODE",), {}),
    "transfer_session": (("zhangsan", "KEY"), {}),
    # -- invoice
    "get_invoice_info": (("card", "code"), {}),
    "batch_get_invoice_info": (([{"card_id": "card", "encrypt_code": "code"}],), {}),
    "update_invoice_status": (("card", "code", "INVOICE_REIMBURSE_LOCK"), {}),
    "batch_update_invoice_status": (
        ("openid", "INVOICE_REIMBURSE_LOCK", [{"card_id": "card", "encrypt_code": "code"}]),
        {},
    ),
    # -- dial
    "get_dial_record": ((), {"start_time": 1, "end_time": 2, "offset": 0, "limit": 10}),
    "pstncc_call": ((["zhangsan"],), {}),
    "get_pstncc_states": (("zhangsan", "call"), {}),
    # -- living
    "get_living_info": (("living",), {}),
    "get_living_watch_stat": (("living",), {"next_key": "n"}),
    "cancel_living": (("living",), {}),
    "create_living": (
        ("zhangsan", "题", 1700000000, 3600, 4),
        {
            "description": "述",
            "remind_time": 60,
            "activity_cover_mediaid": "m",
            "activity_share_mediaid": "m",
            "activity_detail": {},
            "agentid": 1000002,
        },
    ),
    "delete_living_replay_data": (("living",), {}),
    "get_living_code": (("living", "openid"), {}),
    "get_living_share_info": (("code",), {}),
    "get_user_all_livingid": (("zhangsan",), {"cursor": "c", "limit": 10}),
    "modify_living": (
        ("living",),
        {
            "title": "题",
            "theme": "题",
            "living_start": 1700000000,
            "living_duration": 3600,
            "type": 0,
            "description": "述",
            "remind_time": 60,
        },
    ),
    "get_user_livingid_legacy": (("zhangsan", *SPAN), {"next_key": "n", "limit": 10}),
    # -- id_convert
    "convert_tmp_external_userid": ((1, 1, ["tmp"]), {}),
    "convert_external_tagid": ((["tag"],), {}),
    "idconvert_unionid_to_external_userid": ((1,), {"unionid": "u", "openid": "o"}),
    "batch_external_userid_to_pending_id": ((["wm"],), {"chat_id": "wr"}),
    "convert_open_kfid": ((["wk"],), {}),
    "apply_to_upgrade_chatid": ((1700000000,), {}),
    "convert_chatid": ((["wr"],), {}),
    "upgrade_chatid_for_new_corp": (("SUITE",), {}),
    # -- calendar, schedule
    "add_calendar": (({"summary": "日历", "color": "#0000FF"},), {"agentid": 1000002}),
    "delete_calendar": (("cal",), {}),
    "get_calendar": ((["cal"],), {}),
    "update_calendar": (({"cal_id": "cal", "summary": "日历"},), {"skip_public_range": 1}),
    "add_schedule": (({"start_time": 1, "end_time": 2},), {"agentid": 1000002}),
    "delete_schedule": (("s",), {"op_mode": 1, "op_start_time": 1}),
    "get_schedule": ((["s"],), {}),
    "update_schedule": (
        ({"schedule_id": "s"},),
        {"skip_attendees": 1, "op_mode": 1, "op_start_time": 1},
    ),
    "get_schedule_by_calendar": (("cal",), {"offset": 0, "limit": 10}),
    "delete_schedule_attendees": (("s", [{"userid": "zhangsan"}]), {}),
    "add_schedule_attendees": (("s", [{"userid": "zhangsan"}]), {}),
    # -- meetingroom
    "add_meetingroom": (
        ("一号", 10),
        {
            "city": "深圳",
            "building": "大厦",
            "floor": "1",
            "coordinate": {"latitude": "1", "longitude": "1"},
            "range": {"user_list": ["zhangsan"]},
            "equipment": [1],
        },
    ),
    "delete_meetingroom": ((1,), {}),
    "edit_meetingroom": (
        (1,),
        {
            "name": "一号",
            "capacity": 10,
            "city": "深圳",
            "building": "大厦",
            "floor": "1",
            "coordinate": {"latitude": "1", "longitude": "1"},
            "range": {"user_list": ["zhangsan"]},
            "equipment": [1],
        },
    ),
    "list_meetingrooms": (
        (),
        {"city": "深圳", "building": "大厦", "floor": "1", "equipment": [1]},
    ),
    "book_meetingroom": (
        (1, *SPAN, "zhangsan"),
        {"subject": "周会", "attendees": ["lisi"]},
    ),
    "cancel_meetingroom_book": (("mt",), {"keep_schedule": 1}),
    "get_meetingroom_booking_info": (
        (),
        {
            "meetingroom_id": 1,
            "start_time": SPAN[0],
            "end_time": SPAN[1],
            "city": "深圳",
            "building": "大厦",
            "floor": "1",
        },
    ),
    "book_meetingroom_by_meeting": ((1, "mt", "zhangsan"), {}),
    "book_meetingroom_by_schedule": ((1, "s", "zhangsan"), {}),
    "get_meetingroom_bookinfo": ((1, "b"), {}),
    "get_meetingroom_booking_info_by_meeting_id": ((1, "mt"), {}),
    # -- journal
    "get_journal_record_detail": (("uuid",), {}),
    "get_journal_record_list": ((*SPAN, 0, 10), {"filters": []}),
    "get_journal_stat_list": ((*SPAN, "template"), {}),
    "export_journal_doc": (("uuid", "doc"), {}),
    "download_journal_wedrive_file": (("uuid", "file"), {}),
    "get_journal_export_result": (("job",), {}),
    # -- approval
    "apply_event": (
        ("zhangsan", "template", 0, [], {"contents": []}, []),
        {"choose_department": 1, "process": {}, "notify_type": 1, "notifyer": ["lisi"]},
    ),
    "get_approval_detail": (("202611200001",), {}),
    "get_approval_info": ((*SPAN, 0, 100), {"filters": []}),
    "get_approval_template_detail": (("template",), {}),
    "get_user_vacation_quota": (("zhangsan",), {}),
    "set_user_vacation_quota": (("zhangsan", 1, 86400, 0), {"remarks": "补"}),
    "get_approval_data": (SPAN, {"next_spnum": 1}),
    "get_open_approval_data": (("n",), {}),
    "update_approval_template": (("template", NAME, {"controls": []}), {}),
    "get_vacation_corp_conf": ((), {}),
    "create_approval_template": ((NAME, {"controls": []}), {}),
    "copy_approval_template": (("open",), {}),
    # -- checkin
    "get_checkin_data": ((3, *SPAN, ["zhangsan"]), {}),
    "get_checkin_option": ((SPAN[0], ["zhangsan"]), {}),
    "add_checkin_user_face": (("zhangsan", "aGk="), {}),
    "get_checkin_day_data": ((*SPAN, ["zhangsan"]), {}),
    "get_checkin_month_data": ((*SPAN, ["zhangsan"]), {}),
    "get_checkin_schedule_list": ((*SPAN, ["zhangsan"]), {}),
    "get_corp_checkin_option": ((), {}),
    "set_checkin_schedule_list": ((1, 202611, []), {}),
    "add_checkin_option": (({"groupname": "规则"},), {"effective_now": True}),
    "delete_checkin_option": ((1,), {"effective_now": True}),
    "update_checkin_option": (({"groupid": 1},), {"effective_now": True}),
    "clear_checkin_option_array_field": ((1, [1]), {"effective_now": True}),
    "punch_correction": (
        ("zhangsan", SPAN[0], SPAN[0]),
        {"schedule_checkin_time": 32400, "remark": "忘了"},
    ),
    "get_hardware_checkin_data": ((*SPAN, ["zhangsan"]), {"filter_type": 1}),
    "get_hardware_device_feature": (("PROVIDER", "sn"), {}),
    "add_checkin_record": (([],), {}),
}

#: row -> (keys that this one call leaves out, keys it adds, why)
DIFFERENT: dict[str, tuple[set[str], set[str], str]] = {
    "send": (KINDS | {"selected_ticket_list"}, set(), "one kind of message in a call"),
    "send_appchat": (KINDS, set(), "one kind of message in a call"),
    "update_template_card": (
        {"template_card"},
        set(),
        "a new card or new words for the button, not both",
    ),
    "send_webhook": (KINDS, set(), "one kind of message in a call"),
    "get_wedoc_smartsheet_records": ({"sort"}, set(), "sorted or filtered, not both"),
}
