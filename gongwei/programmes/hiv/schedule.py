"""艾滋病患者健康管理: a first visit, then one every so many months by stage, a CD4 count a year. 待核."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.care.members import enrolled
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Milestone, PerYear, Schedule, Step
from gongwei.programmes.hiv import rules

DUTY = "huancui-2024#八（四）"
VISITS = "gongwei-conventions#随访.艾滋病"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Whoever stands in the register."""
    return enrolled(t, "hiv").mutate(started_on=lambda rows: rows.from_on)


SCHEDULE = Schedule(members, (
    Step("first_visit", "首次随访", Milestone("started_on", 0, "first_visit_days"), ("hiv_followup",), VISITS,
         requires=rules.was_reached),
    Step("follow_up", "艾滋病随访", After("hiv_followup", rules.months_to_next, unit="months"), ("hiv_followup",),
         VISITS, requires=rules.was_reached),
    Step("cd4", "CD4检测", PerYear("cd4_per_year", early=True), ("hiv_followup",), VISITS, requires=rules.cd4_measured),
))  # fmt: skip
