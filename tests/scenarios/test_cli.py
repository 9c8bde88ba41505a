"""``flask wechat-corp``: each command against the simulated WeCom, and what its failures say."""

from __future__ import annotations

import csv
import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response
from flask.cli import FlaskGroup
from flask.testing import FlaskCliRunner

from flask_wechat_corp import Credentials, WeChatCorp, WeChatRobot
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, serve

SETTINGS = {
    "ID": CORP_ID,
    "SECRET": SECRET,
    "AGENT_ID": AGENT_ID,
    "TOKEN": TOKEN,
    "ENCODING_AES_KEY": AES_KEY,
    "STORE": "memory://",
}


def make(api_url: str, **settings: Any) -> Flask:
    app = Flask(__name__)
    for name, value in {**SETTINGS, "API_URL": api_url, **settings}.items():
        app.config[f"WECHAT_CORP_{name}"] = value
    WeChatCorp(app, handler=lambda message: None)
    return app


def run(app: Flask, *args: str, **kwargs: Any) -> Result:
    from flask_wechat_corp.cli import wechat_corp

    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(wechat_corp, list(args), **kwargs)


def run_flask(create_app: Any, *args: str) -> Result:
    """Run a command as ``flask`` does: the command itself loads the app."""
    return CliRunner().invoke(FlaskGroup(create_app=create_app), ["wechat-corp", *args])


def calls(sim: Simulator, path: str) -> list[dict[str, Any]]:
    return [row for row in sim.world.calls.rows() if row["path"].endswith(path)]


def test_flask_finds_the_group(sim: Simulator) -> None:
    flask = FlaskGroup(create_app=lambda: make(sim.url))
    result = CliRunner().invoke(flask, ["wechat-corp", "--help"])
    for command in ("check", "token", "send", "menu", "users"):
        assert command in result.output


