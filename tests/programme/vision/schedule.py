"""What the invented chapter owes."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.engine.dates import add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import PerYear, Schedule, Step

REF = "gongwei-conventions#时间.年度"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents from the age on."""
    spans = permanent_residents(t)
    turns = add_years(spans.birth_date, p.from_age)
    reached = spans.filter(ibis.coalesce(spans.to_on, ibis.date(9999, 12, 31)) > turns)
    return reached.mutate(from_on=ibis.greatest(reached.from_on, turns))


SCHEDULE = Schedule(
    members, (Step("screening", "年度视力筛查", PerYear("screenings_per_year"), ("vision_screening",), REF),)
)
