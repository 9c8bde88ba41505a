"""What a call sends, what it makes of the response, and when it is sent again."""

from __future__ import annotations

import enum
import logging
import pickle
import socket
import traceback
from typing import Any

import pytest

from flask_wechat_corp import errors
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.errors import (
    AccessTokenError,
    ConfigError,
    IPNotAllowedError,
    RateLimitError,
    WeChatAPIError,
    WeChatTransportError,
)

from ....helpers.api_server import OK, ApiServer, Raw, Request
from ....helpers.support import AGENT_ID, CORP_ID, SECRET

USER = {**OK, "userid": "zhangsan", "name": "张三"}
BUSY = {"errcode": -1, "errmsg": "system busy"}


def test_get_sends_the_token_and_the_query(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", USER)
    assert api.get("user/get", userid="张 三&", fetch_child=True, none=None) == USER
    sent = server.last
    assert (sent.method, sent.path) == ("GET", "/cgi-bin/user/get")
    assert sent.query == {"access_token": server.token, "userid": "张 三&", "fetch_child": "1"}
    assert server.fetched[0].query == {"corpid": CORP_ID, "corpsecret": SECRET}


@pytest.mark.parametrize("path", ["user/get", "/user/get", "/cgi-bin/user/get", "cgi-bin/user/get"])
def test_every_spelling_of_a_path(api: WeChatAPI, server: ApiServer, path: str) -> None:
    server.on("user/get", OK)
    api.get(path)
    assert server.last.path == "/cgi-bin/user/get"


def test_a_query_in_the_path_is_refused(api: WeChatAPI) -> None:
    with pytest.raises(ValueError, match="must not contain a query"):
        api.get("user/get?userid=a")


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("", ValueError, "relative to /cgi-bin/"),
        ("/", ValueError, "relative to /cgi-bin/"),
        ("https://qyapi.weixin.qq.com/cgi-bin/user/get", ValueError, "relative to /cgi-bin/"),
        (None, TypeError, "path takes a text, not NoneType"),
        (b"user/get", TypeError, "path takes a text, not bytes"),
    ],
)
def test_what_is_no_path_is_refused(
    api: WeChatAPI, server: ApiServer, path: Any, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        api.get(path)
    assert server.seen == server.fetched == []


class Kind(str, enum.Enum):
    USER = "lisi"


class Level(enum.IntEnum):
    LOW = 1


def test_a_query_has_values_only(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", OK)
    api.get("user/get", userid=Kind.USER, level=Level.LOW, all=True)
    assert server.last.params == {"userid": "lisi", "level": "1", "all": "1"}
    with pytest.raises(TypeError, match="userid takes a text or a number, not list"):
        api.get("user/get", userid=["lisi"])


def test_a_secret_that_utf8_cannot_express_is_not_shown(server: ApiServer) -> None:
    server.on("user/get", OK)
    api = WeChatAPI(CORP_ID, f"{SECRET}\ud800", AGENT_ID, api_url=server.url)
    assert api.get_user("lisi") == OK
    server.on("a/b", OK)
    assert api.post("a/b", suite_access_token="token\ud800") == OK
    api.http.close()


def test_post_sends_utf8_and_no_escapes(api: WeChatAPI, server: ApiServer) -> None:
    server.on("message/send", OK)
    api.post("message/send", {"text": "你好😀", "list": [1, None]}, debug=1)
    sent = server.last
    assert sent.method == "POST"
    assert sent.body == '{"text":"你好😀","list":[1,null]}'.encode()
    assert sent.headers["Content-Type"] == "application/json; charset=utf-8"
    assert sent.params == {"debug": "1"}


def test_a_token_of_your_own_replaces_ours(api: WeChatAPI, server: ApiServer) -> None:
    server.on("service/get_pre_auth_code", OK)
    api.get("service/get_pre_auth_code", suite_access_token="suite-token")
    assert server.last.query == {"suite_access_token": "suite-token"}
    assert server.fetched == []


def test_a_token_of_the_callers_query_is_redacted(api: WeChatAPI, server: ApiServer) -> None:
    server.on("service/get_pre_auth_code", {"errcode": 40082, "errmsg": "bad token SUITE-1"})
    with pytest.raises(WeChatAPIError, match=r"bad token \*\*\*"):
        api.get("service/get_pre_auth_code", suite_access_token="SUITE-1")


# -- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (60111, WeChatAPIError),
        (60020, IPNotAllowedError),
        (45009, RateLimitError),
        (45033, RateLimitError),
        ("60111", WeChatAPIError),
        (987654321, WeChatAPIError),
    ],
)
def test_errors_are_typed(
    api: WeChatAPI, server: ApiServer, code: Any, kind: type[WeChatAPIError]
) -> None:
    server.on("user/get", {"errcode": code, "errmsg": "no, from ip: 10.1.2.3, more"})
    with pytest.raises(kind) as caught:
        api.get("user/get", userid="nobody")
    error = caught.value
    assert type(error) is kind
    assert (error.errcode, error.path) == (int(code), "/cgi-bin/user/get")
    assert error.errmsg == "no, from ip: 10.1.2.3, more"
    assert bool(error.hint) == (int(code) != 987654321)
    if isinstance(error, IPNotAllowedError):
        assert error.ip == "10.1.2.3"


