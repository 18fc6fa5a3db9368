"""残疾人健康体检: one exam a year, told, compared, followed up; demands are answered. huancui-2024#六（六）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, PerYear, Schedule, Step
from gongwei.programmes.disabled import rules

CLAUSE = "huancui-2024#六（六）"
SUPPORT = "shandong-disabled-contract-2020#全文"
TAG = "disabled"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents while they carry the tag 持证残疾人 (a certificate sets it, with source and date)."""
    tags = t.resident_tag.filter(t.resident_tag.tag == TAG)
    held = tags.select(bearer="resident_id", tag_from="from_on", tag_to="to_on")
    far = ibis.date(9999, 12, 31)
    spans = permanent_residents(t)
    until = ibis.coalesce(spans.to_on, far)
    both = spans.join(held, [
        spans.resident_id == held.bearer,
        spans.from_on < ibis.coalesce(held.tag_to, far),
        held.tag_from < until,
    ])  # fmt: skip
    ends = ibis.least(ibis.coalesce(both.to_on, far), ibis.coalesce(both.tag_to, far))
    return both.select(
        "resident_id", from_on=ibis.greatest(both.from_on, both.tag_from), to_on=ends.nullif(far)
    )


SCHEDULE = Schedule(members, (
    Step("exam", "残疾人健康体检", PerYear("exams_per_year", early=True), ("health_exam",), CLAUSE),
    Step("assessment", "残疾人健康评估", PerYear("assessments_per_year", early=True), ("disabled_assessment",), CLAUSE),
    Step("feedback", "体检结果反馈", After("health_exam", "feedback_days"), ("exam_feedback",), CLAUSE),
    Step("recheck", "异常结果复查或转诊", After("disabled_assessment", "recheck_days", rules.abnormal_found),
         ("health_exam", "encounter", "consultation", "referral"), CLAUSE),
    referral_result("disabled", CLAUSE),
    Step("demand", "残疾人需求答复", After("disabled_demand", "demand_days"), ("disabled_support",), SUPPORT),
))  # fmt: skip
