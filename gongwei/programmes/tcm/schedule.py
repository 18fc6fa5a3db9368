"""中医药健康管理: once a year for whoever is 65 and over; six ages of a child. 规范三版 10."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.engine.dates import add_months, add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import Columns, Milestone, PerYear, Schedule, Step
from gongwei.programmes.tcm import rules

ELDERLY = "national-spec-2017#10.老年人.二"
CHILDREN = {
    6: "national-spec-2017#10.儿童.二（一）",
    12: "national-spec-2017#10.儿童.二（一）",
    18: "national-spec-2017#10.儿童.二（二）",
    24: "national-spec-2017#10.儿童.二（二）",
    30: "national-spec-2017#10.儿童.二（三）",
    36: "national-spec-2017#10.儿童.二（三）",
}
EARLY = 1
"""Accepted from a month before the age until the day before the next one (gongwei-conventions#临床.儿童中医)."""
SPAN = 6


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents from the 65th birthday on, and children until the last of their points can be made up.

    ``old`` and ``at_6`` … ``at_36`` say which steps concern a row; ages that the plan does not name are nobody's.
    """
    spans = permanent_residents(t).drop("sex")
    turns = add_years(spans.birth_date, p.elderly_age).cast("date")
    grown = add_months(spans.birth_date, p.child_last_until).cast("date")
    until = ibis.coalesce(spans.to_on, ibis.date(9999, 12, 31))
    none = ibis.literal(False)
    elders = spans.filter(until > turns).mutate(
        from_on=ibis.greatest(spans.from_on, turns),
        old=ibis.literal(True),
        **{f"at_{age}": none for age in CHILDREN},
    )
    small = spans.filter(spans.from_on < grown)
    children = small.mutate(
        to_on=ibis.least(until, grown).nullif(ibis.date(9999, 12, 31)),
        old=none,
        **{f"at_{age}": p.includes("child_ages", age) for age in CHILDREN},
    )
    return ibis.union(elders, children, distinct=False)


def complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A questionnaire with an answer to every item; half of one is not a service."""
    return rules.identified(t, p)


def of_age(age: int) -> Columns:
    """A record that says it is for this age."""

    def meets(t: ir.Table, p: Parameters) -> ir.BooleanValue:
        return (t.age_point == age).fill_null(False)

    return meets


def _point(age: int) -> Step:
    following: int | str = age + SPAN if age + SPAN in CHILDREN else "child_last_until"
    return Step(
        f"child_{age}",
        f"{age}月龄中医调养",
        Milestone("birth_date", opens=age - EARLY, due=age + EARLY, until=following, unit="months"),
        ("tcm_child",),
        CHILDREN[age],
        requires=of_age(age),
        among=f"at_{age}",
    )


SCHEDULE = Schedule(
    members,
    (
        Step(
            "elderly",
            "中医体质辨识和指导",
            PerYear("services_per_year"),
            ("tcm_elderly",),
            ELDERLY,
            requires=complete,
            among="old",
        ),
        *(_point(age) for age in CHILDREN),
    ),
)
