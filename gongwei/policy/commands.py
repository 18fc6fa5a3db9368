"""``gongwei plan list``, ``gongwei plan check FILE|PLAN``, ``gongwei plan show PLAN`` and ``gongwei tasks``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gongwei.policy import task_sheet
from gongwei.policy.advice import advice
from gongwei.policy.loading import find_plan, load, plan_paths
from gongwei.policy.plan_table import as_csv, as_json, as_table, lines
from gongwei.policy.problems import PolicyError
from gongwei.policy.strict_yaml import read_yaml

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_FORMATS = {"table": as_table, "csv": as_csv, "json": as_json}
DEFAULT = "huancui-2024"
INSTALLED = Path(__file__).parents[1] / "programmes"


def add_parser(subparsers: Subparsers) -> None:
    """Add ``plan`` with its verbs, and ``tasks``."""
    tasks = subparsers.add_parser("tasks", help="任务分解表：每个数怎么来的，合计是否相符")
    tasks.add_argument("--plan", default=DEFAULT, help=f"方案编号或文件路径（默认 {DEFAULT}）")
    tasks.add_argument("--format", choices=("table", "csv", "json"), default="table", help="输出格式")
    tasks.set_defaults(run=run)
    plan = subparsers.add_parser("plan", help="年度方案：列出、检查、查看")
    plan.set_defaults(run=run)
    verbs = plan.add_subparsers(dest="action", required=True)
    verbs.add_parser("list", help="列出所有方案")
    check = verbs.add_parser("check", help="检查一个方案文件，逐条说明哪里不对")
    check.add_argument("plan", metavar="FILE|PLAN", help="方案文件的路径，或方案编号（如 huancui-2024）")
    show = verbs.add_parser("show", help="列出方案的目标、规则和条件")
    show.add_argument("plan", metavar="FILE|PLAN", help="方案编号（如 huancui-2024）或文件路径")
    show.add_argument("--format", choices=sorted(_FORMATS), default="table", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """Do what ``gongwei plan`` or ``gongwei tasks`` was asked; 0 when done, 1 when a plan is refused."""
    if args.verb == "tasks":
        return run_tasks(args)
    return {"list": run_list, "check": run_check, "show": run_show}[args.action](args)


def run_list(args: argparse.Namespace) -> int:
    """Print the id and file of every plan."""
    for name, path in plan_paths().items():
        print(f"{name.partition('-')[2]}\t{path}")
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Say everything that is wrong with a plan; 0 when it may be used, 1 when it is refused."""
    try:
        path = find_plan(args.plan)
        plan = load(path, *_installed())
        notes = advice(read_yaml(path), plan)
    except PolicyError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"{args.plan}：发现 {len(error.problems)} 处错误，方案不能使用", file=sys.stderr)
        return 1
    for note in notes:
        print(note)
    counts = f"目标 {len(plan.targets)} 项、规则 {len(plan.rules)} 项、条件 {len(plan.terms)} 项"
    print(f"{plan.file.label}（{plan.id}）可以使用：{counts}，提醒 {len(notes)} 处")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print a plan as a table, CSV or JSON."""
    try:
        plan = load(args.plan, *_installed())
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 1
    rows = list(lines(plan))
    sys.stdout.write(_FORMATS[args.format](rows))
    return 0


def run_tasks(args: argparse.Namespace) -> int:
    """Print the task tables, one number a line; 1 when the plan is refused or has no table."""
    try:
        plan = load(args.plan, *_installed())
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 1
    rows = [asdict(line) for line in task_sheet.lines(plan)]
    if not rows:
        print(f"--plan：{plan.file.label}没有任务表", file=sys.stderr)
        return 1
    if args.format == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        dialect = "excel" if args.format == "csv" else "excel-tab"
        writer = csv.DictWriter(sys.stdout, task_sheet.HEADS, lineterminator="\n", dialect=dialect)
        writer.writeheader()
        writer.writerows(rows)
    return 0


def _installed() -> tuple[list[Path], list[str]]:
    """The parameter files and names of the installed chapters: read as data, nothing is imported."""
    files = sorted(INSTALLED.glob("*/parameters.yaml"))
    return files, [card.parent.name for card in sorted(INSTALLED.glob("*/programme.yaml"))]
