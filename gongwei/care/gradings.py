"""年度分级评估 in rules and schedules of the chapters that grade their patients (NCD-04).

A grading of one year sets how often the patient is seen in the next. Whether anything follows from it is the plan's
choice (``gradings_per_year``, 0 where no graded management is ordered); the quarterly follow-ups stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import FACE_TO_FACE, PerYear, Reckoned, Step

REF = "zhuji-2024#五（七）"
NEVER_AT_TARGET, UNMEASURED = 3, 9
BOTH_DISEASES = 8
MOST = 8
"""More contacts than this beyond the regular ones nobody owes: monthly visits are eight beyond the quarterly four."""


def proposed(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """管理分级 from control, risk factors, organ damage, complications: 3, 2, 1; NULL while something is missing.

    A complication alone makes it 3, whatever the rest; without one valid measurement in the year nothing is proposed.
    """
    ill = _any(t.comorbid, tuple(range(2, BOTH_DISEASES)))
    damaged = (_count(t.damage) > 0).fill_null(False)
    many = (_count(t.factors) >= p.grade_many_factors).fill_null(False)
    asked = t.year_control.notnull() & t.factors.notnull() & t.damage.notnull() & t.comorbid.notnull()
    known = asked & (t.year_control != UNMEASURED).fill_null(False)
    bad = t.year_control == NEVER_AT_TARGET
    return ibis.cases(
        (ill, 3),
        (~known, ibis.null("int64")),
        (bad & (damaged | many), 3),
        ((t.year_control != 1) | damaged | many | _any(t.comorbid, (BOTH_DISEASES,)), 2),
        else_=1,
    )


def _any(held: ir.ArrayValue, codes: tuple[int, ...]) -> ir.BooleanValue:
    found = ibis.literal(False)
    for code in codes:
        found = found | held.contains(code)
    return found.fill_null(False)


def _count(held: ir.ArrayValue) -> ir.IntegerValue:
    """How many are ticked beside 1 无."""
    return held.length().cast("int32") - ibis.ifelse(held.contains(1), 1, 0)


def steps(programme: str) -> tuple[Step, ...]:
    """The yearly grading, and what last year's grade asks for beyond the regular visits and the regular exam."""
    followup, sheet = f"{programme}_followup", f"{programme}_grading"
    visits = _extra(sheet, followup, "visits", "follow_ups_per_year")
    exams = _extra(sheet, "health_exam", "exams", "exams_per_year")
    return (
        Step("grading", "年度分级评估", PerYear("gradings_per_year"), (sheet,), REF, ordered="gradings_per_year"),
        Step("graded_visit", "分级加密随访", Reckoned(visits, ()), (followup,), REF, ordered="gradings_per_year"),
        Step("graded_exam", "分级加做体检", Reckoned(exams, ()), ("health_exam",), REF, ordered="gradings_per_year"),
    )


def _extra(sheet: str, form: str, kind: str, regular: str) -> Callable[[Tables, Parameters, ir.Table], ir.Table]:
    """Rows 1…n of each graded year: n = the grade's number less the regular one, due evenly over the year."""

    def rows(t: Tables, p: Parameters, m: ir.Table) -> ir.Table:
        wanted = _wanted(t[sheet], p, m, kind, regular)
        met = _met(t[form], p, wanted, regular)
        found = wanted.left_join(met, [
            wanted.resident_id == met.holder, wanted.owed_year == met.made_year, wanted.nth == met.turn,
        ])  # fmt: skip
        return found.select(
            "resident_id", "opens_on", "due_on", "met_on", "met_by", closes_on="ends_on",
            seq=found.owed_year.cast("string") + "-" + found.nth.cast("string"),
        )  # fmt: skip

    return rows


def _wanted(sheets: ir.Table, p: Parameters, m: ir.Table, kind: str, regular: str) -> ir.Table:
    """What the last grading of a year asks for in the next, for those under management."""
    sheets = sheets.mutate(owed_year=(sheets.served_on.year() + 1).cast("int32"))
    newest = ibis.window(
        group_by=[sheets.resident_id, sheets.owed_year], order_by=[sheets.served_on.desc(), sheets.id.desc()]
    )
    last = sheets.mutate(place=ibis.row_number().over(newest))
    last = last.filter(last.place == 0).select("resident_id", "owed_year", "grade")
    joined = m.group_by(member=m.resident_id).agg(joined_on=m.from_on.min())
    last = last.join(joined, last.resident_id == joined.member)
    starts, at = _first_day(last.owed_year), p.at(_first_day(last.owed_year))
    number = ibis.cases(*((last.grade == grade, at.value(_of_grade(p, grade, kind))) for grade in (1, 2, 3)))
    wanted = last.mutate(
        opens_on=ibis.greatest(starts, last.joined_on), ends_on=ibis.date(last.owed_year, 12, 31),
        extra=ibis.ifelse(at.gradings_per_year > 0, number - getattr(at, regular), 0).cast("int64"),
        nth=ibis.array([ibis.literal(each, type="int64") for each in range(1, MOST + 1)]).unnest(),
    )  # fmt: skip
    wanted = wanted.filter(wanted.nth <= wanted.extra)
    months = ((wanted.nth * 12) // wanted.extra).cast("int32")
    due = add_days(add_months(_first_day(wanted.owed_year), months), -1)
    return wanted.mutate(due_on=due)


def _of_grade(p: Parameters, grade: int, kind: str) -> str:
    return f"{p.chapter}.grade_{grade}_{kind}"


def _first_day(year: ir.IntegerValue) -> ir.DateValue:
    return ibis.date(year, 1, 1)


def _met(records: ir.Table, p: Parameters, wanted: ir.Table, regular: str) -> ir.Table:
    """The day on which the nth extra contact was made: the first with n more days of contact than periods begun.

    So a visit that makes up for a missed quarter is not an extra one. Visits count face to face, or as ``count_phone``
    says.
    """
    if "mode" in records.columns:
        face = records.mode.isin(FACE_TO_FACE) | p.at(records.served_on).count_phone
        records = records.filter(face)
    begun = wanted.filter(wanted.nth == 1).select(
        holder="resident_id", made_year="owed_year", begins="opens_on", ends="ends_on"
    )
    inside = records.join(begun, [
        records.resident_id == begun.holder, records.served_on >= begun.begins, records.served_on <= begun.ends,
    ])  # fmt: skip
    days = inside.group_by("holder", "made_year", "begins", met_on=inside.served_on).agg(
        met_by=inside.id.cast("string").min()
    )
    order = ibis.window(group_by=[days.holder, days.made_year], order_by=days.met_on)
    times = getattr(p.at(_first_day(days.made_year)), regular).cast("int64")
    periods = _period(days.met_on, times) - _period(days.begins, times) + 1
    days = days.mutate(more=(ibis.row_number().over(order) + 1).cast("int64") - periods)
    numbers = wanted.select(owner="resident_id", year="owed_year", turn="nth")
    reached = numbers.join(days, [
        numbers.owner == days.holder, numbers.year == days.made_year, days.more >= numbers.turn,
    ])  # fmt: skip
    first = ibis.window(group_by=[reached.owner, reached.year, reached.turn], order_by=reached.met_on)
    reached = reached.mutate(place=ibis.row_number().over(first))
    return reached.filter(reached.place == 0).select("holder", "made_year", "turn", "met_on", "met_by")


def _period(day: ir.DateValue, times: ir.IntegerValue) -> ir.IntegerValue:
    """Which of so many even parts of its year the day lies in, from 1 on."""
    return ((day.month().cast("int64") - 1) * times) // 12 + 1
