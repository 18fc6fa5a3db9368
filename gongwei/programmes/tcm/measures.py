"""中医药健康管理: its indicators; elders with their questionnaire, children with the points due. 规范三版 10 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period, joined, owed_in, present_on
from gongwei.engine.dates import at_least
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.tcm import rules
from gongwei.programmes.tcm.schedule import CHILDREN

OLD = "national-spec-2017#10.老年人.五"
YOUNG = "national-spec-2017#10.儿童.五"
IDENTIFY = "national-spec-2017#10.老年人.二（一）"
GUIDE = "national-spec-2017#10.老年人.二（二）"
WILL = "national-spec-2017#10.老年人.四"

ELDERLY_CRITERIA = (
    Criterion("filed", "已建健康档案", "没有健康档案", OLD),
    Criterion(
        "identified", "当年做过体质辨识，33项无缺", "当年没有体质辨识或有缺项", IDENTIFY, step="elderly"
    ),
    Criterion("advised", "按体质给予中医药保健指导", "没有按体质给予保健指导", GUIDE, step="elderly"),
)


def _elders(t: Tables, p: Parameters, period: Period) -> ir.Table:
    counted_on = ibis.ifelse(p.count_age_at_year_end, period.end, period.as_of)
    present = present_on(t, period.as_of)
    return present.filter(at_least(present.birth_date, p.at(period.end).elderly_age, counted_on))


@cohort("tcm.elderly", "65岁及以上常住居民", ref=OLD, criteria=ELDERLY_CRITERIA, candidates=_elders)
def elders(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents of 65 and over (on 31 December, or on the as-of day); lost ones stay in and meet nothing."""
    people = _elders(t, p, period)
    records = t.resident.filter(t.resident.created_on <= period.as_of).select(
        resident_id="id", has_record=True
    )
    forms = in_period(t.tcm_elderly, period)
    on_day = p.at(forms.served_on)
    done = forms.group_by("resident_id").agg(
        identified=rules.identified(forms, on_day).any(), advised=rules.complete(forms, on_day).any()
    )
    people = joined(people, records, done)
    return people.select(
        "resident_id",
        filed=people.has_record.fill_null(False) & ~people.lost,
        identified=people.identified.fill_null(False) & ~people.lost,
        advised=people.advised.fill_null(False) & ~people.lost,
    )


@cohort(
    "tcm.children",
    "当年到中医调养月龄的儿童",
    ref=YOUNG,
    criteria=(
        Criterion("all_points", "到龄的各次都做了", "有到龄的中医调养没有做", YOUNG),
        Criterion("any_point", "到龄的做过至少一次", "到龄的中医调养一次没有做", YOUNG),
        Criterion("served", "按方案口径已服务", "按方案口径未服务", YOUNG),
    ),
)
def children(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children with a point due in the period up to the as-of day, or already met before it is due.

    Whether all of them are asked for or one is enough is a parameter.
    """
    owed = owed_in(t, "tcm", period)
    points = owed.filter(owed.step.isin([f"child_{age}" for age in CHILDREN]))
    points = points.filter((points.due_on <= period.as_of) | points.met)
    people = points.group_by("resident_id").agg(
        lacking=ibis.ifelse(points.met, 0, 1).sum(), done=ibis.ifelse(points.met, 1, 0).sum()
    )
    people = people.anti_join(gone_by(t, period), "resident_id")
    every, some = people.lacking == 0, people.done > 0
    return people.select(
        "resident_id",
        all_points=every,
        any_point=some,
        served=ibis.ifelse(p.at(period.end).child_all_points, every, some),
    )


@cohort(
    "tcm.told",
    "当年告知过中医药服务的居民",
    ref=WILL,
    criteria=(
        Criterion("refused", "拒绝服务", "同意服务", WILL),
        Criterion("agreed", "同意服务", "拒绝服务", WILL),
    ),
)
def told(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Residents who, or whose family, were told in the period; a later consent takes a refusal back."""
    forms = in_period(t.tcm_told, period)
    people = forms.group_by("resident_id").agg(agreed=(forms.answer == 1).any())
    people = people.anti_join(gone_by(t, period), "resident_id")
    agreed = people.agreed.fill_null(False)
    return people.select("resident_id", refused=~agreed, agreed=agreed)


MEASURES = (
    Measure(
        "tcm.elderly_rate", "65岁以上老年人中医药健康管理率", elders, ("filed", "identified", "advised"), OLD,
        "年内接受中医药健康管理（建档、辨识、指导、记录完整）的65岁及以上常住居民数 ÷ 年内辖区内65岁及以上常住居民数",
        base="elderly", bases=("elderly", "cohort"),
    ),
    Measure(
        "tcm.child_rate", "0-36个月儿童中医药健康管理率", children, ("served",), YOUNG,
        "年内按月龄接受中医药健康管理的0～36个月儿童数 ÷ 年内应管理的0～36个月儿童数",
        base="children_0_36_months", bases=("children_0_36_months", "cohort"),
    ),
    Measure(
        "tcm.identified_rate", "老年人中医体质辨识率", elders, ("identified",), IDENTIFY,
        "年内做过体质辨识且33项无缺的人数 ÷ 年内辖区内65岁及以上常住居民数",
        base="elderly", bases=("elderly", "cohort"),
    ),
    Measure(
        "tcm.refusal_rate", "中医药服务拒绝率", told, ("refused",), WILL,
        "告知后拒绝的居民数 ÷ 当年告知过的居民数",
    ),
)  # fmt: skip
