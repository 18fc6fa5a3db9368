"""肺功能: what a lung-function test means. copd-guideline#肺功能."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.copd.exact import hundredths, tenths


def obstruction(t: ir.Table, p: Parameters) -> ir.StringValue:
    """After the bronchodilator FEV1/FVC below the limit, on the unrounded values: missing | obstructed | none."""
    blown = t.post_fev1.notnull() & t.post_fvc.notnull()
    below = hundredths(t.post_fev1) * 1000 < hundredths(t.post_fvc) * tenths(p.fixed_ratio)
    return ibis.cases((~blown, "missing"), (below, "obstructed"), else_="none")


def gold_grade(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Airflow grade by FEV1 % of predicted, only where obstructed: missing | none | 1 | 2 | 3 | 4. 肺功能."""
    share = tenths(t.fev1_pred)
    return ibis.cases(
        (obstruction(t, p) == "missing", "missing"),
        (obstruction(t, p) == "none", "none"),
        (t.fev1_pred.isnull(), "missing"),
        (share < tenths(p.gold_4_below), "4"),
        (share < tenths(p.gold_3_below), "3"),
        (share < tenths(p.gold_2_below), "2"),
        else_="1",
    )
