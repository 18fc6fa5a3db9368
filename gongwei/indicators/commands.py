"""``gongwei indicators`` and ``gongwei missing``: tables for whoever works with a pipe."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from gongwei.catalogue import plans
from gongwei.catalogue.chapters import measures
from gongwei.facts import reader
from gongwei.indicators.evaluation import evaluate, names_of
from gongwei.indicators.figures import Figure
from gongwei.indicators.missing import Person, Subject, missing
from gongwei.indicators.places import Scope
from gongwei.kernel import clock
from gongwei.kernel.errors import UserError
from gongwei.obligations.refresh import bounds
from gongwei.policy import Plan, PolicyError
from gongwei.policy.loading import find_plan

FIGURES = ("indicator", "name", "unit", "group", "numerator", "denominator", "rate", "target", "gap")
COUNTED = (*FIGURES, "count")
SUBJECTS = ("subject_id", "subject", "institution", "criterion", "clause", "due_on")
PEOPLE = ("resident_id", "record_no", "name", "criterion", "clause", "due_on")
BY = ("institution", "village", "doctor", "district", "month")
RATE_PLACES = 4
PIPE_WIDTH = 240

Line = Sequence[Any]


def add_parser(subparsers: Any) -> None:
    """Add ``indicators`` and ``missing``."""
    figures = subparsers.add_parser("indicators", help="各机构的指标、分子、分母和缺口")
    figures.add_argument("--by", choices=BY, default="institution", help="按什么分组")
    figures.add_argument("--indicator", action="append", default=[], help="只要这项指标（可多次）")
    figures.add_argument("--count", action="store_true", help="再列出按数量计的指标的数量（种、次、块）")
    people = subparsers.add_parser("missing", help="某项指标未达标的人和缺少的项目")
    people.add_argument("--indicator", required=True, help="指标编号，如 hypertension.standard_rate")
    people.add_argument("--institution", help="机构编号、简称或名称")
    people.add_argument("--village", help="村（居）12 位代码")
    people.add_argument("--criterion", help="只列缺这一项的人")
    for parser in (figures, people):
        parser.add_argument("--plan", help="年度方案，如 huancui-2024")
        parser.add_argument("--as-of", type=_day, help="统计截至日 YYYY-MM-DD（方案年末）")
        parser.add_argument("--format", choices=sorted(WRITERS), default="table", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """Print the table that was asked for."""
    plan = _plan(args.plan)
    as_of = _judged(args.as_of or plan.last_day)
    if args.verb == "missing":
        of = measures()[_known(args.indicator)][1].cohort.of
        WRITERS[args.format](PEOPLE if of == "resident" else SUBJECTS, _people(args, plan, as_of))
        return 0
    for indicator in args.indicator:
        _known(indicator)
    found = evaluate(as_of, args.by, plan, indicators=tuple(args.indicator))
    if args.count:
        WRITERS[args.format](COUNTED, ((*_figure(each), _count(each)) for each in found))
    else:
        WRITERS[args.format](FIGURES, map(_figure, found))
    return 0


def _count(figure: Figure) -> str | None:
    return None if figure.count is None else f"{figure.count.normalize():f}"


def _figure(figure: Figure) -> Line:
    rate = figure.percent(RATE_PLACES)
    return (
        figure.indicator, figure.label, figure.unit, figure.group_label, figure.numerator, figure.denominator,
        rate or None, figure.target_shown or None, figure.gap,
    )  # fmt: skip


def _people(args: argparse.Namespace, plan: Plan, as_of: dt.date) -> Iterable[Line]:
    measure = measures()[_known(args.indicator)][1]
    if args.criterion and args.criterion not in measure.met:
        raise UserError(f"--criterion：{args.indicator} 没有这一项；可用 {'、'.join(measure.met) or '无'}")
    if args.village and not (args.village.isdigit() and len(args.village) == 12):
        raise UserError("--village：应为 12 位数字的村（居）代码")
    scope = Scope(_institution(args.institution, plan), args.village)
    found = missing(args.indicator, scope, as_of, criterion=args.criterion, plan=plan)
    return (line for person in found.people for line in _lines(person, args.criterion))


def _lines(row: Subject, only: str | None) -> Iterable[Line]:
    named: Line = (row.subject_id, row.subject, row.institution)
    if isinstance(row, Person):
        named = (row.resident_id, row.record_no, row.name)
    for each in row.lacking:
        if only in (None, each.criterion):
            yield *named, each.criterion, each.clause, each.due_on


def _institution(text: str | None, plan: Plan) -> str | None:
    if text is None:
        return None
    names = names_of(reader.newest(), plan)
    held = plan.institution(text)
    group = names.find_institution(held.code if held else text)
    if group is None:
        known = "、".join(names.institutions[key] for key in names.codes)
        raise UserError(f"--institution：没有“{text}”；可用 {known}")
    return group


def _known(indicator: str) -> str:
    if indicator not in measures():
        if plans.plan().target(indicator) is not None:
            raise UserError(f"--indicator：“{indicator}”在方案里有目标，但该项服务尚未实现，没有名单")
        raise UserError(f"--indicator：没有指标“{indicator}”；可用 {'、'.join(measures())}")
    return indicator


def _plan(name: str | None) -> Plan:
    """The plan named, in force for this process: parameters resolve by it, too."""
    try:
        if name is not None:
            find_plan(name)
            os.environ["GONGWEI_PLAN"] = name
        return plans.plan()
    except PolicyError as error:
        raise UserError(f"--plan：{error}") from None


def _judged(day: dt.date) -> dt.date:
    """A day whose obligations are projected: beyond them every recheck would silently count as done in time."""
    span = bounds(clock.today())
    if not span["since"] <= day <= span["horizon"]:
        raise UserError(f"--as-of：应服务只推算 {span['since']} 至 {span['horizon']}，{day} 无法统计")
    return day


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"应为 YYYY-MM-DD 的日期，写的是 {text}") from None


def write_csv(heads: Sequence[str], lines: Iterable[Line]) -> None:
    """Comma-separated, the first line names the columns; nothing where there is no value."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(heads)
    out.writerows(["" if cell is None else cell for cell in line] for line in lines)


def write_json(heads: Sequence[str], lines: Iterable[Line]) -> None:
    """One array of objects."""
    json.dump(
        [dict(zip(heads, line, strict=True)) for line in lines], sys.stdout, ensure_ascii=False, default=str
    )
    sys.stdout.write("\n")


def write_table(heads: Sequence[str], lines: Iterable[Line]) -> None:
    """For people at a terminal."""
    table = Table(*heads)
    for line in lines:
        table.add_row(*("" if cell is None else str(cell) for cell in line))
    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


WRITERS = {"csv": write_csv, "json": write_json, "table": write_table}
