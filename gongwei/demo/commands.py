"""`gongwei demo`: a synthetic 环翠区 of published size, served at once."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from gongwei.catalogue import plans
from gongwei.demo import marker
from gongwei.demo.build import build, compute
from gongwei.demo.marker import Mark
from gongwei.demo.staff import ACCOUNTS, PASSWORD
from gongwei.indicators import warming
from gongwei.kernel.errors import UserError
from gongwei.people.models import StaffRole

TODAY = dt.date(2024, 10, 16)
"""The day on which the demo stands: two weeks into the last quarter."""
LARGEST = 1.0


def add_parser(subparsers: Any) -> None:
    """Size, seed, and whether to serve."""
    parser = subparsers.add_parser("demo", help="建立示范县（环翠区 2024）并打开网页")
    parser.add_argument("--scale", type=float, default=0.05, help="规模：1 为公布的 478600 人（默认 0.05）")
    parser.add_argument("--seed", type=int, default=1, help="随机种子：相同的种子得到相同的数据（默认 1）")
    parser.add_argument("--fresh", action="store_true", help="清除已有的示范数据，重新建立")
    parser.add_argument("--no-serve", action="store_true", help="只建立数据，不打开网页")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只限本机）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")


def run(args: argparse.Namespace) -> None:
    """Make the district unless it is there already, tell how to log in, and let it be served (config does)."""
    if not 0 < args.scale <= LARGEST:
        raise UserError(f"--scale 应大于 0、不超过 {LARGEST:g}，现在是 {args.scale:g}")
    wanted = Mark(args.scale, args.seed, TODAY, ready=True)
    found = None if args.fresh else _found(wanted)
    if args.fresh:
        marker.clear()
        call_command("migrate", interactive=False, verbosity=0)
    settle_environment(args.scale)
    with warming.compiling(rebuild=True):
        prepare(wanted, found)
    introduce(args.host, args.port)


def _found(wanted: Mark) -> Mark | None:
    """The district that is already here; real people, and a district of another size or seed, are kept."""
    found = marker.read()
    if found is None and marker.holds_people():
        raise UserError(
            "这个数据库里已有居民或人员，不是示范数据；请用 GONGWEI_DATA 或 DATABASE_URL 另指定一处"
        )
    if found is not None and (found.scale, found.seed) != (wanted.scale, wanted.seed):
        raise UserError(
            f"已有规模 {found.scale:g}、种子 {found.seed} 的示范数据；"
            "加 --fresh 重建，或用同样的 --scale 和 --seed 打开"
        )
    return found


def settle_environment(scale: float) -> None:
    """The demo's day, plan and size, for this process and for every later one on the same data folder."""
    fixed = {"GONGWEI_TODAY": TODAY.isoformat(), "GONGWEI_PLAN": plans.plan_id()}
    os.environ.update(fixed)
    (settings.DATA / plans.SCALE_FILE).write_text(f"{scale:g}", "ascii")
    plans.plan.cache_clear()
    lines = (f"{name}={value}\n" for name, value in fixed.items())
    (settings.DATA / "environment").write_text("".join(lines), "utf-8")


def prepare(wanted: Mark, found: Mark | None) -> None:
    """Build the district, or only what is still missing of one whose building was interrupted."""
    with _progress() as progress:
        step = progress.add_task("示范县", total=None)

        def told(words: str) -> None:
            progress.update(step, description=words)

        if found is None:
            build(wanted.scale, wanted.seed, TODAY, told)
        if found != wanted:
            compute(told)
            marker.write(wanted)


def introduce(host: str, port: int) -> None:
    """Where the pages are and one account per role."""
    console = Console()
    console.print(f"\n示范县：环翠区 2024，今天是 {TODAY}。所有居民和记录都是生成的，与真实的人无关。")
    console.print(f"网页 http://{host}:{port}/ ，密码都是 [bold]{PASSWORD}[/bold]")
    labels = dict(StaffRole.ROLES)
    roles = StaffRole.objects.filter(staff__account__username__in=ACCOUNTS.values()).select_related(
        "staff__account", "staff__institution"
    )
    for held in sorted(roles, key=lambda held: list(ACCOUNTS).index(held.role)):
        staff = held.staff
        if staff.account is None or staff.account.username != ACCOUNTS[held.role]:
            continue  # a further role of the same account
        console.print(f"  {ACCOUNTS[held.role]:<12} {labels[held.role]}　{staff.name}（{staff.institution}）")


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
