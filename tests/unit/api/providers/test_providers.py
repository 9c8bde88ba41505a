"""Suites, providers, licences: whose token goes out, limits before sending, addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flask_wechat_corp.api.engine.call import NO_AUTH, ProviderToken, QueryToken, SuiteToken
from flask_wechat_corp.api.providers.contacts import ProviderContacts
from flask_wechat_corp.api.providers.license_accounts import LicenseAccounts
from flask_wechat_corp.api.providers.license_jobs import LicenseJobs
from flask_wechat_corp.api.providers.license_orders import LicenseOrders
from flask_wechat_corp.api.providers.providers import Providers
from flask_wechat_corp.api.providers.suite_orders import SuiteOrders
from flask_wechat_corp.api.providers.suites import Suites
from tests.helpers.recording import Recording

DAY = 86400
START = 1_700_000_000


class Api(
    Recording,
    Suites,
    SuiteOrders,
    Providers,
    ProviderContacts,
    LicenseOrders,
    LicenseAccounts,
    LicenseJobs,
):
    pass


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("get_suite_token", ["id", "secret", "ticket"]),
        ("get_provider_token", ["wwprovider", "secret"]),
    ],
)
def test_tokens_are_fetched_without_a_token(name: str, args: list[str]) -> None:
    api = Api()
    getattr(api, name)(*args)
    assert api.calls[0].auth == NO_AUTH
    assert api.calls[0].query == {}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("get_pre_auth_code", []),
        ("set_session_info", ["code", {"auth_type": 1}]),
        ("get_permanent_code", ["code"]),
        ("get_permanent_code_v2", ["code"]),
        ("get_auth_info", ["ww", "code"]),
        ("get_auth_info_v2", ["ww", "code"]),
        ("get_corp_token", ["ww", "code"]),
        ("get_suite_admin_list", ["ww", 1]),
        ("get_user_info_3rd_legacy", ["code"]),
        ("get_user_detail_3rd_legacy", ["ticket"]),
        ("service_jscode2session", ["code"]),
        ("unionid_to_external_userid_3rd", ["u", "o"]),
        ("get_user_info_3rd", ["code"]),
        ("get_user_detail_3rd", ["ticket"]),
        ("get_app_qrcode", ["suite"]),
        ("get_service_order", ["order"]),
        ("get_service_order_list", [START, START]),
        ("prolong_try", ["ww", 7]),
    ],
)
def test_calls_of_a_suite_go_out_with_its_token(name: str, args: list[Any]) -> None:
    api = Api()
    getattr(api, name)("SUITE-TOKEN", *args)
    call = api.calls[0]
    assert call.auth == SuiteToken("SUITE-TOKEN")
    assert "SUITE-TOKEN" not in {*call.query.values(), *map(str, (call.body or {}).values())}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("corpid_to_opencorpid", ["ww"]),
        ("get_customized_auth_url", ["state", ["dk1"]]),
        ("search_contact", ["ww", "张"]),
        ("get_register_code", ["tpl"]),
        ("get_register_info", ["code"]),
        ("batch_search_contact", ["ww"]),
        ("sort_contact", ["ww", ["a"]]),
        ("contact_id_translate", ["ww", ["m"]]),
        ("service_batch_get_result", ["job"]),
        ("service_finish_external_userid_migration", ["ww"]),
        ("get_service_account_balance", []),
        ("create_license_new_order_job", [[]]),
        ("submit_license_new_order_job", ["job", "a"]),
        ("get_license_new_order_job_result", ["job"]),
        ("get_license_union_order", ["order"]),
        ("submit_license_pay_job", ["a", "order"]),
        ("get_license_pay_job_result", ["job"]),
        ("batch_share_license_active_code", ["ww", "ww2", []]),
        ("query_license_support_policy", ["ww"]),
        ("create_license_new_order", ["ww", "a", {"base_count": 1}, {"months": 1}]),
        ("create_license_renew_order_job", ["ww", [{"userid": "a", "type": 1}]]),
        ("submit_license_order_job", ["job", "a", {"months": 1}]),
        ("list_license_order", ["ww"]),
        ("get_license_order", ["order"]),
        ("cancel_license_order", ["order"]),
        ("list_license_order_account", ["order"]),
        ("active_license_account", ["ww", "code", "a"]),
        ("batch_active_license_account", ["ww", []]),
        ("get_license_active_info_by_code", ["ww", "code"]),
        ("batch_get_license_active_info_by_code", ["ww", ["code"]]),
        ("get_license_active_info_by_user", ["ww", "a"]),
        ("list_license_actived_account", ["ww"]),
        ("batch_transfer_license", ["ww", []]),
        ("get_app_license_info", ["ww", "SUITE"]),
        ("get_license_auto_active_status", ["ww"]),
        ("set_license_auto_active_status", ["ww", 1]),
    ],
)
def test_calls_of_a_provider_go_out_with_its_token(name: str, args: list[Any]) -> None:
    api = Api()
    getattr(api, name)("PROVIDER-TOKEN", *args)
    call = api.calls[0]
    assert call.auth == ProviderToken("PROVIDER-TOKEN")


def test_the_login_of_a_provider_takes_its_token_under_the_plain_name() -> None:
    api = Api()
    api.get_login_info("PROVIDER-TOKEN", "code")
    call = api.calls[0]
    assert call.auth == QueryToken("access_token", "PROVIDER-TOKEN")


@pytest.mark.parametrize("name", ["contact_sync_success", "set_agent_scope"])
def test_a_sign_up_has_a_token_of_its_own(name: str) -> None:
    api = Api()
    args = [1] if name == "set_agent_scope" else []
    getattr(api, name)(*args, access_token="CONTACT-TOKEN")
    getattr(api, name)(*args)
    assert [call.auth for call in api.calls] == [
        QueryToken("access_token", "CONTACT-TOKEN"),
        None,
    ]


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("get_permanent_code", ["code"]),
        ("get_login_info", ["code"]),
        ("get_user_info_3rd_legacy", ["code"]),
        ("get_user_info_3rd", ["code"]),
        ("service_jscode2session", ["code"]),
        ("submit_license_pay_job", ["a", "order"]),
        ("create_license_new_order", ["ww", "a", {}, {}]),
        ("submit_license_order_job", ["job", "a", {}]),
    ],
)
def test_codes_and_orders_are_sent_once(name: str, args: list[Any]) -> None:
    api = Api()
    getattr(api, name)("TOKEN", *args)
    assert not api.calls[0].idempotent


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("get_customized_auth_url", ["s", ["t"] * 10], {}, "templateid_list.*9"),
        ("search_contact", ["ww", "张"], {"limit": 201}, "limit.*200"),
        ("batch_search_contact", ["ww"], {"query_request_list": [{}] * 51}, "50"),
        ("get_license_union_order", ["o"], {"limit": 1001}, "limit.*1000"),
        ("batch_share_license_active_code", ["a", "b", [{}] * 1001], {}, "share_list.*1000"),
        ("get_register_code", ["tpl"], {"state": "s" * 129}, "state.*128"),
        (
            "create_license_new_order",
            ["ww", "a", {"base_count": 1_000_001}, {}],
            {},
            "base_count.*1000000",
        ),
        ("create_license_renew_order_job", ["ww", [{}] * 1001], {}, "account_list.*1000"),
        ("list_license_order", [], {"limit": 1001}, "limit.*1000"),
        ("list_license_order", [], {"start_time": START}, "or neither"),
        (
            "iter_license_orders",
            [],
            {"start_time": START, "end_time": START + 32 * DAY},
            "31 days",
        ),
        ("list_license_order_account", ["o"], {"limit": 1001}, "limit.*1000"),
        ("batch_active_license_account", ["ww", [{}] * 1001], {}, "active_list.*1000"),
        ("batch_get_license_active_info_by_code", ["ww", ["c"] * 1001], {}, "1000"),
        ("batch_transfer_license", ["ww", [{}] * 1001], {}, "transfer_list.*1000"),
        ("list_license_actived_account", ["ww"], {"limit": 1001}, "limit.*1000"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    api = Api()
    with pytest.raises(ValueError, match=named) as caught:
        getattr(api, name)("TOKEN", *args, **kwargs)
    assert api.calls == []
    assert "TOKEN" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "args", "items"),
    [
        ("iter_license_orders", [], "order_list"),
        ("iter_license_order_accounts", ["order"], "account_list"),
        ("iter_license_actived_accounts", ["ww"], "account_list"),
        ("iter_license_union_order", ["order"], "buy_list"),
    ],
)
def test_all_pages_are_read_with_the_providers_token(
    name: str, args: list[Any], items: str
) -> None:
    api = Api(
        {items: [1], "next_cursor": "C1", "has_more": 1},
        {items: [2], "next_cursor": "C2", "has_more": 0},
    )
    assert list(getattr(api, name)("PROVIDER-TOKEN", *args)) == [1, 2]
    assert [call.auth for call in api.calls] == [ProviderToken("PROVIDER-TOKEN")] * 2


def test_the_address_of_an_installation() -> None:
    api = Api()
    url = api.get_suite_install_url("wx1", "code", "https://app.example/a?b=1", state="s&t")
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://open.work.weixin.qq.com/3rdapp/install"
    )
    assert parse_qs(parts.query) == {
        "suite_id": ["wx1"],
        "pre_auth_code": ["code"],
        "redirect_uri": ["https://app.example/a?b=1"],
        "state": ["s&t"],
    }
    assert api.calls == []


def test_the_address_of_a_providers_login() -> None:
    url = Api().get_3rd_qr_connect_url("ww1", "https://app.example/", usertype="member")
    assert url == (
        "https://open.work.weixin.qq.com/wwopen/sso/3rd_qrConnect"
        "?appid=ww1&redirect_uri=https%3A%2F%2Fapp.example%2F&usertype=member"
    )