def test_an_error_keeps_the_whole_answer(api: WeChatAPI, server: ApiServer) -> None:
    """A batch that failed in part says in its answer what failed (WeCom page 92329)."""
    failed = [{"student_userid": "zhangsan", "errcode": 60111}]
    answer = {"errcode": 1111, "errmsg": "some failed", "result_list": failed}
    server.on("school/user/batch_delete_student", answer)
    with pytest.raises(WeChatAPIError) as caught:
        api.batch_delete_school_student(["zhangsan"])
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.answer == answer
    assert error.answer["result_list"] == failed
    assert "zhangsan" not in repr(error) + str(error)


def test_the_answer_of_an_error_holds_no_secret(api: WeChatAPI, server: ApiServer) -> None:
    def echo(request: Request) -> dict[str, Any]:
        token = request.query["access_token"]
        return {"errcode": 40058, "errmsg": f"bad {token}", "echo": [{"query": f"token={token}"}]}

    server.on("user/get", echo)
    with pytest.raises(WeChatAPIError) as caught:
        api.get("user/get", userid="nobody")
    assert caught.value.answer["echo"] == [{"query": "token=***"}]
    assert server.token.encode() not in pickle.dumps(caught.value)


def test_hints_come_in_two_languages(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", {"errcode": 60111, "errmsg": "userid not found"})
    with pytest.raises(WeChatAPIError) as caught:
        api.get("user/get", userid="nobody")
    assert caught.value.hint.startswith("User id does not exist")
    assert caught.value.hint_zh.startswith("UserID 不存在")


def test_what_the_simulator_does_not_know_is_said_to_be_its_limit(
    api: WeChatAPI, server: ApiServer
) -> None:
    server.on("oa/x", {"errcode": 48002, "errmsg": "not simulated", "simulated": False})
    with pytest.raises(WeChatAPIError) as caught:
        api.post("oa/x")
    assert "simulator" in caught.value.hint
    assert "模拟器" in caught.value.hint_zh
    assert "SECRET" not in caught.value.hint


def test_an_agent_id_as_text_is_a_number() -> None:
    assert WeChatAPI(CORP_ID, SECRET, str(AGENT_ID)).agentid == AGENT_ID


def test_missing_secret_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match="SECRET"):
        WeChatAPI(CORP_ID, None).get("user/get")


@pytest.mark.parametrize("answer", ["no json", [1], {"errcode": "x"}])
def test_an_answer_that_is_no_answer(api: WeChatAPI, server: ApiServer, answer: Any) -> None:
    server.on("user/get", Raw(b"<html>") if answer == "no json" else answer)
    with pytest.raises(WeChatTransportError, match=r"^/cgi-bin/user/get: The .*response"):
        api.get("user/get")


@pytest.mark.parametrize("status", [302, 404, 500, 502])
def test_a_bad_status_is_not_repeated(
    api: WeChatAPI, server: ApiServer, sleeps: list[float], status: int
) -> None:
    server.on("user/get", Raw(b"{}", status, {"Location": "/cgi-bin/user/get?x=1"}))
    with pytest.raises(
        WeChatTransportError, match=f"WeCom answered with HTTP status {status}"
    ) as caught:
        api.get("user/get", idempotent=True)
    assert caught.value.status == status
    assert len(server.seen) == 1
    assert sleeps == []


# -- repeats ------------------------------------------------------------------------------------


def test_busy_is_repeated_where_that_is_safe(
    api: WeChatAPI, server: ApiServer, sleeps: list[float]
) -> None:
    server.on("user/get", BUSY, BUSY, USER)
    assert api.get("user/get", idempotent=True) == USER
    assert sleeps == [1.0, 2.0]


