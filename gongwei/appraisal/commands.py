"""``gongwei appraise scores|sheet|doctors|overdue``: results as a table for whoever works with a pipe."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Iterable
from typing import Any

from gongwei.appraisal.boards import by_doctor
from gongwei.appraisal.models import Inspection
from gongwei.appraisal.rounds import calendar, overdue
from gongwei.appraisal.scheme_file import KINDS
from gongwei.appraisal.sheets import sheet
from gongwei.appraisal.tallying import totals_of
from gongwei.catalogue.plans import plan
from gongwei.indicators.commands import WRITERS
from gongwei.kernel.clock import today
from gongwei.kernel.errors import UserError
from gongwei.people.models import Staff

SCORES = (
    "round", "kind", "period", "institution", "state", "score", "points", "lost", "waiting", "no_data", "grade",
    "inspection",
)  # fmt: skip
SHEET = (
    "item",
    "points",
    "state",
    "lost",
    "arithmetic",
    "deduction",
    "clause",
    "finding",
    "evidence",
    "person",
)
DOCTORS = (
    "doctor",
    "institution",
    "sampled",
    "true",
    "untrue",
    "not_reached",
    "waiting",
    "truth_rate",
    "faults",
    "lost",
)
OVERDUE = ("round", "institution", "due_on", "state")


def add_parser(subparsers: Any) -> None:
    """Add ``appraise`` with its four tables."""
    parser = subparsers.add_parser("appraise", help="绩效评价：得分、评分表、人员真实率、逾期")
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作")
    for name, words in (
        ("scores", "各单位各次评价的得分"), ("sheet", "一个单位的评分表，逐条扣分"),
        ("doctors", "各医生的抽样核实和真实率"), ("overdue", "逾期没有评价的单位和没有发起的评价"),
    ):  # fmt: skip
        action = actions.add_parser(name, help=words)
        action.add_argument("--format", choices=sorted(WRITERS), default="table", help="输出格式")
        if name == "sheet":
            action.add_argument("--inspection", required=True, help="单位评价的编号（见 appraise scores）")
        if name == "doctors":
            action.add_argument("--by", required=True, help="查看人的账号：只列他能看的")
        if name == "scores":
            action.add_argument(
                "--kind", choices=tuple(KINDS), help="只列这一类"
            )


def run(args: argparse.Namespace) -> int:
    """Print the table that was asked for."""
    heads, lines = {
        "scores": (SCORES, _scores), "sheet": (SHEET, _sheet), "doctors": (DOCTORS, _doctors),
        "overdue": (OVERDUE, _overdue),
    }[args.action]  # fmt: skip
    WRITERS[args.format](heads, lines(args))
    return 0


def _scores(args: argparse.Namespace) -> Iterable[tuple[Any, ...]]:
    held = Inspection.objects.filter(round__plan=plan().id).select_related("round", "institution")
    rows = list(held.filter(round__kind=args.kind) if args.kind else held)
    totals = totals_of(rows)
    for row in sorted(rows, key=lambda row: (row.round.ends_on, row.round.rule, row.institution_id)):
        made = totals[row]
        known = row.state in ("submitted", "accepted")
        from_scheme = (
            sheet(row).grade if known and made.score is not None and args.kind != "village" else None
        )
        yield (
            row.round.label, row.round.kind, row.round.period, str(row.institution), row.get_state_display(),
            made.score if known else None, made.points if known else None, made.lost if known else None,
            "、".join(made.waiting), "、".join(made.no_data), from_scheme.label if from_scheme else None, row.pk,
        )  # fmt: skip


def _sheet(args: argparse.Namespace) -> Iterable[tuple[Any, ...]]:
    try:
        wanted = uuid.UUID(args.inspection)
    except ValueError:
        wanted = uuid.UUID(int=0)
    row = Inspection.objects.filter(pk=wanted).select_related("round", "institution").first()
    if row is None:
        raise UserError(f"--inspection：没有 {args.inspection}；编号见 gongwei appraise scores")
    for each in sheet(row).rows:
        head = (each.item.label, each.item.points, each.judged.state.value, each.line.lost, each.judged.words)
        if not each.losses:
            yield (*head, None, None, None, None, None)
        for loss in each.losses:
            person = loss.stored.staff.name if loss.stored and loss.stored.staff else None
            yield (*head, loss.points, loss.ref, loss.words, loss.evidence, person)


def _doctors(args: argparse.Namespace) -> Iterable[tuple[Any, ...]]:
    reader = Staff.objects.filter(account__username=args.by).select_related("account").first()
    if reader is None or reader.account is None:
        raise UserError(f"--by：没有账号 {args.by}")
    for row in by_doctor(reader.account):
        found = row.truth
        rate = None if row.rate is None else f"{row.rate:.4f}"
        yield (
            row.doctor.name, str(row.doctor.institution), found.checked + found.waiting, found.true, found.untrue,
            found.not_reached, found.waiting, rate, row.faults, row.lost,
        )  # fmt: skip


def _overdue(args: argparse.Namespace) -> Iterable[tuple[Any, ...]]:
    for row in overdue(today()):
        yield row.round.label, str(row.institution), row.round.due_on, row.get_state_display()
    for slot in calendar(today()):
        if slot.late(today()):
            yield slot.label, str(slot.organiser), slot.due_on, "没有发起"
