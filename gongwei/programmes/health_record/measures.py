"""居民健康档案: its indicators; one table of filed residents with named criteria. 规范三版 1 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import present_on, served_in
from gongwei.engine.dates import add_days, add_months, age_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.health_record import rules

CLAUSE = "national-spec-2017#1.五"
SECTIONS = 5
"""封面, 个人基本信息, 健康体检信息, 健康管理记录, 其他医疗卫生服务记录 (EHR-11)."""

CRITERIA = (
    Criterion("cover_complete", "封面填写完整", "封面有缺项", "national-spec-2017#1.附件.封面"),
    Criterion(
        "basic_complete",
        "个人基本信息表填写完整",
        "个人基本信息表有缺项",
        "national-spec-2017#1.附件.个人基本信息表",
    ),
    Criterion("phones_valid", "电话有效", "电话号码无法拨通", "gongwei-conventions#指标.规范化"),
    Criterion("used", "年度内有动态记录", "年度内没有任何服务记录", CLAUSE),
    Criterion("reviewed", "档案已复核升级", "五个部分没有全部复核", "gongwei-conventions#指标.复核升级"),
)
STANDARD = ("cover_complete", "basic_complete", "phones_valid")


def _residents(t: Tables, p: Parameters, period: Period) -> ir.Table:
    return present_on(t, period.as_of)


@cohort("health_record.filed", "已建档的常住居民", ref=CLAUSE, criteria=CRITERIA, candidates=_residents)
def filed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents with a record on the as-of day; lost persons stay in and meet nothing."""
    here = present_on(t, period.as_of).select("resident_id", "lost")
    records = t.resident.filter(t.resident.created_on <= period.as_of)
    records = records.mutate(age=age_years(records.birth_date, period.as_of))
    people = here.join(records, here.resident_id == records.id)
    for part in (_used(t, p, period), _reviewed(t, p, period)):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    reached = ~people.lost
    return people.select(
        "resident_id",
        cover_complete=rules.cover_complete(people, p) & reached,
        basic_complete=rules.basic_complete(people, p) & reached,
        phones_valid=rules.phones_valid(people, p) & reached,
        used=people.used.fill_null(False) & reached,
        reviewed=people.reviewed.fill_null(False) & reached,
    )


def _used(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People with any service record in the plan's year, or in the last twelve months by the other parameter value."""
    rolling = add_days(add_months(period.as_of, 0 - p.dynamic_use_months), 1)
    start = ibis.ifelse(p.dynamic_use_rolling, rolling, period.start)
    return served_in(t, start, period.as_of).mutate(used=ibis.literal(True))


def _reviewed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose five sections were all verified, each at its last review accurate or corrected (EHR-09)."""
    reviews = t.record_review
    reviews = reviews.filter(reviews.reviewed_on >= p.reviewed_since, reviews.reviewed_on <= period.as_of)
    settled = reviews.accurate | (reviews.correction != "")
    good, bad = reviews.filter(settled), reviews.filter(~settled)
    each = {f"section_{n}": ibis.ifelse(good.section == n, 1, 0).max() for n in range(1, SECTIONS + 1)}
    sections = good.group_by("resident_id").agg(**each)
    whole = sections.filter([sections[name] == 1 for name in each])
    return whole.anti_join(_still_wrong(good, bad), "resident_id").select(
        "resident_id", reviewed=ibis.literal(True)
    )


def _still_wrong(good: ir.Table, bad: ir.Table) -> ir.Table:
    """People with a section found wrong and not settled by a later review; few, so no order over all reviews."""
    later = good.select(
        person="resident_id", part="section", settled_on="reviewed_on", settled_at="recorded_at"
    )
    newer = (later.settled_on > bad.reviewed_on) | (
        (later.settled_on == bad.reviewed_on) & (later.settled_at > bad.recorded_at)
    )
    left = bad.anti_join(later, [bad.resident_id == later.person, bad.section == later.part, newer])
    return left.select("resident_id").distinct()


MEASURES = (
    Measure(
        "health_record.filed_rate", "居民健康档案规范化电子建档率", filed, (), CLAUSE,
        "建立电子健康档案的常住居民数 ÷ 辖区服务人口数", base="population", bases=("population",),
    ),
    Measure(
        "health_record.standard_coverage", "居民规范化电子健康档案覆盖率", filed, STANDARD, CLAUSE,
        "规范化电子健康档案数 ÷ 辖区服务人口数", base="population", bases=("population", "cohort"),
    ),
    Measure(
        "health_record.dynamic_use_rate", "电子健康档案动态使用率", filed, ("used",), CLAUSE,
        "年度内有动态记录的档案份数 ÷ 档案总份数", bases=("cohort", "population"),
    ),
    Measure(
        "health_record.review_rate", "档案复核升级完成率", filed, ("reviewed",), CLAUSE,
        "已复核升级的档案数 ÷ 应复核的档案数（全部已建档案）", bases=("cohort",),
    ),
)  # fmt: skip
