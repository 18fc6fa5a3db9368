"""``gongwei funds show|settle``: the lines of a quarter as a table; a trial in a person's name."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Iterable
from typing import Any

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.models import SettlementLine
from gongwei.funds.rules import Quarter, months_of
from gongwei.funds.settling import current, settle
from gongwei.indicators.commands import WRITERS
from gongwei.kernel.errors import UserError
from gongwei.people.models import Institution, Staff

COLUMNS = (
    "township", "clinic", "people", "budget", "valid", "questioned", "missing", "score", "earned", "deducted",
    "adjusted", "carried", "prepaid", "payable", "carried_out", "state",
)  # fmt: skip


def add_parser(subparsers: Any) -> None:
    """Add ``funds show`` and ``funds settle``."""
    parser = subparsers.add_parser("funds", help="资金：村级结算的各行，或试算一个季度")
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作")
    for name, words in (("show", "列出一个季度各村卫生室的结算"), ("settle", "试算一个机构的一个季度")):
        action = actions.add_parser(name, help=words)
        numbers = range(1, 13)
        action.add_argument("--quarter", type=int, choices=numbers, metavar="期次", required=True, help="季度或月份")
        action.add_argument("--township", required=name == "settle", help="机构名称、简称或代码")
        action.add_argument("--format", choices=sorted(WRITERS), default="table", help="输出格式")
    actions.choices["settle"].add_argument("--by", required=True, help="经办人的账号")


def run(args: argparse.Namespace) -> int:
    """Settle if asked, then print the lines."""
    places = [_place(args.township)] if args.township else townships()
    if args.action == "settle":
        staff = Staff.objects.filter(account__username=args.by).first()
        if staff is None:
            raise UserError(f"没有账号 {args.by} 的人员；请用 --by 写经办人的账号")
        settle(uuid.uuid4(), places[0], _period(places[0], args.quarter), by=staff)
    WRITERS[args.format](COLUMNS, _lines(places, args.quarter))
    return 0


def _place(name: str) -> Institution:
    found = next((each for each in townships() if name in (each.name, each.short_name, each.code)), None)
    if found is None:
        raise UserError(f"方案里没有机构 {name}；现有 {'、'.join(str(each) for each in townships())}")
    return found


def _period(place: Institution, number: int) -> Quarter:
    months = months_of(place)
    if number > 12 // months:
        raise UserError(f"{place}按季结算，--quarter 应为 1 到 4")
    return Quarter(plan().year, number, months)


def _lines(places: Iterable[Institution], number: int) -> Iterable[tuple[Any, ...]]:
    for place in places:
        made = current(place, Quarter(plan().year, number))
        rows = made.lines.select_related("clinic") if made else SettlementLine.objects.none()
        for line in rows:
            yield (str(place), str(line.clinic), *(getattr(line, name) for name in COLUMNS[2:-1]),
                   line.get_state_display())  # fmt: skip
