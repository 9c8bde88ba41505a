"""Where a method takes WeCom's values under other names, and values that only some strings have.

``derived_calls.py`` makes the calls of every row of ``endpoints.json``; this is what it cannot
know.
"""

from __future__ import annotations

from typing import Any

AES_KEY = "a" * 43

#: method -> its parameters that take values in one dict, and which; none named: all others
RECORDS: dict[str, dict[str, frozenset[str]]] = {
    "batch_invite_user": {"to": frozenset({"touser", "toparty", "totag", "invite_tips"})},
    "create_menu": {"menu": frozenset()},
    "create_user": {"user": frozenset()},
    "send": {"to": frozenset({"touser", "toparty", "totag"}), "message": frozenset()},
    "send_appchat": {"message": frozenset()},
    "send_webhook": {"message": frozenset()},
    "set_agent": {"opts": frozenset()},
    "update_user": {"user": frozenset()},
}

#: method -> its name of a value -> the vendor's
NAMES: dict[str, dict[str, str]] = {
    "add_material": {"file": "media"},
    "upload_attachment": {"file": "media"},
    "upload_img": {"file": "media"},
    "upload_media": {"file": "media"},
    "upload_service_media": {"file": "media"},
    "upload_webhook_media": {"file": "media"},
}

#: method -> arguments of our own
EXTRA: dict[str, dict[str, Any]] = {
    "apply_event": {"process": {"node_list": []}},  # needed where the template has no approvers
    "add_material": {"filename": "a.png", "type": "image"},
    "upload_attachment": {"filename": "a.png"},
    "upload_img": {"filename": "a.png"},
    "upload_media": {"filename": "a.png"},
    "upload_service_media": {"filename": "a.png"},
    "upload_webhook_media": {"filename": "a.png"},
}

#: method -> values that the client adds, so that no argument carries them
FILLED_IN: dict[str, set[str]] = {
    "get_access_token": {"corpid", "corpsecret"},
    "get_authorize_url": {"appid", "response_type"},
    "get_qr_connect_url": {"appid"},
    "get_web_login_url": {"appid"},
    "prolong_try": {"suite_access_token"},
}

#: method -> a value by the vendor's name, where the plainest one is refused
EXAMPLES: dict[str, dict[str, Any]] = {
    "add_intercept_rule": {"applicable_range": {"user_list": ["zhangsan"]}},
    "add_material": {"type": "image"},
    "batch_update_invoice_status": {"reimburse_status": "INVOICE_REIMBURSE_INIT"},
    "batchget_material": {"type": "image", "offset": 0, "count": 10},
    "create_acquisition_link": {"range": {"user_list": ["zhangsan"]}},
    "create_appchat": {"userlist": ["zhangsan", "lisi"]},
    "create_department": {"id": 2},
    "create_meeting_webinar": {"start_time": "1700000000", "end_time": "1700086400"},
    "export_department": {"encoding_aeskey": AES_KEY},
    "export_simple_user": {"encoding_aeskey": AES_KEY},
    "export_tag_user": {"encoding_aeskey": AES_KEY},
    "export_user": {"encoding_aeskey": AES_KEY},
    "update_invoice_status": {"reimburse_status": "INVOICE_REIMBURSE_INIT"},
    "update_meeting_webinar": {"start_time": "1700000000", "end_time": "1700086400"},
    "upload_attachment": {"media_type": "image"},
    "upload_media": {"type": "image"},
    "upload_service_media": {"type": "file"},
    "upload_webhook_media": {"type": "file"},
}

