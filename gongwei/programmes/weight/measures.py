"""体重管理: measured, overweight, obese, central, under a plan, goal reached. 体重管理指导原则（2024年版）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period, last_record, present_on, served_in
from gongwei.care.members import with_person
from gongwei.engine.dates import at_least
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.weight import rules

CLAUSE = "weight-guide-2024#指标"
SOURCES = ("weight_measurement", "weight_assessment", "weight_visit", "health_exam")


def _adults(t: Tables, p: Parameters, period: Period) -> ir.Table:
    present = present_on(t, period.as_of)
    return present.filter(at_least(present.birth_date, p.adult_age, period.as_of))


@cohort("weight.adults", "18岁及以上常住居民", ref=CLAUSE, candidates=_adults, criteria=(
    Criterion("measured", "当年测过体质指数和腰围", "当年没有测体重和腰围", CLAUSE),
    Criterion("overweight", "超重", "不超重", CLAUSE),
    Criterion("obese", "肥胖", "不肥胖", CLAUSE),
    Criterion("central", "中心性肥胖", "腰围不超", CLAUSE),
    Criterion("guided", "有体重管理方案", "超重肥胖但没有方案", CLAUSE),
))  # fmt: skip
def adults(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Adults who live here, with the last weight and waist of the period wherever they were measured."""
    people = _adults(t, p, period)
    seen = served_in(t, period.start, period.as_of).mutate(seen=ibis.literal(True))
    plans = t.weight_plan.filter(t.weight_plan.started_on <= period.as_of)
    open_ = plans.filter(ibis.coalesce(plans.ended_on, period.as_of) >= period.start)
    guided = open_.select("resident_id").distinct().mutate(guided=ibis.literal(True))
    for part in (_last(t, p, period), seen, guided):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    people = people.filter(~p.count_seen_only | people.seen.fill_null(False))
    heavy = people.bmi.isin(["overweight", "obese"]).fill_null(False)
    return people.select(
        "resident_id",
        measured=people.whole.fill_null(False),
        weighed=people.bmi.notnull(),
        overweight=(people.bmi == "overweight").fill_null(False),
        obese=(people.bmi == "obese").fill_null(False),
        central=(people.waist_class == "central").fill_null(False),
        waisted=people.waist_class.notnull() & (people.waist_class != "missing").fill_null(False),
        heavy=heavy,
        guided=people.guided.fill_null(False),
    )


def _last(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person the last record of the period with weight and height, judged."""
    parts = [
        in_period(t[name], period).select("resident_id", "served_on", "id", "weight", "height", "waist")
        for name in SOURCES
    ]
    every = ibis.union(*parts, distinct=False)
    last = with_person(last_record(every.filter(every.weight.notnull() & every.height.notnull())), t)
    on = p.at(last.served_on)
    return last.select(
        "resident_id",
        bmi=rules.bmi_class(last, on),
        waist_class=rules.waist_class(last, on),
        whole=last.waist.notnull(),
    )


@cohort("weight.plans", "当年结束体重管理方案的人", ref=CLAUSE, criteria=(
    Criterion("reached", "达到目标体重或减重5%", "没有达到减重目标", CLAUSE),
))  # fmt: skip
def ended(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose plan ended in the period; of several, whether any reached its goal."""
    plans = t.weight_plan
    done = plans.filter(plans.ended_on >= period.start, plans.ended_on <= period.as_of)
    people = done.group_by("resident_id").agg(reached=rules.plan_reached(done, p.at(done.served_on)).any())
    return people.anti_join(gone_by(t, period), "resident_id")


MEASURES = (
    Measure("weight.measured_rate", "成人体重测量率", adults, ("measured",), CLAUSE,
            "当年测过体质指数和腰围的成人数 ÷ 18岁及以上常住居民数"),
    Measure("weight.overweight_rate", "成人超重率", adults, ("overweight",), CLAUSE,
            "最近一次为超重的人数 ÷ 当年测过身高体重的成人数", among="weighed"),
    Measure("weight.obesity_rate", "成人肥胖率", adults, ("obese",), CLAUSE,
            "最近一次为肥胖的人数 ÷ 当年测过身高体重的成人数", among="weighed"),
    Measure("weight.central_rate", "成人中心性肥胖率", adults, ("central",), CLAUSE,
            "腰围达到中心性肥胖的人数 ÷ 当年测过腰围的成人数", among="waisted"),
    Measure("weight.guided_rate", "超重肥胖干预率", adults, ("guided",), CLAUSE,
            "有体重管理方案的人数 ÷ 当年测得超重、肥胖的成人数", among="heavy"),
    Measure("weight.reached_rate", "减重达标率", ended, ("reached",), CLAUSE,
            "达到目标体重或减重5%及以上的人数 ÷ 当年结束方案的人数"),
)  # fmt: skip
