"""老年人健康管理: what is owed, declared. 规范三版 6 二."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.care.steps import referral_result
from gongwei.engine.dates import add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, PerYear, Reckoned, Schedule, Step
from gongwei.programmes.elderly import rules
from gongwei.programmes.elderly.contacts import CONTACTS, MORE, contacts

ASSESSMENT = "national-spec-2017#6.二（一）"
EXAM = "national-spec-2017#6.二（二）"
TOLD = "national-spec-2017#6.二（四）"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents with an active record, from the 65th birthday on (规范三版 6 一)."""
    spans = permanent_residents(t)
    turns = add_years(spans.birth_date, p.elderly_age)
    reached = spans.filter(ibis.coalesce(spans.to_on, ibis.date(9999, 12, 31)) > turns)
    return reached.mutate(from_on=ibis.greatest(reached.from_on, turns.cast("date")))


def of_age(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An exam at 65 or over: the result is fed back by this chapter's deadline."""
    return rules.of_age(t, p)


SCHEDULE = Schedule(members, (
    Step("exam", "年度健康体检", PerYear("exams_per_year"), ("health_exam",), EXAM),
    Step("self_care", "生活自理能力评估", PerYear("exams_per_year"), ("elderly_self_care",), ASSESSMENT),
    Step("feedback", "体检结果反馈", After("health_exam", "feedback_days", of_age), ("exam_feedback",), TOLD),
    Step("recheck", "异常结果复查", After("health_exam", "recheck_days", rules.needs_recheck),
         ("health_exam", "encounter", "consultation", "referral"), TOLD),
    Step("contact", "增加服务频次", Reckoned(contacts, ()), CONTACTS, MORE),
    referral_result("elderly", TOLD),
))  # fmt: skip