#: rows that still have no method; the list only gets shorter
NOT_WRITTEN: set[str] = set(
    """
    add_device_accesscontrol_rule add_external_pay_merchant add_service_device
    add_wedoc_smartdoc_blocks add_wedoc_smartdoc_page add_wedoc_smartdoc_smartsheet
    add_wedoc_smartsheet_privilege_rule apply_miniapp_mch approve_security_trustdevice
    batch_security_vip_add_job_result batch_security_vip_del_job_result cancel_advanced_api_order
    cancel_publish_wedoc_smartdoc chatdata_analyze_task_add chatdata_analyze_task_result
    chatdata_analyze_task_submit chatdata_async_program_result chatdata_async_program_task
    chatdata_getagreestatus_room chatdata_getagreestatus_single chatdata_open_debug_mode
    chatdata_search_chat chatdata_search_msg chatdata_sync_call_program chatdata_sync_msg
    chatdata_upload check_chatdata_debug_mode close_chatdata_debug_mode close_miniapp_order
    close_paytool_order create_advanced_api_order create_chatdata_export_job
    create_chatdata_keyword_rule create_chatdata_specapi_job create_miniapp_order
    delete_chatdata_keyword_rule delete_device_accesscontrol_rule delete_external_pay_merchant
    delete_security_trustdevice delete_service_device delete_wedoc_smartdoc_blocks
    delete_wedoc_smartdoc_page delete_wedoc_smartdoc_smartsheet
    delete_wedoc_smartsheet_privilege_rules download_archive_wedrive_file export_archive_doc
    export_wedoc_smartdoc finish_external_userid_migration get_advanced_api_corp_buy_info
    get_advanced_api_order get_advanced_feature_apply_id_list get_advanced_feature_approval_info
    get_archive_default_calendar get_archive_doc_export_result get_archive_schedules
    get_chatdata_auth_user_list get_chatdata_corp_auth_info get_chatdata_export_job_status
    get_chatdata_groupchat get_chatdata_hide_sensitiveinfo_config get_chatdata_keyword_hit_msg_list
    get_chatdata_keyword_rule_detail get_chatdata_keyword_rule_list get_chatdata_specapi_job_result
    get_corp_shared_chain_list get_device_accesscontrol_data get_device_accesscontrol_rule
    get_device_auth_info get_device_checkin_data get_device_temperature_data
    get_external_pay_fund_flow get_external_pay_payment_info get_hardware_device_detail
    get_hardware_device_secret get_hardware_device_token get_hardware_device_userinfo_by_ids
    get_hardware_device_userinfo_by_page get_hardware_model_token get_miniapp_applyment_status
    get_miniapp_bill get_miniapp_order get_miniapp_refund_detail get_miniapp_sign
    get_paytool_invoice_list get_paytool_order_detail get_paytool_order_list
    get_security_file_oper_record get_security_screen_oper_record get_security_server_domain_ip
    get_security_trustdevice get_service_device_auth_info get_wedoc_document
    get_wedoc_smartdoc_blocks get_wedoc_smartdoc_export_result get_wedoc_smartdoc_pages
    get_wedoc_smartdoc_smartsheet_info get_wedoc_smartsheet_privileges import_security_trustdevice
    list_advanced_api_order list_archive_docs list_archive_schedules
    list_archive_schedules_by_sequence list_archive_users list_archive_wedrive_files
    list_archive_wedrive_spaces list_docdata_auth_users list_security_admin_oper_logs
    list_security_member_oper_logs list_security_trustdevices list_security_vips list_service_device
    miniapp_refund paytool_mark_invoice_status paytool_open_order publish_wedoc_smartdoc
    register_hardware_model_sn reject_security_trustdevice report_hardware_device_access_data
    report_hardware_device_bio_info_result report_hardware_device_checkin_data
    report_hardware_device_firmware_upgrade_result report_hardware_device_remote_open_result
    report_hardware_device_status report_hardware_device_temperature_data
    send_wedoc_smartsheet_webhook service_fetch_device_log service_reset_secret_no
    set_advanced_feature_approval_detail set_chatdata_hide_sensitiveinfo_config
    set_chatdata_log_level set_chatdata_public_key set_chatdata_receive_callback
    set_external_pay_mch_use_scope set_service_printer_support_state
    set_wedoc_smartdoc_publish_range submit_advanced_api_pay submit_security_vip_batch_add_job
    submit_security_vip_batch_del_job unregister_hardware_model_sn update_chatdata_keyword_rule
    update_device_accesscontrol_rule update_wedoc_smartdoc_blocks update_wedoc_smartdoc_page
    update_wedoc_smartdoc_smartsheet update_wedoc_smartsheet_privilege_rule_members
    update_wedoc_smartsheet_privileges upload_miniapp_image upload_wedoc_file
    upload_wedoc_file_finish upload_wedoc_file_init upload_wedoc_file_part upload_wedoc_image
    """.split()
)
