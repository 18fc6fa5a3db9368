"""Growth as the doctor graded it on the form; the grades are proposed by growth.py. 规范三版 4 附件."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters

LOW = 3
NORMAL = 1


def graded_low(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Weight or length 下: below -2 SD, that is 低体重 or 生长迟缓. 生长标准."""
    return ((t.weight_grade == LOW) | (t.length_grade == LOW)).fill_null(False)


def bad_growth(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A grade 下, or 体格发育评价 (3~6岁) other than 正常. 规范三版 4 附件."""
    judged = t.growth_evaluation
    other = (judged.notnull() & (judged.length() > 0) & ~judged.contains(NORMAL)).fill_null(False)
    return graded_low(t, p) | other
