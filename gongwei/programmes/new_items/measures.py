"""Newly included items: positives of the two-cancer screening followed to a diagnosis. 条线规范; spec NEW-11."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort

NORM = "national-new-items-2019#全文"
CERVICAL_POSITIVE, BREAST_POSITIVE, SETTLED = (2, 3, 4), (2, 3, 4), (1, 2, 3, 4, 5)

CRITERIA = (Criterion("settled", "阳性已追踪到诊断", "检查阳性还没有最后诊断", NORM),)


@cohort("new_items.screened", "“两癌”检查对象", ref=NORM, criteria=CRITERIA)
def screened(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Women examined in the period: one row each, positive on any examination, settled when all positives are."""
    found = in_period(t.new_items_two_cancer, period)
    positive = found.cervical.isin(CERVICAL_POSITIVE) | found.breast.isin(BREAST_POSITIVE)
    settled = found.diagnosis.isin(SETTLED) & (found.diagnosed_on <= period.as_of)
    rows = found.mutate(positive=positive.fill_null(False), known=settled.fill_null(False))
    people = rows.group_by("resident_id").agg(
        positives=ibis.ifelse(rows.positive, 1, 0).sum(),
        open=ibis.ifelse(rows.positive & ~rows.known, 1, 0).sum(),
    )
    people = people.anti_join(gone_by(t, period), "resident_id")
    return people.select("resident_id", settled=people.open == 0, positive=people.positives > 0)


MEASURES = (
    Measure(
        "new_items.two_cancer_followed_rate", "“两癌”检查阳性追踪率", screened, ("settled",), NORM,
        "阳性者中已有最后诊断的人数 ÷ 检查阳性人数 × 100%", among="positive",
    ),
)  # fmt: skip
