"""严重精神障碍患者管理: what is owed, declared. 规范三版 八 二."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import enrolled
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, PerYear, Schedule, Step
from gongwei.programmes.mental_disorder import rules

VISITS = "national-spec-2017#8.二（二）"
SORTING = "national-spec-2017#8.二（三）"
EXAM = "national-spec-2017#8.二（四）"
KEEPING = "national-spec-2017#8.二（一）"
DISCHARGE = "smi-norm-2018#出院衔接"
FOLLOWUP = "mental_disorder_followup"
PHONE, ACCEPTED, DISCHARGED = 3, 1, 1
_FAR = (9999, 12, 31)


def consents(t: Tables) -> ir.Table:
    """What was agreed and until when: resident_id, agreed (yes/no), since, until (exclusive, NULL while it stands).

    The supplement and every later consent form say it; the last one before a day holds on that day.
    """
    info, later = t.mental_disorder_info, t.mental_disorder_consent
    said = ibis.union(
        info.select(
            "resident_id", "recorded_at", agreed=info.consent == 1,
            since=ibis.coalesce(info.consent_date, info.served_on),
        ),
        later.select("resident_id", "recorded_at", agreed=later.agrees == 1, since=later.served_on),
        distinct=False,
    )  # fmt: skip
    said = said.filter(said.agreed.notnull())
    in_order = ibis.window(group_by="resident_id", order_by=[said.since, said.recorded_at])
    return said.mutate(until=said.since.lead(1).over(in_order)).drop("recorded_at")


def members(t: Tables, p: Parameters) -> ir.Table:
    """在管: registered patients (在册) while patient or guardian agrees to management. 同上 二（一）."""
    registered, agreed = enrolled(t, "mental_disorder"), consents(t)
    agreed = agreed.filter(agreed.agreed).select(holder="resident_id", since="since", until="until")
    far = ibis.date(*_FAR)
    both = registered.join(agreed, [
        registered.resident_id == agreed.holder,
        registered.from_on < ibis.coalesce(agreed.until, far),
        agreed.since < ibis.coalesce(registered.to_on, far),
    ])  # fmt: skip
    last = ibis.least(ibis.coalesce(both.to_on, far), ibis.coalesce(both.until, far))
    return both.select(
        "resident_id", "diagnosed_on", from_on=ibis.greatest(both.from_on, both.since), to_on=last.nullif(far)
    )


def counted(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A visit that counts: somebody was met; by telephone only where the parameter says so."""
    return rules.met(t, p) & ((t.mode != PHONE).fill_null(False) | p.count_phone)


def unstable(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """不稳定 at this visit."""
    return rules.met(t, p) & (rules.visit_stability(t, p) == "unstable")


def _before(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """基本稳定 at the valid visit before."""
    in_order = ibis.window(group_by="resident_id", order_by=[t.served_on, t.id])
    return (t.visit_class.lag(1).over(in_order) == rules.BASIC).fill_null(False)


def basic_first(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """基本稳定, and not so at the visit before."""
    return rules.met(t, p) & (rules.visit_stability(t, p) == "basic") & ~_before(t, p)


def basic_again(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """基本稳定, as at the visit before."""
    return rules.met(t, p) & (rules.visit_stability(t, p) == "basic") & _before(t, p)


def stable(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """稳定 at this visit."""
    return rules.met(t, p) & (rules.visit_stability(t, p) == "stable")


def discharged(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """News of a discharge that this institution accepted."""
    return ((t.kind == DISCHARGED) & (t.answer == ACCEPTED)).fill_null(False)


def examined(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An exam meets the step; so does a documented refusal, where the parameter excuses it (SMI-05)."""
    if "able" not in t.columns:
        return ibis.literal(True)
    return rules.exam_answered(t, p) & p.refused_exam_excused


def _visit(step: str, label: str, timing: After | PerYear, ref: str = SORTING) -> Step:
    return Step(step, label, timing, met_by=(FOLLOWUP,), ref=ref, requires=counted)


SCHEDULE = Schedule(
    members,
    (
        _visit("follow_up", "随访", PerYear("follow_ups_per_year"), VISITS),
        _visit("unstable", "不稳定2周内随访", After(FOLLOWUP, "unstable_days", unstable)),
        _visit("basic", "基本稳定2周后随访", After(FOLLOWUP, "basic_days", basic_first)),
        _visit(
            "basic_again", "仍为基本稳定1个月随访",
            After(FOLLOWUP, "basic_again_months", basic_again, unit="months"),
        ),
        _visit("stable", "稳定3个月随访", After(FOLLOWUP, "stable_months", stable, unit="months")),
        _visit(
            "discharge", "出院后首次随访",
            After("mental_disorder_arrival", "discharge_days", discharged), DISCHARGE,
        ),
        referral_result("mental_disorder", SORTING),
        Step(
            "exam", "年度健康检查", PerYear("exams_per_year", early=True, joined_by="exam_joined_by"),
            met_by=("health_exam", "mental_disorder_checkup"), ref=EXAM, requires=examined,
        ),
    ),
)  # fmt: skip
