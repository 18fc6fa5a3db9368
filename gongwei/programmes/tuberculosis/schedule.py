"""肺结核患者健康管理: what is owed, declared. 规范三版 九 二."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import enrolled
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Milestone, Schedule, Step
from gongwei.programmes.tuberculosis import rules

SUSPECTS = "national-spec-2017#9.二（一）"
HOME = "national-spec-2017#9.二（二）"
SUPERVISED = "national-spec-2017#9.二（三）"
END = "national-spec-2017#9.二（四）"
FIRST, FOLLOWUP = "tuberculosis_first_visit", "tuberculosis_followup"
DIED = 2
_FAR = (9999, 12, 31)


def courses(t: Tables) -> ir.Table:
    """Courses of treatment: spans of management with the day of the notice and the planned end."""
    spans = enrolled(t, "tuberculosis")
    case = t.tuberculosis_case.select(
        person="resident_id", noticed="served_on", kind="course_kind", planned="planned_end",
        notice_at="notice_at", case_id="id",
    )  # fmt: skip
    inside = spans.left_join(case, [
        spans.resident_id == case.person,
        case.noticed >= spans.from_on,
        case.noticed < ibis.coalesce(spans.to_on, ibis.date(*_FAR)),
    ])  # fmt: skip
    held = inside.group_by("resident_id", "from_on", "to_on").agg(
        noticed_on=inside.noticed.min(), planned_end=inside.planned.max()
    )
    return held.mutate(noticed_on=ibis.coalesce(held.noticed_on, held.from_on))


def members(t: Tables, p: Parameters) -> ir.Table:
    """Patients under treatment; suspects until they are traced; those who stopped until their outcome is known."""
    day, yes, no = ibis.null("date"), ibis.literal(True), ibis.literal(False)
    treated = courses(t).mutate(suspected_on=day, stopped_on=day, treated=yes, suspected=no, stopped=no)
    suspect = t.tuberculosis_suspect.select(
        "resident_id", from_on="served_on", to_on=day, noticed_on=day, planned_end=day, suspected_on="served_on",
        stopped_on=day, treated=no, suspected=yes, stopped=no,
    )  # fmt: skip
    closing = t.tuberculosis_closing
    stopped = closing.filter((closing.stop_reason != DIED).fill_null(False)).select(
        "resident_id", from_on="served_on", to_on=day, noticed_on=day, planned_end=day, suspected_on=day,
        stopped_on="stop_date", treated=no, suspected=no, stopped=yes,
    )  # fmt: skip
    return ibis.union(treated.select(*suspect.columns), suspect, stopped, distinct=False)


def ten_days(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Every ten days: the first visit opens 强化期; later the visit says its phase."""
    return rules.ten_days(t, p) if "phase" in t.columns else rules.by_family(t, p)


def monthly(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Every month: whoever is not seen every ten days."""
    return ~ten_days(t, p)


SCHEDULE = Schedule(
    members,
    (
        Step(
            "suspect_check", "可疑症状者1周内电话追踪", Milestone("suspected_on", 0, "suspect_check_days"),
            met_by=("tuberculosis_trace",), ref=SUSPECTS, among="suspected",
        ),
        Step(
            "first_visit", "72小时内第一次入户随访", Milestone("noticed_on", 0, "first_visit_days"),
            met_by=(FIRST,), ref=HOME, among="treated",
        ),
        Step(
            "ten_days", "强化期每10天随访", After((FIRST, FOLLOWUP), "family_days", ten_days),
            met_by=(FOLLOWUP,), ref=SUPERVISED, among="treated",
        ),
        Step(
            "monthly", "每月随访", After((FIRST, FOLLOWUP), "month_interval", monthly, unit="months"),
            met_by=(FOLLOWUP,), ref=SUPERVISED, among="treated",
        ),
        Step(
            "referral_check", "转诊后2周内随访", After(FOLLOWUP, "referral_check_days", rules.referred),
            met_by=(FOLLOWUP, "referral_result"), ref=SUPERVISED, among="treated",
        ),
        referral_result("tuberculosis", SUPERVISED, among="treated"),
        Step(
            "closing", "结案评估", Milestone("planned_end", 0, "closing_days"),
            met_by=("tuberculosis_closing",), ref=END, among="treated",
        ),
        Step(
            "outcome", "停止治疗后2周内追踪转归", Milestone("stopped_on", 0, "outcome_days"),
            met_by=("tuberculosis_outcome",), ref=END, among="stopped",
        ),
    ),
)  # fmt: skip
