"""体重管理: the follow-ups of a plan at 1, 3, 6 and 12 months. 体重管理指导原则（2024年版）."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.care.members import enrolled
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Milestones, Point, Schedule, Step
from gongwei.programmes.weight import rules

GUIDE = "weight-guide-2024#干预"
REFER = "weight-guide-2024#转诊"
MONTHS = (1, 3, 6, 12)


def members(t: Tables, p: Parameters) -> ir.Table:
    """Whoever is under weight management: a plan was made (纳入)."""
    return enrolled(t, "weight").mutate(started_on=lambda rows: rows.from_on)


SCHEDULE = Schedule(members, (
    Step("visit", "体重管理随访", Milestones(
        "started_on",
        tuple(Point(n, f"第{n}个月体重随访", f"visit_{n}_opens", f"visit_{n}_due", "weight_visit") for n in MONTHS),
        "visits_end",
    ), ("weight_visit",), GUIDE),
    Step("referral", "转诊", After("weight_assessment", "referral_days", rules.needs_referral, same_day=True),
         ("referral",), REFER),
))  # fmt: skip
