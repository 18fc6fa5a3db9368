"""``gongwei obligations rebuild``: the projection of what is owed, recomputed for everybody."""

from __future__ import annotations

import argparse
import time
from typing import Any

from gongwei.obligations.refresh import rebuild


def add_parser(subparsers: Any) -> None:
    """Add the command ``obligations`` to the ``gongwei`` command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "obligations", help="应服务：重新计算每个人应得的服务"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作")
    actions.add_parser("rebuild", help="为全部居民重新计算")


def run(args: argparse.Namespace) -> int:
    """Rebuild all chapters and print how many rows each has."""
    started = time.perf_counter()
    for programme, rows in rebuild().items():
        print(f"{programme},{rows}")
    print(f"合计用时 {time.perf_counter() - started:.1f} 秒")
    return 0