@pytest.mark.parametrize(
    ("settings", "key", "place"),
    [
        ({"ID": None}, "WECHAT_CORP_ID", "企业ID"),
        ({"TOKEN": None}, "WECHAT_CORP_TOKEN", "Token"),
        ({"ENCODING_AES_KEY": "short"}, "WECHAT_CORP_ENCODING_AES_KEY", "EncodingAESKey"),
        ({"AGENT_ID": "one"}, "WECHAT_CORP_AGENT_ID", "AgentId"),
        ({"STORE": "nosql://"}, "WECHAT_CORP_STORE", "redis://"),
        ({"TIMEOUT": "soon"}, "WECHAT_CORP_TIMEOUT", "Settings"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("WECHAT") else "",
)
def test_check_reports_a_wrong_setting_as_its_first_step(
    settings: dict[str, Any], key: str, place: str
) -> None:
    result = run_flask(lambda: make("http://127.0.0.1:9", **settings), "check")
    assert result.exit_code == 1
    first, remedy = result.output.splitlines()
    assert first.startswith(f"✗ configuration: {key}")
    assert remedy.startswith("  → ")
    assert place in remedy


def test_check_tells_token_and_aes_key_apart() -> None:
    result = run_flask(lambda: make("http://127.0.0.1:9", ENCODING_AES_KEY=None), "check")
    assert "EncodingAESKey" in result.output.splitlines()[1]


@pytest.mark.parametrize("command", [["token"], ["send", "hi", "--user", "lisi"], ["menu", "get"]])
def test_the_other_commands_end_without_a_traceback(command: list[str]) -> None:
    result = run_flask(lambda: make("http://127.0.0.1:9", ID=None), *command)
    assert result.exit_code == 1
    assert result.output.startswith("Error: WECHAT_CORP_ID")
    assert isinstance(result.exception, SystemExit)


def test_a_mistake_of_the_app_itself_is_not_hidden() -> None:
    result = run_flask(lambda: {"": 1}["key"], "token")
    assert isinstance(result.exception, KeyError)


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": ""}, False),
    ],
)
def test_the_commands_follow_the_locale(
    sim: Simulator,
    environment: dict[str, str],
    chinese: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    passed = run(make(sim.url), "check").output
    assert ("✓ 配置: 企业" in passed) is chinese
    assert ("✓ configuration: corp" in passed) is not chinese
    failed = run_flask(lambda: make(sim.url, SECRET=None, ID=None), "check").output
    assert ("在管理后台查看" in failed) is chinese


def test_check_passes(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    app = make(sim.url)
    result = run(app, "check")
    assert result.exit_code == 0, result.output
    # The refusal that it provokes itself is no news. Other tests may have switched INFO on.
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
    stranger = Credentials("another-token", "0" * 43, CORP_ID)
    assert CallbackClient(app, credentials=stranger).text("x").status == 401
    assert "Rejected a callback" in caplog.text
    for title in ("configuration", "store", "clock", "access token", "trusted address"):
        assert f"✓ {title}: " in result.output
    assert "✓ callback in this process: verified" in result.output


def test_check_says_what_is_not_configured(sim: Simulator) -> None:
    result = run(make(sim.url, SECRET=None, TOKEN=None, ENCODING_AES_KEY=None), "check")
    assert result.exit_code == 0
    assert "✓ calls: not configured (no SECRET)" in result.output
    assert "✓ callback: not configured" in result.output


def test_check_names_a_wrong_secret(sim: Simulator) -> None:
    result = run(make(sim.url, SECRET="wrong-secret"), "check")
    assert result.exit_code == 1
    assert "✗ access token: 40001" in result.output
    assert "→" in result.output
    assert "wrong-secret" not in result.output


def test_check_names_an_untrusted_address(sim: Simulator) -> None:
    sim.faults.add(path="agent/get", errcode=60020)
    result = run(make(sim.url), "check")
    assert result.exit_code == 1
    assert "✗ trusted address" in result.output
    assert "企业可信IP" in result.output


def test_check_names_a_server_that_is_not_there() -> None:
    result = run(make("http://127.0.0.1:9", TIMEOUT=1), "check")
    assert result.exit_code == 1
    assert "✗ clock: The server API did not answer." in result.output
    assert "✗ access token" in result.output
    assert SECRET not in result.output


def test_check_names_a_wrong_clock(sim: Simulator) -> None:
    app = make(sim.url)
    app.extensions["wechat_corp"]["wechat_corp"].clock = lambda: time.time() + 4000
    result = run(app, "check")
    assert "✗ clock: +" in result.output
    assert "Synchronise this machine's clock (NTP)" in result.output
    assert result.exit_code == 1


def test_check_tries_the_public_address(sim: Simulator) -> None:
    app = make(sim.url)
    with serve(app) as url:
        assert (
            "✓ callback from outside: verified"
            in run(app, "check", "--url", f"{url}/wechat").output
        )
        lost = run(app, "check", "--url", f"{url}/elsewhere")
        assert "✗ callback from outside: status 404" in lost.output
        assert "The path differs" in lost.output
        other = run(make(sim.url, TOKEN="another"), "check", "--url", f"{url}/wechat")
        assert "✗ callback from outside: status 401" in other.output
        assert other.exit_code == 1
    gone = run(app, "check", "--url", "http://127.0.0.1:9/wechat")
    assert "✗ callback from outside: No server answered" in gone.output


def test_check_notices_a_wrapped_answer(sim: Simulator) -> None:
    app = make(sim.url)
    app.after_request(lambda response: Response(b"\xef\xbb\xbf" + response.get_data()))
    with serve(app) as url:
        result = run(app, "check", "--url", f"{url}/wechat")
    assert "200, but not the decrypted text" in result.output


def test_an_unknown_name_lists_the_known(sim: Simulator) -> None:
    result = run(make(sim.url), "check", "--name", "lunch")
    assert result.exit_code == 1
    assert (
        "No WeChatCorp is named 'lunch' in this app. Its names are: wechat_corp." in result.output
    )
    assert "Did you forget wx.init_app(app)?" in run(Flask("empty"), "token").output


def test_token_is_shown_only_on_request(sim: Simulator) -> None:
    app = make(sim.url)
    hidden = run(app, "token")
    assert "more seconds" in hidden.output
    shown = run(app, "token", "--show").output.strip()
    assert shown
    assert shown not in hidden.output
    assert len(calls(sim, "gettoken")) == 1
    assert "40001" in run(make(sim.url, SECRET="wrong"), "token").output


def test_send_a_text(sim: Simulator) -> None:
    result = run(
        make(sim.url), "send", "你好", "--user", "zhangsan", "--user", "lisi", "--party", "2"
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["errcode"] == 0
    (call,) = calls(sim, "message/send")
    sent = json.loads(call["body"])
    assert (sent["touser"], sent["toparty"]) == ("zhangsan|lisi", "2")
    assert (sent["msgtype"], sent["text"]) == ("text", {"content": "你好"})
    assert sent["agentid"] == AGENT_ID


def test_send_markdown_and_files(sim: Simulator, tmp_path: Path) -> None:
    app = make(sim.url)
    assert run(app, "send", "**hi**", "--user", "zhangsan", "--markdown").exit_code == 0
    report = tmp_path / "报告.txt"
    report.write_text("x" * 100)
    result = run(app, "send", "--file", str(report), "--user", "zhangsan")
    assert result.exit_code == 0, result.output
    kinds = [json.loads(call["body"])["msgtype"] for call in calls(sim, "message/send")]
    assert kinds == ["markdown", "file"]


def test_send_needs_a_receiver_and_one_content(sim: Simulator, tmp_path: Path) -> None:
    app = make(sim.url)
    assert "Name a recipient" in run(app, "send", "hi").output
    assert "either a text or --file" in run(app, "send", "--user", "zhangsan").output
    refused = run(app, "send", "hi", "--user", "nobody-of-this-name")
    assert refused.exit_code == 1
    assert "message/send" in refused.output


def test_menu_is_set_read_and_deleted(sim: Simulator, tmp_path: Path) -> None:
    app = make(sim.url)
    wanted = {"button": [{"type": "click", "name": "帮助", "key": "HELP"}]}
    file = tmp_path / "menu.json"
    file.write_text(json.dumps(wanted), "utf-8")
    assert run(app, "menu", "set", str(file)).exit_code == 0
    read = json.loads(run(app, "menu", "get").output)
    assert read["button"][0]["name"] == "帮助"
    assert run(app, "menu", "set", "-", input=json.dumps(read)).exit_code == 0
    assert run(app, "menu", "delete", input="n\n").exit_code == 1
    assert run(app, "menu", "delete", "--yes").exit_code == 0
    assert run(app, "menu", "get").exit_code == 1


def test_a_menu_file_is_checked(sim: Simulator) -> None:
    app = make(sim.url)
    assert "is not JSON" in run(app, "menu", "set", "-", input="{").output
    assert 'an object with the key "button"' in run(app, "menu", "set", "-", input="[]").output
    assert not calls(sim, "menu/create")


def test_users_are_exported_and_imported(sim: Simulator, tmp_path: Path) -> None:
    app = make(sim.url)
    file = tmp_path / "members.csv"
    exported = run(app, "users", "export", str(file))
    assert exported.exit_code == 0, exported.output
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == len(sim.world.members)
    assert f"{len(rows)} members written to" in exported.output
    rows[0]["姓名"] = "改名"
    rows.append(
        {**rows[0], "姓名": "新人", "帐号": "newcomer", "手机号": "13900000099", "邮箱": ""}
    )
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    imported = run(app, "users", "import", str(file))
    assert imported.exit_code == 0, imported.output
    assert f"{len(rows)} members imported, 0 refused" in imported.output
    assert sim.world.members[rows[0]["帐号"]]["name"] == "改名"
    assert sim.world.members["newcomer"]["name"] == "新人"


def test_replacing_users_asks_first(sim: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("姓名,帐号,手机号,所在部门\n张三,zhangsan,13900000001,1\n", "utf-8")
    app = make(sim.url)
    before = len(sim.world.members)
    refused = run(app, "users", "import", str(file), "--replace", input="n\n")
    assert refused.exit_code == 1
    assert len(sim.world.members) == before


def test_refused_rows_are_told(sim: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("姓名,帐号,所在部门\n李四,lisi,x\n", "utf-8")
    result = run(make(sim.url), "users", "import", str(file))
    assert result.exit_code == 1
    assert "0 members imported, 1 refused" in result.output


# -- api ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "user/get",
        "/cgi-bin/user/get?userid=x",
        "https://qyapi.weixin.qq.com/cgi-bin/user/get?access_token=ACCESS_TOKEN",
        "get_user",
        "90196",
        "https://developer.work.weixin.qq.com/document/path/90196",
    ],
)
def test_api_shows_method_arguments_and_page(endpoint: str) -> None:
    result = run_flask(lambda: {"": 1}["no app is needed"], "api", endpoint)
    assert result.exit_code == 0
    assert "GET /cgi-bin/user/get\n" in result.output
    assert "api.get_user(userid: str)" in result.output
    assert "https://developer.work.weixin.qq.com/document/path/90196" in result.output


def test_api_calls_with_values(sim: Simulator) -> None:
    app = make(sim.url)
    assert json.loads(run(app, "api", "user/get", "--call", "userid=lisi").output)["name"] == "李四"
    told = run(app, "api", "department/create", "--call", "name=123", "parentid=1")
    assert json.loads(told.output)["errcode"] == 0
    body = json.loads(calls(sim, "department/create")[-1]["body"])
    assert body == {"name": "123", "parentid": 1}
    told = run(app, "api", "user/update", "--call", 'user={"userid": "lisi", "alias": "四"}')
    assert json.loads(told.output)["errcode"] == 0


def test_api_reads_values_as_people_write_them(sim: Simulator) -> None:
    app = make(sim.url)
    run(app, "api", "message/send", "--call", "to=123", "message=456", "safe=True")
    body = json.loads(calls(sim, "message/send")[-1]["body"])
    assert (body["touser"], body["text"]["content"], body["safe"]) == ("123", "456", 1)
    day = ["starttime=2026-11-01", "endtime=2026-11-01T12:00", 'useridlist=["lisi"]']
    run(app, "api", "get_checkin_data", "--call", "opencheckindatatype=3", *day)
    body = json.loads(calls(sim, "checkin/getcheckindata")[-1]["body"])
    assert body["endtime"] - body["starttime"] == 12 * 3600


def test_api_tells_an_error_in_the_language_of_the_locale(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    told = run(make(sim.url), "api", "user/get", "--call", "userid=nobody").output
    assert "（UserID 不存在：" in told
    assert "User id does not exist" not in told


def test_api_names_the_page_that_a_call_was_read_on() -> None:
    result = run_flask(lambda: {"": 1}["no app is needed"], "api", "create_school_department")
    assert result.output.rstrip().endswith("/92340")  # the docstring refers to 92344 before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["approvalinfo"], "oa/getapprovalinfo  get_approval_info"),
        (["no/such/path"], "No method is known for 'no/such/path'. Look for a path (user/get), "),
        (["__init__"], "Error: "),
        (["user/get", "userid=a"], "Values are for --call"),
        (
            ["user/get", "--call", "user=a"],
            "'user=a' is no KEY=VALUE of get_user, which takes: use",
        ),
        (["user/get", "--call"], "userid is missing: --call userid=VALUE."),
        (["user/gett"], "Did you mean:\n  user/get  get_user\n"),
        (["recall message"], "  message/recall  recall_message\n"),
        (["user"], "Did you mean:\n  user/authsucc  user_auth_success\n"),
        (["user"], "more\n"),
        (["90236"], "  message/send  send\n"),
        (["99999"], "the number of a page of the manual (90196)"),
        (["user/update", "--call", 'user={"userid"'], "user is not JSON: "),
        (["user/get", "--call", 'userid="nobody"'], "60111"),
        (["user/get", "--call", "userid=nobody"], "60111"),
        (["user/list_id", "--call", "limit=many"], "limit takes a whole number, not str."),
    ],
)
def test_api_says_what_to_do(sim: Simulator, arguments: list[str], told: str) -> None:
    result = run(make(sim.url), "api", *arguments)
    assert result.exit_code != 0
    assert told in result.output
    assert "Traceback" not in result.output


def test_api_saves_a_download(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make(sim.url)
    (tmp_path / "a.txt").write_text("hello file")
    sent = run(app, "api", "media/upload", "--call", "file=a.txt", "type=file")
    media_id = json.loads(sent.output[sent.output.index("{") :])["media_id"]
    (tmp_path / "a.txt").rename(tmp_path / "sent.txt")
    result = run(app, "api", "media/get", "--call", f"media_id={media_id}")
    assert result.exit_code == 0
    assert (tmp_path / result.output.strip()).read_text() == "hello file"


def test_robot_says_what_is_missing() -> None:
    app = Flask(__name__)
    app.config.update(
        WECHAT_ROBOT_TOKEN=TOKEN, WECHAT_ROBOT_ENCODING_AES_KEY=AES_KEY,
        WECHAT_ROBOT_STORE="memory://",
    )  # fmt: skip
    none = run_flask(lambda: app, "robot")
    assert none.exit_code == 1
    assert "No WeChatRobot is named 'wechat_robot'" in none.output
    WeChatRobot(app)
    result = run_flask(lambda: app, "robot")
    assert result.exit_code == 1
    assert "The long connection needs BOT_ID and BOT_SECRET" in result.output
