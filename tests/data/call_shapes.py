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
    "chatdata_upload": {"file": "media"},
    "upload_attachment": {"file": "media"},
    "upload_img": {"file": "media"},
    "upload_media": {"file": "media"},
    "upload_miniapp_image": {"file": "media"},
    "upload_service_media": {"file": "media"},
    "upload_webhook_media": {"file": "media"},
}

#: method -> arguments of our own
EXTRA: dict[str, dict[str, Any]] = {
    "apply_event": {"process": {"node_list": []}},  # needed where the template has no approvers
    "add_material": {"filename": "a.png", "type": "image"},
    "chatdata_upload": {"filename": "a.txt"},
    "close_paytool_order": {"secret": "SECRET"},
    "create_school_department": {"name": None},  # a standard year has a name of its own
    "get_paytool_order_detail": {"secret": "SECRET"},
    "get_paytool_order_list": {"secret": "SECRET"},
    "paytool_open_order": {"secret": "SECRET"},
    "upload_attachment": {"filename": "a.png"},
    "upload_img": {"filename": "a.png"},
    "upload_media": {"filename": "a.png"},
    "upload_miniapp_image": {"filename": "a.png"},
    "upload_service_media": {"filename": "a.png"},
    "upload_webhook_media": {"filename": "a.png"},
}

#: method -> values that the client adds, so that no argument carries them
FILLED_IN: dict[str, set[str]] = {
    "close_paytool_order": {"nonce_str", "ts", "sig"},
    "get_paytool_order_detail": {"nonce_str", "ts", "sig"},
    "get_paytool_order_list": {"nonce_str", "ts", "sig"},
    "paytool_open_order": {"nonce_str", "ts", "sig"},
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
    "send_exmail": {"to": {"userids": ["zhangsan"]}},
    "update_invoice_status": {"reimburse_status": "INVOICE_REIMBURSE_INIT"},
    "update_meeting_webinar": {"start_time": "1700000000", "end_time": "1700086400"},
    "upload_attachment": {"media_type": "image"},
    "upload_media": {"type": "image"},
    "upload_service_media": {"type": "file"},
    "upload_webhook_media": {"type": "file"},
}
