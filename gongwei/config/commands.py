"""The verbs of `gongwei`, and the layer that brings each: the one list to which a new verb is added.

A layer writes a module `commands.py` with two functions:

    def add_parser(subparsers):   # adds its verbs: subparsers.add_parser("facts", help=...), arguments, sub-verbs
        ...
    def run(args):                # does the work; args.verb says which; returns an exit code or None
        ...

It raises gongwei.kernel.errors.UserError for what the person can mend. Only the module of the verb that was
asked for is imported, after Django is set up, so that its imports stand at the top of the file as everywhere.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

# argparse keeps the class of its own sub-parsers to itself.
Subparsers = Any


class Needs(Enum):
    """What must stand before the verb runs."""

    NOTHING = "only files: neither Django nor a database"
    DATABASE = "Django and a running database, its tables as this version knows them"
    UPGRADE = "Django and a running database, its tables upgraded first"
    SERVER = "Django and a running database, whatever its tables are"


class Commands(Protocol):
    """What a layer's commands.py offers."""

    def add_parser(self, subparsers: Subparsers) -> None: ...

    def run(self, args: argparse.Namespace) -> int | None: ...


@dataclass(frozen=True)
class Verb:
    """One word after `gongwei`."""

    name: str
    help: str
    module: str
    needs: Needs = Needs.DATABASE
    serves: bool = False  # afterwards the pages are served at args.host and args.port, unless args.no_serve


VERBS = (
    Verb("demo", "建立示范县（环翠区 2024）并打开网页", "gongwei.demo.commands", Needs.UPGRADE, serves=True),
    Verb("serve", "启动网页和后台任务", "gongwei.config.serve", Needs.UPGRADE, serves=True),
    Verb("migrate", "把数据库升级到本版本", "gongwei.config.migrate", Needs.SERVER),
    Verb("plan", "检查或显示年度方案：plan check|show", "gongwei.policy.commands", Needs.NOTHING),
    Verb("tasks", "任务分解表：每个数怎么来的", "gongwei.policy.commands", Needs.NOTHING),
    Verb("obligations", "重建应服务清单：obligations rebuild", "gongwei.obligations.commands"),
    Verb("facts", "生成统计用的数据集：facts build", "gongwei.facts.commands"),
    Verb("indicators", "各机构的指标、分子、分母和缺口", "gongwei.indicators.commands"),
    Verb("missing", "某项指标未达标的人和缺少的项目", "gongwei.indicators.commands"),
    Verb("appraise", "绩效评价：appraise scores|sheet|doctors|overdue", "gongwei.appraisal.commands"),
    Verb("funds", "村级结算：funds show|settle --quarter N", "gongwei.funds.commands"),
    Verb("import", "批量导入居民：先逐行检查，--commit 才写入", "gongwei.exchange.commands"),
    Verb("export", "把全部数据集导出为 Parquet，附数据字典", "gongwei.facts.commands"),
    Verb(
        "django",
        "Django 的管理命令，如 django makemigrations people",
        "gongwei.config.management",
        Needs.SERVER,
    ),
)
