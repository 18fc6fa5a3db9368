"""分级管理: which level of the county answers for a chronic patient, by the yearly grading (NCD-13).

The county defines the levels: each grade, a year never at target and a complication have a level of their own, as
parameters. 环翠2024 六（四） asks for it and leaves the scale to the county: the values are a proposal, 待核.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters

NEVER_AT_TARGET, UNMEASURED = 3, 9
COMPLICATIONS = (2, 3, 4, 5, 6, 7)
"""冠心病 … 周围血管病变 of 并发症和合并症; both diseases together are no complication."""


def responsible(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """1 村, 2 镇, 3 县: the highest level that grade, control or complication asks for; NULL while one is missing."""
    graded = ibis.cases((t.grade == 1, p.tier_grade_1), (t.grade == 2, p.tier_grade_2), (t.grade == 3, p.tier_grade_3))
    known = t.grade.isin((1, 2, 3)) & t.comorbid.notnull() & t.year_control.notnull()
    known = (known & (t.year_control != UNMEASURED)).fill_null(False)
    ill = ibis.literal(False)
    for code in COMPLICATIONS:
        ill = ill | t.comorbid.contains(code)
    uncontrolled = ibis.ifelse(t.year_control == NEVER_AT_TARGET, p.tier_uncontrolled, 1)
    complicated = ibis.ifelse(ill.fill_null(False), p.tier_complicated, 1)
    level = ibis.greatest(graded, uncontrolled, complicated).cast("int64")
    return ibis.cases((~known, ibis.null("int64")), else_=level)
