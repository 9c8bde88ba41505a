"""What the parity test calls: customers, customer service, providers, drive, school and more.

name of the method: (positional arguments, keyword arguments); every key of the catalogue once.
"""

from __future__ import annotations

from typing import Any

CALLS: dict[str, tuple[list[Any], dict[str, Any]]] = {
    # external_contact
    "add_contact_way": (
        [1, 2],
        {
            "style": 1,
            "remark": "REMARK",
            "skip_verify": True,
            "state": "STATE",
            "user": ["USER1", "USER2"],
            "party": [1, 2],
            "is_temp": True,
            "expires_in": 1,
            "chat_expires_in": 1,
            "unionid": "UNIONID",
            "is_exclusive": True,
            "mark_source": True,
            "conclusions": {"id": "X"},
        },
    ),
    "add_corp_tag": (
        [[{"name": "重要"}]],
        {"group_id": "GROUP_ID", "group_name": "GROUP_NAME", "order": 1, "agentid": 1},
    ),
    "add_msg_template": (
        ["single"],
        {
            "external_userid": ["EXTERNAL_USERID1", "EXTERNAL_USERID2"],
            "chat_id_list": ["CHAT_ID_LIST1", "CHAT_ID_LIST2"],
            "tag_filter": {"id": "X"},
            "sender": "SENDER",
            "allow_select": True,
            "text": {"content": "你好"},
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA"}}],
        },
    ),
    "batch_get_external_contacts_by_user": (
        [["USERID_LIST1", "USERID_LIST2"]],
        {"cursor": "CURSOR", "limit": 10},
    ),
    "delete_contact_way": (["CONFIG_ID"], {}),
    "delete_corp_tag": (
        [],
        {"tag_id": ["TAG_ID1", "TAG_ID2"], "group_id": ["GROUP_ID1", "GROUP_ID2"], "agentid": 1},
    ),
    "edit_corp_tag": (["ID"], {"name": "NAME", "order": 1, "agentid": 1}),
    "get_external_contact": (["EXTERNAL_USERID"], {}),
    "get_contact_way": (["CONFIG_ID"], {}),
    "get_corp_tag_list": (
        [],
        {"tag_id": ["TAG_ID1", "TAG_ID2"], "group_id": ["GROUP_ID1", "GROUP_ID2"]},
    ),
    "get_follow_user_list": ([], {}),
    "list_external_contacts": (["USERID"], {}),
    "mark_corp_tag": (
        ["USERID", "EXTERNAL_USERID"],
        {"add_tag": ["ADD_TAG1", "ADD_TAG2"], "remove_tag": ["REMOVE_TAG1", "REMOVE_TAG2"]},
    ),
    "send_welcome_msg": (
        ["WELCOME_CODE"],
        {
            "text": {"content": "你好"},
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA"}}],
        },
    ),
    "update_contact_way": (
        ["CONFIG_ID"],
        {
            "style": 1,
            "remark": "REMARK",
            "skip_verify": True,
            "state": "STATE",
            "user": ["USER1", "USER2"],
            "party": [1, 2],
            "is_temp": True,
            "expires_in": 1,
            "chat_expires_in": 1,
            "unionid": "UNIONID",
            "is_exclusive": True,
            "mark_source": True,
            "conclusions": {"id": "X"},
        },
    ),
    "get_unassigned_list": ([], {"page_id": 0, "page_size": 100, "cursor": "CURSOR"}),
    "remark_external_contact": (
        ["USERID", "EXTERNAL_USERID"],
        {
            "remark": "REMARK",
            "remark_company": "REMARK_COMPANY",
            "remark_mobiles": ["REMARK_MOBILES1", "REMARK_MOBILES2"],
            "remark_pic_mediaid": "REMARK_PIC_MEDIAID",
            "description": "DESCRIPTION",
        },
    ),
    "close_temp_chat": (["USERID", "EXTERNAL_USERID"], {}),
    "get_groupmsg_send_result": (["MSGID", "USERID"], {"limit": 10, "cursor": "CURSOR"}),
    "get_user_behavior_data": (
        [1700000000, 1700086400],
        {"userid": ["USERID1", "USERID2"], "partyid": [1, 2]},
    ),
    "add_group_welcome_template": (
        [],
        {
            "text": {"content": "你好"},
            "image": {"id": "X"},
            "link": {"id": "X"},
            "video": {"id": "X"},
            "miniprogram": {"id": "X"},
            "file": {"id": "X"},
            "notify": 1,
            "agentid": 1,
        },
    ),
    "delete_group_welcome_template": (["TEMPLATE_ID"], {"agentid": 1}),
    "edit_group_welcome_template": (
        ["TEMPLATE_ID"],
        {
            "text": {"content": "你好"},
            "image": {"id": "X"},
            "link": {"id": "X"},
            "video": {"id": "X"},
            "miniprogram": {"id": "X"},
            "file": {"id": "X"},
            "agentid": 1,
        },
    ),
    "get_group_welcome_template": (["TEMPLATE_ID"], {}),
    "list_contact_way": (
        [],
        {"start_time": 1700000000, "end_time": 1700086400, "limit": 10, "cursor": "CURSOR"},
    ),
    "resigned_transfer_customer": (
        ["HANDOVER_USERID", "TAKEOVER_USERID", ["EXTERNAL_USERID1", "EXTERNAL_USERID2"]],
        {"transfer_success_msg": "TRANSFER_SUCCESS_MSG"},
    ),
    "get_resigned_transfer_result": (["HANDOVER_USERID", "TAKEOVER_USERID"], {"cursor": "CURSOR"}),
    "transfer_customer": (
        ["HANDOVER_USERID", "TAKEOVER_USERID", ["EXTERNAL_USERID1", "EXTERNAL_USERID2"]],
        {"transfer_success_msg": "TRANSFER_SUCCESS_MSG"},
    ),
    "get_groupmsg_list": (
        ["single", 1700000000, 1700086400],
        {"creator": "CREATOR", "filter_type": 1, "limit": 10, "cursor": "CURSOR"},
    ),
    "get_groupmsg_task": (["MSGID"], {"limit": 10, "cursor": "CURSOR"}),
    "get_transfer_result": (["HANDOVER_USERID", "TAKEOVER_USERID"], {"cursor": "CURSOR"}),
    "add_intercept_rule": (
        ["RULE_NAME", ["WORD_LIST1", "WORD_LIST2"], 1],
        {"semantics_list": [1, 2], "applicable_range": {"id": "X"}},
    ),
    "add_product_album": (
        ["DESCRIPTION", 1999],
        {
            "product_sn": "PRODUCT_SN",
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA"}}],
        },
    ),
    "add_strategy_tag": (
        [1, [{"name": "重要"}]],
        {"group_id": "GROUP_ID", "group_name": "GROUP_NAME", "order": 1},
    ),
    "cancel_groupmsg_send": (["MSGID"], {}),
    "create_customer_strategy": (
        [
            "STRATEGY_NAME",
            ["ADMIN_LIST1", "ADMIN_LIST2"],
            {"id": "X"},
            [{"type": 1, "userid": "zhangsan"}],
        ],
        {"parent_id": 1},
    ),
    "delete_customer_strategy": ([1], {}),
    "edit_customer_strategy": (
        [1],
        {
            "strategy_name": "STRATEGY_NAME",
            "admin_list": ["ADMIN_LIST1", "ADMIN_LIST2"],
            "privilege": {"id": "X"},
            "range_add": [{"userid": "zhangsan"}],
            "range_del": [{"userid": "zhangsan"}],
        },
    ),
    "get_customer_strategy": ([1], {}),
    "get_customer_strategy_range": ([1], {"cursor": "CURSOR", "limit": 10}),
    "list_customer_strategies": ([], {"cursor": "CURSOR", "limit": 10}),
    "delete_intercept_rule": (["RULE_ID"], {}),
    "delete_product_album": (["PRODUCT_ID"], {}),
    "edit_strategy_tag": (["ID"], {"name": "NAME", "order": 1}),
    "get_intercept_rule": (["RULE_ID"], {}),
    "get_intercept_rule_list": ([], {}),
    "get_new_external_userid": ([["EXTERNAL_USERID_LIST1", "EXTERNAL_USERID_LIST2"]], {}),
    "get_product_album": (["PRODUCT_ID"], {}),
    "get_product_album_list": ([], {"cursor": "CURSOR", "limit": 10}),
    "get_strategy_tag_list": (
        [],
        {
            "strategy_id": 1,
            "tag_id": ["TAG_ID1", "TAG_ID2"],
            "group_id": ["GROUP_ID1", "GROUP_ID2"],
        },
    ),
    "remind_groupmsg_send": (["MSGID"], {}),
    "to_service_external_userid": (["EXTERNAL_USERID"], {}),
    "transfer_external_contact": (
        ["EXTERNAL_USERID", "HANDOVER_USERID", "TAKEOVER_USERID"],
        {"transfer_success_msg": "TRANSFER_SUCCESS_MSG"},
    ),
    "unionid_to_external_userid": (["UNIONID"], {}),
    "update_product_album": (
        ["PRODUCT_ID"],
        {
            "description": "DESCRIPTION",
            "price": 1999,
            "product_sn": "PRODUCT_SN",
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA"}}],
        },
    ),
    "external_userid_to_openid": (["EXTERNAL_USERID"], {}),
    "delete_strategy_tag": (
        [],
        {"tag_id": ["TAG_ID1", "TAG_ID2"], "group_id": ["GROUP_ID1", "GROUP_ID2"]},
    ),
    "get_group_msg_result": (["MSGID"], {"limit": 10, "cursor": "CURSOR"}),
    "update_intercept_rule": (
        ["RULE_ID", "RULE_NAME", ["WORD_LIST1", "WORD_LIST2"]],
        {
            "extra_rule": {"id": "X"},
            "intercept_type": 1,
            "add_applicable_range": {"id": "X"},
            "remove_applicable_range": {"id": "X"},
        },
    ),
    # external_groupchat
    "get_group_chat": (["CHAT_ID"], {"need_name": 1}),
    "list_group_chats": (
        [10],
        {"status_filter": 1, "owner_filter": {"userid_list": ["zhangsan"]}, "cursor": "CURSOR"},
    ),
    "get_group_chat_statistic": (
        [1700000000, {"userid_list": ["zhangsan"]}],
        {"day_end_time": 1700086400, "order_by": 1, "order_asc": 1, "offset": 0, "limit": 10},
    ),
    "transfer_group_chat": ([["CHAT_ID_LIST1", "CHAT_ID_LIST2"], "NEW_OWNER"], {}),
    "opengid_to_chatid": (["OPENGID"], {}),
    "add_group_chat_join_way": (
        [2, ["CHAT_ID_LIST1", "CHAT_ID_LIST2"]],
        {
            "remark": "REMARK",
            "auto_create_room": 1,
            "room_base_name": "ROOM_BASE_NAME",
            "room_base_id": 1,
            "state": "STATE",
            "mark_source": True,
        },
    ),
    "delete_group_chat_join_way": (["CONFIG_ID"], {}),
    "get_group_chat_join_way": (["CONFIG_ID"], {}),
    "update_group_chat_join_way": (
        ["CONFIG_ID", 2, ["CHAT_ID_LIST1", "CHAT_ID_LIST2"]],
        {
            "remark": "REMARK",
            "auto_create_room": 1,
            "room_base_name": "ROOM_BASE_NAME",
            "room_base_id": 1,
            "state": "STATE",
            "mark_source": True,
        },
    ),
    "onjob_transfer_group_chat": ([["CHAT_ID_LIST1", "CHAT_ID_LIST2"], "NEW_OWNER"], {}),
    "get_group_chat_statistic_by_day": (
        [1700000000, {"userid_list": ["zhangsan"]}],
        {"day_end_time": 1700086400},
    ),
    # external_moment
    "add_moment_task": (
        [],
        {
            "text": {"content": "你好"},
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA"}}],
            "visible_range": {"id": "X"},
        },
    ),
    "get_moment_comments": (["MOMENT_ID", "USERID"], {}),
    "get_moment_customer_list": (["MOMENT_ID", "USERID"], {"limit": 10, "cursor": "CURSOR"}),
    "get_moment_list": (
        [1700000000, 1700086400],
        {"creator": "CREATOR", "filter_type": 1, "limit": 10, "cursor": "CURSOR"},
    ),
    "get_moment_send_result": (["MOMENT_ID", "USERID"], {"limit": 10, "cursor": "CURSOR"}),
    "get_moment_task": (["MOMENT_ID"], {"limit": 10, "cursor": "CURSOR"}),
    "get_moment_task_result": (["JOBID"], {}),
    "cancel_moment_task": (["MOMENT_ID"], {}),
    "create_moment_strategy": (
        [
            "STRATEGY_NAME",
            ["ADMIN_LIST1", "ADMIN_LIST2"],
            {"id": "X"},
            [{"type": 1, "userid": "zhangsan"}],
        ],
        {"parent_id": 1},
    ),
    "delete_moment_strategy": ([1], {}),
    "edit_moment_strategy": (
        [1],
        {
            "strategy_name": "STRATEGY_NAME",
            "admin_list": ["ADMIN_LIST1", "ADMIN_LIST2"],
            "privilege": {"id": "X"},
            "range_add": [{"userid": "zhangsan"}],
            "range_del": [{"userid": "zhangsan"}],
        },
    ),
    "get_moment_strategy_range": ([1], {"cursor": "CURSOR", "limit": 10}),
    "list_moment_strategies": ([], {"cursor": "CURSOR", "limit": 10}),
    "get_moment_strategy": ([1], {}),
    # customer_acquisition
    "create_acquisition_link": (
        ["LINK_NAME"],
        {
            "range": {"user_list": ["zhangsan"]},
            "priority_option": {"id": "X"},
            "skip_verify": True,
            "mark_source": True,
        },
    ),
    "delete_acquisition_link": (["LINK_ID"], {}),
    "get_acquisition_link": (["LINK_ID"], {}),
    "list_acquisition_links": ([], {"cursor": "CURSOR", "limit": 10}),
    "update_acquisition_link": (
        ["LINK_ID"],
        {
            "link_name": "LINK_NAME",
            "range": {"user_list": ["zhangsan"]},
            "priority_option": {"id": "X"},
            "skip_verify": True,
            "mark_source": True,
        },
    ),
    "list_acquisition_customers": (["LINK_ID"], {"cursor": "CURSOR", "limit": 10}),
    "get_acquisition_statistic": (["LINK_ID", 1700000000, 1700086400], {}),
    "get_acquisition_quota": ([], {}),
    # kf
    "list_kf_accounts": ([], {"offset": 0, "limit": 10}),
    "update_kf_account": (["OPEN_KFID"], {"name": "NAME", "media_id": "MEDIA_ID"}),
    "get_kf_account_link": (["OPEN_KFID"], {"scene": "SCENE"}),
    "kf_send_msg": (
        ["OPEN_KFID", "TOUSER", "text"],
        {
            "msgid": "MSGID",
            "text": {"content": "你好"},
            "image": {"id": "X"},
            "voice": {"id": "X"},
            "video": {"id": "X"},
            "file": {"id": "X"},
            "link": {"id": "X"},
            "miniprogram": {"id": "X"},
            "msgmenu": {"id": "X"},
            "location": {"id": "X"},
            "business_card": {"id": "X"},
            "ca_link": {"id": "X"},
        },
    ),
    "kf_send_msg_on_event": (
        ["CODE", "text"],
        {"msgid": "MSGID", "text": {"content": "你好"}, "msgmenu": {"id": "X"}},
    ),
    "get_kf_service_state": (["OPEN_KFID", "EXTERNAL_USERID"], {}),
    "trans_kf_service_state": (
        ["OPEN_KFID", "EXTERNAL_USERID", 1],
        {"servicer_userid": "SERVICER_USERID"},
    ),
    "add_kf_servicer": (
        ["OPEN_KFID"],
        {"userid_list": ["USERID_LIST1", "USERID_LIST2"], "department_id_list": [1, 2]},
    ),
    "delete_kf_servicer": (
        ["OPEN_KFID"],
        {"userid_list": ["USERID_LIST1", "USERID_LIST2"], "department_id_list": [1, 2]},
    ),
    "list_kf_servicers": (["OPEN_KFID"], {}),
    "kf_sync_msg": (
        ["TOKEN"],
        {"cursor": "CURSOR", "limit": 10, "voice_format": 1, "open_kfid": "OPEN_KFID"},
    ),
    "add_kf_account": (["NAME", "MEDIA_ID"], {}),
    "delete_kf_account": (["OPEN_KFID"], {}),
    "batchget_kf_customers": (
        [["EXTERNAL_USERID_LIST1", "EXTERNAL_USERID_LIST2"]],
        {"need_enter_session_context": 1},
    ),
    "cancel_upgrade_kf_service": (["OPEN_KFID", "EXTERNAL_USERID"], {}),
    "get_kf_upgrade_service_config": ([], {}),
    "upgrade_kf_service": (
        ["OPEN_KFID", "EXTERNAL_USERID", 1],
        {"member": {"id": "X"}, "groupchat": {"id": "X"}},
    ),
    "get_kf_corp_statistic": (["OPEN_KFID", 1700000000, 1700086400], {}),
    "get_kf_servicer_statistic": (
        ["OPEN_KFID", 1700000000, 1700086400],
        {"servicer_userid": "SERVICER_USERID"},
    ),
    "add_kf_knowledge_group": (["NAME"], {}),
    "add_kf_knowledge_intent": (
        ["GROUP_ID", {"text": {"content": "几点开门"}}, [{"text": {"content": "九点"}}]],
        {"similar_questions": {"items": [{"text": {"content": "开门时间"}}]}},
    ),
    "delete_kf_knowledge_group": (["GROUP_ID"], {}),
    "delete_kf_knowledge_intent": (["INTENT_ID"], {}),
    "list_kf_knowledge_groups": ([], {"group_id": "GROUP_ID", "cursor": "CURSOR", "limit": 10}),
    "list_kf_knowledge_intents": (
        [],
        {"group_id": "GROUP_ID", "intent_id": "INTENT_ID", "cursor": "CURSOR", "limit": 10},
    ),
    "update_kf_knowledge_group": (["GROUP_ID", "NAME"], {}),
    "update_kf_knowledge_intent": (
        ["INTENT_ID"],
        {
            "question": {"text": {"content": "几点开门"}},
            "similar_questions": {"items": [{"text": {"content": "开门时间"}}]},
            "answers": [{"text": {"content": "九点"}}],
        },
    ),
}