def test_busy_ends_after_three_attempts(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", BUSY)
    with pytest.raises(WeChatAPIError) as caught:
        api.get("user/get", idempotent=True)
    assert caught.value.errcode == -1
    assert len(server.seen) == 3


@pytest.mark.parametrize("answer", [BUSY, Raw(drop=True), Raw(b"{}", delay=2.0)])
def test_an_unsafe_call_is_sent_once(api: WeChatAPI, server: ApiServer, answer: Any) -> None:
    api._transport.timeout = (2, 1)
    api.get_latest_token()
    server.on("a/post", answer)
    with pytest.raises((WeChatAPIError, WeChatTransportError)):
        api.post("a/post", {})
    assert len(server.seen) == 1


@pytest.mark.parametrize("answer", [Raw(drop=True), Raw(b"{}", delay=2.0)])
def test_a_safe_call_survives_a_broken_connection(
    api: WeChatAPI, server: ApiServer, sleeps: list[float], answer: Raw
) -> None:
    api._transport.timeout = (2, 1)
    server.on("user/get", answer, USER)
    assert api.get("user/get", idempotent=True) == USER
    assert sleeps == [1.0]


def test_a_connection_that_was_never_made_is_always_tried_again(sleeps: list[float]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        api = WeChatAPI(CORP_ID, SECRET, api_url=url, sleep=sleeps.append)
        with pytest.raises(WeChatTransportError, match="Could not connect: Connection refused"):
            api.post("a/post", {}, suite_access_token="x")
    assert sleeps == [1.0, 2.0]


# -- requests' own settings are honoured --------------------------------------------------------


def test_a_mounted_adapter_is_used(api: WeChatAPI, server: ApiServer) -> None:
    import requests.adapters

    seen = []

    class Spy(requests.adapters.HTTPAdapter):
        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            seen.append(request.path_url.partition("?")[0])
            return super().send(request, *args, **options)

    server.on("user/get", USER)
    api.http.mount(server.url, Spy())
    api.http.headers["X-Mine"] = "yes"
    assert api.get("user/get") == USER
    assert seen == ["/cgi-bin/gettoken", "/cgi-bin/user/get"]
    assert server.last.headers["X-Mine"] == "yes"


def test_a_proxy_from_the_environment_is_used(
    server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    api = WeChatAPI(CORP_ID, SECRET, api_url="http://wecom.invalid")
    server.on("user/get", USER)
    # the proxy is asked for a whole address; the recording server reads its path
    assert api.get("user/get") == USER
    assert server.last.headers["Host"] == "wecom.invalid"
    api.http.close()


def test_settings_of_the_session_are_seen_later_too(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", USER)
    api.get("user/get")
    api.http.proxies = {"http": "http://127.0.0.1:9"}
    api.http.trust_env = False
    with pytest.raises(WeChatTransportError, match="Could not use the proxy"):
        api.get("user/get")


# -- nothing secret anywhere --------------------------------------------------------------------


def _everything(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    chain: list[BaseException | None] = [error.__cause__, error.__context__]
    return f"{text} {error} {error!r} {pickle.dumps(error)!r} {chain!r}"


def _failing_calls(server: ApiServer) -> dict[str, Any]:
    return {
        "refused": {"errcode": 60111, "errmsg": f"bad: {server.token}, see http://x/?e=1"},
        "busy": BUSY,
        "dead": {"errcode": 40014, "errmsg": "invalid access_token"},
        "ip": {"errcode": 60020, "errmsg": "from ip: 1.2.3.4"},
        "rate": {"errcode": 45009, "errmsg": "out of limit"},
        "html": Raw(b"<html>"),
        "status": Raw(b"", 500),
        "drop": Raw(drop=True),
        "cut": Raw(b'{"errcode": 0}', drop=True, cut=3),
        "slow": Raw(b"{}", delay=2.0),
    }


@pytest.mark.parametrize(
    "name", ["refused", "busy", "dead", "ip", "rate", "html", "status", "drop", "cut", "slow"]
)
def test_no_failure_tells_a_secret(
    api: WeChatAPI, server: ApiServer, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    api.get_latest_token()
    api._transport.timeout = (2, 1)
    server.on("user/get", _failing_calls(server)[name])
    query = {"userid": "private-user-id"}
    with pytest.raises(errors.WeChatCorpError) as caught:
        api.get("user/get", **query)  # type: ignore[arg-type]
    text = _everything(caught.value) + caplog.text + repr(api)
    for secret in (SECRET, server.token, query["userid"], "?", "access_token="):
        assert secret not in text
    restored = pickle.loads(pickle.dumps(caught.value))
    assert (type(restored), str(restored)) == (type(caught.value), str(caught.value))
    assert "connectionpool" in caplog.text  # urllib3 did log, without the query


@pytest.mark.parametrize(
    "fetched", [{"errcode": 40001, "errmsg": "no"}, Raw(drop=True), Raw(b"", 500), None]
)
def test_tools_that_print_variables_see_no_secret(
    api: WeChatAPI, server: ApiServer, fetched: Any
) -> None:
    server.fetch_answer = fetched
    server.on("user/get", Raw(drop=True))
    with pytest.raises(errors.WeChatCorpError) as caught:
        api.get("user/get")
    assert caught.value.__traceback__
    ours = caught.value.__traceback__.tb_next  # without the test's own variables
    frames = traceback.StackSummary.extract(traceback.walk_tb(ours), capture_locals=True)
    text = "".join(frames.format())
    assert "call = Call(method='GET'" in text
    assert SECRET not in text
    assert server.token not in text


def test_a_refused_secret_is_not_told(server: ApiServer) -> None:
    api = WeChatAPI(CORP_ID, "a-wrong-secret", AGENT_ID, api_url=server.url)
    server.fetch_answer = {"errcode": 40001, "errmsg": "corpsecret a-wrong-secret is invalid"}
    with pytest.raises(AccessTokenError) as caught:
        api.get("user/get")
    assert caught.value.path == "/cgi-bin/gettoken"
    assert "a-wrong-secret" not in _everything(caught.value)
    api.http.close()


def test_on_call_reports_every_exchange(api: WeChatAPI, server: ApiServer) -> None:
    server.on("user/get", USER)
    calls = []
    api.on_call = lambda method, path, seconds, code: calls.append((method, path, code))
    api.get("user/get")
    assert calls == [("GET", "/cgi-bin/gettoken", 0), ("GET", "/cgi-bin/user/get", 0)]
