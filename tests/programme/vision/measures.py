"""The indicator of the invented chapter."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from gongwei.programmes.vision.schedule import REF

from gongwei.care.cohorts import owed_in
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort

CRITERIA = (Criterion("screened", "当年已筛查", "当年没有筛查", REF, step="screening"),)


@cohort("vision.owed", "应筛查人群", ref=REF, criteria=CRITERIA)
def owed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody owed a screening in the period."""
    due = owed_in(t, "vision", period)
    people = due.group_by("resident_id").agg(open=ibis.ifelse(due.met, 0, 1).sum())
    return people.select("resident_id", screened=people.open == ibis.literal(0))


MEASURES = (Measure("vision.screening_rate", "视力筛查率", owed, ("screened",), REF, "当年已筛查人数 ÷ 应筛查人数"),)
