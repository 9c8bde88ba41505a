"""``flask wechat-corp users``: the corp's members as a CSV file."""

from __future__ import annotations

import csv
import time
from typing import Any

import click

from .group import name_option, plain_errors, state_of, upload_with_bar, wechat_corp
from .language import text

__all__ = ["users"]

#: the columns of WeCom's template for adding and changing members, and the fields behind them
COLUMNS = {
    "姓名": "name",
    "帐号": "userid",
    "手机号": "mobile",
    "邮箱": "email",
    "所在部门": "department",
    "职位": "position",
}
POLL_SECONDS = 1.0
POLLS = 600


@wechat_corp.group("users")
def users() -> None:
    """Export and import the corp's members."""


@users.command("export")
@click.argument("path", type=click.Path(dir_okay=False, writable=True))
@click.option("--department", type=int, default=1, show_default=True, help="From here downwards.")
@name_option
def users_export(path: str, department: int, name: str) -> None:
    """Write the members to a CSV file that `users import` and WeCom's console read."""
    api = state_of(name).api
    with plain_errors():
        found = api.iter_department_users(department, fetch_child=True, detail=True)
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            count = 0
            with click.progressbar(found, label=text("members", "成员")) as bar:
                for user in bar:
                    rows.writerow(_cell(user.get(field)) for field in COLUMNS.values())
                    count += 1
    click.echo(text(f"{count} members written to {path}", f"已导出 {count} 名成员到 {path}"))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


@users.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Also delete members that the file does not name.")
@click.option("--invite/--no-invite", default=False, show_default=True, help="Invite new members.")
@name_option
def users_import(path: str, replace: bool, invite: bool, name: str) -> None:
    """Add and change members from a CSV file in WeCom's own columns, as one batch job."""
    if replace:
        click.confirm(
            text(
                "Members that are not in the file will be deleted. Continue?",
                "文件中没有的成员将被删除。是否继续？",
            ),
            abort=True,
        )
    api = state_of(name).api
    with plain_errors():
        media_id = upload_with_bar(api, path)
        start = api.batch_replace_user if replace else api.batch_sync_user
        result = _wait_for(api, start(media_id, to_invite=invite)["jobid"])
    failed = [row for row in result if row.get("errcode")]
    for row in failed:
        click.echo(f"{row.get('userid', '?')}: {row['errcode']} {row.get('errmsg', '')}", err=True)
    done = len(result) - len(failed)
    click.echo(
        text(
            f"{done} members imported, {len(failed)} refused",
            f"已导入 {done} 名成员，{len(failed)} 名被拒绝",
        )
    )
    if failed:
        raise SystemExit(1)


def _wait_for(
    api: Any, jobid: str, *, polls: int = POLLS, pause: float = POLL_SECONDS
) -> list[dict[str, Any]]:
    """Watch a batch job to its end and return its rows."""
    with click.progressbar(length=100, label=text("import", "导入")) as bar:
        for _ in range(polls):
            job = api.batch_get_result(jobid)
            bar.update(int(job.get("percentage", 0)) - bar.pos)
            if job.get("status") == 3:
                bar.update(100 - bar.pos)
                return list(job.get("result", []))
            time.sleep(pause)
    raise click.ClickException(
        text(
            f"Job {jobid} is not finished yet. WeCom continues with it; ask again with"
            " api.batch_get_result().",
            f"任务 {jobid} 尚未完成，企业微信会继续执行；稍后可用 api.batch_get_result() 查询。",
        )
    )
