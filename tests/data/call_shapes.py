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
    "export_department": {"encoding_aeskey": AES_KEY},
    "export_simple_user": {"encoding_aeskey": AES_KEY},
    "export_tag_user": {"encoding_aeskey": AES_KEY},
    "export_user": {"encoding_aeskey": AES_KEY},
    "update_invoice_status": {"reimburse_status": "INVOICE_REIMBURSE_INIT"},
    "upload_attachment": {"media_type": "image"},
    "upload_media": {"type": "image"},
    "upload_service_media": {"type": "file"},
    "upload_webhook_media": {"type": "file"},
}

#: rows that still have no method; the list only gets shorter
NOT_WRITTEN: set[str] = set(
    """
    add_device_accesscontrol_rule add_external_pay_merchant add_meeting_advanced_layout
    add_meeting_layout add_meeting_layout_background add_report_grid add_report_grid_cata
    add_service_device add_wedoc_smartdoc_blocks add_wedoc_smartdoc_page
    add_wedoc_smartdoc_smartsheet add_wedoc_smartsheet_privilege_rule apply_miniapp_mch
    approve_meeting_enroll approve_meeting_webinar_enroll approve_security_trustdevice
    batch_exmail_vip_add batch_exmail_vip_del batch_meeting_advanced_layout_delete
    batch_meeting_layout_delete_background batch_meeting_vip_add_job_result
    batch_meeting_vip_del_job_result batch_security_vip_add_job_result
    batch_security_vip_del_job_result book_meeting_rooms cancel_advanced_api_order
    cancel_meeting_rooms_call cancel_meeting_webinar cancel_publish_wedoc_smartdoc
    chatdata_analyze_task_add chatdata_analyze_task_result chatdata_analyze_task_submit
    chatdata_async_program_result chatdata_async_program_task chatdata_getagreestatus_room
    chatdata_getagreestatus_single chatdata_open_debug_mode chatdata_search_chat
    chatdata_search_msg chatdata_sync_call_program chatdata_sync_msg chatdata_upload
    check_chatdata_debug_mode check_device_in_meeting close_chatdata_debug_mode
    close_meeting_realcontrol_screen_share close_miniapp_order close_paytool_order
    create_advanced_api_order create_chatdata_export_job create_chatdata_keyword_rule
    create_chatdata_specapi_job create_contact_rules create_meeting_customer_short_url
    create_meeting_poll_theme create_meeting_webinar create_miniapp_order
    delete_chatdata_keyword_rule delete_contact_rules delete_device_accesscontrol_rule
    delete_external_pay_merchant delete_meeting_enroll delete_meeting_layout_background
    delete_meeting_poll delete_meeting_record delete_meeting_record_file
    delete_meeting_webinar_enroll delete_report_grid delete_report_grid_cata
    delete_security_trustdevice delete_service_device delete_wedoc_smartdoc_blocks
    delete_wedoc_smartdoc_page delete_wedoc_smartdoc_smartsheet
    delete_wedoc_smartsheet_privilege_rules dismiss_meeting_realcontrol
    download_archive_wedrive_file export_archive_doc export_wedoc_smartdoc
    finish_external_userid_migration get_advanced_api_corp_buy_info get_advanced_api_order
    get_advanced_feature_apply_id_list get_advanced_feature_approval_info
    get_archive_default_calendar get_archive_doc_export_result get_archive_schedules
    get_chatdata_auth_user_list get_chatdata_corp_auth_info get_chatdata_export_job_status
    get_chatdata_groupchat get_chatdata_hide_sensitiveinfo_config
    get_chatdata_keyword_hit_msg_list get_chatdata_keyword_rule_detail
    get_chatdata_keyword_rule_list get_chatdata_specapi_job_result
    get_corp_shared_chain_list get_device_accesscontrol_data get_device_accesscontrol_rule
    get_device_auth_info get_device_checkin_data get_device_temperature_data
    get_external_pay_fund_flow get_external_pay_payment_info get_hardware_device_detail
    get_hardware_device_secret get_hardware_device_token get_hardware_device_userinfo_by_ids
    get_hardware_device_userinfo_by_page get_hardware_model_token get_health_qrcode
    get_health_report_answer get_health_report_job_info get_health_report_jobids
    get_health_report_stat get_hr_fields get_hr_staff_info get_meeting_advanced_user_layout
    get_meeting_attendee_list get_meeting_customer_short_url get_meeting_enroll_config
    get_meeting_guests get_meeting_invitees get_meeting_phone_callout_status
    get_meeting_phone_tmp_openid get_meeting_poll_detail get_meeting_poll_list
    get_meeting_poll_theme_info get_meeting_quality get_meeting_realtime_attendee_list
    get_meeting_record_file get_meeting_record_statistics get_meeting_rooms_config
    get_meeting_rooms_info get_meeting_rooms_inventory get_meeting_rooms_response_status
    get_meeting_statistics_start_list get_meeting_transcript_detail
    get_meeting_waitingroom_current_user_list get_meeting_waitingroom_user_list
    get_meeting_webinar get_meeting_webinar_enroll_config get_miniapp_applyment_status
    get_miniapp_bill get_miniapp_order get_miniapp_refund_detail get_miniapp_sign
    get_paytool_invoice_list get_paytool_order_detail get_paytool_order_list
    get_report_patrol_corp_status get_report_patrol_grid_info get_report_patrol_order_info
    get_report_patrol_order_list get_report_patrol_user_status
    get_report_resident_corp_status get_report_resident_grid_info
    get_report_resident_order_info get_report_resident_order_list
    get_report_resident_user_status get_report_user_grid_info get_school_agent_allow_scope
    get_school_living_info get_school_living_unwatch_stat get_school_living_unwatch_stat_v2
    get_school_living_watch_stat get_school_living_watch_stat_v2 get_school_payment_result
    get_school_teacher_view_mode get_school_trade get_school_user_info
    get_security_file_oper_record get_security_screen_oper_record
    get_security_server_domain_ip get_security_trustdevice get_service_device_auth_info
    get_sitecode_report_answer get_sitecode_site_report_info
    get_student_customize_health_info get_teacher_customize_health_info get_todo
    get_wedoc_document get_wedoc_smartdoc_blocks get_wedoc_smartdoc_export_result
    get_wedoc_smartdoc_pages get_wedoc_smartdoc_smartsheet_info
    get_wedoc_smartsheet_privileges import_meeting_enroll import_meeting_webinar_enroll
    import_security_trustdevice list_advanced_api_order list_archive_docs
    list_archive_schedules list_archive_schedules_by_sequence list_archive_users
    list_archive_wedrive_files list_archive_wedrive_spaces list_contact_rules
    list_docdata_auth_users list_exmail_vips list_meeting_advanced_layouts
    list_meeting_enrolls list_meeting_layout_background list_meeting_layout_template
    list_meeting_record_files list_meeting_records list_meeting_rooms
    list_meeting_rooms_controllers list_meeting_rooms_devices list_meeting_rooms_meetings
    list_meeting_transcript_paragraphs list_meeting_vips list_meeting_webinar_enrolls
    list_meeting_webinar_guest list_report_grid_cata list_report_grids list_report_sitecodes
    list_school_parents list_security_admin_oper_logs list_security_member_oper_logs
    list_security_trustdevices list_security_vips list_service_device
    meeting_advanced_layout_apply meeting_mra_hangup meeting_phone_callout
    meeting_poll_finish meeting_realcontrol_kickout_users
    meeting_realcontrol_manage_waiting_room_users meeting_realcontrol_switch_user_video
    meeting_rooms_call meeting_rooms_release miniapp_refund mute_meeting_realcontrol_user
    paytool_mark_invoice_status paytool_open_order publish_wedoc_smartdoc
    query_meeting_enroll_by_tmp_openid query_meeting_mra_status
    query_meeting_webinar_enroll_by_tmp_openid register_hardware_model_sn
    reject_security_trustdevice reply_aibot report_hardware_device_access_data
    report_hardware_device_bio_info_result report_hardware_device_checkin_data
    report_hardware_device_firmware_upgrade_result report_hardware_device_remote_open_result
    report_hardware_device_status report_hardware_device_temperature_data
    report_patrol_category_statistic report_resident_category_statistic
    search_meeting_transcript send_wedoc_smartsheet_webhook service_fetch_device_log
    service_reset_secret_no set_advanced_feature_approval_detail
    set_chatdata_hide_sensitiveinfo_config set_chatdata_log_level set_chatdata_public_key
    set_chatdata_receive_callback set_external_pay_mch_use_scope set_meeting_enroll_config
    set_meeting_guests set_meeting_invitees set_meeting_layout_default
    set_meeting_layout_default_background set_meeting_mra_default_layout
    set_meeting_mra_raise_hand set_meeting_realcontrol set_meeting_realcontrol_cohost
    set_meeting_realcontrol_nicknames set_meeting_webinar_enroll_config
    set_school_arch_sync_mode set_school_teacher_view_mode set_school_upgrade_info
    set_service_printer_support_state set_wedoc_smartdoc_publish_range start_meeting_poll
    submit_advanced_api_pay submit_meeting_vip_batch_add_job
    submit_meeting_vip_batch_del_job submit_security_vip_batch_add_job
    submit_security_vip_batch_del_job unregister_hardware_model_sn
    update_chatdata_keyword_rule update_contact_rules update_device_accesscontrol_rule
    update_hr_staff_info update_meeting_advanced_layout update_meeting_layout
    update_meeting_poll_theme update_meeting_record_sharing_config update_meeting_webinar
    update_meeting_webinar_guest_list update_meeting_webinar_warm_up update_report_grid
    update_report_grid_cata update_todo update_wedoc_smartdoc_blocks
    update_wedoc_smartdoc_page update_wedoc_smartdoc_smartsheet
    update_wedoc_smartsheet_privilege_rule_members update_wedoc_smartsheet_privileges
    upload_miniapp_image upload_wedoc_file upload_wedoc_file_finish upload_wedoc_file_init
    upload_wedoc_file_part upload_wedoc_image
    """.split()
)
