"""慢阻肺筛查问卷: seven items, their points as parameters, one cut-off. copd-guideline#筛查问卷."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.copd.exact import bmi_reaches, tenths

YES = 1


def sq_age_points(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """年龄."""
    return ibis.cases(
        (t.age >= p.sq_age_4, p.sq_age_4_points),
        (t.age >= p.sq_age_3, p.sq_age_3_points),
        (t.age >= p.sq_age_2, p.sq_age_2_points),
        (t.age.notnull(), p.sq_age_1_points),
    )


def sq_pack_points(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """吸烟量: cigarettes a day ÷ 20 × years, compared without dividing."""
    smoked = t.cigarettes.cast("int64") * t.smoke_years.cast("int64")
    return ibis.cases(
        (smoked >= tenths(p.sq_pack_3) * 2, p.sq_pack_3_points),
        (smoked >= tenths(p.sq_pack_2) * 2, p.sq_pack_2_points),
        (smoked.notnull(), p.sq_pack_1_points),
    )


def sq_bmi_points(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """BMI."""
    return ibis.cases(
        (t.weight.isnull() | t.height.isnull(), ibis.null("int64")),
        (bmi_reaches(t.weight, t.height, p.obese_bmi), p.sq_bmi_obese_points),
        (bmi_reaches(t.weight, t.height, p.overweight_bmi), p.sq_bmi_over_points),
        (bmi_reaches(t.weight, t.height, p.underweight_bmi), p.sq_bmi_normal_points),
        else_=p.sq_bmi_low_points,
    )


def sq_score(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """总分 of the seven items; NULL while one is not answered. 筛查问卷, points to be checked."""
    none = ibis.literal(0)
    breath = ibis.cases(
        (t.dyspnea == 3, p.sq_dyspnea_3_points),
        (t.dyspnea == 2, p.sq_dyspnea_2_points),
        (t.dyspnea == 1, none),
    )
    total = sq_age_points(t, p) + sq_pack_points(t, p) + sq_bmi_points(t, p) + breath
    for answer, points in (
        (t.cough, p.sq_cough_points),
        (t.biomass, p.sq_biomass_points),
        (t.family_history, p.sq_family_points),
    ):
        total = total + ibis.cases((answer == YES, points), (answer.notnull(), none))
    return total


def sq_result(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | suspected (at the cut-off or above) | low. 筛查问卷."""
    score = sq_score(t, p)
    return ibis.cases((score.isnull(), "missing"), (score >= p.sq_cutoff, "suspected"), else_="low")
