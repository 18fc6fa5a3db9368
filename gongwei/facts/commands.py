"""``gongwei facts build`` and ``gongwei export DIR``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from gongwei.facts.building import KEPT, build
from gongwei.facts.exporting import export
from gongwei.facts.joining import join
from gongwei.facts.layout import complete_builds, read_manifest
from gongwei.kernel.errors import UserError


def add_parser(subparsers: Any) -> None:
    """Add ``facts`` and ``export``."""
    facts = subparsers.add_parser("facts", help="统计用的数据集：生成、列出")
    actions = facts.add_subparsers(dest="action", required=True, metavar="动作")
    making = actions.add_parser("build", help="从数据库生成新的一次数据集")
    making.add_argument("--keep", type=int, default=KEPT, help=f"保留最近几次（{KEPT}）；被引用的另外保留")
    actions.add_parser("list", help="列出现有的数据集")
    joining = actions.add_parser("join", help="把几个县的数据集合成一次，供市级统计")
    joining.add_argument("folders", metavar="FOLDER", type=Path, nargs="+", help="各县 mart 下的一个编号文件夹")
    exporting = subparsers.add_parser("export", help="把全部数据集导出为 Parquet，附数据字典")
    exporting.add_argument("folder", metavar="DIR", type=Path, help="空的或新的文件夹")
    exporting.add_argument("--build", type=int, help="第几次数据集（最近一次）")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; progress goes to stderr."""
    if args.verb == "export":
        manifest = export(args.folder, args.build)
        print(f"{args.folder}：{len(manifest.tables)} 张表，第 {manifest.number} 次数据集", file=sys.stderr)
        return 0
    if args.action == "list":
        for number in complete_builds():
            manifest = read_manifest(number)
            rows = sum(manifest.rows(table) for table in manifest.tables)
            print(f"{number},{manifest.snapshot_at},{rows}")
        return 0
    if args.action == "build" and args.keep < 1:
        raise UserError("--keep 至少为 1")
    manifest = join(args.folders, _told) if args.action == "join" else build(args.keep, _told)
    rows = sum(manifest.rows(table) for table in manifest.tables)
    print(f"{manifest.number},{manifest.snapshot_at},{rows}")
    return 0


def _told(table: str, rows: int) -> None:
    print(f"{table},{rows}", file=sys.stderr)
