"""艾滋病患者健康管理: its indicators; no published formula lies in the sources, so definitions are our own. 待核."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import in_period, joined, last_record, late_count, lost_by, managed_in, owed_in
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.hiv import codes, rules
from gongwei.programmes.hiv.schedule import DUTY, VISITS

CRITERIA = (
    Criterion("followed", "按期随访", "有随访超过应访日期", VISITS, step="follow_up"),
    Criterion("cd4_tested", "当年做过CD4检测", "当年没有CD4检测结果", VISITS, step="cd4"),
    Criterion("treated", "最近一次随访在抗病毒治疗", "未治疗、停药或当年没有联系到", VISITS),
)


@cohort("hiv.registered", "在管的艾滋病感染者和病人", ref=DUTY, criteria=CRITERIA)
def registered(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody in the register on a day of the period; lost persons stay in and meet nothing (conventions)."""
    owed = owed_in(t, "hiv", period)
    late = owed.group_by("resident_id").agg(
        late=late_count(owed, "follow_up", period.as_of) + late_count(owed, "first_visit", period.as_of)
    )
    visits = in_period(t.hiv_followup, period)
    counts = visits.filter(rules.cd4_measured(visits, p)).select("resident_id").distinct()
    reached = visits.filter(rules.was_reached(visits, p))
    last = last_record(reached.select("resident_id", "served_on", "id", "treatment"))
    people = joined(
        managed_in(t, "hiv", period),
        late,
        counts.mutate(counted=ibis.literal(True)),
        last.select("resident_id", treated=(last.treatment == codes.TREATED).fill_null(False)),
        lost_by(t, period).mutate(lost=ibis.literal(True)),
    )
    here = people.lost.isnull()
    return people.select(
        "resident_id",
        followed=(people.late.fill_null(0) == 0) & here,
        cd4_tested=people.counted.fill_null(False) & here,
        treated=people.treated.fill_null(False) & here,
    )


MEASURES = (
    Measure(
        "hiv.follow_up_rate", "艾滋病感染者和病人随访管理率", registered, ("followed",), VISITS,
        "没有超期随访的人数 ÷ 当年在管的感染者和病人数（口径待核）",
    ),
    Measure(
        "hiv.cd4_rate", "艾滋病感染者和病人CD4检测率", registered, ("cd4_tested",), VISITS,
        "当年做过CD4检测的人数 ÷ 当年在管的感染者和病人数（口径待核）",
    ),
    Measure(
        "hiv.treatment_rate", "艾滋病感染者和病人抗病毒治疗率", registered, ("treated",), VISITS,
        "最近一次联系到时在抗病毒治疗的人数 ÷ 当年在管的感染者和病人数（口径待核）",
    ),
)  # fmt: skip
