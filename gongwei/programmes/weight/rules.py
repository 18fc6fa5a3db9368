"""What a weight and a waist mean; columns in, column out. 体重管理指导原则（2024年版）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_months
from gongwei.engine.parameters import Parameters

MALE = 1
SCHOOL_FROM, SCHOOL_STEPS = 6, 24
"""The screening table runs from 6 years in half years to 17½."""
COMPLICATED = (2, 3, 4, 5, 6, 7)
NOT_INTENDED = 2


def _holds(condition: ir.BooleanValue) -> ir.BooleanValue:
    return condition.fill_null(False)


def _tenths(value: ir.Value) -> ir.IntegerValue:
    """A number with one decimal as whole tenths, so that limits are compared exactly."""
    return (value * 10).cast("int64")


def _hundredths(value: ir.Value) -> ir.IntegerValue:
    return (value * 100).cast("int64")


def _reaches(t: ir.Table, limit_tenths: ir.Value) -> ir.BooleanValue:
    """weight / height² ≥ limit without dividing: the raw value decides (gongwei-conventions#时间.连续分界)."""
    return _tenths(t.weight) * 1_000_000 >= limit_tenths * _tenths(t.height) * _tenths(t.height)


def _by_sex(t: ir.Table, male: ir.Value, female: ir.Value) -> ir.Value:
    return ibis.ifelse(t.sex == MALE, male, female)


def _adult(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    return t.age >= p.adult_age


def _measured(t: ir.Table) -> ir.BooleanValue:
    return t.weight.notnull() & t.height.notnull()


def _half_years(t: ir.Table) -> ir.IntegerValue:
    """Half years completed since the sixth birthday."""
    half = add_months(t.birth_date, t.age * 12 + 6) <= t.served_on
    return (t.age - SCHOOL_FROM) * 2 + ibis.ifelse(half, 1, 0)


def _school_limit(t: ir.Table, male: ir.Value, female: ir.Value) -> ir.Value:
    """The limit (tenths) of the half year of age, from the screening table WS/T 586."""
    place = ibis.greatest(ibis.least(_half_years(t), SCHOOL_STEPS - 1), 0)
    return ibis.ifelse(t.sex == MALE, male[place], female[place]).cast("int64")


def bmi_class(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | infant (under 6: see the child's exam) | underweight | normal | overweight | obese, by age group."""
    school = ~_adult(t, p)
    obese = ibis.ifelse(
        school,
        _reaches(t, _school_limit(t, p.school_obese_male, p.school_obese_female)),
        _reaches(t, _tenths(p.bmi_obese)),
    )
    overweight = ibis.ifelse(
        school,
        _reaches(t, _school_limit(t, p.school_overweight_male, p.school_overweight_female)),
        _reaches(t, _tenths(p.bmi_overweight)),
    )
    return ibis.cases(
        (~_measured(t) | t.age.isnull(), "missing"),
        (t.age < SCHOOL_FROM, "infant"),
        (obese, "obese"),
        (overweight, "overweight"),
        (~school & ~_reaches(t, _tenths(p.bmi_underweight)), "underweight"),
        else_="normal",
    )


def obesity_grade(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Of obese adults: mild | moderate | severe | extreme; none for everybody else."""
    return ibis.cases(
        (~_measured(t) | ~_holds(_adult(t, p)), "none"),
        (_reaches(t, _tenths(p.bmi_obese_4)), "extreme"),
        (_reaches(t, _tenths(p.bmi_obese_3)), "severe"),
        (_reaches(t, _tenths(p.bmi_obese_2)), "moderate"),
        (_reaches(t, _tenths(p.bmi_obese)), "mild"),
        else_="none",
    )


def elderly_range(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Of those of 65 and over: below | suitable | above the range of the elderly; other for the younger."""
    low = ibis.ifelse(t.age >= p.oldest_age, _tenths(p.oldest_bmi_from), _tenths(p.elderly_bmi_from))
    return ibis.cases(
        (~_measured(t) | ~_holds(t.age >= p.elderly_age), "other"),
        (_reaches(t, _tenths(p.elderly_bmi_above)), "above"),
        (_reaches(t, low), "suitable"),
        else_="below",
    )


def waist_class(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Waist of adults: missing | other | normal | pre (前期) | central (中心性肥胖)."""
    waist = _tenths(t.waist)
    return ibis.cases(
        (t.waist.isnull() | t.age.isnull(), "missing"),
        (~_adult(t, p), "other"),
        (waist >= _tenths(_by_sex(t, p.waist_male, p.waist_female)), "central"),
        (waist >= _tenths(_by_sex(t, p.waist_pre_male, p.waist_pre_female)), "pre"),
        else_="normal",
    )


def waist_ratio_high(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Waist to hip, or waist to height, at its limit or over."""
    waist = _tenths(t.waist) * 100
    hips = waist >= _tenths(t.hip) * _hundredths(_by_sex(t, p.waist_hip_male, p.waist_hip_female))
    return _holds(hips) | _holds(waist >= _tenths(t.height) * _hundredths(p.waist_height))


def overweight_limit(t: ir.Table, p: Parameters) -> ir.Value:
    """The limit that the curve of the body-mass index shows."""
    return ibis.ifelse(_holds(_adult(t, p)), p.bmi_overweight, ibis.null("decimal(18, 1)"))


def needs_plan(t: ir.Table, p: Parameters) -> ir.StringValue:
    """yes for overweight, obesity or a central waist; no otherwise, missing while nothing was measured."""
    found = bmi_class(t, p).isin(["overweight", "obese"]) | (waist_class(t, p) == "central")
    return ibis.cases((found, "yes"), (bmi_class(t, p) == "missing", "missing"), else_="no")


def lost_unintended(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """More than so many per cent lost in 6 months without meaning to."""
    before, now = _tenths(t.weight_before), _tenths(t.weight)
    return _holds((t.intended == NOT_INTENDED) & ((before - now) * 100 > before * p.unintended_percent))


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """BMI of 32.5 and over, 28 and over with a complication, or an unintended loss."""
    complicated = ibis.literal(False)
    for code in COMPLICATED:
        complicated = complicated | _holds(t.factors.contains(code))
    heavy = _reaches(t, _tenths(p.refer_bmi)) | (complicated & _reaches(t, _tenths(p.refer_bmi_complicated)))
    return (_measured(t) & _holds(_adult(t, p)) & heavy) | lost_unintended(t, p)


def suggested_level(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """分级: 3 with a complication, 2 when overweight, obese or central, else 1; NULL while unmeasured."""
    complicated = ibis.literal(False)
    for code in COMPLICATED:
        complicated = complicated | _holds(t.factors.contains(code))
    return ibis.cases((complicated, 3), (needs_plan(t, p) == "yes", 2), (needs_plan(t, p) == "no", 1))


def progress(t: ir.Table, p: Parameters) -> ir.StringValue:
    """A visit against its plan: missing | target | goal (5 %) | losing | unchanged."""
    start, now, target = (_tenths(t[name]) for name in ("start_weight", "weight", "target_weight"))
    return ibis.cases(
        (start.isnull() | now.isnull(), "missing"),
        (_holds(now <= target), "target"),
        ((start - now) * 100 >= start * p.goal_percent, "goal"),
        (now < start, "losing"),
        else_="unchanged",
    )


def plan_reached(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A plan that ended at its target, or with so many per cent lost."""
    start, end, target = (_tenths(t[name]) for name in ("start_weight", "end_weight", "target_weight"))
    return _holds(end <= target) | _holds((start - end) * 100 >= start * p.goal_percent)


RULES = (
    bmi_class, obesity_grade, elderly_range, waist_class, waist_ratio_high, overweight_limit, needs_plan,
    lost_unintended, needs_referral, suggested_level, progress, plan_reached,
)  # fmt: skip

OUTCOMES = {
    "bmi_class": {
        "missing": "身高或体重未测", "infant": "6岁以下见儿童体检", "underweight": "体重过低", "normal": "体重正常",
        "overweight": "超重", "obese": "肥胖",
    },
    "obesity_grade": {"none": "—", "mild": "轻度肥胖", "moderate": "中度肥胖", "severe": "重度肥胖",
    "extreme": "极重度肥胖"},
    "elderly_range": {"other": "—", "below": "低于老年人适宜范围", "suitable": "在老年人适宜范围",
    "above": "高于老年人适宜范围"},
    "waist_class": {"missing": "腰围未测", "other": "—", "normal": "腰围正常", "pre": "中心性肥胖前期",
    "central": "中心性肥胖"},
    "needs_plan": {"yes": "应制定方案", "no": "不需要方案", "missing": "未测"},
    "progress": {"missing": "体重未测", "target": "达到目标体重", "goal": "已减重5%及以上", "losing": "在减重",
    "unchanged": "没有减重"},
}  # fmt: skip
